"""The one door of the import to the table of exact places that are not public."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from acogida.directory.models import PrivateSite, Service

Json = dict[str, Any]


def any_stored() -> bool:
    return PrivateSite.objects.exists()


def exact(location: str) -> Json:
    return at([location])[location]


def of_organizations(organizations: Collection[str]) -> Iterator[tuple[str, str, Json]]:
    """(organisation, location, exact details) of the places they own and of those where they offer something."""
    yield from _pairs(
        PrivateSite.objects.filter(location__organization__in=organizations),
        Service.objects.filter(organization__in=organizations, sites__location__private_site__isnull=False),
    )


def of_locations(locations: Collection[str]) -> Iterator[tuple[str, str, Json]]:
    """The same, asked from the side of the places."""
    yield from _pairs(
        PrivateSite.objects.filter(pk__in=locations, location__organization__isnull=False),
        Service.objects.filter(sites__location__in=locations),
    )


def _pairs(owned: QuerySet[PrivateSite], visited: QuerySet[Service]) -> Iterator[tuple[str, str, Json]]:
    for owner, id, details in owned.order_by("pk").values_list("location__organization", "pk", "details"):
        yield str(owner), str(id), details
    pairs = visited.order_by("pk").values_list("organization", "sites__location")
    exact = at([str(location) for _, location in pairs])
    for owner, location in pairs:
        if str(location) in exact:
            yield str(owner), str(location), exact[str(location)]


def at(locations: Collection[str]) -> dict[str, Json]:
    return {str(site.pk): site.details for site in PrivateSite.objects.filter(pk__in=locations)}


def keep(places: Mapping[str, Json | None]) -> None:
    """None: the place has become public."""
    for id, details in places.items():
        if details is not None:
            PrivateSite.objects.update_or_create(pk=id, defaults={"details": details})
    if public := [id for id, details in places.items() if details is None]:
        PrivateSite.objects.filter(pk__in=public).delete()
