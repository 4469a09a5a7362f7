"""Consent: chosen, read in full, given; printed; withdrawn. Nothing is chosen beforehand."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from acogida.cases import consent_texts, sealed_identity
from acogida.cases.consent_texts import Part
from acogida.cases.enums import DataKind, HowGiven, NeedStatus, Purpose
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from acogida.cases.services import consents
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory import needs
from acogida.directory.enums import NeedKind
from acogida.directory.models import Organization
from acogida.directory.selectors import public_organizations
from acogida.web.access import WorkRequest
from acogida.web.cases.household import words
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import consent_or_404, household_or_404, works_with_households
from acogida.web.cases.household.options import languages_of_paper, paper_language
from acogida.web.cases.household.reading import noted

MOST_FOUND = 20


class ScopeForm(forms.Form):
    """What the consent is about; decides which text is read."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    language = forms.ChoiceField(choices=[(code, code) for code in consent_texts.LANGUAGES])
    need = forms.ChoiceField(choices=NeedKind.choices, required=False)
    recipient = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        purpose = said.get("purpose")
        if (purpose == Purpose.REFERRAL_NEED) != bool(said.get("need")):
            self.add_error("need", _("Choose the need that others may be asked for."))
        if (purpose == Purpose.REFERRAL_NAMED) != bool(said.get("recipient")):
            self.add_error("recipient", _("Choose the organization that may be asked."))
        elif said.get("recipient") and not public_organizations().filter(pk=said["recipient"]).exists():
            self.add_error("recipient", _("There is no such organization."))
        return said


class ConsentForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which data they agree to"),
        choices=DataKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Say which data they agree to.")},
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Until when"),
        choices=[("withdrawn", gettext_lazy("until they withdraw it")), ("date", gettext_lazy("until a day"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say until when it holds.")},
    )
    until_date = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How they agreed"),
        choices=HowGiven.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how they agreed.")},
    )
    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For a spoken consent and a thumb print. The name is sealed."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("until") == "date" and not said.get("until_date") and "until_date" not in self.errors:
            self.add_error("until_date", _("Say which day."))
        if said.get("how") in {HowGiven.SPOKEN, HowGiven.THUMB} and not said.get("witness", "").strip():
            self.add_error("witness", _("Name the witness."))
        return said

    @property
    def last_day(self) -> date | None:
        found: date | None = self.cleaned_data["until_date"]
        return found if self.cleaned_data["until"] == "date" else None


@works_with_households
@require_safe
def choose(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    asked = request.GET.get("organization", "").strip()
    context = {
        "household": household,
        "purposes": Purpose.choices,
        "needs": household.needs.filter(status=NeedStatus.OPEN),
        "asked": asked,
        "found": list(organizations(asked, request)[:MOST_FOUND]) if asked else [],
        "form": ScopeForm(request.GET) if "purpose" in request.GET else None,
    }
    return render(request, "cases/household/consent_choose.html", context | _papers(request, household))


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    scope = ScopeForm(request.GET)
    if not scope.is_valid():
        return HttpResponseRedirect(f"{url_of(household, 'consent-choose')}?{request.GET.urlencode()}")
    said = scope.cleaned_data
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.record(
                household=household,
                by=request.acting,
                purpose=Purpose(said["purpose"]),
                kinds=[DataKind(kind) for kind in form.cleaned_data["kinds"]],
                how=HowGiven(form.cleaned_data["how"]),
                language=said["language"],
                recipient=said["recipient"],
                need=NeedKind(said["need"]) if said["need"] else None,
                until_date=form.last_day,
                witness=form.cleaned_data["witness"],
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(url_of(household, at="consent"))
    context = {
        "household": household,
        "form": form,
        "purpose": said["purpose"],
        "general": consent_texts.text(said["language"]).general,
        "text": part(household, Purpose(said["purpose"]), said["language"], said["need"], said["recipient"]),
        "text_language": said["language"],
        "scope": request.GET.urlencode(),
    }
    return render(request, "cases/household/consent_give.html", context, status=422 if form.errors else 200)


@works_with_households
@require_safe
def blank(request: WorkRequest, pk: UUID) -> HttpResponse:
    """To be read and signed on paper, before it is recorded."""
    household = household_or_404(request, pk)
    scope = ScopeForm(request.GET)
    if not scope.is_valid():
        return HttpResponseRedirect(f"{url_of(household, 'consent-choose')}?{request.GET.urlencode()}")
    said = scope.cleaned_data
    with override(said["language"]):
        context = {
            "household": household,
            "general": consent_texts.text(said["language"]).general,
            "text": part(household, Purpose(said["purpose"]), said["language"], said["need"], said["recipient"]),
            "kinds": [str(label) for _code, label in DataKind.choices],
            "hows": [str(label) for _code, label in HowGiven.choices],
            "consent": None,
            "witness": "",
        }
        return render(request, "cases/print/consent.html", context | languages_of_paper(said["language"]))


@works_with_households
@require_safe
def sheet(request: WorkRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """What was agreed to, in the words and the language it was read in."""
    household = household_or_404(request, pk)
    row = consent_or_404(household, consent)
    noted(household, by=request.acting, now=clock.now())
    identity = sealed_identity.of(row.household, KeyRing(request.acting, [row.household_id]))
    language = row.text_language
    text = consent_texts.text(language, row.text_version)
    with override(language):
        context = {
            "household": household,
            "general": text.general,
            "text": part(household, Purpose(row.purpose), language, row.need, row.recipient, row.text_version),
            "kinds": words.kinds(row.kinds),
            "hows": [],
            "consent": row,
            "witness": identity.witnesses.get(row.pk, ""),
        }
        return render(request, "cases/print/consent.html", context | {"paper_language": language})


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: WorkRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """One step. The answer says what it did; loading it again finds nothing more to withdraw."""
    household = household_or_404(request, pk)
    row = consent_or_404(household, consent)
    context: dict[str, Any] = {"household": household, "consent": row, "effects": None, "error": ""}
    if request.method != "POST" or row.withdrawn_at:
        return render(request, "cases/household/consent_withdraw.html", context)
    try:
        effects = consents.withdraw(consent=row, by=request.acting, now=clock.now())
    except DomainError as error:
        context["error"] = str(error)
        return render(request, "cases/household/consent_withdraw.html", context, status=409)
    context["effects"] = [(str(effect.code.label), words.organization(effect.recipient)) for effect in effects]
    return render(request, "cases/household/consent_withdraw.html", context)


def organizations(asked: str, request: WorkRequest) -> QuerySet[Organization]:
    rows = public_organizations().filter(name__icontains=asked).exclude(pk=request.acting.workspace.pk)
    return rows.order_by("name", "pk")


def part(
    household: Household, purpose: Purpose, language: str, need: str, recipient: UUID | None, version: str = ""
) -> Part:
    text = consent_texts.text(language, version or consent_texts.CURRENT).purposes[purpose]
    return text.filled(
        organization=household.workspace.name,
        recipient=words.organization(recipient),
        need=needs.label(need, language) if need else "",
    )


def _papers(request: WorkRequest, household: Household) -> dict[str, object]:
    return languages_of_paper(paper_language(request, household))
