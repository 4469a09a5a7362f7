"""The record that an address names, or a page that says there is nothing: alike for others' and for none."""

from uuid import UUID

from django.http import Http404

from acogida.directory.editing.own import own_capacity, own_service
from acogida.directory.models import Capacity, Service, ServiceAtLocation
from acogida.web.access import WorkRequest


def service_or_404(request: WorkRequest, pk: UUID) -> Service:
    try:
        return own_service(request.acting, pk)
    except Service.DoesNotExist:
        raise Http404 from None


def capacity_or_404(request: WorkRequest, pk: UUID) -> Capacity:
    try:
        return own_capacity(request.acting, pk)
    except Capacity.DoesNotExist:
        raise Http404 from None


def site_or_404(service: Service, pk: UUID) -> ServiceAtLocation:
    found = next((site for site in service.sites.all() if site.pk == pk), None)
    if found is None:
        raise Http404
    return found
