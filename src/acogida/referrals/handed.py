"""What a receiver is told after it accepted, as plain content: built from what a consent covers, sealed whole, read
back as these dataclasses. No id of a member or of the household is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from acogida.cases import sealed_identity
from acogida.cases.enums import DataKind, FileType
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Document, Household, Need
from acogida.cases.services import documents, notes
from acogida.core.crypto import CannotOpen
from acogida.referrals import offers

SCHEMA = 1


@dataclass(frozen=True, repr=False)
class HandedPerson:
    age_band: str = ""
    relation: str = ""
    gender: str = ""
    given: str = ""
    family: str = ""
    called: str = ""
    birth_date: str = ""
    skills: str = ""


@dataclass(frozen=True, repr=False)
class HandedPhone:
    number: str
    note: str = ""


@dataclass(frozen=True, repr=False)
class HandedNote:
    at: str  # ISO 8601
    text: str


@dataclass(frozen=True, repr=False)
class HandedKin:
    country: str
    locality: int | None = None


@dataclass(frozen=True, repr=False)
class HandedDocument:
    id: str
    title: str
    file_type: str
    key: str  # of its file, in hexadecimal


@dataclass(frozen=True, repr=False)
class Handed:
    people: tuple[HandedPerson, ...] = ()
    contact: str = ""
    phones: tuple[HandedPhone, ...] = ()
    kin: tuple[HandedKin, ...] = ()
    notes: tuple[HandedNote, ...] = ()
    documents: tuple[HandedDocument, ...] = ()

    def document(self, document_id: UUID) -> HandedDocument:
        found = next((one for one in self.documents if one.id == str(document_id)), None)
        if found is None:
            raise Document.DoesNotExist
        return found


def built(
    household: Household, need: Need, kinds: Sequence[DataKind], papers: Sequence[Document], ring: KeyRing
) -> Handed:
    """Only of these kinds, and only of whose need it is: one of them, or all. They are always in it, without names as
    pseudonymous as in the offer."""
    identity = sealed_identity.of(household, ring)
    people = []
    for member in offers.asked(household, need):
        person = identity.person(member.pk)
        names = {name: getattr(person, name) for name in ("given", "family", "called", "birth_date")}
        people.append(
            HandedPerson(
                age_band=member.age_band,
                relation=member.relation,
                gender=member.gender,
                skills=person.skills if DataKind.SKILLS in kinds else "",
                **(names if DataKind.NAMES in kinds else {}),
            )
        )
    reached = DataKind.CONTACT in kinds
    return Handed(
        people=tuple(people),
        contact=identity.contact if reached else "",
        phones=tuple(HandedPhone(one.number, one.note) for one in identity.phones.values()) if reached else (),
        kin=_kin(household) if DataKind.KIN in kinds else (),
        notes=_notes(household, ring) if DataKind.NOTES in kinds else (),
        documents=tuple(_document(one, ring) for one in papers) if DataKind.DOCUMENTS in kinds else (),
    )


def to_bytes(content: Handed) -> bytes:
    return orjson.dumps({"schema": SCHEMA, **asdict(content)})


def from_bytes(data: bytes) -> Handed:
    kept: Mapping[str, Any] = orjson.loads(data)
    if kept["schema"] != SCHEMA:
        raise CannotOpen
    return Handed(
        people=tuple(HandedPerson(**one) for one in kept["people"]),
        contact=kept["contact"],
        phones=tuple(HandedPhone(**one) for one in kept["phones"]),
        kin=tuple(HandedKin(**one) for one in kept["kin"]),
        notes=tuple(HandedNote(**one) for one in kept["notes"]),
        documents=tuple(HandedDocument(**one) for one in kept["documents"]),
    )


def _kin(household: Household) -> tuple[HandedKin, ...]:
    return tuple(HandedKin(one.country, one.locality) for one in household.kin.order_by("country", "pk"))


def _notes(household: Household, ring: KeyRing) -> tuple[HandedNote, ...]:
    """As each stands now; what it said before stays with who wrote it."""
    found = []
    for note in household.notes.order_by("created_at", "pk"):
        newest = note.versions.order_by("-number")[0]
        found.append(HandedNote(newest.written_at.isoformat(), notes.opened(newest, note, ring)))
    return tuple(found)


def _document(document: Document, ring: KeyRing) -> HandedDocument:
    key = documents.key_of(document, ring)
    return HandedDocument(
        str(document.pk), documents.title_of(document, key), FileType(document.file_type).value, key.hex()
    )
