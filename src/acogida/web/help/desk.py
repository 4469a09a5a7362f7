"""Requests for help that came without a caseworker, at the organisation whose turn it is."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.models import Organization
from acogida.referrals.enums import Reason
from acogida.referrals.helping.enums import REFUSING
from acogida.referrals.models import HelpDesk, HelpTurn
from acogida.referrals.services import help_desk
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import coordinates, works_with_households
from acogida.web.directory.paging import pages
from acogida.web.receipts.entries import lines_of

A_PAGE = 25


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        choices=[("", gettext_lazy("Choose")), *((one.value, one.label) for one in REFUSING)],
        error_messages={"required": gettext_lazy("Choose why.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Write to the person"),
        max_length=help_desk.LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


def turn_or_404(request: WorkRequest, pk: UUID) -> HelpTurn:
    found = help_desk.requests_of(request.acting).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@works_with_households
@require_safe
def listing(request: WorkRequest) -> HttpResponse:
    by = request.acting
    found = Paginator(help_desk.requests_of(by), A_PAGE).get_page(request.GET.get("page"))
    rows = help_desk.glance(list(found), by) if by.keys is not None else []
    context = {
        "rows": rows,
        "has_keys": by.keys is not None,
        "is_open": HelpDesk.objects.filter(pk=by.workspace.pk).exists(),
        "is_coordinator": by.role == "COORDINATOR",
        "is_listed": Organization.objects.filter(pk=by.workspace.pk).exists(),
        "now": clock.now(),
        "pages": pages(found.number, found.paginator.num_pages, lambda number: f"?page={number}"),
    }
    return render(request, "help/desk/list.html", context)


@coordinates
@require_POST
def desk(request: WorkRequest) -> HttpResponse:
    is_open = request.POST.get("open") == "1"
    help_desk.set_desk(is_open=is_open, by=request.acting, now=clock.now())
    said = _("Requests for help can come to you now.") if is_open else _("No new requests for help come to you.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:list"))


@works_with_households
@require_safe
def detail(request: WorkRequest, pk: UUID) -> HttpResponse:
    return _shown(request, turn_or_404(request, pk), DeclineForm(), AnswerForm())


@works_with_households
@require_POST
def take(request: WorkRequest, pk: UUID) -> HttpResponse:
    turn = turn_or_404(request, pk)
    try:
        household = help_desk.take(turn_id=turn.pk, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("desk:detail", args=[turn.pk]))
    messages.success(request, _("It is yours. Registration begins with what they wrote; finish it with them."))
    return HttpResponseRedirect(url_of(household, "intake"))


@works_with_households
@require_POST
def decline(request: WorkRequest, pk: UUID) -> HttpResponse:
    turn, form = turn_or_404(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _shown(request, turn, form, AnswerForm(), status=422)
    reason = Reason(form.cleaned_data["reason"])
    try:
        help_desk.decline(turn_id=turn.pk, reason=reason, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("desk:detail", args=[turn.pk]))
    messages.success(request, _("The person sees it, and the next organization is asked if there is one."))
    return HttpResponseRedirect(reverse("desk:list"))


@works_with_households
@sensitive_post_parameters("text")
@require_POST
def answer(request: WorkRequest, pk: UUID) -> HttpResponse:
    turn, form = turn_or_404(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, turn, DeclineForm(), form, status=422)
    try:
        help_desk.answer(turn_id=turn.pk, text=form.cleaned_data["text"], by=request.acting, now=clock.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return _shown(request, turn, DeclineForm(), form, status=422)
    messages.success(request, _("The person can read it with their code."))
    return HttpResponseRedirect(reverse("desk:detail", args=[turn.pk]))


def _shown(
    request: WorkRequest, turn: HelpTurn, declining: DeclineForm, answering: AnswerForm, *, status: int = 200
) -> HttpResponse:
    by = request.acting
    context: dict[str, Any] = {"turn": turn, "has_keys": by.keys is not None, "now": clock.now()}
    if by.keys is not None:
        turn, content = help_desk.open_request(turn_id=turn.pk, by=by, now=clock.now())
        context |= {
            "turn": turn,
            "content": content,
            "lines": lines_of(content, get_language() or "en"),
            "texts": help_desk.messages_of(turn, by),
            "declining": declining,
            "answering": answering,
        }
    return render(request, "help/desk/detail.html", context, status=status)
