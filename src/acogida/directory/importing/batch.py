"""One batch of clean records on its way into the database, and what is known of the rows it meets there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from acogida.directory.enums import Visibility
from acogida.directory.hsds.clean import Record
from acogida.directory.importing import kept, private
from acogida.directory.importing.ledger import Ledger
from acogida.directory.importing.tables import TABLES, Row, aware
from acogida.directory.importing.withhold import without

Json = dict[str, Any]

MUST_HAVE = {
    "service": {"organization_id": "organization"},
    "service_at_location": {"service_id": "service", "location_id": "location"},
    "service_capacity": {"service_id": "service"},
}
MAY_HAVE = {
    "location": {"organization_id": "organization"},
    "taxonomy_term": {"taxonomy_id": "taxonomy"},
}
KNOWN = {
    "service_capacity": ("content_hash", "updated_at"),
    "location": ("content_hash", "source", "is_help", "visibility"),
    "organization": ("content_hash", "source", "is_help"),
    "service": ("content_hash", "source", "is_help"),
}
SITE_OF_CAPACITY = "service_at_location_id"


@dataclass(slots=True)
class Standing:
    """What is known of a row: in the database, or written earlier in this batch."""

    source: str
    hash: str
    is_help: bool = True
    visibility: str = Visibility.PUBLIC
    content: Json | None = None  # None: read it when it is needed
    refs: dict[str, str] | None = None
    updated_at: datetime | None = None  # of a capacity that was stored before


@dataclass
class Batch:
    ledger: Ledger
    source: str
    records: dict[str, list[Record]]
    standing: dict[str, dict[str, Standing]] = field(default_factory=lambda: defaultdict(dict))
    absent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=lambda: defaultdict(dict))
    needs: dict[str, str] = field(default_factory=dict)  # by term
    rows: dict[str, dict[str, tuple[Row, bool]]] = field(default_factory=lambda: defaultdict(dict))
    kept: list[Record] = field(default_factory=list)
    changed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # rows that stood before
    left: dict[str, list[str]] = field(default_factory=dict)  # services that a changed row hung from before
    private: dict[str, Json | None] = field(default_factory=dict)  # None: has become public

    def look_up_all(self) -> None:
        """Everything that these records are, and everything they refer to, in one query a kind."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for kind, records in self.records.items():
            wanted[kind].update(record.id for record in records)
            for name, target in {**MUST_HAVE.get(kind, {}), **MAY_HAVE.get(kind, {})}.items():
                wanted[target].update(record.refs[name] for record in records if name in record.refs)
            if kind == "service_capacity":
                sites = ((record.profile or {}).get(SITE_OF_CAPACITY) for record in records)
                wanted["service_at_location"].update(filter(None, sites))
        for kind, ids in wanted.items():
            self.look_up(kind, ids)

    def look_up(self, kind: str, ids: Collection[str]) -> None:
        unknown = [id for id in ids if id not in self.standing[kind] and id not in self.absent[kind]]
        if not unknown:
            return
        for id, hash, *rest in TABLES[kind].known(unknown, *KNOWN.get(kind, ("content_hash", "source"))):
            if kind == "service_capacity":
                self.standing[kind][id] = Standing(self.source, hash, updated_at=aware(*rest))
            else:
                source, *more = rest
                self.standing[kind][id] = Standing(source, hash, *more)
        self.absent[kind].update(id for id in unknown if id not in self.standing[kind])
        self.seen[kind].update(self.ledger.seen(kind, unknown))

    def stand(self, kind: str, id: str, standing: Standing) -> None:
        self.standing[kind][id] = standing
        self.absent[kind].discard(id)

    def content_of(self, kind: str, id: str) -> tuple[Json, dict[str, str]]:
        standing = self.standing[kind][id]
        if standing.content is None or standing.refs is None:
            standing.content, standing.refs = TABLES[kind].content(id)
            if standing.visibility != Visibility.PUBLIC:
                exact = private.exact(id)
                standing.content = {name: value for name, value in exact.items() if name != "acogida"}
        return standing.content, standing.refs

    @cached_property
    def knows_private_places(self) -> bool:
        return private.any_stored()

    @cached_property
    def edits(self) -> dict[str, dict[str, set[str]]]:
        """By kind and id: the fields that an organisation wrote here itself."""
        if not kept.any_edited():
            return {}
        return {kind: kept.edited(kind, [record.id for record in records]) for kind, records in self.records.items()}

    def as_public(self, record: Record) -> Json:
        """What would be left of a record, had it come in before: to compare it with what stands here."""
        if not self.knows_private_places:
            return record.content
        organization = record.id if record.kind == "organization" else record.refs.get("organization_id")
        content = record.content
        for secret in private.secrets_of([UUID(organization)] if organization else []).values():
            content = without(content, secret)
        return content

    def new_rows(self, kind: str) -> dict[str, Row]:
        return {id: row for id, (row, _) in self.rows[kind].items() if id not in self.changed[kind]}

    def forget_cuts(self, location: str) -> None:
        """A place has become public. What was cut for its sake is read anew: here, or in the next import."""
        for kind in private.forget_hashes(private.owners_of([location])):
            for standing in self.standing[kind].values():
                if standing.content is None:
                    standing.hash = ""

    def visibility(self, record: Record) -> str:
        """As the record says; else as it stands here: a place never becomes public by silence."""
        said = (record.profile or {}).get("visibility")
        standing = self.standing["location"].get(record.id)
        return said or (standing.visibility if standing else Visibility.PUBLIC)
