"""Which id a record gets. The same content from the same source always gets the same one on this node.

A UUID is kept. Any other is made from the source, the kind and the id over there, with the key of this node: ids are
public, and without the key a hidden address could be found out by trying (docs/adr/0010). In a feed of envelopes an
id means something only inside its envelope (`org_1` is in every one): there content decides, the name and the place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from acogida.core.ids import derived, keyed
from acogida.core.text import words

Json = dict[str, Any]

_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ANY_UUID = re.compile(r"(?:urn:uuid:)?\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE)
LONGEST_SOURCE_ID = 200
_PLACE_FIELDS = ("address_1", "city", "postal_code")


def uuid_of(raw: object) -> str | None:
    """The UUID that `raw` is, in its usual spelling."""
    if type(raw) is not str:
        return None
    if _CANONICAL.fullmatch(raw):
        return raw
    text = raw.strip()
    return str(UUID(text)) if _ANY_UUID.fullmatch(text) else None


def local_id(raw: object) -> str:
    """An id that is no UUID, as text; empty when there is none."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return ""
    text = str(raw) if not isinstance(raw, int) or abs(raw) < 10**50 else ""
    text = " ".join(text.split()).encode("utf-8", "replace").decode().replace("\0", "")
    return text if len(text) <= LONGEST_SOURCE_ID else text[:150] + "…" + str(derived(text))


@dataclass
class SourceIdentity:
    """Ids that mean the same throughout one source."""

    source: str
    key: bytes

    def made(self, *parts: str) -> str:
        return str(keyed(self.key, *parts))

    def of(self, kind: str, raw: Json, owner: str) -> tuple[str, str]:
        given = raw.get("id")
        if id := uuid_of(given):
            return id, str(given)[:LONGEST_SOURCE_ID]
        if name := local_id(given):
            return self.made(self.source, kind, name), name
        return self.made(self.source, kind, owner, *self.what_tells_it_apart(kind, raw)), ""

    def reference(self, kind: str, raw: object) -> str | None:
        if id := uuid_of(raw):
            return id
        name = local_id(raw) if kind else ""
        return self.made(self.source, kind, name) if name else None

    def what_tells_it_apart(self, kind: str, raw: Json) -> Iterator[str]:
        match kind:
            case "service_at_location":
                for other in ("service", "location"):
                    nested = raw.get(other)
                    yield str(nested.get("id") if isinstance(nested, dict) else raw.get(f"{other}_id"))
            case "service_capacity":
                unit, profile = raw.get("unit"), raw.get("acogida")
                yield from words(str(unit.get("name") if isinstance(unit, dict) else raw.get("unit_id")))
                if isinstance(profile, dict):
                    yield str(profile.get("audience"))
                    yield str(profile.get("service_at_location_id"))
            case "location":
                yield from words(str(raw.get("name")))
                yield from place_of(raw)
            case "organization":
                yield from words(str(raw.get("name")))
                for location in _objects(raw.get("locations"))[:1]:
                    yield from place_of(location)
            case "taxonomy_term":
                yield str(raw.get("taxonomy"))
                yield from words(str(raw.get("code") or raw.get("name")))
            case _:
                yield from words(str(raw.get("name")))


def place_of(location: Json) -> Iterator[str]:
    """What tells one place from another: its address, else its coordinates."""
    for address in _objects(location.get("addresses"))[:1]:
        parts = [word for name in _PLACE_FIELDS for word in words(str(address.get(name) or ""))]
        if parts:
            yield from parts
            return
    if location.get("latitude") is not None:
        yield f"{location.get('latitude')}"[:20]
        yield f"{location.get('longitude')}"[:20]


def _objects(raw: object) -> list[Json]:
    return [entry for entry in raw if isinstance(entry, dict)] if isinstance(raw, list) else []


@dataclass
class EnvelopeIdentity(SourceIdentity):
    """Ids that mean something only inside one record of an aggregated feed. One object a record."""

    feed: str = ""
    local: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, raw: Json, owner: str) -> tuple[str, str]:
        given = raw.get("id")
        if id := uuid_of(given):
            return id, str(given)[:LONGEST_SOURCE_ID]
        name = local_id(given)
        id = self.made(self.source, self.feed, kind, owner, *self.what_tells_it_apart(kind, raw))
        if id in self.local.values() and self.local.get((kind, name)) != id:
            id = self.made(self.source, self.feed, kind, owner, name, *self.what_tells_it_apart(kind, raw))
        if name:
            self.local.setdefault((kind, name), id)
        return id, f"{self.feed}/{name}"[:LONGEST_SOURCE_ID] if name else ""

    def reference(self, kind: str, raw: object) -> str | None:
        return uuid_of(raw) or self.local.get((kind, local_id(raw)))
