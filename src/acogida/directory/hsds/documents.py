"""Plain HSDS 3.1 documents from rows: what outsiders get, by API or export.

A `Form` is one way to write one kind of record: which rows to fetch besides it and how to write it. Every form needs a
fixed number of queries for a page of rows, whatever its size. Only public rows are read (`directory/selectors.py`), a
place that isn't public is written as it stands in `Location`, and what is empty is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Prefetch, QuerySet

from acogida.core.ids import derived
from acogida.directory.hsds import layout
from acogida.directory.hsds.layout import Layout
from acogida.directory.hsds.values import plain
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from acogida.directory.models.record import Record
from acogida.directory.selectors import (
    public_capacities,
    public_locations,
    public_organizations,
    public_services,
    public_sites,
)

Document = dict[str, Any]
Related = tuple["Prefetch[Any]", ...]  # fetched with a page of rows, one query each
Row = TypeVar("Row", bound=Record)

EMPTY: tuple[Any, ...] = (None, "", [], {})
PROGRAM_LIST_FIELDS = ("id", "name", "alternate_name", "description")


@dataclass(frozen=True)
class Form(Generic[Row]):
    related: Callable[[], Related]
    write: Callable[[Row], Document]
    columns: tuple[str, ...] = ()  # when a few are enough

    def documents(self, rows: QuerySet[Row]) -> list[Document]:
        rows = rows.only(*self.columns) if self.columns else rows
        return _with_terms([self.write(row) for row in rows.prefetch_related(*self.related())])

    def stream(self, rows: QuerySet[Row], *, batch: int = 200) -> Iterator[Document]:
        """All of them in the order of their ids, a batch at a time: flat memory, and no cursor is held open."""
        ordered = rows.order_by("pk")
        documents = self.documents(ordered[:batch])
        while documents:
            yield from documents
            documents = self.documents(ordered.filter(pk__gt=documents[-1]["id"])[:batch])


def organization(row: Organization, *, full: bool) -> Document:
    document = _own(row, layout.ORGANIZATION, full=full) | {"description": row.description}
    if row.parent is not None:
        document["parent_organization_id"] = str(row.parent.pk)
    return document


def organization_with_services(row: Organization, write_service: Callable[[Service], Document]) -> Document:
    document = organization(row, full=True)
    _add(document, "locations", [location(each, full=True) for each in row.locations.all()])
    _add(document, "services", [write_service(each) for each in row.services.all()])
    return document


def service(row: Service, *, full: bool, with_organization: bool = True, with_sites: bool = False) -> Document:
    document = _own(row, layout.SERVICE, full=full) | {"last_modified": plain(row.modified_at)}
    if with_organization:
        document["organization"] = organization(row.organization, full=full)
    program = _program(row, full=full)
    if program is not None:
        document["program"] = program
        del document["program_id"]
    if with_sites:
        sites = [site(each, full=True, with_service=False) for each in row.sites.all()]
        _add(document, "service_at_locations", sites)
    if full:
        _add(document, "capacities", [capacity(each) for each in row.capacities.all()])
    return document


def site(row: ServiceAtLocation, *, full: bool, with_service: bool = True) -> Document:
    document = _own(row, layout.SERVICE_AT_LOCATION, full=full)
    document["location"] = location(row.location, full=full)
    if row.location.organization_id is not None:
        document["location"]["organization_id"] = str(row.location.organization_id)
    if with_service:
        document["service"] = service(row.service, full=full)
    return document


def location(row: Location, *, full: bool) -> Document:
    return _own(row, layout.LOCATION, full=full)


def capacity(row: Capacity) -> Document:
    unit = {"id": str(derived("unit", row.unit)), **row.parts.get("unit", {}), "name": row.unit}
    return _own(row, layout.CAPACITY, full=True) | {"unit": unit}


def taxonomy(row: Taxonomy) -> Document:
    return _own(row, layout.TAXONOMY, full=True) | {"description": row.description}


def taxonomy_term(row: TaxonomyTerm) -> Document:
    document = _own(row, layout.TAXONOMY_TERM, full=True) | {"description": row.description}
    if row.parent_id is not None:
        document["parent_id"] = str(row.parent_id)
    if row.taxonomy is not None:
        document["taxonomy_detail"] = taxonomy(row.taxonomy)
    return document


def _own(row: Record | Capacity, fields: Layout, *, full: bool) -> Document:
    document: Document = {"id": str(row.pk)}
    for name, attribute in fields.columns.items():
        _add(document, name, plain(getattr(row, attribute)))
    for name in fields.scalars + (fields.lists if full else ()):
        _add(document, name, row.parts.get(name))
    return document


def _add(document: Document, name: str, value: Any) -> None:
    if value not in EMPTY:
        document[name] = value


def _program(row: Service, *, full: bool) -> Document | None:
    """The program of a service stands among its organisation's."""
    for program in row.organization.parts.get("programs", []):
        if program["id"] == str(row.program_id):
            return program if full else {name: program[name] for name in PROGRAM_LIST_FIELDS if name in program}
    return None


