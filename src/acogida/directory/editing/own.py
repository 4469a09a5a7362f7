"""What an organisation offers, as it may see that. Others' services are not found here, as if there were none."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from acogida.accounts.acting import Acting
from acogida.core.errors import DomainError
from acogida.directory.enums import ServiceStatus
from acogida.directory.models import Capacity, Edit, Service, ServiceAtLocation
from acogida.directory.search.capacity import is_fresh

GONE = (ServiceStatus.INACTIVE, ServiceStatus.DEFUNCT)


class NotOurs(DomainError):
    """The record belongs to another organisation. Pages never get here: they find only what is their own."""


def own_services(by: Acting) -> QuerySet[Service]:
    """What the organisation offers or has closed for now, with its places and how full they are.

    Exact places stand elsewhere: of one that isn't public there is here what the public may know.
    """
    listed = ServiceAtLocation.objects.filter(is_listed=True).select_related("location").order_by("pk")
    room = Capacity.objects.select_related("updated_by").order_by("site", "audience", "pk")
    services = Service.objects.filter(organization=by.workspace.pk).exclude(status__in=GONE)
    return (
        services.select_related("organization")
        .prefetch_related(Prefetch("sites", listed), Prefetch("capacities", room))
        .order_by("name", "pk")
    )


def own_service(by: Acting, pk: UUID) -> Service:
    """Raises Service.DoesNotExist, alike for one that isn't there and one of somebody else."""
    return own_services(by).get(pk=pk)


def own_capacity(by: Acting, pk: UUID) -> Capacity:
    """Raises Capacity.DoesNotExist, alike for one that isn't there and one of somebody else."""
    rows = Capacity.objects.filter(service__organization=by.workspace.pk).exclude(service__status__in=GONE)
    return rows.select_related("service", "site__location", "updated_by").get(pk=pk)


def last_edits(service: Service) -> QuerySet[Edit]:
    """The newest first."""
    return service.edits.select_related("by").order_by("-at", "pk")


def is_to_confirm(capacity: Capacity, now: datetime) -> bool:
    """What was told is too old to be relied on: somebody has to look whether it is still right."""
    return capacity.available is not None and not is_fresh(capacity.updated_at, now)


def refuse_others(service: Service, by: Acting) -> None:
    if service.organization_id != by.workspace.pk:
        raise NotOurs(str(service.pk))
