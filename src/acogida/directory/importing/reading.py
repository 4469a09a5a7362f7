"""The half of an import that needs no database: the records of a source, clean, in portions to be stored together."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from acogida.directory.enums import Visibility
from acogida.directory.hsds import familiar
from acogida.directory.hsds.clean import Cleaning, Record
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import ahead, enrich, safety
from acogida.directory.importing.identity import EnvelopeIdentity, SourceIdentity
from acogida.directory.importing.source import SourceRecord
from acogida.directory.search.document import Entry

Json = dict[str, Any]

EMPTY: tuple[object, ...] = (None, "", [], {})
MOST_RECORDS = 1_000  # of one portion
MOST_ISSUES = 20_000


@dataclass(slots=True)
class Portion:
    """So many records of the source, and what became of them."""

    read: int = 0
    records: list[Record] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)  # numbers of records of the source
    rejected: int = 0
    rejected_inside: Counter[str] = field(default_factory=Counter)  # records inside others, by kind
    entries: list[Entry] = field(default_factory=list)  # of the index, if all is new

    @property
    def is_full(self) -> bool:
        return max(len(self.records), self.read) >= MOST_RECORDS or len(self.issues) >= MOST_ISSUES


def portions(
    sources: Iterable[SourceRecord], identity: SourceIdentity, *, makes_entries: bool = False
) -> Generator[Portion, None, None]:
    for portion in _filled(sources, identity):
        if makes_entries:
            portion.entries = ahead.entries(portion.records)
        yield portion


def _filled(sources: Iterable[SourceRecord], identity: SourceIdentity) -> Iterator[Portion]:
    portion = Portion()
    for number, source in enumerate(sources, 1):
        _read(portion, source, number, identity)
        if portion.is_full:
            yield portion
            portion = Portion()
    if portion.read:
        yield portion


def _read(portion: Portion, source: SourceRecord, number: int, identity: SourceIdentity) -> None:
    portion.read += 1
    if source.fault:
        portion.issues.append(Issue(Level.REFUSED, source.path, "", source.fault))
        portion.rejected += 1
        return
    data, kind = source.data, source.kind
    if isinstance(data, dict) and "hsds" in data:
        feed = data.get("source")
        identity = EnvelopeIdentity(identity.source, identity.key, feed[:100] if isinstance(feed, str) else "")
        data, kind = data["hsds"], ""
    cleaning = Cleaning(identity)
    mains = [cleaning.record(kind, raw, source.path) for kind, raw in _parts(data, kind)]
    for name, reason in source.notes:
        cleaning.mend(source.path, name, reason)
    if not mains:
        cleaning.refuse(source.path, "", "not a record of HSDS")
    portion.issues += cleaning.issues
    portion.rejected_inside += cleaning.rejected
    main = next(filter(None, mains), None)
    if main is None:
        portion.rejected += 1
        return
    main.is_main = True
    for record in cleaning.records:
        record.number = number
        _look_ahead(record)
    portion.records += cleaning.records
    if cleaning.issues:
        portion.mended.append(number)


def _look_ahead(record: Record) -> None:
    """What is said of a record beyond itself and takes long to find: so it isn't looked for where it is stored."""
    record.content = said(record.content)
    record.fingerprint = fingerprint_of([record.content, record.refs])
    if record.kind in safety.NAMED:
        record.is_held = safety.is_held(record.content, record.profile or {})
    if record.kind == "location":
        _find_out_where(record)
    elif record.kind == "service" and not (record.profile or {}).get("needs"):
        record.guessed = enrich.guess_needs(record.content)


def _find_out_where(place: Record) -> None:
    profile = place.profile or {}
    if profile.get("visibility", Visibility.PUBLIC) == Visibility.PUBLIC:
        place.where = enrich.where(place.content, Visibility.PUBLIC, profile.get("timezone") or "")
        country = enrich.country_of(enrich.first_address(place.content))
        place.is_elsewhere = bool(country) and place.where["country"] != country


def _parts(data: object, kind: str) -> Iterator[tuple[str, object]]:
    if kind:
        yield kind, data
    else:
        yield from familiar.unwrap(data)


def said(content: Json) -> Json:
    return content if all(content.values()) else {name: value for name, value in content.items() if value not in EMPTY}


def fingerprint_of(value: object) -> str:
    return blake2b(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
