"""The page of a service, of an organisation, and about this site."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from acogida.core import clock
from acogida.core.access import public
from acogida.directory.enums import ServiceStatus
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.selectors import public_organizations, public_services, public_sites
from acogida.web.directory.forms import PlaceForm
from acogida.web.directory.organization_page import organization_page
from acogida.web.directory.search import fresh, language, not_kept
from acogida.web.directory.service_page import service_page

PLACES_A_PAGE = 20
SERVICES_A_PAGE = 50
OFFERED = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


def places(of: Service, *, first: UUID | None) -> QuerySet[ServiceAtLocation]:
    """The one asked for, if it is one of them, before the others."""
    asked = [Case(When(pk=first, then=0), default=1)] if first else []
    return public_sites().filter(service=of).select_related("location").order_by(*asked, "pk")


def asked_place(request: HttpRequest) -> UUID | None:
    form = PlaceForm(request.GET)
    return form.cleaned_data["place"] if form.is_valid() else None


@public
@require_safe
@not_kept
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(public_services().select_related("organization").prefetch_related("capacities"), pk=pk)
    place = asked_place(request)
    sites = Paginator(places(found, first=place), PLACES_A_PAGE).get_page(request.GET.get("page"))
    page = service_page(found, sites, place, clock.now(), language())
    return render(request, "directory/service.html", {"page": page, "thanks": "thanks" in request.GET})


@public
@require_safe
@not_kept
def organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(public_organizations(), pk=pk)
    offered = public_services().filter(organization=found, status__in=OFFERED).order_by("name", "pk")
    services = Paginator(offered, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    page = organization_page(found, services, language())
    return render(request, "directory/organization.html", {"page": page})


@public
@require_safe
@fresh
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/about.html")
