"""The little that a receiver needs to answer: no id, no name, no birth date, no other need than the one it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acogida.cases.enums import Accessibility, AgeBand, Gender, Relation
from acogida.cases.models import Household, Member, Need
from acogida.directory import gazetteer

Json = dict[str, Any]


@dataclass(frozen=True)
class OfferedPerson:
    age_band: AgeBand
    relation: Relation
    gender: Gender


@dataclass(frozen=True)
class Offer:
    people: tuple[OfferedPerson, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    languages: tuple[str, ...] = ()  # ISO 639, the best understood first
    country: str = ""
    locality: int | None = None  # gazetteer id of the town where they are


def asked(household: Household, need: Need) -> list[Member]:
    """Of whose need it is: one of them, or all."""
    members = household.members.order_by("position", "pk")
    return [member for member in members if need.member_id in {None, member.pk}]


def made(household: Household, need: Need) -> Json:
    people = asked(household, need)
    place = gazetteer.get(household.locality) if household.locality else None
    return {
        "people": [_person(member) for member in people],
        "accessibility": sorted({code for member in people for code in member.accessibility}),
        "languages": list(household.languages),
        "country": place.country if place else "",
        "locality": household.locality,
    }


def read(kept: Mapping[str, Any]) -> Offer:
    """Empty when it was forgotten."""
    return Offer(
        people=tuple(
            OfferedPerson(AgeBand(one["age_band"]), Relation(one["relation"]), Gender(one["gender"]))
            for one in kept.get("people", ())
        ),
        accessibility=tuple(map(Accessibility, kept.get("accessibility", ()))),
        languages=tuple(kept.get("languages", ())),
        country=kept.get("country", ""),
        locality=kept.get("locality"),
    )


def _person(member: Member) -> Json:
    return {"age_band": member.age_band, "relation": member.relation, "gender": member.gender}
