"""Writes clean records, a batch at a time, inside the one transaction of the import (`run.py`)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from acogida.directory import needs
from acogida.directory.enums import Visibility
from acogida.directory.hsds.clean import Record
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import ahead, enrich, kept, private, safety
from acogida.directory.importing.batch import MAY_HAVE, MUST_HAVE, SITE_OF_CAPACITY, Batch, Standing
from acogida.directory.importing.ledger import Ledger
from acogida.directory.importing.reading import Portion, fingerprint_of, said
from acogida.directory.importing.report import Report
from acogida.directory.importing.tables import TABLES, Row, usual
from acogida.directory.models import Service, TaxonomyTerm
from acogida.directory.search import index
from acogida.directory.search.document import Entry

Json = dict[str, Any]

ORDER = tuple(TABLES)
STATES = ("accepted", "mended", "rejected")


@dataclass
class Store:
    source: str
    now: datetime
    ledger: Ledger
    report: Report
    is_own_export: bool = False
    is_last_chance: bool = False  # what refers to nothing now is refused, not held
    states: dict[int, str] = field(default_factory=dict)

    def receive(self, portion: Portion) -> None:
        self.report.read += portion.read
        self.report.rejected += portion.rejected
        for kind, count in portion.rejected_inside.items():
            self.report.rows[kind, "rejected"] += count
        self.report.tell(portion.issues)
        for number in portion.mended:
            self.begins(number, "mended")
        self.flush(portion.records, portion.entries)

    def flush(self, records: Iterable[Record], entries: Iterable[Entry] = ()) -> None:
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            if not record.fingerprint:
                record.content = said(record.content)
            by_kind[record.kind].append(record)
        batch = Batch(self.ledger, self.source, by_kind)
        batch.look_up_all()
        for kind in ORDER:
            for record in by_kind.get(kind, ()):
                if self.has_its_references(batch, record):
                    self.take(batch, record)
            self.write(batch, kind)
        self.index(batch, entries)
        private.keep(batch.private)
        self.ledger.touch("private", (id for id, details in batch.private.items() if details is not None))
        self.remember(batch)
        self.ledger.keep_states(self.states.items())
        self.states.clear()

    def has_its_references(self, batch: Batch, record: Record) -> bool:
        """Holds what refers to a record that may still come; refuses what hangs from a record of somebody else."""
        for name, kind in MUST_HAVE.get(record.kind, {}).items():
            id = record.refs.get(name)
            if id is None:
                self.refuse(record, name, f"a {record.kind} without its {kind}")
                return False
            target = batch.standing[kind].get(id)
            if target is None:
                self.hold_or_refuse(record, name, f"its {kind} is not in this source")
                return False
            if not self.may_hang_from(target, kind) and not self.is_others(batch, record):
                self.refuse(record, name, f"its {kind} belongs to another source")
                return False
        optional = [(name, kind, record.refs) for name, kind in MAY_HAVE.get(record.kind, {}).items()]
        if record.kind == "service_capacity" and record.profile:
            optional.append((SITE_OF_CAPACITY, "service_at_location", record.profile))
        for name, kind, where in optional:
            id = where.get(name)
            if id is None:
                continue
            target = batch.standing[kind].get(id)
            if target is None and not self.is_last_chance:
                self.ledger.hold(record)
                return False
            if target is None or not self.may_hang_from(target, kind):
                del where[name]
                record.fingerprint = ""
                reason = f"its {kind} is not in this source" if target is None else f"its {kind} is of another source"
                self.tell(record, Level.REFUSED, name, f"{reason}; kept without it")
        return True

    def may_hang_from(self, target: Standing, kind: str) -> bool:
        if self.is_own_export or target.source == self.source or kind.startswith("taxonomy"):
            return True
        return kind == "location" and target.visibility == Visibility.PUBLIC

    def is_others(self, batch: Batch, record: Record) -> bool:
        """A record that stands here by another source: what it hangs from is not decided by this one."""
        standing = batch.standing[record.kind].get(record.id)
        return standing is not None and standing.source != self.source

    def hold_or_refuse(self, record: Record, name: str, reason: str) -> None:
        if self.is_last_chance:
            self.refuse(record, name, reason)
        else:
            self.ledger.hold(record)

    # What happens to a record

    def take(self, batch: Batch, record: Record) -> None:
        fingerprint = record.fingerprint or fingerprint_of([record.content, record.refs])
        profile = fingerprint_of(record.profile) if record.profile is not None else ""
        standing = batch.standing[record.kind].get(record.id)
        seen = batch.seen[record.kind].get(record.id)
        if standing and self.is_silent_on_a_private_place(record, standing):
            outcome = self.renew(batch, record, standing)
        elif _is_equal(standing, fingerprint, profile):
            outcome = "unchanged"
        else:
            outcome = self.decide(batch, record, standing, seen)
            if outcome in {"new", "changed"}:
                hash = fingerprint + (profile or (standing.hash[16:] if standing else ""))
                self.add_row(batch, record, hash, is_new=standing is None)
                if standing:
                    batch.changed[record.kind].add(record.id)
        if seen is None:
            self.report.rows[record.kind, outcome] += 1
        if outcome != "rejected":
            batch.kept.append(record)
            is_mention = record.is_mention and (seen is None or seen[1])
            batch.seen[record.kind][record.id] = (fingerprint, is_mention)

    def decide(self, batch: Batch, record: Record, standing: Standing | None, seen: tuple[str, bool] | None) -> str:
        if standing is None:
            return "new"
        is_foreign = standing.source != self.source and not self.is_own_export
        says_all = (record.content, record.refs)
        # An export leaves out a parent that was never found, so its hash differs from the one of the source.
        if self.is_own_export and record.profile is None and says_all == batch.content_of(record.kind, record.id):
            return "unchanged"
        if record.is_mention or seen or is_foreign:
            content, refs = batch.content_of(record.kind, record.id)
            if _says_no_more(record.refs, refs) and (
                _says_no_more(record.content, content) or _says_no_more(batch.as_public(record), content)
            ):
                return "unchanged"
            if record.is_mention and seen and not (seen[1] and _says_no_more(content, record.content)):
                self.tell(record, Level.MENDED, "", "said otherwise elsewhere in this source: not kept")
                return "unchanged"
            if is_foreign and record.is_mention:
                self.tell(record, Level.REFUSED, "id", "belongs to another source: not changed")
                return "unchanged"
            if is_foreign:
                self.refuse(record, "id", "belongs to another source: not changed", count=seen is not None)
                return "rejected"
            if seen and not seen[1]:
                self.refuse(record, "id", "the same id stands for two different records in this source", count=True)
                return "rejected"
        if standing.updated_at and datetime.fromisoformat(record.content["updated"]) < standing.updated_at <= self.now:
            self.tell(record, Level.MENDED, "updated", "older than what is known here: not kept")
            return "unchanged"
        return "changed"

    def is_silent_on_a_private_place(self, record: Record, standing: Standing) -> bool:
        if standing.visibility == Visibility.PUBLIC or "visibility" in (record.profile or {}):
            return False
        if not self.is_own_export:
            self.tell(record, Level.MENDED, "", "not public here and the record is silent on it: left as it is")
        return True

    def renew(self, batch: Batch, record: Record, standing: Standing) -> str:
        """Who is silent on whether a place is public may still say how to call it, and when it is open."""
        if standing.source != self.source and not self.is_own_export:
            return "unchanged"
        stored = batch.private.get(record.id) or private.exact(record.id)
        renewed = stored | {name: record.content[name] for name in private.LENT if name in record.content}
        if renewed == stored:
            return "unchanged"
        batch.private[record.id] = renewed
        return "changed"

    def remember(self, batch: Batch) -> None:
        """What the end of the import needs to know, whether a row changed or not."""
        places, offers, with_site, parents = [], [], [], []
        for record in batch.kept:
            refs, parent = record.refs, TABLES[record.kind].parent
            if parent in refs:
                parents.append((record.kind, record.id, refs[parent], record.path))
            if record.kind == "location" and "organization_id" in refs:
                places.append((refs["organization_id"], record.id, record.number))
            elif record.kind == "service":
                offers.append((record.id, refs["organization_id"]))
            elif record.kind == "service_at_location":
                with_site.append(refs["service_id"])
        self.ledger.has_parent(parents)
        self.ledger.place(places)
        self.ledger.offer(offers)
        self.ledger.has_site(with_site)

    def add_row(self, batch: Batch, record: Record, hash: str, *, is_new: bool) -> None:
        table = TABLES[record.kind]
        standing = batch.standing[record.kind].get(record.id)
        visibility = batch.visibility(record) if record.kind == "location" else Visibility.PUBLIC
        if standing and visibility != Visibility.PUBLIC == standing.visibility:
            known, _ = batch.content_of(record.kind, record.id)
            record.content = known | record.content  # who hides a place need not say again where it is
        source = standing.source if standing else self.source
        is_help = self.is_help(record, standing)
        batch.stand(record.kind, record.id, Standing(source, hash, is_help, visibility, record.content, record.refs))
        profile = record.profile or {}
        content = record.content
        if visibility != Visibility.PUBLIC:
            content = {"location_type": content["location_type"]}
        row = table.row(content, record.refs)
        row["id"] = record.id
        row["content_hash"] = hash
        if record.kind != "service_capacity":
            row |= {"source": self.source, "source_id": record.source_id, "modified_at": self.now}
        row |= {name: profile[name] for name in table.profile if profile.get(name) is not None}
        if "is_help" in row:
            row["is_help"] = is_help
        match record.kind:
            case "service":
                row["needs"], row["needs_basis"] = enrich.needs_of(
                    record.content, profile.get("needs"), self.needs_of_terms(batch, record), record.guessed
                )
            case "location":
                self.fill_location(batch, record, row, visibility)
                if standing and standing.visibility != Visibility.PUBLIC == visibility:
                    batch.private[record.id] = None
                    batch.forget_cuts(record.id)
            case "service_capacity":
                row["unit"] = record.content["unit"]["name"]
                row["site_id"] = profile.get("service_at_location_id")
            case "taxonomy_term":
                row["need"] = needs.for_term(record.content["name"], record.content.get("code", ""))
                batch.needs[record.id] = row["need"]
        if not is_new:
            for name in kept.keep(row, record.kind, batch.edits.get(record.kind, {}).get(record.id, ())):
                self.tell(record, Level.MENDED, name, "kept: written by its organization")
        batch.rows[record.kind][record.id] = (row, record.profile is None and not is_new)

    def fill_location(self, batch: Batch, record: Record, row: Row, visibility: str) -> None:
        profile = record.profile or {}
        row["visibility"] = visibility
        if visibility == Visibility.PUBLIC and record.where is not None:
            where, is_elsewhere = record.where, record.is_elsewhere
        else:
            where = enrich.where(record.content, visibility, profile.get("timezone") or "")
            is_elsewhere = enrich.is_elsewhere(record.content)
        row |= where
        if is_elsewhere:
            self.tell(record, Level.MENDED, "country", "not where the coordinates are: taken from these")
        if visibility != Visibility.PUBLIC:
            row["translations"] = {}
            batch.private[record.id] = {**record.content, "acogida": profile}

    def is_help(self, record: Record, standing: Standing | None) -> bool:
        """Not by silence: what was marked here stays so until a record says otherwise, and a name outweighs that."""
        if record.kind not in safety.NAMED:
            return True
        profile = record.profile or {}
        if safety.is_held(record.content, profile) if record.is_held is None else record.is_held:
            self.tell(record, Level.MENDED, "name", "says detention or migration police: not shown as help")
            return False
        stood = standing is None or bool(standing.is_help)
        return bool(profile.get("is_help", stood))

    def needs_of_terms(self, batch: Batch, record: Record) -> dict[str, str]:
        unknown = [id for id in enrich.term_ids(record.content) if id not in batch.needs]
        if unknown:
            batch.needs |= dict.fromkeys(unknown, "")
            stored = TaxonomyTerm.objects.filter(pk__in=unknown).order_by().values_list("pk", "need")
            batch.needs |= {str(id): need for id, need in stored}
        return batch.needs

    def write(self, batch: Batch, kind: str) -> None:
        rows, table = batch.rows[kind], TABLES[kind]
        self.ledger.see(kind, batch.seen[kind])
        if not rows:
            return
        if kind in {"service_at_location", "service_capacity"}:
            batch.left[kind] = [usual(service) for _, service in table.known(batch.changed[kind], "service_id")]
        table.upsert(row for row, keep in rows.values() if not keep)
        table.upsert((row for row, keep in rows.values() if keep), keep=True)
        if kind == "service_capacity":
            services = Service.objects.filter(pk__in={row["service_id"] for row, _ in rows.values()})
            services.exclude(modified_at=self.now).update(modified_at=self.now)
        if "terms" in {field.name for field in table.model._meta.many_to_many}:
            links = [(id, "") for id in batch.changed[kind]]  # it may have lost its terms
            links += [(id, term) for id, (row, _) in rows.items() for term in enrich.term_ids(row["parts"])]
            self.ledger.link(kind, links)

    def index(self, batch: Batch, entries: Iterable[Entry]) -> None:
        """Now, what is new and whole; and which services the search must see anew. What is new hangs from nothing
        that was there before."""
        made = dict(ahead.that_hold(batch, entries))
        index.add([entry for some in made.values() for entry in some])
        self.ledger.touch("service", batch.rows["service"].keys() - made.keys())
        for kind in ("service_at_location", "service_capacity"):
            self.ledger.touch("service", {row["service_id"] for row, _ in batch.rows[kind].values()} - made.keys())
            self.ledger.touch("service", batch.left.get(kind, ()))
        for kind in ("organization", "location", "taxonomy_term"):
            self.ledger.touch(kind, batch.changed[kind])

    # What is told

    def tell(self, record: Record, level: Level, name: str, reason: str) -> None:
        self.report.tell([Issue(level, record.path, name, reason)])
        self.becomes(record.number, "mended")

    def refuse(self, record: Record, name: str, reason: str, *, count: bool = True) -> None:
        self.report.tell([Issue(Level.REFUSED, record.path, name, reason)])
        if count:
            self.report.rows[record.kind, "rejected"] += 1
        self.becomes(record.number, "rejected" if record.is_main else "mended")

    def begins(self, number: int, state: str) -> None:
        """What is known of a record of the source before any of it is stored."""
        self.states[number] = state
        self.report.move("accepted", state)

    def becomes(self, number: int, state: str) -> None:
        before = self.states.get(number) or self.ledger.states([number]).get(number, "accepted")
        self.states[number] = max(before, state, key=STATES.index)
        self.report.move(before, self.states[number])


def _says_no_more(less: Json, more: Json) -> bool:
    return all(more.get(name) == value for name, value in less.items())


def _is_equal(standing: Standing | None, fingerprint: str, said: str) -> bool:
    """A record without a profile says nothing against the one that stands."""
    return standing is not None and standing.hash[:16] == fingerprint and said in ("", standing.hash[16:])
