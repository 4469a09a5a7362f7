"""The HSDS tabular data package: a folder of CSV files and `datapackage.json`, which says what is in them.

Texts go out as they are. One that starts with `=` or `+`, as every telephone number does, must stay itself, so none is
defused for spreadsheets; docs/how-to/export.md tells how to open the files safely.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from acogida.directory.exporting.tables import TABLES, Row, Table, rows
from acogida.directory.hsds import documents
from acogida.directory.hsds.documents import Document, Form
from acogida.directory.models import Location, Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from acogida.directory.selectors import public_locations, public_organizations, public_services, public_sites

ORGANIZATION = Form[Organization](documents.ORGANIZATION.related, lambda row: documents.organization(row, full=True))
SERVICE = Form[Service](
    documents.SERVICE_FULL.related,
    lambda row: (
        documents.service(row, full=True, with_organization=False) | {"organization_id": str(row.organization_id)}
    ),
)
SITE = Form[ServiceAtLocation](
    lambda: (Prefetch("location"),),
    lambda row: documents.site(row, full=True, with_service=False) | {"service_id": str(row.service_id)},
)
LOCATION = Form[Location](
    tuple, lambda row: documents.location(row, full=True) | _reference("organization_id", row.organization_id)
)


def write(folder: Path, advance: Callable[[], object]) -> None:
    """Fills the folder; `advance` is called for every record."""
    with ExitStack() as stack:
        writers = {name: _writer(stack, folder, table) for name, table in TABLES.items()}
        for table, row in _all_rows(advance):
            writers[table].writerow(row)
    (folder / "datapackage.json").write_bytes(orjson.dumps(description(), option=orjson.OPT_INDENT_2))


def total() -> int:
    return sum(queryset.order_by().count() for queryset in _records().values())


def description() -> Row:
    return {
        "profile": "tabular-data-package",
        "name": "acogida-directory",
        "title": f"Directory of {settings.NODE_NAME}",
        "description": "Help for people on the move, as HSDS 3.1 tables. Public data only.",
        "resources": [_resource(table) for table in TABLES.values()],
    }


def _writer(stack: ExitStack, folder: Path, table: Table) -> "csv.DictWriter[str]":
    file = stack.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
    writer = csv.DictWriter(file, table.columns, restval="", lineterminator="\n")
    writer.writeheader()
    return writer


def _records() -> dict[str, QuerySet[Any]]:
    somewhere = Exists(public_sites().filter(location=OuterRef("pk")))
    return {
        "organization": public_organizations(),
        "location": public_locations().filter(Q(organization__isnull=False) | somewhere),
        "service": public_services(),
        "service_at_location": public_sites(),
        "taxonomy": Taxonomy.objects.all(),
        "taxonomy_term": TaxonomyTerm.objects.all(),
    }


FORMS: dict[str, Form[Any]] = {
    "organization": ORGANIZATION,
    "location": LOCATION,
    "service": SERVICE,
    "service_at_location": SITE,
    "taxonomy": documents.TAXONOMY,
    "taxonomy_term": documents.TAXONOMY_TERM,
}


def _all_rows(advance: Callable[[], object]) -> Iterator[tuple[str, Row]]:
    units: set[str] = set()
    for table, queryset in _records().items():
        for document in FORMS[table].stream(queryset):
            yield from rows(table, _flat(document))
            yield from _capacities(document, units)
            advance()


def _reference(name: str, key: UUID | None) -> Document:
    return {} if key is None else {name: str(key)}


def _flat(document: Document) -> Document:
    """One-to-one records by their ids."""
    nested = {
        "location": "location_id",
        "service": "service_id",
        "program": "program_id",
        "taxonomy_detail": "taxonomy_id",
    }
    return document | {column: document[name]["id"] for name, column in nested.items() if name in document}


def _capacities(service: Document, units: set[str]) -> Iterator[tuple[str, Row]]:
    for capacity in service.get("capacities", ()):
        unit = capacity["unit"]
        yield from rows("service_capacity", capacity, service_id=service["id"], unit_id=unit["id"])
        if unit["id"] not in units:
            units.add(unit["id"])
            yield from rows("unit", unit)


def _resource(table: Table) -> Row:
    keys = [
        {"fields": column, "reference": {"resource": column.removesuffix("_id"), "fields": "id"}}
        for column in table.references
        if column.removesuffix("_id") in TABLES
    ]
    fields = [{"name": column, "type": table.type_of(column)} for column in table.columns]
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "foreignKeys": keys},
    }
