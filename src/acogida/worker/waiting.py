"""What waits for the node itself: each by itself, in a transaction of its own, whoever of the workers comes first."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from acogida.worker.faults import attempted, place, wait_after
from acogida.worker.jobs import Clock, Stopping
from acogida.worker.models import Setback

logger = logging.getLogger(__name__)

AT_ONCE = 100


class Due(Protocol):
    def __call__(self, *, now: datetime, limit: int) -> list[UUID]: ...


class Act(Protocol):
    def __call__(self, subject: UUID, /, *, now: datetime) -> bool: ...


@dataclass(frozen=True)
class Source:
    name: str
    due: Due
    act: Act


def carry_on(sources: Iterable[Source], clock: Clock, stopping: Stopping) -> bool:
    """False: nothing was to be done, or others are at it."""
    done = False
    for source in sources:
        done |= _carry_on(source, clock, stopping)
    return done


def _carry_on(source: Source, clock: Clock, stopping: Stopping) -> bool:
    now = clock()
    setbacks = {one.subject: one for one in Setback.objects.filter(source=source.name)}
    later = {subject for subject, one in setbacks.items() if one.next_at > now}
    due = source.due(now=now, limit=AT_ONCE + len(later))
    if over := setbacks.keys() - later - set(due):  # somebody carried it on
        Setback.objects.filter(pk__in=over).delete()
    done = False
    for subject in due:
        if stopping():
            break
        if subject not in later:
            done |= _act(source, subject, setbacks.get(subject), clock)
    return done


def _act(source: Source, subject: UUID, before: Setback | None, clock: Clock) -> bool:
    done: list[bool] = []
    error = attempted(lambda: done.append(source.act(subject, now=clock())))
    if error is None:
        if before:
            Setback.objects.filter(pk=subject).delete()
        return done[0]
    now, failures = clock(), (before.failures if before else 0) + 1
    wait = wait_after(failures)
    logger.error(
        "%s %s could not be carried on: %s. It is tried again in %s.", source.name, subject, place(error), wait
    )
    Setback.objects.update_or_create(
        pk=subject,
        defaults={
            "source": source.name,
            "first_at": before.first_at if before else now,
            "next_at": now + wait,
            "failures": failures,
            "fault": place(error),
        },
    )
    return False
