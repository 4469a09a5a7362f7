"""All households of the organisation: codes, towns, needs. No name stands here, nor in any address."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from acogida.cases.enums import Status, Urgency
from acogida.cases.models import Household
from acogida.cases.selectors import Filters, list_for, visible_to
from acogida.core import clock
from acogida.directory.enums import NeedKind
from acogida.directory.languages import OWN_NAMES, own_name
from acogida.web.access import WorkRequest
from acogida.web.cases.finding import begun_by, whose_consent_ends, worked_on_by
from acogida.web.cases.household import words
from acogida.web.cases.household.fact_forms import TownField
from acogida.web.cases.household.finding import works_with_households
from acogida.web.cases.towns import suggesting
from acogida.web.directory.paging import pages

A_PAGE = 25
A_SHEET = 500  # what somebody may want to have on paper
STATES = (Status.OPEN, Status.CLOSED, Status.DRAFT)


class FilterForm(forms.Form):
    """As it stands in the address: codes and a town."""

    need = forms.ChoiceField(label=_("Need"), required=False, choices=[("", _("Every need")), *NeedKind.choices])
    urgency = forms.ChoiceField(
        label=_("How urgent"), required=False, choices=[("", _("However urgent")), *Urgency.choices]
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    town = TownField("")
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", Status.OPEN.label),
            *((one.value, one.label) for one in STATES[1:]),
            ("ALL", _("open and closed")),
        ],
    )
    only = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ("", _("all of our organization")),
            ("mine", _("those that I worked with")),
            ("ending", _("those whose consent ends soon")),
            ("announced", _("those that will be erased soon")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 - declared above
        known = sorted(OWN_NAMES, key=own_name)
        language.choices = [("", _("Every language")), *((code, own_name(code)) for code in known)]
        suggesting(self.fields["town"]).label = _("Town")

    @property
    def address(self) -> str:
        said = [(name, self.data.get(name, "")) for name in self.fields if self.data.get(name)]
        return urlencode(said)


def chosen(request: WorkRequest, form: FilterForm) -> QuerySet[Household]:
    """`form` must be valid."""
    by, said = request.acting, form.cleaned_data
    only, town = said["only"], said["town"]
    status = {"": Status.OPEN, "ALL": None}.get(said["status"], said["status"])
    filters = Filters(
        status=None if only == "announced" and not said["status"] else status,
        need=said["need"] or None,
        urgency=said["urgency"] or None,
        locality=town[1] if town else None,
        language=said["language"],
        is_announced=only == "announced",
    )
    found = list_for(by, filters)
    if only == "mine":
        return begun_by(by, found) if status == Status.DRAFT else worked_on_by(by, found)
    return whose_consent_ends(found, clock.now()) if only == "ending" else found


def shown(households: Iterable[Household]) -> list[dict[str, Any]]:
    """For the rows: needs, the most urgent first; the town in the reader's language."""
    return [
        {
            "household": one,
            "needs": sorted(one.open_needs, key=lambda need: Urgency(need.urgency).rank),  # type: ignore[attr-defined]
            "town": words.place("", one.locality),
            "languages": words.languages(one.languages),
        }
        for one in households
    ]


@works_with_households
@require_safe
def page(request: WorkRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    if not form.is_valid():
        return render(request, "cases/list.html", {"form": form, "rows": [], "count": 0}, status=400)
    found = Paginator(chosen(request, form), A_PAGE).get_page(request.GET.get("page"))
    where = f"{reverse('cases:list')}?{form.address}"
    context = {
        "form": form,
        "rows": shown(found),
        "count": found.paginator.count,
        "has_any": bool(found.paginator.count) or visible_to(request.acting).exists(),
        "pages": pages(found.number, found.paginator.num_pages, lambda number: f"{where}&page={number}"),
        "print_url": f"{reverse('cases:list-print')}?{form.address}",
    }
    return render(request, "cases/list.html", context)


@works_with_households
@require_safe
def sheet(request: WorkRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    if not form.is_valid():
        return render(request, "cases/list.html", {"form": form, "rows": [], "count": 0}, status=400)
    households = chosen(request, form)
    context = {
        "rows": shown(households[:A_SHEET]),
        "count": households.count(),
        "most": A_SHEET,
        "back": f"{reverse('cases:list')}?{form.address}",
        "at": clock.now(),
    }
    return render(request, "cases/list_sheet.html", context)
