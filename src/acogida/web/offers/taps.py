"""One tap: plus, minus, full, not known, still right, or a number. A plain form; htmx only saves the new page."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.editing import room as telling
from acogida.directory.editing.own import own_service
from acogida.directory.models import Capacity
from acogida.web.access import WorkRequest, member
from acogida.web.offers.finding import capacity_or_404
from acogida.web.offers.forms import FreeForm
from acogida.web.offers.rooms import Room, rooms

DEEDS: dict[str, Callable[..., Capacity]] = {
    "plus": telling.plus,
    "minus": telling.minus,
    "full": telling.full,
    "unknown": telling.unknown,
    "confirm": telling.confirm,
}


@member(Role.CASEWORKER, Role.COORDINATOR)
@require_POST
def tap(request: WorkRequest, pk: UUID) -> HttpResponse:
    capacity = capacity_or_404(request, pk)
    now = clock.now()
    fault = ""
    try:
        _deed(request)(capacity=capacity, by=request.acting, now=now)
    except DomainError as error:
        fault = str(error)
    if not request.headers.get("HX-Request"):
        if fault:
            messages.error(request, fault, extra_tags="bad")
        return HttpResponseRedirect(f"{_back(request, capacity)}#room-{capacity.pk}")
    service = own_service(request.acting, capacity.service_id)
    shown: Room = next(one for one in rooms(service, now) if one.id == capacity.pk)
    context = {"room": shown, "fault": fault, "may_tell": True, "origin": request.POST.get("from", "")}
    return render(request, "offers/_partials/tapped.html", context)


def _deed(request: WorkRequest) -> Callable[..., Capacity]:
    if deed := DEEDS.get(request.POST.get("deed", "")):
        return deed
    form = FreeForm(request.POST)
    if not form.is_valid():
        raise telling.FreeNotKnown(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return partial(telling.set_free, free=form.cleaned_data["free"])


def _back(request: WorkRequest, capacity: Capacity) -> str:
    """To the page it was pressed on; the page of the service is the only other one with these buttons."""
    if request.POST.get("from") == "service":
        return reverse("offers:service", args=[capacity.service_id])
    return reverse("offers:list")
