"""The page of one service of ours, and what is done there with one button."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory import dates
from acogida.directory.editing import standing
from acogida.directory.editing.own import last_edits
from acogida.directory.enums import ServiceStatus
from acogida.directory.languages import own_name
from acogida.directory.models import Service
from acogida.directory.needs import LANGUAGES
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest, member
from acogida.web.directory.hours import hours_at
from acogida.web.directory.search import language
from acogida.web.directory.service_page import verified
from acogida.web.offers.finding import service_or_404
from acogida.web.offers.rooms import place_names, rooms

MOST_PLACES = 50
DEEDS: dict[str, Callable[..., list[str]]] = {
    "close": standing.close_for_now,
    "reopen": standing.reopen,
    "verify": standing.verify,
}


@member(Role.COORDINATOR)
@require_safe
def detail(request: WorkRequest, pk: UUID) -> HttpResponse:
    service, now = service_or_404(request, pk), clock.now()
    sites = list(service.sites.all())[:MOST_PLACES]
    names = place_names(sites)
    edit = last_edits(service).first()
    context = {
        "service": service,
        "name": translated(service, "name", language()),
        "is_closed": service.status == ServiceStatus.TEMPORARILY_CLOSED,
        "rooms": rooms(service, now),
        "places": [(site, names[site.pk], hours_at(service, site, now)) for site in sites],
        "hours": None if sites else hours_at(service, None, now),
        "written_in": _languages(service),
        "verified": verified(service, now),
        "edited": _edited(edit.by.name if edit.by else "", dates.ago(edit.at, now)) if edit else "",
        "may_tell": True,
    }
    return render(request, "offers/service.html", context)


@member(Role.COORDINATOR)
@require_POST
def stand(request: WorkRequest, pk: UUID) -> HttpResponse:
    """Closed, open again, or checked today. The first two undo each other, so nothing is asked twice."""
    service = service_or_404(request, pk)
    name = request.POST.get("deed", "")
    if deed := DEEDS.get(name):
        deed(service=service, by=request.acting, now=clock.now())
        messages.success(request, _said(name), extra_tags="good")
    return HttpResponseRedirect(reverse("offers:service", args=[pk]))


def _said(name: str) -> str:
    match name:
        case "close":
            return _("Closed for now. Everybody who looks for it sees that. The button below opens it again.")
        case "reopen":
            return _("Open again.")
    return _("Noted: all of this was checked today.")


def _languages(service: Service) -> list[str]:
    found = [code for code in LANGUAGES if code == service.language or service.translations.get(code)]
    return [own_name(code) for code in found]


def _edited(who: str, ago: str) -> str:
    return _("Last changed here by %(who)s, %(ago)s.") % {"who": who or _("somebody who has left"), "ago": ago}
