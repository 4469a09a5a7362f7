"""When a service is open: a plain week, and the days that differ.

Schedules that are no plain week (the first Monday of a month, only in winter, hours in words) are not put into a form
that can't say them: they stay as they are unless somebody takes them out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.acting import Acting
from acogida.core.errors import DomainError
from acogida.directory import opening, recurrence
from acogida.directory.editing.own import refuse_others
from acogida.directory.editing.writing import draft, draft_with, finish
from acogida.directory.hsds import cleaners as c
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.recurrence import WEEKDAYS
from acogida.directory.services import begin_change

Json = dict[str, Any]
Times = tuple[time, time]
Week = Mapping[str, Sequence[Times]]  # by weekday as iCalendar writes it; a day without times is closed

WHOLE_DAY = (time(0, 0), time(23, 59))


@dataclass(frozen=True)
class SpecialDay:
    first: date
    last: date
    times: Times | None  # None: closed
    note: str = ""


class HoursSayNothing(DomainError):
    """Times that nobody can read. `day` names the weekday, or the special day by its position."""

    def __init__(self, day: str, message: str) -> None:
        super().__init__(message)
        self.day = day


@dataclass(frozen=True)
class Hours:
    """The hours that count at a place, as an editor sees them."""

    week: dict[str, list[Times]]
    others: list[Json]  # schedules that are no plain week
    special: list[SpecialDay]  # those that can be read; others stay as they are


def hours_of(service: Service, site: ServiceAtLocation | None) -> Hours:
    schedules = opening.schedules_of(service, site, site.location if site else None)
    plain = [schedule for schedule in schedules if _is_plain(schedule)]
    week: dict[str, list[Times]] = {day: [] for day in WEEKDAYS}
    for schedule in plain:
        for day in str(schedule["byday"]).split(","):
            week[day].append((_time(schedule["opens_at"]), _time(schedule["closes_at"])))
    special = [_special(entry) for entry in service.date_exceptions]
    return Hours(
        {day: sorted(times) for day, times in week.items()},
        [schedule for schedule in schedules if schedule not in plain],
        [day for day in special if day],
    )


@transaction.atomic
def change_week(
    *,
    service: Service,
    site: ServiceAtLocation | None,
    week: Week,
    by: Acting,
    now: datetime,
    without_others: bool = False,
) -> list[str]:
    """Writes the hours of one place, or of a service that has none or is alike everywhere."""
    refuse_others(service, by)
    moment = begin_change(now=now)
    service = Service.objects.get(pk=service.pk)
    site = service.sites.select_related("location").get(pk=site.pk) if site else None
    standing = opening.schedules_of(service, site, site.location if site else None)
    others = [] if without_others else [schedule for schedule in standing if not _is_plain(schedule)]
    schedules = [*_schedules(week, standing), *others]
    if len(schedules) == len(standing) and all(schedule in standing for schedule in schedules):
        return []  # the hours of the service, or of the place, still hold here: nothing is said anew
    return finish(draft_with(site or service, {"schedules": schedules}), by=by, moment=moment)


@transaction.atomic
def change_special_days(*, service: Service, days: Sequence[SpecialDay], by: Acting, now: datetime) -> list[str]:
    """The whole list: holidays, and days with other hours, at every place of the service."""
    refuse_others(service, by)
    moment = begin_change(now=now)
    found = draft(service)
    standing: list[Json] = found.get("date_exceptions")
    known = {day: entry for entry in standing if (day := _special(entry))}
    unread = [entry for entry in standing if _special(entry) is None]
    entries = [known.get(day) or _entry(position, day) for position, day in enumerate(days)]
    found.put("date_exceptions", [*sorted(entries, key=lambda entry: str(entry["from"])), *unread])
    return finish(found, by=by, moment=moment)


def _schedules(week: Week, standing: Sequence[Json]) -> list[Json]:
    """One schedule for all days with the same times, as people say it: Monday to Friday from nine to five."""
    days: dict[Times, list[str]] = {}
    for day in WEEKDAYS:
        for times in sorted(week.get(day, ())):
            _refuse_empty(day, times)
            days.setdefault(times, []).append(day)
    known = {_said(schedule): schedule for schedule in standing if _is_plain(schedule)}
    return [_schedule(",".join(same), times, known) for times, same in days.items()]


def _schedule(byday: str, times: Times, known: Mapping[tuple[str, Times], Json]) -> Json:
    """The one that stands, with its id, when it says the same."""
    if same := known.get((byday, times)):
        return same
    hours = {"opens_at": f"{times[0]:%H:%M}", "closes_at": f"{times[1]:%H:%M}"}
    return {"id": str(uuid4()), "freq": "WEEKLY", "byday": byday, **hours}


def _said(schedule: Mapping[str, Any]) -> tuple[str, Times]:
    return str(schedule["byday"]), (_time(schedule["opens_at"]), _time(schedule["closes_at"]))


def _refuse_empty(day: str, times: Times) -> None:
    if times[0] == times[1]:
        message = _("Opening and closing are the same time. For a whole day write 00:00 to 23:59.")
        raise HoursSayNothing(day, message)


def _entry(position: int, day: SpecialDay) -> Json:
    if day.last < day.first:
        raise HoursSayNothing(str(position), _("The last day is before the first one."))
    if day.times:
        _refuse_empty(str(position), day.times)
    opens, closes = (f"{day.times[0]:%H:%M}", f"{day.times[1]:%H:%M}") if day.times else ("", "")
    return {
        "from": day.first.isoformat(),
        "to": day.last.isoformat(),
        "closed": day.times is None,
        "opens_at": opens,
        "closes_at": closes,
        "note": str(c.line(300)(day.note) or ""),
    }


def _is_plain(schedule: Mapping[str, Any]) -> bool:
    rule = recurrence.read(schedule)
    has_limits = rule is None or rule.first or rule.last or rule.valid != (date.min, date.max)
    if rule is None or has_limits or not rule.is_plain_week or schedule.get("description"):
        return False
    days = str(schedule.get("byday") or "").split(",")
    return set(days) <= set(WEEKDAYS) and opening.plain_span(schedule, UTC) is not None


def _time(text: Any) -> time:
    hour, minute = (int(part) for part in str(text)[:5].split(":"))
    return time(23, 59) if hour == 24 else time(hour, minute)


def _special(entry: Mapping[str, Any]) -> SpecialDay | None:
    first = recurrence.read_date(entry.get("from"))
    last = recurrence.read_date(entry.get("to")) or first
    if first is None or last is None:
        return None
    opens, closes = str(entry.get("opens_at") or ""), str(entry.get("closes_at") or "")
    if not entry.get("closed") and not (opens and closes):
        return None
    times = None if entry.get("closed") else (_time(opens), _time(closes))
    return SpecialDay(first, last, times, str(entry.get("note") or ""))
