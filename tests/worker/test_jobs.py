from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from acogida.worker import jobs
from acogida.worker.faults import FIRST_WAIT, LONGEST_WAIT, wait_after
from acogida.worker.jobs import Periodic
from acogida.worker.models import Job
from tests.accounts.people import NOW
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Done:
    """A job that says how often it was done, and fails when it is told to."""

    def __init__(self, name: str = "example") -> None:
        self.times, self.error = 0, None
        self.job = Periodic(name, every=MINUTE, lease=10 * MINUTE, work=self.work)

    def work(self, clock, stopping) -> None:
        self.times += 1
        if self.error:
            raise self.error


def run(*done: Done, now=NOW, stopping: bool = False) -> bool:
    periodic = [one.job for one in done]
    jobs.prepare(periodic, now=NOW)
    return jobs.run_due(periodic, lambda: now, lambda: stopping)


@pytest.fixture
def done() -> Done:
    return Done()


def test_a_job_is_done_when_its_moment_has_come_and_then_again(done):
    assert run(done)
    assert not run(done, now=NOW + MINUTE - SECOND)
    assert run(done, now=NOW + MINUTE)
    assert done.times == 2
    assert Job.objects.get().done_at == NOW + MINUTE


def test_a_job_that_is_not_wanted_is_not_begun(done):
    idle = Periodic("example", every=MINUTE, lease=MINUTE, work=done.work, wanted=lambda now: False)
    jobs.prepare([idle], now=NOW)
    assert not jobs.run_due([idle], lambda: NOW, lambda: False)
    assert done.times == 0


def test_what_somebody_else_is_at_is_left_to_them_until_their_lease_is_over(done):
    def while_at_it(clock, stopping) -> None:
        assert not run(done)

    jobs.prepare([done.job], now=NOW)
    other = Periodic("example", every=MINUTE, lease=10 * MINUTE, work=while_at_it)
    assert jobs.run_due([other], lambda: NOW, lambda: False)
    assert done.times == 0


def test_who_was_killed_at_a_job_leaves_it_to_the_next(done):
    def killed(clock, stopping) -> None:
        raise KeyboardInterrupt  # passes everything, as a kill does

    jobs.prepare([done.job], now=NOW)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_due([Periodic("example", MINUTE, 10 * MINUTE, killed)], lambda: NOW, lambda: False)
    assert not run(done, now=NOW + 10 * MINUTE - SECOND)
    assert run(done, now=NOW + 10 * MINUTE)


def test_one_that_fails_is_tried_later_and_later_and_stops_no_other(done, caplog):
    bad = Done("bad")
    bad.error = ValueError("Jennifer González")
    assert run(bad, done)
    assert run(bad, now=NOW + FIRST_WAIT)
    assert not run(bad, now=NOW + 2 * FIRST_WAIT)
    assert (bad.times, done.times) == (2, 1)
    row = Job.objects.get(pk="bad")
    assert (row.failures, row.next_at) == (2, NOW + 3 * FIRST_WAIT)
    assert row.fault.startswith("ValueError at ")
    assert "Job bad failed: ValueError at " in caplog.text
    assert "Jennifer" not in caplog.text + row.fault


def test_one_that_succeeds_again_has_no_fault_any_more(done):
    done.error = ValueError()
    run(done)
    done.error = None
    assert run(done, now=NOW + FIRST_WAIT)
    row = Job.objects.get()
    assert (row.failures, row.fault, row.next_at) == (0, "", NOW + FIRST_WAIT + MINUTE)


def test_who_took_too_long_changes_nothing_of_who_came_after(done):
    moment = [NOW]

    def slow(clock, stopping) -> None:
        moment[0] += 11 * MINUTE
        assert run(done, now=moment[0])

    jobs.prepare([done.job], now=NOW)
    jobs.run_due([Periodic("example", MINUTE, 10 * MINUTE, slow)], lambda: moment[0], lambda: False)
    assert Job.objects.get().next_at == NOW + 12 * MINUTE


def test_nothing_is_begun_by_who_is_to_end(done):
    assert not run(done, stopping=True)
    assert done.times == 0


def test_nobody_waits_longer_than_an_hour():
    assert [wait_after(count) / FIRST_WAIT for count in (1, 2, 3)] == [1, 2, 4]
    assert wait_after(10**6) == LONGEST_WAIT


@pytest.mark.django_db(transaction=True)
def test_of_many_who_saw_that_it_is_due_one_does_it(done):
    everybody = Barrier(8)
    job = replace(done.job, wanted=lambda now: everybody.wait(60) >= 0)
    jobs.prepare([job], now=NOW)
    at_once(*[lambda: jobs.run_due([job], lambda: NOW, lambda: False)] * 8, refusals=())
    assert done.times == 1
