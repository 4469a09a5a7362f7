"""HSDS as tables: the standard's tables and files, and how a nested document becomes their rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from acogida.directory.hsds.documents import Document
from acogida.directory.hsds.shapes import ITEMS, RECORDS

SHAPES = RECORDS | ITEMS
Row = dict[str, Any]

DATES = {"assured_date", "valid_from", "valid_to", "dtstart", "until", "last_action_date"}
MOMENTS = {"last_modified", "updated"}
TIMES = {"opens_at", "closes_at"}
NUMBERS = {
    "year_incorporated",
    "minimum_age",
    "maximum_age",
    "latitude",
    "longitude",
    "extension",
    "count",
    "interval",
    "amount",
    "available",
    "maximum",
}


@dataclass(frozen=True)
class Table:
    name: str
    file: str
    references: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        own = (name for name in SHAPES[self.name].fields if name not in self.references)
        more = ("last_modified",) if self.name == "service" else ()
        return ("id", *self.references, *own, *more)

    def type_of(self, column: str) -> str:
        if column == "timezone" or column in NUMBERS:
            return "number"
        if column in DATES:
            return "date"
        if column in MOMENTS:
            return "datetime"
        return "time" if column in TIMES else "string"


TABLES = {
    table.name: table
    for table in (
        Table("organization", "organizations.csv", ("parent_organization_id",)),
        Table("program", "programs.csv", ("organization_id",)),
        Table("service", "services.csv", ("organization_id", "program_id")),
        Table("attribute", "attributes.csv", ("link_id", "link_entity", "taxonomy_term_id")),
        Table("service_at_location", "service_at_location.csv", ("service_id", "location_id")),
        Table("location", "locations.csv", ("organization_id",)),
        Table(
            "phone",
            "phones.csv",
            ("location_id", "service_id", "organization_id", "contact_id", "service_at_location_id"),
        ),
        Table("contact", "contacts.csv", ("organization_id", "service_id", "service_at_location_id", "location_id")),
        Table("address", "addresses.csv", ("location_id",)),
        Table("schedule", "schedules.csv", ("service_id", "location_id", "service_at_location_id")),
        Table("funding", "funding.csv", ("organization_id", "service_id")),
        Table("service_area", "service_areas.csv", ("service_id", "service_at_location_id")),
        Table("required_document", "required_documents.csv", ("service_id",)),
        Table("language", "languages.csv", ("service_id", "location_id", "phone_id")),
        Table("accessibility", "accessibility.csv", ("location_id",)),
        Table("taxonomy_term", "taxonomy_terms.csv", ("parent_id", "taxonomy_id")),
        Table("metadata", "metadata.csv", ("resource_id", "resource_type")),
        Table("cost_option", "cost_options.csv", ("service_id",)),
        Table("organization_identifier", "organization_identifiers.csv", ("organization_id",)),
        Table("taxonomy", "taxonomies.csv"),
        Table("service_capacity", "service_capacity.csv", ("service_id", "unit_id")),
        Table("unit", "units.csv"),
        Table("url", "url.csv", ("organization_id", "service_id")),
    )
}
LINKS = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}


def rows(table: str, document: Document, **references: str) -> Iterator[tuple[str, Row]]:
    """The row of a document and those of everything that stands inside it, each with its table."""
    yield table, {name: document[name] for name in TABLES[table].columns if name in document} | references
    for name, item in SHAPES[table].items.items():
        for each in document.get(name, ()):
            yield from rows(item, each, **_reference(item, table, document["id"]), **_term(each))


def _reference(item: str, owner: str, owner_id: str) -> Row:
    if item in LINKS:
        return dict(zip(LINKS[item], (owner_id, owner), strict=True))
    return {f"{owner}_id": owner_id}


def _term(item: Document) -> Row:
    return {"taxonomy_term_id": item["taxonomy_term"]["id"]} if "taxonomy_term" in item else {}
