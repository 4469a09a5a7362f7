"""What a family of the demonstration is, before it is registered; and those that were written by hand."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from acogida.accounts.enums import Role
from acogida.cases.enums import (
    Accessibility,
    DataKind,
    Gender,
    HowGiven,
    Purpose,
    Relation,
    SkillGroup,
    Stance,
    Urgency,
)
from acogida.directory.enums import NeedKind

DATA = files("acogida.demo") / "data"


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    age: int
    relation: Relation
    gender: Gender = Gender.UNSAID
    accessibility: tuple[Accessibility, ...] = ()
    called: str = ""
    birthday: str = ""  # how much of it they say: "", "year" or "full"
    skill: SkillGroup | None = None
    skills: str = ""


@dataclass(frozen=True)
class Need:
    kind: NeedKind
    urgency: Urgency
    member: int | None = None  # whose, by position
    met_on: int | None = None  # day


@dataclass(frozen=True)
class Wish:
    stance: Stance
    place: str  # as in `Tapachula, MX`


@dataclass(frozen=True)
class Note:
    day: int  # since the family was registered
    text: str


@dataclass(frozen=True)
class Paper:
    day: int
    kind: str  # of `papers`
    title: str


@dataclass(frozen=True)
class Agreement:
    day: int
    purpose: Purpose
    how: HowGiven
    kinds: tuple[DataKind, ...]
    witness: str = ""
    recipient: str = ""  # key of an organisation of the demonstration
    need: NeedKind | None = None
    ends_in: int | None = None  # days from today
    withdrawn_on: int | None = None


@dataclass(frozen=True)
class Family:
    key: str
    days_ago: int
    languages: tuple[str, ...]
    members: tuple[Person, ...]
    needs: tuple[Need, ...] = ()
    preferences: tuple[Wish, ...] = ()
    kin: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()  # a note for each
    contact: str = ""
    notes: tuple[Note, ...] = ()
    papers: tuple[Paper, ...] = ()
    consents: tuple[Agreement, ...] = ()
    draft: Role | None = None  # never finished; whose
    merged_into: str = ""
    closed_on: int | None = None  # day


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def written(office: str) -> tuple[Family, ...]:
    return tuple(_family(raw) for raw in table("families.toml").get(office, ()))


def _family(raw: Mapping[str, Any]) -> Family:
    return Family(
        key=raw["key"],
        days_ago=raw["days_ago"],
        languages=tuple(raw["languages"]),
        members=tuple(_person(one) for one in raw["members"]),
        needs=tuple(_need(one) for one in raw["needs"]),
        preferences=tuple(Wish(Stance(one["stance"]), one["place"]) for one in raw.get("preferences", ())),
        kin=tuple(one["place"] for one in raw.get("kin", ())),
        phones=tuple(one["note"] for one in raw.get("phones", ())),
        contact=raw.get("contact", ""),
        notes=tuple(Note(**one) for one in raw.get("notes", ())),
        papers=tuple(Paper(**one) for one in raw.get("papers", ())),
        consents=tuple(_agreement(one) for one in raw.get("consents", ())),
        draft=Role(raw["draft"].upper()) if "draft" in raw else None,
        merged_into=raw.get("merged_into", ""),
    )


def _person(raw: Mapping[str, Any]) -> Person:
    codes = {
        "relation": Relation(raw["relation"]),
        "gender": Gender(raw["gender"]),
        "accessibility": tuple(Accessibility(code) for code in raw.get("accessibility", ())),
        "skill": SkillGroup(raw["skill"]) if "skill" in raw else None,
    }
    return Person(**{**raw, **codes})


def _need(raw: Mapping[str, Any]) -> Need:
    return Need(**{**raw, "kind": NeedKind(raw["kind"]), "urgency": Urgency(raw["urgency"])})


def _agreement(raw: Mapping[str, Any]) -> Agreement:
    codes = {
        "purpose": Purpose(raw["purpose"]),
        "how": HowGiven(raw["how"]),
        "kinds": tuple(DataKind(code) for code in raw["kinds"]),
        "need": NeedKind(raw["need"]) if "need" in raw else None,
    }
    return Agreement(**{**raw, **codes})
