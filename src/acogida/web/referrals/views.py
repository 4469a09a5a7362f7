"""The list of referrals, the page of one (the same address for both sides), and what is done with it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.referrals import deadlines, selectors
from acogida.referrals.enums import Event, Side, State
from acogida.referrals.models import Referral
from acogida.referrals.services import answering, conversation
from acogida.referrals.states import possible
from acogida.web.access import WorkRequest
from acogida.web.cases.household.finding import works_with_households
from acogida.web.directory.paging import pages
from acogida.web.referrals.addresses import board_of, url_of
from acogida.web.referrals.deeds import DEEDS, Deed, DeedForm, deeds_for
from acogida.web.referrals.finding import referral_or_404
from acogida.web.referrals.offered import offered

A_PAGE = 25
LISTS = ("answer", "expected", "received", "sent", "asked", "overdue", "returned")


@works_with_households
@require_safe
def listing(request: WorkRequest) -> HttpResponse:
    by, now = request.acting, clock.now()
    shown = request.GET.get("list", "answer")
    if shown not in LISTS:
        raise Http404
    rows = {
        "answer": lambda: selectors.to_answer(by),
        "expected": lambda: selectors.expected_by(by, now + selectors.SOON),
        "received": lambda: selectors.received_by(by),
        "sent": lambda: selectors.sent_by(by),
        "asked": lambda: selectors.asks_sender(by),
        "overdue": lambda: selectors.overdue(by, now),
        "returned": lambda: selectors.returned_to(by),
    }[shown]()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(row, row.sender_id == by.workspace.pk, deadlines.is_overdue(row, now)) for row in page.object_list],
        "shown": shown,
        "lists": [
            ("answer", _("To answer")),
            ("expected", _("Expected soon")),
            ("received", _("All that came in")),
            ("sent", _("Sent")),
            ("asked", _("They ask you")),
            ("overdue", _("Overdue")),
            ("returned", _("Came back to you")),
        ],
        "pages": pages(page.number, page.paginator.num_pages, lambda one: f"?list={shown}&page={one}"),
    }
    return render(request, "referrals/list.html", context)


@works_with_households
@require_safe
def detail(request: WorkRequest, pk: UUID) -> HttpResponse:
    referral, side = referral_or_404(request, pk)
    by, now = request.acting, clock.now()
    if side == Side.RECEIVER:
        referral = answering.open_referral(referral=referral, by=by, now=now)
    context = {
        "referral": referral,
        "is_sender": side == Side.SENDER,
        "offered": offered(referral.offer),
        "need": referral,
        "places": referral.places,
        "is_overdue": deadlines.is_overdue(referral, now),
        "deeds": deeds_for(referral, side),
        "can_hand_over": Event.HAND_OVER in possible(State(referral.state), side),
        "has_handed": selectors.was_handed_over(referral),
        "messages_of_both": conversation.messages_of(referral, by, now) if by.keys else [],
        "events": selectors.events_of(referral),
    }
    return render(request, "referrals/detail.html", context)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: WorkRequest, pk: UUID, deed: str) -> HttpResponse:
    """Each has a page of its own, which asks once more; what was typed stays when it is refused."""
    referral, side = referral_or_404(request, pk)
    wanted = DEEDS.get(deed)
    if wanted is None or wanted.side != side:
        raise Http404
    form = wanted.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _done(request, referral, wanted, form)
        if done is not None:
            return done
    context = {
        "referral": referral,
        "deed": wanted,
        "form": form,
        "others": deeds_for(referral, side),
        "origin": request.POST.get("from", ""),
    }
    return render(request, "referrals/deed.html", context, status=409 if form.errors else 200)


def _done(request: WorkRequest, referral: Referral, wanted: Deed, form: DeedForm) -> HttpResponse | None:
    try:
        wanted.do(referral, form.cleaned_data, request.acting, clock.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("It is done."), extra_tags="good")
    return HttpResponseRedirect(board_of(referral) if request.POST.get("from") == "board" else url_of(referral))
