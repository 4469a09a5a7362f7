"""The one door of the import to the table of exact places that are not public, and to the key of this node."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from acogida.directory.importing import withhold
from acogida.directory.importing.withhold import Secret
from acogida.directory.models import (
    Capacity,
    Location,
    NodeKey,
    Organization,
    PrivateSite,
    Service,
    ServiceAtLocation,
)

Json = dict[str, Any]

LENT = ("phones", "schedules")  # of the place, that stand at its sites
OWNERS: dict[str, tuple[type[Model], tuple[str, ...]]] = {  # rows that can tell, and the ways to their organisation
    "organization": (Organization, ("pk",)),
    "service": (Service, ("organization",)),
    "service_at_location": (ServiceAtLocation, ("service__organization",)),
    "location": (Location, ("organization", "sites__service__organization")),
    "service_capacity": (Capacity, ("service__organization",)),
}


def key() -> bytes:
    """What ids are made with. In the database, so that it is saved, moved and lost together with what it made."""
    row, _ = NodeKey._default_manager.get_or_create(purpose="ids", defaults={"key": secrets.token_bytes(32)})
    return bytes(row.key)


def any_stored() -> bool:
    return PrivateSite.objects.exists()


def exact(location: str) -> Json:
    details: Json = PrivateSite.objects.get(pk=UUID(location)).details
    return details


def owners() -> set[UUID]:
    """Organisations that own a place which isn't public, or offer something there."""
    owned = Location.objects.filter(private_site__isnull=False, organization__isnull=False)
    visited = Service.objects.filter(sites__location__private_site__isnull=False)
    return {id for rows in (owned, visited) for id in rows.order_by().values_list("organization", flat=True) if id}


def owners_of(locations: Collection[str]) -> set[UUID]:
    owned = Location.objects.filter(pk__in=locations, organization__isnull=False)
    visited = Service.objects.filter(sites__location__in=locations)
    return {id for rows in (owned, visited) for id in rows.order_by().values_list("organization", flat=True) if id}


def of_organizations(organizations: Collection[UUID]) -> dict[UUID, list[PrivateSite]]:
    """By organisation: the places it owns and those where it offers something."""
    found: dict[UUID, dict[UUID, PrivateSite]] = defaultdict(dict)
    owned = PrivateSite.objects.filter(location__organization__in=organizations).select_related("location")
    for site in owned.order_by("pk"):
        if site.location.organization_id:
            found[site.location.organization_id][site.pk] = site
    visits = Service.objects.filter(organization__in=organizations, sites__location__private_site__isnull=False)
    pairs = list(visits.order_by("pk").values_list("organization", "sites__location"))
    sites = PrivateSite.objects.in_bulk({location for _, location in pairs})
    for organization, location in pairs:
        if location in sites:
            found[organization].setdefault(location, sites[location])
    return {organization: list(sites.values()) for organization, sites in found.items()}


def forget_hashes(organizations: Collection[UUID]) -> Iterator[str]:
    """A row without a hash is read anew when its source comes again. Yields the kinds of records."""
    for kind, (model, paths) in OWNERS.items():
        for path in paths:
            rows = model._default_manager.filter(**{f"{path}__in": organizations})
            model._default_manager.filter(pk__in=rows.order_by().values("pk")).update(content_hash="")
        yield kind


def secrets_of(organizations: Collection[UUID]) -> dict[UUID, Secret]:
    found: dict[UUID, Secret] = {}
    for organization, sites in of_organizations(organizations).items():
        found[organization] = Secret()
        for site in sites:
            found[organization] |= withhold.secret_of(site.details)
    known: dict[UUID, list[str]] = defaultdict(list)
    for rows, owner in (
        (Organization.objects.filter(pk__in=found), "pk"),
        (Service.objects.filter(organization__in=found), "organization"),
    ):
        for id, *names in _named(rows, owner):
            known[id] += names
    return {id: secret.without_names_in(known[id]) for id, secret in found.items()}


def _named(rows: "QuerySet[Any]", owner: str) -> Iterator[tuple[Any, ...]]:
    for id, name, translations in rows.order_by().values_list(owner, "name", "translations"):
        yield id, name, *(texts["name"] for texts in translations.values() if "name" in texts)


def keep(places: Mapping[str, Json | None]) -> None:
    """None: the place has become public."""
    secret = [PrivateSite(pk=id, details=details) for id, details in places.items() if details is not None]
    _store(secret, "details")
    if public := [id for id, details in places.items() if details is None]:
        PrivateSite.objects.filter(pk__in=public).delete()


def keep_lent(sites: Iterable[PrivateSite]) -> None:
    _store(sites, "lent")


def _store(sites: Iterable[PrivateSite], column: str) -> None:
    """Of those that stand here already only that column is written."""
    PrivateSite.objects.bulk_create(
        sites, batch_size=500, update_conflicts=True, unique_fields=["location"], update_fields=[column]
    )
