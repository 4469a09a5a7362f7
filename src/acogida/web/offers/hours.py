"""Hours of a service: the week at a place, and the days that differ everywhere."""

from typing import Any
from uuid import UUID

from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.editing.hours import HoursSayNothing, change_special_days, change_week, hours_of
from acogida.directory.editing.writing import TellsWhereAHiddenPlaceIs
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest, member
from acogida.web.directory.search import language
from acogida.web.offers import changing
from acogida.web.offers.finding import service_or_404, site_or_404
from acogida.web.offers.forms import SPANS, SpecialDayForm, SpecialDays, WeekForm
from acogida.web.offers.rooms import place_names

_SHOWN = ("freq", "byday", "bymonthday", "opens_at", "closes_at", "valid_from", "valid_to", "dtstart", "until")


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: WorkRequest, pk: UUID, site: UUID | None = None) -> HttpResponse:
    service = service_or_404(request, pk)
    at = site_or_404(service, site) if site else None
    hours = hours_of(service, at)
    form = WeekForm(request.POST or None, week=hours.week, others=bool(hours.others))
    if request.method == "POST" and form.is_valid():
        changed = changing.written(
            form,
            lambda: change_week(
                service=service,
                site=at,
                week=form.week(),
                by=request.acting,
                now=clock.now(),
                without_others=form.cleaned_data.get("without_others", False),
            ),
            lambda error: f"{error.day}-0-closes" if isinstance(error, HoursSayNothing) else None,
        )
        if changed is not None:
            return changing.told(request, service, changed)
    context = {
        "service": service,
        "name": translated(service, "name", language()),
        "place": _place(service, at),
        "others": [_in_words(schedule) for schedule in hours.others],
        "too_many": any(len(spans) > SPANS for spans in hours.week.values()),
    }
    return changing.page(request, "offers/hours.html", form, **context)


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def special_days(request: WorkRequest, pk: UUID) -> HttpResponse:
    service = service_or_404(request, pk)
    initial = [
        {
            "first": day.first,
            "last": day.last,
            "closed": day.times is None,
            "opens": day.times[0] if day.times else None,
            "closes": day.times[1] if day.times else None,
            "note": day.note,
        }
        for day in hours_of(service, None).special
    ]
    rows = SpecialDays(request.POST or None, initial=initial, prefix="day", form_kwargs={"label_suffix": ""})
    if request.method == "POST" and rows.is_valid():
        changed = _write(request, service, rows)
        if changed is not None:
            return changing.told(request, service, changed)
    context = {"rows": rows, "service": service, "name": translated(service, "name", language())}
    status = changing.UNPROCESSABLE if any(row.errors for row in rows.forms) else 200
    return render(request, "offers/special_days.html", context, status=status)


def _write(request: WorkRequest, service: Service, rows: "BaseFormSet[SpecialDayForm]") -> list[str] | None:
    """None when it was refused: that then stands in the row it is about."""
    said = [(row, day) for row in rows.forms if (day := row.special_day())]
    days = [day for _, day in said]
    try:
        return change_special_days(service=service, days=days, by=request.acting, now=clock.now())
    except HoursSayNothing as error:
        said[int(error.day)][0].add_error("last", str(error))
    except TellsWhereAHiddenPlaceIs:
        for row, day in said:
            if day.note:
                row.add_error("note", changing.tells_where())
    return None


def _in_words(schedule: dict[str, Any]) -> str:
    """As the source said it, for whoever has to decide whether it still holds."""
    if schedule.get("description"):
        return str(schedule["description"])
    return " ".join(str(schedule[name]) for name in _SHOWN if schedule.get(name))


def _place(service: Service, site: ServiceAtLocation | None) -> str:
    """Named where there are several."""
    sites = list(service.sites.all())
    return place_names(sites)[site.pk] if site and len(sites) > 1 else ""
