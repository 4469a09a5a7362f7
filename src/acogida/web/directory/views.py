"""The page of a service, of an organisation, and about this site."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from acogida.core import clock
from acogida.core.access import public
from acogida.directory.selectors import public_organizations, public_services, public_sites
from acogida.web.directory.organization_page import organization_page
from acogida.web.directory.search import fresh, language, not_kept
from acogida.web.directory.service_page import service_page

MOST_SITES = 50
MOST_SERVICES = 200


@public
@require_safe
@not_kept
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(public_services().select_related("organization").prefetch_related("capacities"), pk=pk)
    sites = list(public_sites().filter(service=found).select_related("location").order_by("pk")[:MOST_SITES])
    page = service_page(found, sites, clock.now(), language())
    return render(request, "directory/service.html", {"page": page, "thanks": "thanks" in request.GET})


@public
@require_safe
@not_kept
def organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(public_organizations(), pk=pk)
    services = list(public_services().filter(organization=found).order_by("name", "pk")[:MOST_SERVICES])
    page = organization_page(found, services, language())
    return render(request, "directory/organization.html", {"page": page})


@public
@require_safe
@fresh
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/about.html")
