"""What real services there are for each need of a household."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from acogida.cases import consent_texts
from acogida.cases.enums import Answer, NeedStatus, Status, Urgency
from acogida.cases.models import Household, Need
from acogida.cases.options import Option, Options, options_of
from acogida.cases.services.conditions import answer_condition
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.enums import NeedKind
from acogida.directory.selectors import public_services
from acogida.referrals.selectors import reception_of
from acogida.web.access import WorkRequest
from acogida.web.cases.household import words
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.directory.cards import Card, card
from acogida.web.referrals.targets import key_of

ON_PAPER = 8


@dataclass(frozen=True)
class Offer:
    option: Option
    card: Card
    asks: str  # what the page to refer calls it; empty: it takes no referrals here


@dataclass(frozen=True)
class OptionsPage:
    need: str
    needs: list[Need]
    found: Options
    offered: list[Offer]
    unfit: list[Offer]
    refer_url: str  # empty: the need is not open


class AnswerForm(forms.Form):
    service = forms.UUIDField()
    answer = forms.ChoiceField(choices=Answer.choices)
    need = forms.ChoiceField(choices=NeedKind.choices)


def options_page(request: WorkRequest, household: Household, need: str, language: str) -> OptionsPage:
    found = options_of(household, need=need, now=clock.now(), language=language)
    ids = {one.result.service.pk for one in (*found.offered, *found.unfit)}
    receiving = reception_of(request.acting, public_services().filter(pk__in=ids))
    needs = _open_needs(household)
    row = next((one for one in needs if one.kind == need and household.status == Status.OPEN), None)

    def offer(one: Option) -> Offer:
        service = one.result.service
        return Offer(
            one,
            card(one.result, (need,), language),
            key_of(service, one.result.site) if service.pk in receiving else "",
        )

    return OptionsPage(
        need=need,
        needs=needs,
        found=found,
        offered=[offer(one) for one in found.offered],
        unfit=[offer(one) for one in found.unfit],
        refer_url=url_of(household, "refer", need=row.pk) if row else "",
    )


@works_with_households
@require_safe
def options(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    need = _asked(request, household)
    page = options_page(request, household, need, words.here()) if need else None
    context = {"household": household, "page": page, "answers": Answer.choices}
    return render(request, "cases/household/options.html", context)


@works_with_households
@require_safe
def sheet(request: WorkRequest, pk: UUID) -> HttpResponse:
    """For the hand of the household: in its language, only what fits."""
    household = household_or_404(request, pk)
    need = _asked(request, household)
    if not need:
        raise Http404
    language = paper_language(request, household)
    with override(language):
        page = options_page(request, household, need, language)
        context = {"household": household, "page": page, "most": ON_PAPER}
        return render(request, "cases/print/options.html", context | languages_of_paper(language))


@works_with_households
@require_POST
def answer(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    service = public_services().filter(pk=said["service"]).first()
    if service is None:
        raise Http404
    try:
        answer_condition(
            household=household, service=service, answer=Answer(said["answer"]), by=request.acting, now=clock.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your answer is kept."))
    return HttpResponseRedirect(f"{url_of(household, 'options')}?need={said['need']}#service-{service.pk}")


def paper_language(request: WorkRequest, household: Household) -> str:
    """As asked in the address, else the first of theirs that we write, else that of the page."""
    asked = request.GET.get("language", "")
    wanted = [asked, *household.languages, words.here()]
    return next((code for code in wanted if code in consent_texts.LANGUAGES), "en")


def languages_of_paper(language: str) -> dict[str, object]:
    return {"paper_language": language, "paper_languages": [(c, words.languages([c])) for c in consent_texts.LANGUAGES]}


def _open_needs(household: Household) -> list[Need]:
    """One of a kind: whose it is makes no difference to where there is help."""
    rows = household.needs.filter(status=NeedStatus.OPEN)
    ordered = sorted(rows, key=lambda need: Urgency(need.urgency).rank)
    return list({need.kind: need for need in reversed(ordered)}.values())[::-1]


def _asked(request: WorkRequest, household: Household) -> str:
    asked = request.GET.get("need", "")
    if asked in NeedKind.values:
        return asked
    first = next(iter(_open_needs(household)), None)
    return first.kind if first else ""
