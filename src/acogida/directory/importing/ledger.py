"""What one import has to remember, in a throw-away SQLite file: memory stays small however long the source is.

Not in the node's own database: it must not survive the import, whether that commits, is rolled back or is killed.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import orjson

from acogida.directory.hsds.clean import Record

CHUNK = 1_000

_TABLES = """
CREATE TABLE seen (kind TEXT, id TEXT, hash TEXT, mention INT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE touched (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE held (number INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB);
CREATE TABLE state (number INTEGER PRIMARY KEY, state TEXT);
CREATE TABLE parent (kind TEXT, id TEXT, parent TEXT, path TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE link (kind TEXT, id TEXT, term TEXT, PRIMARY KEY (kind, id, term)) WITHOUT ROWID;
CREATE TABLE place (organization TEXT, location TEXT, number INT, PRIMARY KEY (organization, location)) WITHOUT ROWID;
CREATE TABLE offer (service TEXT PRIMARY KEY, organization TEXT, has_site INT) WITHOUT ROWID;
CREATE INDEX offer_organization ON offer (organization);
"""


class Ledger:
    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;" + _TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.close()

    def seen(self, kind: str, ids: Collection[str]) -> dict[str, tuple[str, bool]]:
        rows = self._db.execute(
            "SELECT id, hash, mention FROM seen WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
            (kind, orjson.dumps(list(ids)).decode()),
        )
        return {id: (hash, bool(mention)) for id, hash, mention in rows}

    def see(self, kind: str, seen: Mapping[str, tuple[str, bool]]) -> None:
        rows = [(kind, id, hash, mention) for id, (hash, mention) in seen.items()]
        self._db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", rows)

    def touch(self, kind: str, ids: Iterable[str]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", ((kind, id) for id in ids))

    def take_settled_services(self) -> list[str]:
        """Services touched so far whose terms are not still to be linked; touched no longer, until they are again."""
        settled = "kind = 'service' AND id NOT IN (SELECT id FROM link WHERE kind = 'service')"
        ids = [id for (id,) in self._db.execute(f"SELECT id FROM touched WHERE {settled}")]  # noqa: S608
        self._db.execute(f"DELETE FROM touched WHERE {settled}")  # noqa: S608
        return ids

    def touched(self, kind: str) -> Iterator[list[str]]:
        return self._chunks("SELECT id FROM touched WHERE kind = ? AND id > ? ORDER BY id LIMIT ?", kind)

    def _chunks(self, query: str, kind: str) -> Iterator[list[str]]:
        last = ""
        while rows := [id for (id,) in self._db.execute(query, (kind, last, CHUNK))]:
            yield rows
            last = rows[-1]

    def hold(self, record: Record) -> None:
        """Keeps a record that refers to one which hasn't come yet."""
        self._db.execute("INSERT INTO held (record) VALUES (?)", (orjson.dumps(record),))

    def held(self) -> Iterator[list[Record]]:
        """All that is held, oldest first, and holds it no longer."""
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM held").fetchone()
        query = "SELECT number, record FROM held WHERE number <= ? ORDER BY number LIMIT ?"
        while rows := self._db.execute(query, (last, CHUNK)).fetchall():
            self._db.execute("DELETE FROM held WHERE number <= ?", (rows[-1][0],))
            yield [Record(**orjson.loads(record)) for _, record in rows]

    def keep_states(self, states: Iterable[tuple[int, str]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", states)

    def count_held(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM held").fetchone()[0])

    def states(self, numbers: Collection[int]) -> dict[int, str]:
        query = "SELECT number, state FROM state WHERE number IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (orjson.dumps(list(numbers)).decode(),)).fetchall())

    def has_parent(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """(kind, id, parent, path)"""
        self._db.executemany("INSERT OR REPLACE INTO parent VALUES (?, ?, ?, ?)", rows)

    def parents(self, kind: str) -> Iterator[tuple[str, str, str]]:
        """(id, parent, path), in the order of ids."""
        last = ""
        query = "SELECT id, parent, path FROM parent WHERE kind = ? AND id > ? ORDER BY id LIMIT ?"
        while rows := self._db.execute(query, (kind, last, CHUNK)).fetchall():
            yield from rows
            last = rows[-1][0]

    def link(self, kind: str, rows: Iterable[tuple[str, str]]) -> None:
        """(id, term); an empty term says that the record was written and may have lost its terms."""
        self._db.executemany("INSERT OR IGNORE INTO link VALUES (?, ?, ?)", ((kind, id, term) for id, term in rows))

    def linked(self, kind: str) -> Iterator[list[str]]:
        return self._chunks("SELECT DISTINCT id FROM link WHERE kind = ? AND id > ? ORDER BY id LIMIT ?", kind)

    def links(self, kind: str, ids: Collection[str]) -> list[tuple[str, str]]:
        query = "SELECT id, term FROM link WHERE kind = ? AND term <> '' AND id IN (SELECT value FROM json_each(?))"
        return self._db.execute(query, (kind, orjson.dumps(list(ids)).decode())).fetchall()

    def place(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", rows)

    def offer(self, rows: Iterable[tuple[str, str]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO offer VALUES (?, ?, 0)", rows)

    def has_site(self, services: Iterable[str]) -> None:
        self._db.executemany("UPDATE offer SET has_site = 1 WHERE service = ?", ((id,) for id in services))

    def without_services(self) -> Iterator[list[str]]:
        """Organisations that named places but no service."""
        query = (
            "SELECT DISTINCT organization FROM place WHERE ? = '' AND organization > ?"
            " AND organization NOT IN (SELECT organization FROM offer) ORDER BY organization LIMIT ?"
        )
        return self._chunks(query, "")

    def places_of(self, organization: str) -> list[tuple[str, int]]:
        """(location, number of the record of the source that named it)."""
        query = "SELECT location, number FROM place WHERE organization = ? ORDER BY location"
        return self._db.execute(query, (organization,)).fetchall()

    def without_site(self) -> Iterator[list[tuple[str, str]]]:
        """(service, place) where the service has no site and its organisation exactly one place."""
        last = ""
        query = (
            "SELECT service, min(location) FROM offer JOIN place USING (organization)"
            " WHERE has_site = 0 AND service > ? GROUP BY service HAVING count(*) = 1 ORDER BY service LIMIT ?"
        )
        while rows := self._db.execute(query, (last, CHUNK)).fetchall():
            yield rows
            last = rows[-1][0]
