"""When a place is open, from the schedules of HSDS and the exceptions of the profile. Unknown hours stay unknown.

Times are clock times of the place (its IANA zone), whatever the season. Without a zone, a schedule's own offset counts;
without that too, the hours are not known. A time with an offset that the zone never has is converted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from acogida.directory import recurrence
from acogida.directory.models import Location, Service, ServiceAtLocation
from acogida.directory.recurrence import Rule
from acogida.directory.search.types import Opening

Schedules = Sequence[Mapping[str, Any]]
Span = tuple[int, int]  # minutes from the midnight at which the day begins; the end may lie in the next day

DAY = 24 * 60
LOOK_AHEAD_DAYS = 62  # two months: the next first Monday is within
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    date: date
    spans: tuple[Span, ...]
    is_known: bool
    note: str = ""

    @property
    def times(self) -> list[tuple[time, time]]:
        """Opening and closing as clock times; a closing of 00:00 is midnight."""
        return [(_clock(start), _clock(end)) for start, end in self.spans]

    @property
    def is_all_day(self) -> bool:
        return (0, DAY) in self.spans


def schedules_of(
    service: Service, site: ServiceAtLocation | None = None, location: Location | None = None
) -> list[dict[str, Any]]:
    """The schedules that count: those of the service at this place, else of the service, else of the place."""
    for owner in (site, service, location):
        found: list[dict[str, Any]] = owner.parts.get("schedules", []) if owner else []
        if found:
            return found
    return []


def opening(schedules: Schedules, exceptions: Schedules, timezone: str, now: datetime) -> Opening:
    table = timetable(schedules, exceptions, timezone) if schedules or exceptions else None
    if table is None:
        return Opening(None)
    local = now.astimezone(table.zone)
    today, minute = local.date(), local.hour * 60 + local.minute

    def moment(minutes: int) -> datetime:
        wall = datetime.combine(today, time()) + timedelta(minutes=minutes)
        # A time that the clock skips in spring becomes the one that follows.
        return wall.replace(tzinfo=table.zone).astimezone(UTC).astimezone(table.zone)

    known = True
    for start, end, is_known in _spans_around(table, today):
        known &= is_known or start > minute
        if start <= minute < end:
            return Opening(True, moment(end) if end < LOOK_AHEAD_DAYS * DAY else None)
        if start > minute and end > start:
            return Opening(False if known else None, moment(start) if known else None, moment(start))
    return Opening(False if known else None)


def is_open(schedules: Schedules, exceptions: Schedules, timezone: str, now: datetime) -> bool | None:
    """The short answer, for ranking many places: looks at today and yesterday only."""
    table = timetable(schedules, exceptions, timezone)
    if table is None:
        return None
    here = now.astimezone(table.zone)
    minute = here.hour * 60 + here.minute
    today, yesterday = table.on(here.date()), table.on(here.date() - timedelta(1))
    if any(start <= minute < end for start, end in today.spans):
        return True
    if any(start <= minute + DAY < end for start, end in yesterday.spans):
        return True
    return False if today.is_known and yesterday.is_known else None


def local(now: datetime, timezone: str) -> datetime:
    """The clock of the place; of one whose zone is unknown, UTC."""
    return now.astimezone(_zone(timezone) or UTC)


def today(schedules: Schedules, exceptions: Schedules, timezone: str, now: datetime) -> Day:
    return week(schedules, exceptions, timezone, now)[0]


def week(schedules: Schedules, exceptions: Schedules, timezone: str, now: datetime) -> list[Day]:
    """Seven days from today on, in the time of the place."""
    table = timetable(schedules, exceptions, timezone)
    first = now.astimezone(table.zone if table else UTC).date()
    days = [first + timedelta(offset) for offset in range(7)]
    return [table.on(day) if table else Day(day, (), is_known=False) for day in days]


@dataclass(frozen=True)
class Timetable:
    """Schedules and exceptions of one place, read."""

    zone: tzinfo
    rules: list[tuple[Mapping[str, Any], Rule | None]]
    exceptions: Schedules

    def on(self, day: date) -> Day:
        """Merged opening times of one date. An exception for that date replaces what the schedules say."""
        special = [entry for entry in self.exceptions if _covers(entry, day)]
        if special:
            return self._by_exception(special, day)
        valid = [(schedule, rule) for schedule, rule in self.rules if rule is None or recurrence.is_valid(rule, day)]
        spans = [_span(schedule, self.zone, day) for schedule, rule in valid if rule and recurrence.occurs(rule, day)]
        is_known = bool(valid) and None not in spans and all(rule for _, rule in valid)
        return Day(day, merge(span for span in spans if span), is_known)

    def _by_exception(self, special: Schedules, day: date) -> Day:
        note = " ".join(str(entry["note"]) for entry in special if entry.get("note"))
        if any(entry.get("closed") for entry in special):
            return Day(day, (), is_known=True, note=note)
        spans = [_span(entry, self.zone, day) for entry in special]
        return Day(day, merge(span for span in spans if span), is_known=None not in spans, note=note)


def timetable(schedules: Schedules, exceptions: Schedules, timezone: str) -> Timetable | None:
    """None when nothing tells by which clock the hours are meant."""
    zone = zone_of(timezone, schedules)
    if zone is None:
        return None
    return Timetable(zone, [(schedule, recurrence.read(schedule)) for schedule in schedules], exceptions)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def zone_of(timezone: str, schedules: Schedules) -> tzinfo | None:
    """The zone of the place; else the offset that the schedules give; else None."""
    if timezone:
        return _zone(timezone)
    for schedule in schedules:
        offset = schedule.get("timezone")
        if isinstance(offset, int | float) and not isinstance(offset, bool) and -24 < offset < 24:
            return _fixed(offset)
        clock = _TIME.fullmatch(str(schedule.get("opens_at") or "").strip())
        if clock and clock[3]:
            return _offset(clock[3])
    return None


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError is ZoneInfoNotFoundError
        return None


def _fixed(hours: float) -> tzinfo:
    return timezone(timedelta(minutes=round(hours * 60)))


def _offset(text: str) -> tzinfo:
    if text.upper() == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return _fixed(sign * (int(text[1:3]) + int(text[-2:]) / 60)) if int(text[1:3]) < 24 else UTC


def _spans_around(table: Timetable, today: date) -> Iterator[tuple[int, int, bool]]:
    """Spans from yesterday on, in minutes from today's midnight, those that touch joined: (start, end, is known).

    A day that isn't known yields an empty span at its start. A span longer than a week has no end.
    """
    pending: Span | None = None
    for offset in range(-1, LOOK_AHEAD_DAYS + 1):
        day, midnight = table.on(today + timedelta(offset)), offset * DAY
        if not day.is_known:
            yield midnight, midnight, False
        for start, end in day.spans:
            if pending and start + midnight <= pending[1]:
                pending = (pending[0], max(end + midnight, pending[1]))
                continue
            if pending:
                yield *pending, True
            pending = (start + midnight, end + midnight)
        if pending and pending[1] - pending[0] > 8 * DAY:
            yield pending[0], LOOK_AHEAD_DAYS * DAY, True
            return
        if pending and pending[1] < midnight + DAY:
            yield *pending, True
            pending = None
    if pending:
        yield *pending, True


def _covers(entry: Mapping[str, Any], day: date) -> bool:
    first, last = str(entry.get("from") or ""), str(entry.get("to") or entry.get("from") or "")
    return bool(first) and first[:10] <= day.isoformat() <= last[:10]


def _span(entry: Mapping[str, Any], zone: tzinfo, day: date) -> Span | None:
    opens, closes = _minutes(entry.get("opens_at"), zone, day), _minutes(entry.get("closes_at"), zone, day)
    if opens is None or closes is None or opens == closes:  # 08:00–08:00 may mean all day, or that nobody filled it in
        return None
    if closes % DAY == DAY - 1:
        closes += 1  # 23:59 is how midnight is written where 24:00 can't be
    if closes < opens:
        closes += DAY
    return opens, closes


def plain_span(entry: Mapping[str, Any], zone: tzinfo) -> Span | None:
    """The span when it is the same on every day: times by the zone's own clock; else None."""
    times = [_TIME.fullmatch(str(entry.get(name) or "").strip()) for name in ("opens_at", "closes_at")]
    is_plain = all(match and (not match[3] or _has_offset(zone, _offset(match[3]))) for match in times)
    return _span(entry, zone, date.min) if is_plain else None


def _minutes(value: object, zone: tzinfo, day: date) -> int | None:
    read = _read_time(str(value or "").strip())
    if read is None:
        return None
    wall, offset = read
    if offset is None or _has_offset(zone, offset):
        return wall
    midnight = datetime.combine(day, time())
    moment = (midnight + timedelta(minutes=wall)).replace(tzinfo=offset).astimezone(zone)
    return round((moment.replace(tzinfo=None) - midnight).total_seconds() / 60)


@lru_cache(maxsize=4096)
def _read_time(text: str) -> tuple[int, tzinfo | None] | None:
    """(minutes since midnight, offset if it says one)."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute, _offset(match[3]) if match[3] else None


@lru_cache(maxsize=4096)
def _has_offset(zone: tzinfo, offset: tzinfo) -> bool:
    """Whether the zone's clock stands so in summer or winter: then the time was written by that clock."""
    wanted = offset.utcoffset(None)
    return any(datetime(2026, month, 1, tzinfo=zone).utcoffset() == wanted for month in (1, 7))


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
