"""What the node does from time to time, whoever of its workers comes first."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from acogida.worker.faults import attempted, place, wait_after
from acogida.worker.models import Job

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Stopping = Callable[[], bool]


@dataclass(frozen=True)
class Periodic:
    name: str
    every: timedelta
    lease: timedelta  # whoever was killed at it has it no longer than this
    work: Callable[[Clock, Stopping], object]
    wanted: Callable[[datetime], bool] = lambda now: True


def prepare(periodic: Iterable[Periodic], *, now: datetime) -> None:
    Job.objects.bulk_create([Job(name=one.name, next_at=now) for one in periodic], ignore_conflicts=True)


def run_due(periodic: Iterable[Periodic], clock: Clock, stopping: Stopping) -> bool:
    """False: nothing was to be done, or others are at it."""
    due = set(Job.objects.filter(next_at__lte=clock()).order_by().values_list("name", flat=True))
    done = False
    for one in periodic:
        if stopping():
            break
        if one.name in due and one.wanted(clock()):
            done |= _run(one, clock, stopping)
    return done


def _run(one: Periodic, clock: Clock, stopping: Stopping) -> bool:
    now = clock()
    until = now + one.lease
    if not Job.objects.filter(pk=one.name, next_at__lte=now).update(next_at=until):
        return False
    error = attempted(lambda: one.work(clock, stopping))
    mine = Job.objects.filter(pk=one.name, next_at=until)  # not when it took so long that somebody else began
    now = clock()
    if error is None:
        mine.update(next_at=now + one.every, done_at=now, failures=0, fault="")
        return True
    job = Job.objects.get(pk=one.name)
    wait = wait_after(job.failures + 1)
    logger.error("Job %s failed: %s. It is tried again in %s.", one.name, place(error), wait)
    mine.update(next_at=now + wait, failures=job.failures + 1, fault=place(error))
    return True
