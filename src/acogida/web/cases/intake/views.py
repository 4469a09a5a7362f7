"""Registering a household: one page that is kept from the first field on, then a look at files that may be theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acogida.cases import duplicates
from acogida.cases.enums import Status
from acogida.cases.identity import Identity
from acogida.cases.models import Household
from acogida.cases.services import intake
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory import countries, gazetteer
from acogida.web.access import WorkRequest
from acogida.web.cases.household import words
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.cases.household.reading import noted
from acogida.web.cases.intake import consent, parts
from acogida.web.cases.intake.consent import KeepingForm
from acogida.web.cases.intake.form import IntakeForm
from acogida.web.cases.intake.removing import without
from acogida.web.cases.intake.saving import WAS, Saved, identity_of, save

SUGGESTIONS = 6


@works_with_households
@require_POST
def start(request: WorkRequest) -> HttpResponse:
    if request.acting.keys is None:
        messages.error(request, _("You can't register anybody yet: ask a colleague to give you the key under Staff."))
        return HttpResponseRedirect(reverse("cases:today"))
    draft = intake.start_draft(by=request.acting, now=clock.now())
    return HttpResponseRedirect(url_of(draft, "intake"))


@works_with_households
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    if household.status != Status.DRAFT or request.acting.keys is None:
        return HttpResponseRedirect(url_of(household))
    if request.method == "POST":
        return _sent(request, household)
    noted(household, by=request.acting, now=clock.now())
    identity = identity_of(household, request.acting)
    form = IntakeForm(parts.stored(household), identity, more=request.GET.get("more", ""))
    return _shown(request, household, form, KeepingForm(household))


def _sent(request: WorkRequest, household: Household) -> HttpResponse:
    """Without JavaScript every button sends the whole form; what changed is saved whichever it was."""
    deed, _dot, what = request.POST.get("do", "save").partition(".")
    data = without(request.POST, what) if deed == "remove" else request.POST
    keeping = KeepingForm(household, data if deed == "finish" else None)
    form = IntakeForm(parts.stored(household), identity_of(household, request.acting), data)
    try:
        saved = save(form, data, household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return _shown(request, household, form, keeping, status=409)
    needs_consent = consent.given(household, now=clock.now()) is None
    if not saved.is_whole or (deed == "finish" and needs_consent and not keeping.is_valid()):
        return _refused(request, household, form, keeping, saved)
    if deed != "finish":
        more = f"?more={what}" if deed == "add" and what in IntakeForm.MORE_OF else ""
        messages.success(request, _("The draft is saved."))
        return HttpResponseRedirect(url_of(household, "intake") + more + (f"#{what}" if more else ""))
    if needs_consent:
        consent.record(keeping, household=household, by=request.acting, now=clock.now())
    if duplicates.find(household=household, by=request.acting):
        return HttpResponseRedirect(url_of(household, "intake-alike"))
    return finish(request, household)


def finish(request: WorkRequest, household: Household) -> HttpResponse:
    try:
        intake.finish(household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(url_of(household, "intake"))
    messages.success(request, _("The household is registered."))
    return HttpResponseRedirect(url_of(household))


def _refused(
    request: WorkRequest, household: Household, form: IntakeForm, keeping: KeepingForm, saved: Saved
) -> HttpResponse:
    for name, errors in saved.errors.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, errors)
    for name, theirs in saved.contested.items():
        text = _("Meanwhile a colleague entered: %(text)s. Send it again to put yours in its place.")
        form.add_error(name if name in form.fields else None, text % {"text": "; ".join(theirs)})
    return _shown(request, household, form, keeping, status=409 if saved.contested else 422)


def _shown(
    request: WorkRequest, household: Household, form: IntakeForm, keeping: KeepingForm, status: int = 200
) -> HttpResponse:
    context = {
        "household": household,
        "form": form,
        "spare": IntakeForm.spare(),
        "marks": parts.marks(parts.stored(household)),
        "was": list(form.was_sealed()),
        "keeping": keeping,
        "given": consent.given(household, now=clock.now()),
        "texts": consent.texts(household),
        "errors": [
            (form[name].label, form[name].id_for_label, form.errors[name])
            for name in form.fields
            if form.errors.get(name)
        ],
    }
    return render(request, "cases/intake/page.html", context, status=status)


@works_with_households
@sensitive_post_parameters()
@require_POST
def keep(request: WorkRequest, pk: UUID) -> HttpResponse:
    """Some fields, as they are typed. The answer says what stands there now."""
    household = household_or_404(request, pk)
    if household.status != Status.DRAFT or request.acting.keys is None:
        return JsonResponse({"message": _("This household is registered already. Load the page again.")}, status=409)
    form = IntakeForm(parts.stored(household), identity_of(household, request.acting), request.POST)
    try:
        saved = save(form, request.POST, household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        return JsonResponse({"message": str(error)}, status=409)
    household = household_or_404(request, pk)
    now_there: Identity = identity_of(household, request.acting)
    there = parts.marks(parts.stored(household)) | {
        path: now_there.values().get(path, "") for path in form.sealed_paths()
    }
    return JsonResponse(
        {
            "errors": saved.errors,
            "contested": saved.contested,
            "was": {name: there[name] for name in there if f"{WAS}{name}" in request.POST},
        }
    )


@works_with_households
@require_safe
def towns(request: WorkRequest) -> HttpResponse:
    """Suggestions while a town or a country is being typed: options of the page's datalist."""
    text = str(next(iter(request.GET.values()), "")).strip()[:120]
    country = [countries.name(code, words.here())] if (code := countries.code_of(text)) else []
    found = gazetteer.find(text, limit=SUGGESTIONS) if len(text) > 1 else []
    labels = [*country, *(place.label(words.here()) for place in found)]
    return render(request, "directory/_partials/places.html", {"labels": labels})


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    if household.status != Status.DRAFT:
        return HttpResponseRedirect(url_of(household))
    if request.method != "POST":
        return render(request, "cases/intake/discard.html", {"household": household})
    try:
        intake.discard(household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(url_of(household))
    messages.success(request, _("The draft is discarded. Nothing of it can be read any more."))
    return HttpResponseRedirect(reverse("cases:today"))