def _with_terms(documents: list[Document]) -> list[Document]:
    """Puts the taxonomy terms that attributes name by id into them, wherever in the documents they are."""
    ids = set(_term_ids(documents))
    if not ids:
        return documents
    rows = TaxonomyTerm.objects.filter(pk__in=ids).select_related("taxonomy")
    terms = {str(row.pk): taxonomy_term(row) for row in rows}
    return [_named(document, terms) for document in documents]


def _term_ids(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _term_ids(each)
    elif isinstance(value, dict):
        if "taxonomy_term_id" in value:
            yield value["taxonomy_term_id"]
        for each in value.values():
            if isinstance(each, dict | list):
                yield from _term_ids(each)


def _named(value: Any, terms: dict[str, Document]) -> Any:
    """A copy: `parts` of a row must stay what they are in the database."""
    if isinstance(value, list):
        return [_named(each, terms) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {name: _named(each, terms) for name, each in value.items()}
    if term := terms.get(copy.get("taxonomy_term_id", "")):
        copy["taxonomy_term"] = term
        del copy["taxonomy_term_id"]
    return copy


def _of_organization() -> Related:
    return (Prefetch("parent", public_organizations().only("id")),)


def _of_service() -> Related:
    return (Prefetch("organization", public_organizations().prefetch_related(*_of_organization())),)


def _sites_and_capacities() -> Related:
    return (Prefetch("sites", public_sites().select_related("location").order_by("pk")), _capacities())


def _capacities() -> "Prefetch[Any]":
    return Prefetch("capacities", public_capacities().order_by("pk"))


def _of_full_service() -> Related:
    return (*_of_service(), *_sites_and_capacities())


def _of_site() -> Related:
    return Prefetch("location"), Prefetch("service", public_services().prefetch_related(*_of_service()))


def _of_full_site() -> Related:
    services = public_services().prefetch_related(*_of_service(), _capacities())
    return Prefetch("location"), Prefetch("service", services)


def _of_full_organization(services: QuerySet[Service]) -> Related:
    return (
        *_of_organization(),
        Prefetch("locations", public_locations().order_by("pk")),
        Prefetch("services", services.order_by("pk")),
    )


ORGANIZATION = Form[Organization](_of_organization, lambda row: organization(row, full=False))
ORGANIZATION_FULL = Form[Organization](
    lambda: _of_full_organization(public_services()),
    lambda row: organization_with_services(row, lambda each: service(each, full=False, with_organization=False)),
)
ORGANIZATION_FULL_SERVICE = Form[Organization](
    lambda: _of_full_organization(public_services().prefetch_related(*_sites_and_capacities())),
    lambda row: organization_with_services(
        row, lambda each: service(each, full=True, with_organization=False, with_sites=True)
    ),
)
SERVICE = Form[Service](_of_service, lambda row: service(row, full=False))
SERVICE_FULL = Form[Service](_of_full_service, lambda row: service(row, full=True, with_sites=True))
SERVICE_MINIMAL = Form[Service](
    tuple, lambda row: {"id": str(row.pk), "modified_date": plain(row.modified_at)}, columns=("modified_at",)
)
SITE = Form[ServiceAtLocation](_of_site, lambda row: site(row, full=False))
SITE_FULL = Form[ServiceAtLocation](_of_full_site, lambda row: site(row, full=True))
TAXONOMY = Form[Taxonomy](tuple, taxonomy)
TAXONOMY_TERM = Form[TaxonomyTerm](lambda: (Prefetch("taxonomy"),), taxonomy_term)
