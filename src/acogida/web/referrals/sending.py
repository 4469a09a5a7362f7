"""From a need to one organisation or several: first who is asked, then what they will see of it, then it is sent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from acogida.cases.enums import NeedStatus
from acogida.cases.models import Household, Need
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.referrals import offers
from acogida.referrals.services import sending
from acogida.referrals.services.sending import BEDS, MOST_AT_ONCE, Mode, Target
from acogida.web.access import WorkRequest
from acogida.web.cases.household import words
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, row_or_404, works_with_households
from acogida.web.cases.household.options import paper_language
from acogida.web.referrals.candidates import Candidate, candidates, of_targets
from acogida.web.referrals.offered import offered
from acogida.web.referrals.targets import target_of

MOST_PLACES = 99


class Targets(forms.Field):
    """Services, each with the place that is meant, in the order in which they are asked."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Target]:
        targets = [target for key in value or () if (target := target_of(str(key)))]
        if not targets:
            raise forms.ValidationError(_("Choose whom to ask."))
        if len(targets) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(number)d can be asked for one need.") % {"number": MOST_AT_ONCE})
        if len({target.service.pk for target in targets}) < len(targets):
            raise forms.ValidationError(_("One of them stands here with two places. Choose one of the two."))
        return targets


class AskForm(forms.Form):
    to = Targets()
    mode = forms.ChoiceField(
        label=gettext_lazy("If there are several"), choices=Mode.choices, initial=Mode.AT_ONCE, widget=forms.RadioSelect
    )
    places = forms.IntegerField(
        label=gettext_lazy("Beds that they need"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Write a whole number.")},
    )

    def __init__(self, data: Any = None, *, need: Need, people: int) -> None:
        super().__init__(data, label_suffix="", initial={"places": people, "mode": Mode.AT_ONCE})
        if need.kind not in BEDS:
            del self.fields["places"]

    @property
    def beds(self) -> int | None:
        found: int | None = self.cleaned_data.get("places")
        return found


@works_with_households
@require_safe
def choose(request: WorkRequest, pk: UUID, need: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    row = _open_need(household, need)
    people = _people(household, row)
    found = candidates(row, household, by=request.acting, now=clock.now(), language=words.here())
    form = AskForm(request.GET if "mode" in request.GET else None, need=row, people=people)
    context = _context(household, row) | {
        "form": form,
        "candidates": found,
        "chosen": request.GET.getlist("to"),
        "others": [one for one in _same_kind(household, row) if one.pk != row.pk],
        "nobody_agreed": bool(found) and not any(one.may_be_asked for one in found),
        "consent_language": paper_language(request, household),
    }
    return render(request, "referrals/choose.html", context, status=422 if form.errors else 200)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: WorkRequest, pk: UUID, need: UUID) -> HttpResponse:
    """Nothing is sent before somebody saw whom it goes to and what they will see."""
    household = household_or_404(request, pk)
    row = _open_need(household, need)
    said = request.POST if request.method == "POST" else request.GET
    form = AskForm(said, need=row, people=_people(household, row))
    if not form.is_valid():
        return HttpResponseRedirect(f"{url_of(household, 'refer', need=row.pk)}?{_address(said)}")
    targets: list[Target] = form.cleaned_data["to"]
    if request.method == "POST":
        try:
            sent = sending.send_group(
                need=row,
                targets=targets,
                mode=Mode(form.cleaned_data["mode"]),
                places=form.beds,
                by=request.acting,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(number)d organization is asked.", "%(number)d organizations are asked.", len(sent)) % {
                "number": len(sent)
            }
            messages.success(request, text, extra_tags="good")
            return HttpResponseRedirect(url_of(household, at="referrals"))
    shown = of_targets(targets, row, household, now=clock.now(), language=words.here())
    context = _context(household, row) | {
        "form": form,
        "targets": _in_order(shown),
        "is_in_order": form.cleaned_data["mode"] == Mode.IN_ORDER and len(shown) > 1,
        "places": form.beds,
        "may_send": all(one.may_be_asked for one in shown),
        "offered": offered(offers.made(household, row)),
        "back": f"{url_of(household, 'refer', need=row.pk)}?{_address(said)}",
        "consent_language": paper_language(request, household),
    }
    return render(request, "referrals/confirm.html", context, status=409 if form.errors else 200)


def _context(household: Household, need: Need) -> dict[str, Any]:
    return {"household": household, "need": need, "people": _people(household, need)}


def _open_need(household: Household, pk: UUID) -> Need:
    return row_or_404(household.needs.filter(status=NeedStatus.OPEN).select_related("member"), pk)


def _same_kind(household: Household, need: Need) -> list[Need]:
    rows = household.needs.filter(status=NeedStatus.OPEN, kind=need.kind)
    return list(rows.select_related("member").order_by("created_at", "pk"))


def _people(household: Household, need: Need) -> int:
    return len(offers.asked(household, need))


def _in_order(shown: Sequence[Candidate]) -> list[tuple[Candidate, list[str]]]:
    """Each with the keys of all in the order that they have when this one is asked earlier; none for the first."""
    keys = [one.key for one in shown]
    return [
        (one, [*keys[: at - 1], keys[at], keys[at - 1], *keys[at + 1 :]] if at else []) for at, one in enumerate(shown)
    ]


def _address(said: QueryDict) -> str:
    """What was chosen, for the page before."""
    kept = QueryDict(mutable=True)
    for name in ("to", "mode", "places"):
        kept.setlist(name, said.getlist(name))
    return kept.urlencode()
