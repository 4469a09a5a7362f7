"""Lists of what happened, made shorter to read: what one person did again and again is one line. Nothing that is stored
changes by it: timeline and audit log keep every event."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from acogida.accounts.models import AuditEvent
from acogida.cases.models import TimelineEvent

APART = timedelta(hours=1)  # longer without it, and it is another time


E = TypeVar("E", AuditEvent, TimelineEvent)


@dataclass
class Run(Generic[E]):
    event: E  # the latest
    since: datetime
    count: int = 1


def runs(events: Iterable[E], key: Callable[[E], Hashable]) -> list[Run[E]]:
    """`events`, the latest first. Those of one key become one, unless something stands between them that has none."""
    found: list[Run[E]] = []
    going_on: dict[Hashable, Run[E]] = {}
    for event in events:
        of = key(event)
        if of is None:
            going_on.clear()
        run = going_on.get(of)
        if run is not None and run.since - event.at < APART:
            run.since, run.count = event.at, run.count + 1
            continue
        found.append(run := Run(event, event.at))
        if of is not None:
            going_on[of] = run
    return found
