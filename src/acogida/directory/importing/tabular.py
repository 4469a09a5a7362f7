"""The tabular data package of HSDS: joins its tables into records, in an SQLite file so that memory stays small."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from acogida.directory.hsds.shapes import ITEMS, RECORDS
from acogida.directory.importing.source import SourceRecord

Json = dict[str, Any]
Cells = dict[str, str]

OWNERS = ("organization", "service", "location", "service_at_location", "contact", "phone")
LINKED = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
TOP = ("taxonomy", "taxonomy_term", "organization", "service", "location", "service_at_location", "service_capacity")

_TABLES = """
CREATE TABLE row (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, place TEXT, data BLOB, used INT DEFAULT 0);
CREATE INDEX row_id ON row (kind, id);
CREATE TABLE belongs (kind TEXT, owner_kind TEXT, owner TEXT, number INT);
CREATE INDEX belongs_owner ON belongs (kind, owner, owner_kind);
"""


def kind_of_table(name: str) -> str:
    """`organizations` → `organization`, `service_capacity` and `service_capacities` → `service_capacity`."""
    name = name.lower().strip()
    for kind in (*RECORDS, *ITEMS):
        stem = kind.removesuffix("y")
        if name in {kind, f"{kind}s", f"{kind}es", f"{stem}ies"}:
            return kind
    return ""


class Package:
    def __init__(self, workspace: Path) -> None:
        self._db = sqlite3.connect(workspace / "tables.sqlite3", isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;" + _TABLES)
        self._db.execute("BEGIN")
        self._kinds: set[str] = set()

    def close(self) -> None:
        self._db.close()

    def load(self, kind: str, place: str, rows: Iterable[Cells]) -> None:
        self._kinds.add(kind)
        for number, cells in enumerate(rows, 2):
            done = self._db.execute(
                "INSERT INTO row (kind, id, place, data) VALUES (?, ?, ?, ?)",
                (kind, cells.get("id", ""), f"{place} row {number}", orjson.dumps(cells)),
            )
            self._db.executemany(
                "INSERT INTO belongs VALUES (?, ?, ?, ?)",
                [(kind, owner_kind, owner, done.lastrowid) for owner_kind, owner in _owners(kind, cells)],
            )

    def records(self) -> Iterator[SourceRecord]:
        """Every row of the package in exactly one record, or in one that says why it can't be placed."""
        for kind in TOP:
            query = (
                "SELECT number, place, data FROM row"
                " WHERE kind = ? AND used = 0 AND number > ? ORDER BY number LIMIT 500"
            )
            last = 0
            while found := self._db.execute(query, (kind, last)).fetchall():
                last = found[-1][0]
                for number, place, data in found:
                    (used,) = self._db.execute("SELECT used FROM row WHERE number = ?", (number,)).fetchone()
                    if not used:
                        yield SourceRecord(place, self._compose(kind, number, orjson.loads(data)), kind)
        unplaced = "SELECT place FROM row WHERE used = 0 AND kind <> 'unit' ORDER BY number"
        for (place,) in self._db.execute(unplaced).fetchall():
            yield SourceRecord(place, fault="belongs to no record of this package")

    def _compose(self, kind: str, number: int, record: Json) -> Json:
        self._db.execute("UPDATE row SET used = 1 WHERE number = ?", (number,))
        shape = RECORDS.get(kind) or ITEMS[kind]
        id = record.get("id", "")
        if not id:
            return record
        for name, item in shape.items.items():
            if item in self._kinds and (found := self._owned(item, kind, id)):
                record[name] = found
        match kind:
            case "organization":
                record["locations"] = self._owned("location", kind, id)
                record["services"] = self._owned("service", kind, id)
            case "service":
                record["service_at_locations"] = self._owned("service_at_location", kind, id)
                record["capacities"] = self._owned("service_capacity", kind, id)
            case "service_at_location":
                location = self._row("location", record.get("location_id", ""))
                if location:
                    record["location"] = location
            case "service_capacity":
                unit = self._row("unit", record.get("unit_id", ""))
                if unit:
                    record["unit"] = unit
        return {name: value for name, value in record.items() if value not in ("", [])}

    def _owned(self, kind: str, owner_kind: str, owner: str) -> list[Json]:
        query = (
            "SELECT number, data FROM row WHERE number IN (SELECT number FROM belongs"
            " WHERE kind = ? AND owner = ? AND owner_kind IN (?, '')) ORDER BY number"
        )
        found = self._db.execute(query, (kind, owner, owner_kind)).fetchall()
        return [self._compose(kind, number, orjson.loads(data)) for number, data in found]

    def _row(self, kind: str, id: str) -> Json | None:
        """A place that stands with its organisation already is only pointed at."""
        query = "SELECT number, data, used FROM row WHERE kind = ? AND id = ? ORDER BY number LIMIT 1"
        found = self._db.execute(query, (kind, id)).fetchone() if id else None
        if found is None or (found[2] and kind == "location"):
            return None
        return self._compose(kind, found[0], orjson.loads(found[1]))


def _owners(kind: str, cells: Cells) -> Iterator[tuple[str, str]]:
    if kind in LINKED:
        id_column, kind_column = LINKED[kind]
        if cells.get(id_column):
            named = kind_of_table(cells.get(kind_column, ""))
            yield named if named in (*OWNERS, *ITEMS) else "", cells[id_column]
        return
    for owner in OWNERS:
        if id := cells.get(f"{owner}_id"):
            yield owner, id
