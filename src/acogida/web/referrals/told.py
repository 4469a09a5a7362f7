"""What was handed over, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from acogida.cases.enums import AgeBand, Gender, Relation
from acogida.referrals.handed import Handed, HandedDocument, HandedPerson, HandedPhone
from acogida.web.cases.household import words


@dataclass(frozen=True, repr=False)
class ToldPerson:
    name: str
    called: str
    facts: str
    birth_date: str
    skills: str


@dataclass(frozen=True, repr=False)
class ToldNote:
    at: datetime
    text: str


@dataclass(frozen=True, repr=False)
class Told:
    people: list[ToldPerson]
    contact: str
    phones: tuple[HandedPhone, ...]
    kin: list[str]
    notes: list[ToldNote]
    documents: tuple[HandedDocument, ...]


def told(content: Handed) -> Told:
    return Told(
        people=[_person(one, number) for number, one in enumerate(content.people, 1)],
        contact=content.contact,
        phones=content.phones,
        kin=[words.place(one.country, one.locality) for one in content.kin],
        notes=[ToldNote(datetime.fromisoformat(one.at), one.text) for one in content.notes],
        documents=content.documents,
    )


def _person(one: HandedPerson, number: int) -> ToldPerson:
    age = AgeBand(one.age_band).label if one.age_band else _("age not known")
    facts = [Relation(one.relation).label if one.relation else "", age, Gender(one.gender).label if one.gender else ""]
    return ToldPerson(
        name=f"{one.given} {one.family}".strip() or _("Person %(number)s") % {"number": number},
        called=one.called,
        facts=" · ".join(str(fact) for fact in facts if fact),
        birth_date=one.birth_date,
        skills=one.skills,
    )
