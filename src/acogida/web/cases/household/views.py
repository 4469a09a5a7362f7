"""The household's page, its timeline, closing and opening again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acogida.cases.enums import Status
from acogida.cases.selectors import timeline_of
from acogida.cases.services import needs
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.referrals.selectors import of_household
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.cases.household.needs import NeedForm
from acogida.web.cases.household.notes import NoteForm
from acogida.web.cases.household.reading import NOTES_A_PAGE, happened, noted, read
from acogida.web.directory.paging import pages

EVENTS_A_PAGE = 50


@works_with_households
@require_safe
def page(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    if household.status == Status.DRAFT and request.acting.keys is not None:
        return HttpResponseRedirect(url_of(household, "intake"))
    number = _number(request)
    file = read(household, by=request.acting, now=clock.now(), notes_page=number)
    last = max(1, -(-file.notes_in_all // NOTES_A_PAGE))
    context = {
        "file": file,
        "household": household,
        "referrals": of_household(request.acting, household),
        "need_form": NeedForm(),
        "note_form": NoteForm(),
        "pages": pages(number, last, lambda one: f"?page={one}#notes"),
    }
    return render(request, "cases/household/page.html", context)


@works_with_households
@require_safe
def timeline(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    noted(household, by=request.acting, now=clock.now())
    events = Paginator(timeline_of(household), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "household": household,
        "events": happened(events),
        "pages": pages(events.number, events.paginator.num_pages, lambda one: f"?page={one}"),
    }
    return render(request, "cases/household/timeline.html", context)


@works_with_households
@require_POST
def close(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    try:
        needs.close(household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is closed. It can be read, and opened again."))
    return HttpResponseRedirect(url_of(household))


@works_with_households
@require_POST
def reopen(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    try:
        needs.reopen(household=household, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is open again."))
    return HttpResponseRedirect(url_of(household))


def _number(request: WorkRequest) -> int:
    asked = request.GET.get("page", "")
    return min(int(asked), 10_000) if asked.isdecimal() and asked.isascii() and int(asked) > 0 else 1
