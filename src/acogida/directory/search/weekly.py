"""Opening hours in a few bytes, so that a search can tell for a thousand places what is open now.

Layout: first and last day on which the week holds, and the days of exceptions, as ordinals; then spans in minutes from
Monday's midnight. Whatever needs the calendar (every second week, first Monday, a holiday) is not in here: then the
answer is None, which means: ask the schedules.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from struct import Struct
from typing import Any

from acogida.directory import recurrence
from acogida.directory.opening import DAY, Schedules, Span, merge, plain_span, zone_of

WEEK = 7 * DAY
_HEAD = Struct("<IIB")  # first day, last day, number of exceptions
_EXCEPTION = Struct("<II")
_SPAN = Struct("<HH")
_MOST_EXCEPTIONS = 255

Week = tuple[int, int, tuple[tuple[int, int], ...], tuple[Span, ...]]


def compile_week(schedules: Schedules, exceptions: Schedules, timezone: str) -> bytes | None:
    """None when the hours are not known, or are no plain week."""
    zone = zone_of(timezone, schedules)
    rules = [recurrence.read(schedule) for schedule in schedules]
    closed = [_days(entry) for entry in exceptions]
    if zone is None or not rules or len(closed) > _MOST_EXCEPTIONS or None in closed:
        return None
    spans: list[Span] = []
    windows = set()
    for schedule, rule in zip(schedules, rules, strict=True):
        span = plain_span(schedule, zone)
        if rule is None or span is None or not rule.is_plain_week:
            return None
        windows.add((rule.first, rule.last, rule.valid))
        spans += [(weekday * DAY + span[0], weekday * DAY + span[1]) for _, weekday in rule.days]
    if len(windows) > 1:
        return None
    first, last, valid = windows.pop()
    begins, ends = max(valid[0], first or valid[0]), min(valid[1], last or valid[1])
    return b"".join(
        [
            _HEAD.pack(begins.toordinal(), ends.toordinal(), len(closed)),
            *(_EXCEPTION.pack(*days) for days in closed if days),
            *(_SPAN.pack(*span) for span in merge(spans)),
        ]
    )


def is_open(compiled: bytes, local: datetime) -> bool | None:
    """Whether the place is open at that time of its clock; None: the compiled week doesn't cover that day."""
    first, last, exceptions, spans = _read(compiled)
    day = local.toordinal()
    # Yesterday counts too: its last hours may reach into today.
    if not first < day <= last or any(start <= day <= end + 1 for start, end in exceptions):
        return None
    minute = local.weekday() * DAY + local.hour * 60 + local.minute
    return any(start <= minute < end or start <= minute + WEEK < end for start, end in spans)


def _days(entry: Mapping[str, Any]) -> tuple[int, int] | None:
    first = recurrence.read_date(entry.get("from"))
    last = recurrence.read_date(entry.get("to")) or first
    return (first.toordinal(), last.toordinal()) if first and last else None


@lru_cache(maxsize=4096)
def _read(compiled: bytes) -> Week:
    first, last, count = _HEAD.unpack_from(compiled)
    middle = _HEAD.size + count * _EXCEPTION.size
    exceptions = tuple(_EXCEPTION.iter_unpack(compiled[_HEAD.size : middle]))
    return first, last, exceptions, tuple(_SPAN.iter_unpack(compiled[middle:]))
