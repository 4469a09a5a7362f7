"""What can only be done once the whole source has been read, still in the transaction of the import."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import models

from acogida.core.ids import derived
from acogida.directory.enums import ServiceStatus
from acogida.directory.hsds.clean import Record
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing.conceal import conceal
from acogida.directory.importing.missing import tell_missing
from acogida.directory.importing.store import Store
from acogida.directory.importing.tables import TABLES
from acogida.directory.models import Organization, Service, ServiceAtLocation
from acogida.directory.search import index

MOST_ROUNDS = 5
FROM_ORGANIZATION = {
    "name": "name",
    "alternate_name": "alternate_name",
    "description": "description",
    "email": "email",
    "website": "url",
}


def finish(store: Store, *, deactivate_missing: bool = False) -> None:
    settle_held(store)
    give_services(store)
    give_sites(store)
    for kind in ("organization", "taxonomy_term"):
        set_parents(store, kind)
    for kind in ("organization", "service", "service_at_location"):
        link_terms(store, kind)
    conceal(store)
    tell_missing(store, deactivate=deactivate_missing)
    for services in touched_services(store):
        index.refresh(services)


def settle_held(store: Store) -> None:
    """Records that came before what they refer to. What still refers to nothing at the end is refused."""
    for _ in range(MOST_ROUNDS):
        before = store.ledger.count_held()
        for records in store.ledger.held():
            store.flush(records)
        if store.ledger.count_held() == before:
            break
    store.is_last_chance = True
    for records in store.ledger.held():
        store.flush(records)


def give_services(store: Store) -> None:
    """An organisation with places and no service would be found by nobody: it gets one made of its own texts."""
    for ids in store.ledger.without_services():
        others = {
            (service.organization_id, service.pk)
            for service in Service.objects.filter(organization__in=ids).only("organization")
        }
        made: list[Record] = []
        for organization in Organization.objects.filter(pk__in=ids, source=store.source).order_by("pk"):
            id = derived(organization.pk, "service made of the organisation")
            if any(owner == organization.pk and service != id for owner, service in others):
                continue
            made += list(_service_of(store, organization, id))
        store.flush(made)


def _service_of(store: Store, organization: Organization, id: UUID) -> Iterator[Record]:
    places = store.ledger.places_of(str(organization.pk))
    number = places[0][1]
    content = {name: text for column, name in FROM_ORGANIZATION.items() if (text := getattr(organization, column))}
    profile: dict[str, Any] | None = None
    if organization.translations or organization.language:
        profile = {"translations": organization.translations, "language": organization.language}
    path = f"organization {organization.pk}"
    reason = "places but no service: one made of the name and description of the organisation"
    refs = {"organization_id": str(organization.pk)}
    service = Record("service", str(id), "", path, {**content, "status": ServiceStatus.ACTIVE.value}, refs, profile)
    service.number = number
    store.tell(service, Level.MENDED, "services", reason)
    yield service
    for location, _ in places:
        yield _site(str(id), location, path, number)


def _site(service: str, location: str, path: str, number: int) -> Record:
    id = str(_made_site(service, location))
    return Record(
        "service_at_location", id, "", path, {}, {"service_id": service, "location_id": location}, number=number
    )


def _made_site(service: str | UUID, location: str | UUID) -> UUID:
    return derived(str(service), "site made of the only place", str(location))


def give_sites(store: Store) -> None:
    """A service without a site, of an organisation with exactly one place, is at that place."""
    for pairs in store.ledger.without_site():
        others = ServiceAtLocation.objects.filter(service__in=[service for service, _ in pairs])
        with_site = {
            str(service)
            for id, service, place in others.order_by().values_list("pk", "service", "location")
            if id != _made_site(service, place)  # the only place may be another one now
        }
        made = [_site(service, place, f"service {service}", 0) for service, place in pairs if service not in with_site]
        store.report.tell(
            Issue(Level.MENDED, site.path, "service_at_locations", "no place: put at the only one of its organisation")
            for site in made
        )
        store.flush(made)


def set_parents(store: Store, kind: str) -> None:
    """Parents are set last, each only if no loop would close."""
    table = TABLES[kind]
    rows = table.model._default_manager
    known: dict[str, str | None] = {}

    def parent_of(id: str) -> str | None:
        if id not in known:
            found = rows.filter(pk=id).values_list("parent", flat=True).first()
            known[id] = str(found) if found else None
        return known[id]

    for id, parent, path in store.ledger.parents(kind):
        if parent_of(id) == parent:
            continue
        if not rows.filter(pk=parent).exists():
            reason = "the parent is not in this source"
        elif _closes_a_loop(id, parent, parent_of):
            reason = "a loop of parents; kept without this one"
        else:
            rows.filter(pk=id).update(parent=parent)
            known[id] = parent
            continue
        store.report.tell([Issue(Level.REFUSED, path, table.parent, reason)])


def _closes_a_loop(id: str, parent: str, parent_of: Any) -> bool:
    passed: set[str] = set()
    above: str | None = parent
    while above is not None and above not in passed:
        if above == id:
            return True
        passed.add(above)
        above = parent_of(above)
    return False


def link_terms(store: Store, kind: str) -> None:
    """The terms of a record are those its attributes name, as far as they are known."""
    model = TABLES[kind].model
    field = model._meta.get_field("terms")
    assert isinstance(field, models.ManyToManyField)  # noqa: S101
    through: Any = field.remote_field.through
    owner, term = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    for ids in store.ledger.linked(kind):
        through._default_manager.filter(**{f"{owner}__in": ids}).delete()
        links = store.ledger.links(kind, ids)
        terms = TABLES["taxonomy_term"].model._default_manager
        known = {str(id) for id in terms.filter(pk__in={id for _, id in links}).order_by().values_list("pk", flat=True)}
        through._default_manager.bulk_create(
            through(**{owner: id, term: term_id}) for id, term_id in links if term_id in known
        )
        if kind == "service_at_location":
            services = TABLES[kind].model._default_manager.filter(pk__in=ids).order_by()
            store.ledger.touch("service", map(str, services.values_list("service_id", flat=True)))


TOUCHES = {
    "organization": "organization__in",
    "location": "sites__location__in",
    "taxonomy_term": "terms__in",
}


def touched_services(store: Store) -> Iterator[list[UUID]]:
    for kind, lookup in TOUCHES.items():
        for ids in store.ledger.touched(kind):
            services = Service.objects.filter(**{lookup: ids}).order_by().values_list("pk", flat=True)
            store.ledger.touch("service", map(str, services.iterator()))
    for ids in store.ledger.touched("service"):
        yield [UUID(id) for id in ids]
