"""The last act of an import: what the public can read is searched for places that are not public, and cleared of them.

Once, when everything is stored, for each organisation with such a place of which anything came in. So it matters
neither in which order a text and the place it tells of were imported, nor in which import, nor who nested what where.
`content_hash` stays that of what the source said: the same file again changes nothing.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from acogida.directory.enums import Visibility
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import private, withhold
from acogida.directory.importing.ledger import CHUNK
from acogida.directory.importing.private import LENT, OWNERS
from acogida.directory.importing.store import Store
from acogida.directory.importing.tables import TABLES, Row
from acogida.directory.importing.withhold import Secret
from acogida.directory.models import Location, ServiceAtLocation

NOT_TEXT = {"source", "source_id", "content_hash", "country", "admin1", "timezone", "language"}


def conceal(store: Store) -> None:
    organizations = sorted(_concerned(store))
    for start in range(0, len(organizations), CHUNK):
        some = organizations[start : start + CHUNK]
        while _hide_what_stands_there(store, some):
            pass  # what was hidden may have a name and an entrance of its own
        secrets = private.secrets_of(some)
        _lend(store, some, secrets)
        for kind, (model, paths) in OWNERS.items():
            for path in paths:
                rows = model._default_manager.filter(**{f"{path}__in": list(secrets)}).order_by("pk")
                for row in rows.annotate(owner=models.F(path)).distinct():
                    _cut(store, kind, row, secrets[row.owner])


def _concerned(store: Store) -> set[UUID]:
    found: set[UUID] = set()
    for ids in store.ledger.touched("private"):
        found |= private.owners_of(ids)
    owners = sorted(private.owners() - found)
    for start in range(0, len(owners), CHUNK):
        some = owners[start : start + CHUNK]
        for kind, (model, paths) in OWNERS.items():
            if kind != "service_capacity":  # one that is written dates its service
                for path in paths:
                    now = model._default_manager.filter(**{f"{path}__in": some, "modified_at": store.now})
                    found |= set(now.order_by().values_list(path, flat=True))
    return found


def _hide_what_stands_there(store: Store, organizations: Collection[UUID]) -> bool:
    """A public place at the address of one that isn't would tell of it."""
    secrets, hidden = private.secrets_of(organizations), False
    for path in OWNERS["location"][1]:
        places = Location.objects.filter(Q(**{f"{path}__in": list(secrets)}), visibility=Visibility.PUBLIC)
        for place in places.annotate(owner=models.F(path)).order_by("pk").distinct():
            content, _ = TABLES["location"].content(str(place.pk))
            if withhold.tells(content, secrets[place.owner]):
                _hide(store, place, content)
                hidden = True
    return hidden


def _hide(store: Store, place: Location, content: dict[str, Any]) -> None:
    private.keep({str(place.pk): {**content, "acogida": {"translations": place.translations}}})
    place.visibility = Visibility.HIDDEN
    place.latitude = place.longitude = None
    place.name = place.alternate_name = place.description = place.transportation = place.url = place.locality = ""
    place.parts, place.translations, place.modified_at = {}, {}, store.now
    place.save()
    store.ledger.touch("location", [str(place.pk)])
    reason = "stands where a hidden place of its organisation does: hidden too"
    store.report.tell([Issue(Level.MENDED, f"location {place.pk}", "", reason)])


def _lend(store: Store, organizations: Collection[UUID], secrets: dict[UUID, Secret]) -> None:
    """Phones and hours of the place stand at its sites: it can be called, and found open. Again on every change."""
    places = {place.pk: place for found in private.of_organizations(organizations).values() for place in found}
    sites = ServiceAtLocation.objects.filter(location__in=list(places), service__organization__in=organizations)
    changed: list[Row] = []
    lending: set[UUID] = set()
    for site in sites.select_related("service").order_by("pk"):
        place = places[site.location_id]
        exact = withhold.without(
            {name: place.details.get(name, []) for name in LENT}, secrets[site.service.organization_id]
        )
        before = place.lent.get(str(site.pk), [])
        parts, lent = _with_lent(site, exact, before)
        if parts != site.parts:
            changed.append({"id": site.pk, "parts": parts, "modified_at": store.now})
            store.ledger.touch("service", [str(site.service_id)])
        if lent != before:
            place.lent[str(site.pk)] = lent
            lending.add(place.pk)
    TABLES["service_at_location"].update(changed, "parts", "modified_at")
    private.keep_lent([places[pk] for pk in lending])


def _with_lent(site: ServiceAtLocation, exact: dict[str, Any], before: list[str]) -> tuple[dict[str, Any], list[str]]:
    parts, lent = dict(site.parts), []
    for name in LENT:
        own = [item for item in parts.pop(name, []) if item["id"] not in before]
        ids = {item["id"] for item in own}
        has_hours = name == "schedules" and (own or site.service.parts.get("schedules"))
        more = [] if has_hours else [item for item in exact[name] if item["id"] not in ids]
        lent += [item["id"] for item in more]
        if own or more:
            parts[name] = [*own, *more]
    return parts, lent


def _cut(store: Store, kind: str, row: Any, secret: Secret) -> None:
    changed: dict[str, Any] = {}
    for name in _texts(kind):
        old = getattr(row, name)
        done = withhold.without(old, secret)
        if kind == "location" and name == "parts" and "addresses" in old:
            done = {**done, "addresses": [*map(_kept, old["addresses"], done["addresses"])]}
        if done != old:
            changed[name] = done
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    if kind != "service_capacity":
        row.modified_at = store.now
        changed["modified_at"] = store.now
    row.save(update_fields=list(changed))
    service = {"service": row.pk, "service_at_location": getattr(row, "service_id", None)}.get(kind)
    store.ledger.touch(kind if service is None else "service", [str(service or row.pk)])
    path, reason = f"{kind} {row.pk}", "told where a hidden place is: cut out"
    store.report.tell(Issue(Level.MENDED, path, name, reason) for name in changed if name != "modified_at")


def _kept(address: dict[str, Any], cut: dict[str, Any]) -> dict[str, Any]:
    """A public place may be in the same street: it is another house, or it would have been hidden."""
    return cut | {name: address[name] for name in withhold.LINES if name in address}


@cache
def _texts(kind: str) -> list[str]:
    return [
        field.name
        for field in TABLES[kind].model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.name not in NOT_TEXT
    ]
