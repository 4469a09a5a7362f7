"""Rows of the directory's tables from clean records, and their upserts.

Plain SQL, the same for SQLite and PostgreSQL: the ORM's own way costs ten times the time (benchmarks/imports.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models

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

Row = dict[str, Any]
Adapt = Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """`kept` are columns that an update without a profile leaves alone, with the SQL that says so."""

    kind: str
    model: type[models.Model]
    layout: Layout
    references: Mapping[str, str]  # reference of a record → column
    profile: tuple[str, ...] = ()
    once: tuple[str, ...] = ()  # written when the row is new, never again
    kept: Mapping[str, str] | None = None
    extra_parts: tuple[str, ...] = ()
    parent: str = ""  # reference to a record of the same kind; set when all rows are there (finish.py)

    @cached_property
    def name(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> list[str]:
        return [field.column for field in self.model._meta.concrete_fields]

    @cached_property
    def defaults(self) -> Row:
        return {
            field.column: field.get_default() for field in self.model._meta.concrete_fields if not field.primary_key
        }

    @cached_property
    def part_names(self) -> frozenset[str]:
        return frozenset((*self.layout.scalars, *self.layout.lists, *self.extra_parts))

    def row(self, content: Row, references: Row) -> Row:
        """The columns that come from HSDS; the caller adds the rest."""
        row = self.defaults.copy()
        parts = row["parts"] = {}
        for name, value in content.items():
            if column := self.layout.columns.get(name):
                row[column] = value
            elif name in self.part_names and value not in (None, "", []):
                parts[name] = value
        for name, column in self.references.items():
            row[column] = references.get(name)
        return row

    def content(self, id: str) -> tuple[Row, dict[str, str]]:
        """The clean record that a row was made from."""
        row = self.model._default_manager.values().get(pk=id)
        content = {
            name: plain(row[column]) for name, column in self.layout.columns.items() if name not in self.references
        }
        content |= row["parts"]
        refs = {name: str(row[column]) for name, column in self.references.items() if row[column] is not None}
        if self.parent and row["parent_id"]:
            refs[self.parent] = str(row["parent_id"])
        return {name: value for name, value in content.items() if value not in (None, "", [], {})}, refs

    def known(self, ids: Iterable[str], *columns: str) -> Iterator[tuple[Any, ...]]:
        """(id, …) of the rows that exist."""
        names = ", ".join(f'"{column}"' for column in ("id", *columns))
        chosen = "IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "= ANY(%s::uuid[])"
        wanted = in_database(ids)
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {names} FROM "{self.name}" WHERE "id" {chosen}',  # noqa: S608
                [_json(wanted) if connection.vendor == "sqlite" else wanted],
            )
            for id, *rest in cursor.fetchall():
                yield usual(id), *rest

    def upsert(self, rows: Iterable[Row], *, keep: bool = False) -> None:
        """`keep`: the record says nothing on the profile, so what stands there stays."""
        self._execute(self.upsert_sql(keep=keep), self.columns, rows)

    def update(self, rows: Iterable[Row], *columns: str) -> None:
        """Writes these columns of rows that are there."""
        sets = ", ".join(f'"{column}" = %s' for column in columns)
        self._execute(f'UPDATE "{self.name}" SET {sets} WHERE "id" = %s', (*columns, "id"), rows)  # noqa: S608

    def _execute(self, sql: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        fields = {field.column: field for field in self.model._meta.concrete_fields}
        adapters = [(at, adapt) for at, column in enumerate(columns) if (adapt := _adapter(fields[column]))]
        chosen, values = itemgetter(*columns), []
        for row in rows:
            adapted = list(chosen(row))
            for at, adapt in adapters:
                if adapted[at] is not None:
                    adapted[at] = adapt(adapted[at])
            values.append(adapted)
        if values:
            with connection.cursor() as cursor:
                cursor.executemany(sql, values)

    def upsert_sql(self, *, keep: bool) -> str:
        never = {"id", *self.once}
        special = dict(self.kept or {}) if keep else {}
        if keep:
            never |= {column for column in self.profile if column not in special}
        sets = ", ".join(
            f'"{column}" = {special.get(column, f"excluded.{column}")}'
            for column in self.columns
            if column not in never
        )
        names = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        return f'INSERT INTO "{self.name}" ({names}) VALUES ({marks}) ON CONFLICT ("id") DO UPDATE SET {sets}'  # noqa: S608


def _adapter(field: "models.Field[Any, Any]") -> Adapt | None:
    lite = connection.vendor == "sqlite"
    if isinstance(field, models.JSONField):
        return _json
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        return _bare_uuid if lite else None
    if isinstance(field, models.DateTimeField):
        return _lite_moment if lite else _moment
    return None


def usual(id: str | UUID) -> str:
    """The usual spelling of a UUID, which SQLite keeps without dashes."""
    text = str(id)
    return text if len(text) == 36 else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _bare_uuid(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else value.replace("-", "")


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def aware(value: datetime) -> datetime:
    """A moment as raw SQL gives it, which is bare on SQLite."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@lru_cache(maxsize=64)  # nearly always the moment of the import
def _lite_moment(value: datetime | str) -> str:
    return str(_moment(value).astimezone(UTC).replace(tzinfo=None))


_RECORD_ONCE = ("source", "source_id")

TABLES = {
    table.kind: table
    for table in (
        Table("taxonomy", Taxonomy, layout.TAXONOMY, {}, once=_RECORD_ONCE),
        Table(
            "taxonomy_term",
            TaxonomyTerm,
            layout.TAXONOMY_TERM,
            {"taxonomy_id": "taxonomy_id"},
            once=_RECORD_ONCE,
            parent="parent_id",
        ),
        Table(
            "organization",
            Organization,
            layout.ORGANIZATION,
            {},
            profile=("language", "translations"),
            once=_RECORD_ONCE,
            parent="parent_organization_id",
        ),
        Table(
            "location",
            Location,
            layout.LOCATION,
            {"organization_id": "organization_id"},
            profile=("translations",),
            once=_RECORD_ONCE,
        ),
        Table(
            "service",
            Service,
            layout.SERVICE,
            {"organization_id": "organization_id", "program_id": "program_id"},
            profile=(
                "language",
                "translations",
                "audiences",
                "papers_needed",
                "eligibility",
                "date_exceptions",
                "verified_at",
                "verified_by",
            ),
            once=_RECORD_ONCE,
            kept={
                "needs": "CASE WHEN directory_service.needs_basis = 'GIVEN'"
                " THEN directory_service.needs ELSE excluded.needs END",
                "needs_basis": "CASE WHEN directory_service.needs_basis = 'GIVEN'"
                " THEN directory_service.needs_basis ELSE excluded.needs_basis END",
            },
        ),
        Table(
            "service_at_location",
            ServiceAtLocation,
            layout.SERVICE_AT_LOCATION,
            {"service_id": "service_id", "location_id": "location_id"},
            once=_RECORD_ONCE,
        ),
        Table(
            "service_capacity",
            Capacity,
            layout.CAPACITY,
            {"service_id": "service_id"},
            profile=("audience", "site_id"),
            extra_parts=("unit",),
        ),
    )
}


def in_database(ids: Iterable[str]) -> list[str]:
    """Ids as the database writes them in raw SQL."""
    return [id.replace("-", "") for id in ids] if connection.vendor == "sqlite" else list(ids)
