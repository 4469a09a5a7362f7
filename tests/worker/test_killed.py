"""Several workers at once, and workers that are killed: nothing is lost, nothing done twice, no room leaks."""

import random
from datetime import timedelta

import pytest

from acogida.referrals.models import Letter
from acogida.worker.loop import Worker
from acogida.worker.models import Setback
from tests.cases.killing import POINTS, run_and_kill
from tests.worker.crowd import MOMENT, Crowd, gather
from tests.worker.mailbox import Mailbox
from tests.worker.processes import begin, clock_from, end, kill, wait_until_nobody_is_there

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

LEASES_ARE_OVER = MOMENT + timedelta(minutes=11)


def assert_done(crowd: Crowd, box: Mailbox, *, twice_at_most: int = 0) -> None:
    """Twice can come what the server had taken when a kill came, before that was noted. It has the same name."""
    crowd.assert_all_was_done_once()
    assert not Setback.objects.exists()
    assert not Letter.objects.filter(sent_at=None).exists()
    names = [letter["Message-ID"] for letter in box.taken()]
    assert set(names) == {f"<{pk}@acogida.example.org>" for pk in Letter.objects.values_list("pk", flat=True)}
    assert len(names) - len(set(names)) <= twice_at_most
    box.empty()


def test_two_workers_do_each_of_two_hundred_things_once(net, box):
    crowd = gather(net, 200)
    workers = [begin(MOMENT), begin(MOMENT)]
    assert [end(one) for one in workers] == [0, 0]
    assert_done(crowd, box)


def test_one_of_two_is_killed_at_some_moment(net, box):
    dice = random.Random(11)
    for _ in range(POINTS):
        crowd = gather(net, 10)
        lucky, unlucky = begin(MOMENT), begin(MOMENT)
        kill(unlucky, after=dice.uniform(0, 0.4))
        assert end(lucky) == 0
        wait_until_nobody_is_there()
        assert end(begin(LEASES_ARE_OVER)) == 0
        assert_done(crowd, box, twice_at_most=1)


def test_killed_at_any_point_it_is_carried_on_by_the_next(net, box):
    def work() -> None:
        Worker(clock_from(MOMENT)).run_once()

    crowd = gather(net, 6)
    count = run_and_kill(work)
    assert_done(crowd, box)
    for point in sorted(random.Random(13).sample(range(count), min(POINTS, count))):
        crowd = gather(net, 6)
        assert run_and_kill(work, at=point) is None
        wait_until_nobody_is_there()
        assert end(begin(LEASES_ARE_OVER)) == 0
        assert_done(crowd, box, twice_at_most=1)
