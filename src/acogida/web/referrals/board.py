"""The board of a service: who is expected, who is here, who waits, how many places there are tonight."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.referrals import selectors
from acogida.referrals.enums import Outcome
from acogida.referrals.services.counting import Counted, reconcile
from acogida.web.access import WorkRequest
from acogida.web.cases.household.finding import works_with_households
from acogida.web.offers.finding import capacity_or_404, service_or_404

MOST_PEOPLE = 10_000


class CountForm(forms.Form):
    people = forms.IntegerField(
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": gettext_lazy("Write how many people sleep here tonight."),
            "invalid": gettext_lazy("Write a whole number."),
        },
    )


@works_with_households
@require_safe
def board(request: WorkRequest, pk: UUID) -> HttpResponse:
    service = service_or_404(request, pk)
    now = clock.now()
    context = {
        "service": service,
        "board": selectors.board(service, request.acting, today=timezone.localdate(now)),
        "now": now,
        "got_help": Outcome.GOT_HELP.value,
    }
    return render(request, "referrals/board.html", context)


@works_with_households
@require_POST
def count(request: WorkRequest, pk: UUID) -> HttpResponse:
    """The nightly count of one kind of place."""
    capacity = capacity_or_404(request, pk)
    form = CountForm(request.POST)
    if form.is_valid():
        try:
            people = form.cleaned_data["people"]
            counted = reconcile(capacity=capacity, people_here=people, by=request.acting, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error), extra_tags="bad")
        else:
            messages.success(request, " ".join(_said(counted)), extra_tags="good")
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["people"]), extra_tags="bad")
    return HttpResponseRedirect(reverse("referrals:board", args=[capacity.service_id]) + f"#room-{capacity.pk}")


def _said(counted: Counted) -> list[str]:
    free = counted.capacity.available or 0
    said = [ngettext("Now %(number)d place is free.", "Now %(number)d places are free.", free) % {"number": free}]
    if counted.missing:
        said.append(
            ngettext(
                "%(number)d person on the board is not here: check out who has left.",
                "%(number)d people on the board are not here: check out who has left.",
                counted.missing,
            )
            % {"number": counted.missing}
        )
    if counted.too_many:
        said.append(_("There are more people here and expected than places."))
    return said
