"""Hours of a service at a place: open or not, today, the week, and the days that differ."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from acogida.directory import opening
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.opening import Day
from acogida.web.directory import pills
from acogida.web.directory.pills import Pill
from acogida.web.directory.wording import WEEKDAYS, day

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
    hours = _("closed") if entry.get("closed") else f"{entry.get('opens_at', '')[:5]}–{entry.get('closes_at', '')[:5]}"
    note = str(entry.get("note") or "")
    return f"{when}: {hours}. {note}" if note else f"{when}: {hours}."


def exceptions(entries: list[dict[str, Any]], today: date) -> list[str]:
    coming = [entry for entry in entries if (entry.get("to") or entry["from"])[:10] >= today.isoformat()]
    return [exception(entry) for entry in sorted(coming, key=lambda entry: entry["from"])[:MOST_EXCEPTIONS]]


def hours_at(service: Service, site: ServiceAtLocation | None, now: datetime) -> Hours:
    location = site.location if site else None
    schedules = opening.schedules_of(service, site, location)
    timezone = location.timezone if location else ""
    week = opening.week(schedules, service.date_exceptions, timezone, now)
    known = any(one.is_known for one in week)
    return Hours(
        pills=pills.of_opening(opening.opening(schedules, service.date_exceptions, timezone, now)),
        today=_("Today: %(hours)s") % {"hours": spans(week[0])} if known else "",
        week=rows(week) if known else [],
        notes=[str(schedule["description"]) for schedule in schedules if schedule.get("description")],
        exceptions=exceptions(service.date_exceptions, week[0].date),
    )
