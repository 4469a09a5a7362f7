"""Opening hours in a few bytes, so that a search can tell for a thousand places what is open now.

Layout: first and last day on which the week holds, and the days of exceptions, as ordinals; then spans in minutes from
Monday's midnight. Whatever needs the calendar (every second week, first Monday, a holiday) is not in here: then the
answer is None, which means: ask the schedules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from struct import Struct
from typing import Any

from acogida.directory import recurrence
from acogida.directory.opening import DAY, Schedules, Span, merge, plain_span, zone_of

WEEK = 7 * DAY
SAYS = frozenset({*recurrence.FIELDS, "opens_at", "closes_at"})
_HEAD = Struct("<IIB")  # first day, last day, number of exceptions
_EXCEPTION = Struct("<II")
_SPAN = Struct("<HH")
_MOST_EXCEPTIONS = 255

Week = tuple[int, int, tuple[tuple[int, int], ...], tuple[Span, ...]]
Said = tuple[tuple[str, Any], ...]  # (field, value) of one schedule


def compile_week(schedules: Schedules, exceptions: Schedules, timezone: str) -> bytes | None:
    """None when the hours are not known, are no plain week, or the place has no zone of its own."""
    if not schedules or not timezone:
        return None
    return _compiled(timezone, tuple(map(_days, exceptions)), tuple(map(_said, schedules)))


def _said(schedule: Mapping[str, Any]) -> Said:
    """What counts of a schedule. A value that is no text or number can't be kept; its spelling can."""
    said = [(name, value) for name, value in schedule.items() if name in SAYS]
    return tuple([(name, str(value) if isinstance(value, list | dict) else value) for name, value in said])


# Few weeks are written in many places, and few days in many weeks: most are read once.
@lru_cache(maxsize=4096)
def _compiled(timezone: str, closed: tuple[tuple[int, int] | None, ...], schedules: tuple[Said, ...]) -> bytes | None:
    zone = zone_of(timezone, ())
    weeks = [_plain_week(zone, said) for said in schedules] if zone else []
    if not weeks or None in weeks or None in closed or len(closed) > _MOST_EXCEPTIONS:
        return None
    windows = {week.window for week in weeks if week}
    if len(windows) > 1:
        return None
    spans = merge(span for week in weeks if week for span in week.spans)
    return b"".join(
        [
            _HEAD.pack(*windows.pop(), len(closed)),
            *(_EXCEPTION.pack(*days) for days in closed if days),
            *(_SPAN.pack(*span) for span in spans),
        ]
    )


@dataclass(frozen=True)
class PlainWeek:
    window: tuple[int, int]  # first and last day, as ordinals
    spans: tuple[Span, ...]


@lru_cache(maxsize=8192)
def _plain_week(zone: tzinfo, said: Said) -> PlainWeek | None:
    schedule = dict(said)
    rule, span = recurrence.read(schedule), plain_span(schedule, zone)
    if rule is None or span is None or not rule.is_plain_week:
        return None
    begins, ends = max(rule.valid[0], rule.first or date.min), min(rule.valid[1], rule.last or date.max)
    spans = [(weekday * DAY + span[0], weekday * DAY + span[1]) for _, weekday in rule.days]
    return PlainWeek((begins.toordinal(), ends.toordinal()), tuple(spans))


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
