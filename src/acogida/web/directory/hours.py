"""Hours of a service at a place: open or not, today, the week, and the days that differ."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from acogida.directory import opening
from acogida.directory.dates import SHORT_WEEKDAYS, WEEKDAYS, day
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.opening import Day
from acogida.web.directory import pills
from acogida.web.directory.pills import Pill

MOST_EXCEPTIONS = 5


@dataclass(frozen=True)
class Row:
    day: str
    hours: str
    is_today: bool


@dataclass(frozen=True)
class Hours:
    pills: list[Pill]
    today: str
    week: list[Row]  # empty when no hour of it is known
    notes: list[str]  # what schedules say in words
    exceptions: list[str]


def spans(one: Day) -> str:
    if not one.is_known:
        return _("not known")
    if one.is_all_day:
        return _("all day")
    times = [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in one.times]
    return ", ".join(times) or _("closed")


def in_one_line(week: list[Day]) -> str:
    """`Mon–Fri 09:00–18:00; Sat 09:00–13:00; Sun closed`."""
    if not any(one.is_known for one in week):
        return _("hours not known")
    runs = [(said, list(run)) for said, run in groupby(sorted(week, key=lambda one: one.date.weekday()), key=spans)]
    if len(runs) == 1:
        return _("every day: %(hours)s") % {"hours": runs[0][0]}
    return "; ".join(f"{_days(run)} {said}" for said, run in runs)


def _days(run: list[Day]) -> str:
    first, last = (str(SHORT_WEEKDAYS[one.date.weekday()]) for one in (run[0], run[-1]))
    return first if len(run) == 1 else f"{first}–{last}"


def rows(week: list[Day]) -> list[Row]:
    """From Monday, so that the table stands still through the week."""
    today = week[0].date
    return [
        Row(str(WEEKDAYS[one.date.weekday()]), spans(one), one.date == today)
        for one in sorted(week, key=lambda one: one.date.weekday())
    ]


def exception(entry: dict[str, Any]) -> str:
    first, last = date.fromisoformat(entry["from"][:10]), date.fromisoformat((entry.get("to") or entry["from"])[:10])
    when = day(first) if first == last else _("%(from)s to %(to)s") % {"from": day(first), "to": day(last)}
    hours = _exceptional_hours(entry)
    note = str(entry.get("note") or "")
    return f"{when}: {hours}. {note}" if note else f"{when}: {hours}."


def _exceptional_hours(entry: dict[str, Any]) -> str:
    if entry.get("closed"):
        return _("closed")
    opens, closes = str(entry.get("opens_at") or "")[:5], str(entry.get("closes_at") or "")[:5]
    return f"{opens}–{closes}" if opens and closes else _("hours not known")


def exceptions(entries: list[dict[str, Any]], today: date) -> list[str]:
    coming = [entry for entry in entries if (entry.get("to") or entry["from"])[:10] >= today.isoformat()]
    return [exception(entry) for entry in sorted(coming, key=lambda entry: entry["from"])[:MOST_EXCEPTIONS]]


def week_at(service: Service, site: ServiceAtLocation | None, now: datetime) -> list[Day]:
    location = site.location if site else None
    timezone = location.timezone if location else ""
    return opening.week(opening.schedules_of(service, site, location), service.date_exceptions, timezone, now)


def hours_at(service: Service, site: ServiceAtLocation | None, now: datetime) -> Hours:
    location = site.location if site else None
    schedules = opening.schedules_of(service, site, location)
    timezone = location.timezone if location else ""
    week = week_at(service, site, now)
    known = any(one.is_known for one in week)
    return Hours(
        pills=pills.of_opening(opening.opening(schedules, service.date_exceptions, timezone, now)),
        today=_("Today: %(hours)s") % {"hours": spans(week[0])} if known else "",
        week=rows(week) if known else [],
        notes=[str(schedule["description"]) for schedule in schedules if schedule.get("description")],
        exceptions=exceptions(service.date_exceptions, week[0].date),
    )
