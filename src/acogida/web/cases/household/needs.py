from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from acogida.cases.enums import NeedStatus, Urgency
from acogida.cases.facts import Facts, NeedFacts
from acogida.cases.models import Household, Need
from acogida.cases.selectors import get_for
from acogida.cases.services import needs
from acogida.cases.services.intake import FactsChangedMeanwhile, change_facts
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.enums import NeedKind
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, need_or_404, works_with_households

TRIES = 3
CHOOSE = [("", gettext_lazy("Choose"))]


class NeedForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What they need"))
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.fields["kind"].widget.choices = self.fields["kind"].choices = [  # type: ignore[attr-defined]
            *CHOOSE,
            *sorted(((kind.value, kind.label) for kind in NeedKind), key=lambda one: one[1]),
        ]
        self.fields["urgency"].widget.choices = self.fields["urgency"].choices = [  # type: ignore[attr-defined]
            *CHOOSE,
            *Urgency.choices,
        ]


class UrgencyForm(forms.Form):
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"), choices=Urgency.choices)
    from_date = forms.DateField(
        label=gettext_lazy("From, if it has a day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until_date = forms.DateField(
        label=gettext_lazy("Until, if it has a day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = NeedFacts(NeedKind(form.cleaned_data["kind"]), Urgency(form.cleaned_data["urgency"]))
        try:
            _change(request, household, lambda told: {**told, (new.kind.value, None): new})
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The need is kept."))
            return HttpResponseRedirect(url_of(household, at="needs"))
    context = {"household": household, "form": form, "title": _("Add a need"), "button": _("Add it")}
    return render(request, "cases/household/form.html", context, status=422 if form.errors else 200)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: WorkRequest, pk: UUID, need: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    row = need_or_404(household, need)
    status = request.POST.get("status", "")
    if status in NeedStatus.values:
        return _set_status(request, household, row, NeedStatus(status))
    now_says = f"{row.urgency} {row.from_date} {row.until_date}"
    initial = {"urgency": row.urgency, "from_date": row.from_date, "until_date": row.until_date, "was": now_says}
    form = UrgencyForm(request.POST or None, initial=initial)
    code = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["was"] != now_says:
            form.add_error(
                None,
                _("Somebody changed this need meanwhile. It says now: %(urgency)s.")
                % {"urgency": Urgency(row.urgency).label},
            )
            code, form.data = 409, _with(request.POST, was=now_says)
        else:
            said = form.cleaned_data

            def put(told: dict[Any, NeedFacts]) -> dict[Any, NeedFacts]:
                key = (row.kind, row.member_id)
                before = told.get(key) or NeedFacts(NeedKind(row.kind), member=row.member_id)
                new = replace(
                    before,
                    urgency=Urgency(said["urgency"]),
                    from_date=said["from_date"],
                    until_date=said["until_date"],
                )
                return {**told, key: new}

            try:
                _change(request, household, put)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The need is kept."))
                return HttpResponseRedirect(url_of(household, at="needs"))
    context = {"household": household, "form": form, "need": row, "statuses": _statuses(row)}
    return render(request, "cases/household/need.html", context, status=422 if form.errors and code == 200 else code)


def _with(data: QueryDict, **more: str) -> QueryDict:
    changed = data.copy()
    changed.update(more)
    return changed


def _statuses(row: Need) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in NeedStatus if one != row.status]


def _set_status(request: WorkRequest, household: Household, row: Need, status: NeedStatus) -> HttpResponse:
    try:
        needs.set_need_status(need=row, by=request.acting, status=status, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The need is kept."))
    return HttpResponseRedirect(url_of(household, at="needs"))


def _change(
    request: WorkRequest, household: Household, put: Callable[[dict[Any, NeedFacts]], dict[Any, NeedFacts]]
) -> None:
    """One need more, or another urgency, fits beside whatever a colleague changed meanwhile: it is tried again."""
    for attempt in range(TRIES):
        household = get_for(request.acting, household.pk)
        told: dict[Any, NeedFacts] = {
            (need.kind, need.member_id): NeedFacts(
                NeedKind(need.kind), Urgency(need.urgency), need.from_date, need.until_date, need.member_id
            )
            for need in household.needs.filter(status=NeedStatus.OPEN)
        }
        facts = Facts(needs=tuple(put(told).values()))
        try:
            change_facts(
                household=household,
                by=request.acting,
                facts=facts,
                version=household.facts_version,
                now=clock.now(),
            )
        except FactsChangedMeanwhile:
            if attempt == TRIES - 1:
                raise
        else:
            return
