"""From a record of a source to clean records of HSDS 3.1, each on its own, with references instead of nesting.

Nothing is lost silently: every change is an issue, and only the smallest part that can't be kept is refused.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from acogida.directory.hsds import familiar, languages, profile
from acogida.directory.hsds.cleaners import Unclean
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.hsds.shapes import ITEMS, RECORDS, Shape

MOST_ITEMS = 2_000  # of one list in one record
DEEPEST = 8  # records inside records; HSDS needs 5

Json = dict[str, Any]


@dataclass(slots=True)
class Record:
    """One clean record. `content` holds HSDS fields and lists of items; `refs` the records it hangs from."""

    kind: str
    id: str
    source_id: str
    path: str
    content: Json
    refs: dict[str, str] = field(default_factory=dict)
    profile: Json | None = None
    is_mention: bool = False  # told in passing by another record: adds, never takes away
    number: int = 0  # of the record of the source that it came in
    is_main: bool = False  # it is that record itself, not something inside it
    # Found where the source is read, so that it isn't looked for where it is stored; None and empty: nobody has looked.
    guessed: list[str] | None = None  # needs that its texts name
    where: Json | None = None  # country, state, town and time zone of a public place
    is_elsewhere: bool = False  # far from the country that its address names
    is_held: bool | None = None  # its names say detention or migration police
    fingerprint: str = ""  # of `content` and `refs`


class Identity(Protocol):
    """Gives records their ids; `importing.identity` says how."""

    def of(self, kind: str, raw: Json, owner: str) -> tuple[str, str]:
        """Our id and the id at the source of a record inside `owner` (empty: at the top)."""

    def reference(self, kind: str, raw: object) -> str | None:
        """The id of another record that is referred to."""

    def made(self, *parts: str) -> str:
        """The id of what has none, made from these."""


@dataclass
class Cleaning:
    """The work on one record of a source. Afterwards `records` and `issues` are complete."""

    identity: Identity
    records: list[Record] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)  # records inside that were refused, by kind
    depth: int = 0

    def refuse(self, path: str, name: str, reason: str) -> None:
        self.issues.append(Issue(Level.REFUSED, path, name, reason))

    def mend(self, path: str, name: str, reason: str) -> None:
        self.issues.append(Issue(Level.MENDED, path, name, reason))

    def record(self, kind: str, raw: object, path: str, owner: Record | None = None) -> Record | None:
        """Cleans a record and all records inside it. None: refused."""
        if self.depth >= DEEPEST:
            self.refuse(path, "", "records nested too deep, not kept")
            return None
        self.depth += 1
        found = self.whole_record(kind, raw, path, owner)
        self.depth -= 1
        if found is None:
            self.rejected[kind] += 1
        return found

    def whole_record(self, kind: str, raw: object, path: str, owner: Record | None) -> Record | None:
        shape = RECORDS[kind]
        if not isinstance(raw, dict):
            self.refuse(path, kind, "an object is expected here")
            return None
        if not raw.keys() <= shape.known:
            raw = familiar.as_hsds(kind, raw, lambda name, reason: self.mend(path, name, reason))
        id, source_id = self.identity.of(kind, raw, owner.id if owner else "")
        content = self.fields(shape, raw, path, id)
        if content is None:
            return None
        record = Record(kind, id, source_id, path, content)
        if "acogida" in raw:
            record.profile = self.of_profile(kind, raw["acogida"], path)
        self.refer(shape, raw, record, owner)
        for key in shape.single:
            self.single(shape, key, raw.get(key), record)
        if kind == "service_capacity" and "unit" not in content:
            self.refuse(path, "unit", "service_capacity without unit, not kept")
            return None
        self.records.append(record)
        for key, child in shape.children.items():
            if raw.get(key) is not None:
                self.children(record, key, child, raw[key])
        return record

    def fields(self, shape: Shape, raw: Json, path: str, id: str) -> Json | None:
        """The scalars and lists of an object. None: something is missing without which it is worth nothing."""
        cleaners, items = shape.fields, shape.items
        content: Json = {}
        for key, value in raw.items():
            cleaner = cleaners.get(key)
            if cleaner is not None:
                if value is None:
                    continue
                try:
                    cleaned = cleaner(value)
                except Unclean as error:
                    self.refuse(path, key, str(error))
                    continue
                if cleaned is None:
                    continue
                if cleaned is not value and cleaned != value and str(cleaned) != value:
                    self.mend(path, key, _how(value, cleaned))
                content[key] = cleaned
            elif key in items:
                if found := self.items(ITEMS[items[key]], value, f"{path}/{key}", id):
                    content[key] = found
            elif key not in shape.known:
                self.mend(path, _name(key), "unknown field, not kept")
        return self.completed(shape, content, path)

    def completed(self, shape: Shape, content: Json, path: str) -> Json | None:
        for key in shape.required:
            if key not in content:
                self.refuse(path, key, f"{shape.name} without {key}, not kept")
                return None
        for key, value in shape.defaults.items():
            if key not in content:
                content[key] = value
                if shape.name != "metadata":
                    self.mend(path, key, f"missing, taken as “{value}”")
        if "maximum" in content and content.get("available", 0) > content["maximum"]:
            del content["maximum"]
            self.refuse(path, "maximum", "less than what is available, not kept")
        if ("latitude" in content) != ("longitude" in content):
            content.pop("latitude", None)
            content.pop("longitude", None)
            self.refuse(path, "latitude", "half a pair of coordinates, not kept")
        return content

    def items(self, shape: Shape, raw: object, path: str, owner: str) -> list[Json]:
        if raw is None or raw == "":
            self.mend(path, "", "nothing instead of a list: taken as an empty list")
            return []
        if isinstance(raw, dict):
            self.mend(path, "", "one object instead of a list")
            raw = [raw]
        if not isinstance(raw, list):
            self.refuse(path, "", "a list is expected here")
            return []
        if shape.name == "schedule":
            raw = familiar.one_time_each(raw)
        if len(raw) > MOST_ITEMS:
            self.refuse(path, "", f"more than {MOST_ITEMS} items; the rest is not kept")
        found: list[Json] = []
        seen: set[str] = set()
        for position, value in enumerate(raw[:MOST_ITEMS]):
            item = self.item(shape, value, f"{path}/{position}", owner)
            if item is None:
                continue
            if item["id"] in seen:
                if any(item == other for other in found):
                    self.mend(f"{path}/{position}", "", "the same twice, kept once")
                    continue
                item["id"] = self.identity.made(owner, shape.name, _canonical(item))
                self.mend(f"{path}/{position}", "id", "the same id twice, a new one made from the content")
            seen.add(item["id"])
            found.append(item)
        return found

    def item(self, shape: Shape, raw: object, path: str, owner: str) -> Json | None:
        if isinstance(raw, str) and (name := familiar.TEXT_ITEMS.get(shape.name)):
            self.mend(path, name, "a text instead of an object")
            raw = {name: raw}
        if not isinstance(raw, dict):
            self.refuse(path, "", "an object is expected here")
            return None
        if not raw.keys() <= shape.known:
            raw = familiar.as_hsds(shape.name, raw, lambda name, reason: self.mend(path, name, reason))
        content = self.fields(shape, raw, path, owner)
        if content is None:
            return None
        if shape.name == "language":
            self.name_language(content, path)
        elif shape.name == "attribute":
            self.of_attribute(raw, content, path)
        if not content:
            self.mend(path, "", f"{shape.name} that says nothing, not kept")
            return None
        return self.with_id(shape, raw.get("id"), content, path, owner)

    def with_id(self, shape: Shape, raw_id: object, content: Json, path: str, owner: str) -> Json:
        if shape.name == "program":
            return {"id": self.identity.of("program", {"id": raw_id, **content}, owner)[0], **content}
        id = self.identity.reference("", raw_id)
        if id is None:
            id = self.identity.made(owner, shape.name, _canonical(content))
            self.mend(path, "id", "no UUID: made from the content")
        return {"id": id, **content}

    def name_language(self, content: Json, path: str) -> None:
        if "code" not in content and (code := languages.code_of(content.get("name", ""))):
            content["code"] = code
            self.mend(path, "code", "code of the language found by its name")

    def of_attribute(self, raw: Json, content: Json, path: str) -> None:
        """Terms have rows of their own; an attribute keeps the id."""
        term = raw.get("taxonomy_term")
        found = self.record("taxonomy_term", term, f"{path}/taxonomy_term") if term else None
        if found:
            found.is_mention = True
            content["taxonomy_term_id"] = found.id
        elif id := self.identity.reference("taxonomy_term", raw.get("taxonomy_term_id")):
            content["taxonomy_term_id"] = id

    def of_profile(self, kind: str, raw: object, path: str) -> Json | None:
        return profile.clean(
            kind,
            raw,
            lambda name, reason: self.refuse(f"{path}/acogida", name, reason),
            self.identity.reference,
        )

    def refer(self, shape: Shape, raw: Json, record: Record, owner: Record | None) -> None:
        for key, kind in shape.references.items():
            value = raw.get(key)
            if value is None or value == "" or not kind or kind == "unit":
                continue
            id = self.identity.reference(kind, value)
            if id is None:
                self.refuse(record.path, key, "points to nothing in this record")
            else:
                record.refs[key] = id
        back = {"organization": "organization_id", "service": "service_id"}.get(owner.kind if owner else "", "")
        if owner and back in shape.references:
            record.refs[back] = owner.id  # nesting says whose it is, whatever the field says

    def single(self, shape: Shape, key: str, raw: object, record: Record) -> None:
        if raw is None:
            return
        if shape.name == "service":  # its program stands with the organisation; here it is only pointed at
            id = self.identity.reference("program", raw.get("id") if isinstance(raw, dict) else None)
            if id:
                record.refs.setdefault("program_id", id)
            return
        item = self.item(ITEMS[shape.single[key]], raw, f"{record.path}/{key}", record.id)
        if item:
            record.content[key] = item

    def children(self, record: Record, key: str, kind: str, raw: object) -> None:
        path = f"{record.path}/{key}"
        if key in {"organization", "service", "location", "taxonomy_detail"}:
            child = self.record(kind, raw, path)
            if child:
                child.is_mention = key != "location"
                reference = {"taxonomy_detail": "taxonomy_id"}.get(key, f"{key}_id")
                record.refs[reference] = child.id
            return
        if isinstance(raw, dict):
            self.mend(path, "", "one object instead of a list")
            raw = [raw]
        if not isinstance(raw, list):
            self.refuse(path, "", "a list is expected here")
            return
        for position, value in enumerate(raw):
            self.record(kind, value, f"{path}/{position}", record)


def _name(key: object) -> str:
    text = str(key)
    return text if len(text) <= 60 and text.isprintable() else "(unprintable)"


def _canonical(content: Json) -> str:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()


def _how(value: object, cleaned: object) -> str:
    if isinstance(value, str) and isinstance(cleaned, str):
        if cleaned.endswith("…") and len(cleaned) < len(value):
            return "too long, cut"
        if cleaned.startswith("https://") and not value.strip().startswith("https://"):
            return "https:// added"
        return "written as HSDS writes it" if cleaned.split() != value.split() else "spaces put in order"
    return "written as HSDS writes it"
