"""The identity record: who the people are. One sealed text a household; in memory only as these dataclasses.

A field has a path, `people.<member id>.given` or `contact`, which is also the name of its form field. The record
remembers in which version each path changed last, so that two people who work on one file at a time lose nothing:
what one of them didn't touch stays as the other left it.

There is no field for the number of a national identity document, and none is to be added.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from acogida.core.errors import DomainError

SCHEMA = 1
LONGEST = {"contact": 4000, "skills": 1000}
LONGEST_OTHERS = 200
MOST_FIELDS = 600  # a household of 40 with everything said


class IdentityChangedMeanwhile(DomainError):
    """Somebody else changed the same fields since this person read them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(sorted(paths))
        super().__init__(_("Somebody changed the same fields meanwhile. Look at what they wrote and try again."))


class NotAnIdentityField(DomainError):
    """There is no field of this name, or what was written there is too long or no date."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        super().__init__(message)


@dataclass(frozen=True, repr=False)
class Person:
    given: str = ""
    family: str = ""
    called: str = ""  # as they are called, when it is another name
    birth_date: str = ""  # 1990, 1990-05 or 1990-05-31: as much as they say
    skills: str = ""  # in their words

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.given, self.family) if part) or self.called

    @property
    def names(self) -> tuple[str, ...]:
        """Everything to find this person by."""
        return tuple(part for part in (self.given, self.family, self.called) if part)


@dataclass(frozen=True, repr=False)
class Phone:
    number: str = ""
    note: str = ""  # whose it is, when it is safe to call


@dataclass(frozen=True, repr=False)
class Identity:
    people: Mapping[UUID, Person] = field(default_factory=dict)  # by member
    phones: Mapping[UUID, Phone] = field(default_factory=dict)
    witnesses: Mapping[UUID, str] = field(default_factory=dict)  # by consent
    contact: str = ""  # how and when they can be reached safely
    version: int = 0
    changed_in: Mapping[str, int] = field(default_factory=dict)  # path → version

    def person(self, member_id: UUID) -> Person:
        return self.people.get(member_id, Person())

    def values(self) -> dict[str, str]:
        """All fields by path: what a form shows."""
        found = {"contact": self.contact}
        for kind, rows in (("people", self.people), ("phones", self.phones)):
            for pk, row in rows.items():
                found |= {f"{kind}.{pk}.{one.name}": getattr(row, one.name) for one in fields(row)}
        found |= {f"witnesses.{pk}": name for pk, name in self.witnesses.items()}
        return {path: value for path, value in found.items() if value}


def person_path(member_id: UUID, field_name: str) -> str:
    return f"people.{member_id}.{field_name}"


def phone_path(phone_id: UUID, field_name: str) -> str:
    return f"phones.{phone_id}.{field_name}"


def witness_path(consent_id: UUID) -> str:
    return f"witnesses.{consent_id}"


def changed(before: Identity, changes: Mapping[str, str], *, version: int) -> Identity:
    """With the changes of somebody who last read `version`. An empty text takes a field away."""
    values = before.values()
    told = {path: checked(path, text) for path, text in changes.items()}
    new = {path: text for path, text in told.items() if text != values.get(path, "")}
    contested = [path for path in new if before.changed_in.get(path, 0) > version]
    if contested:
        raise IdentityChangedMeanwhile(contested)
    if not new:
        return before
    after = {path: text for path, text in {**values, **new}.items() if text}
    if len(after) > MOST_FIELDS:
        raise NotAnIdentityField("", _("That is more than one file can hold."))
    number = before.version + 1
    return _from_values(after, number, {**before.changed_in, **dict.fromkeys(new, number)})


def without_people(before: Identity, member_ids: Iterable[UUID]) -> Identity:
    """Members who were taken out of the household leave nothing behind."""
    gone = {path for pk in member_ids for path in before.values() if path.startswith(f"people.{pk}.")}
    return changed(before, dict.fromkeys(gone, ""), version=before.version)


def checked(path: str, text: str) -> str:
    """What may stand in a field. Shape only: what people are called is theirs to say."""
    name = path.split(".")[-1] if path.startswith(("people.", "phones.")) else path.split(".")[0]
    if not _is_path(path):
        raise NotAnIdentityField(path, _("There is no such field."))
    text = text.strip()
    longest = LONGEST.get(name, LONGEST_OTHERS)
    if len(text) > longest:
        raise NotAnIdentityField(path, _("At most %(count)d characters fit here.") % {"count": longest})
    if name == "birth_date" and text and not _is_date(text):
        raise NotAnIdentityField(path, _("Write the year, or year-month-day as in 1990-05-31."))
    return text


def to_bytes(identity: Identity) -> bytes:
    return orjson.dumps(
        {
            "schema": SCHEMA,
            "version": identity.version,
            "values": identity.values(),
            "changed_in": dict(identity.changed_in),
        }
    )


def from_bytes(data: bytes) -> Identity:
    record = orjson.loads(data)
    return _READ[record["schema"]](record)


def _from_values(values: Mapping[str, str], version: int, changed_in: Mapping[str, int]) -> Identity:
    people: dict[UUID, dict[str, str]] = {}
    phones: dict[UUID, dict[str, str]] = {}
    witnesses = {}
    for path, text in values.items():
        kind, *rest = path.split(".")
        if kind == "people":
            people.setdefault(UUID(rest[0]), {})[rest[1]] = text
        elif kind == "phones":
            phones.setdefault(UUID(rest[0]), {})[rest[1]] = text
        elif kind == "witnesses":
            witnesses[UUID(rest[0])] = text
    return Identity(
        people={pk: Person(**row) for pk, row in people.items()},
        phones={pk: Phone(**row) for pk, row in phones.items()},
        witnesses=witnesses,
        contact=values.get("contact", ""),
        version=version,
        changed_in=dict(changed_in),
    )


def _read_1(record: Mapping[str, Any]) -> Identity:
    return _from_values(record["values"], record["version"], record["changed_in"])


_READ: Mapping[int, Callable[[Mapping[str, Any]], Identity]] = {1: _read_1}
_FIELDS = {"people": {one.name for one in fields(Person)}, "phones": {one.name for one in fields(Phone)}}


def _is_path(path: str) -> bool:
    match path.split("."):
        case ["contact"]:
            return True
        case ["witnesses", pk]:
            return _is_id(pk)
        case [kind, pk, name]:
            return name in _FIELDS.get(kind, ()) and _is_id(pk)
    return False


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)] or not all(part.isdecimal() for part in parts):
        return False
    numbers = [int(part) for part in parts] + [1] * (3 - len(parts))
    try:
        return date(*numbers).year >= 1900
    except ValueError:
        return False
