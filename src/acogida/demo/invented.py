"""Families that the dice put together: the same seed gives the same families on every machine."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

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
from acogida.demo.families import Agreement, Family, Need, Note, Paper, Person, Wish, table
from acogida.directory.demo.dice import Dice
from acogida.directory.enums import NeedKind

Raw = Mapping[str, Any]

GROWN = 18
LONGEST_AGO = 75  # days
URGENT = {Urgency.TODAY: 7, Urgency.DAYS_3: 28, Urgency.WEEKS_2: 65}
PAPERS = {
    "es": (("card", "Cartilla de vacunación (inventada)"), ("letter", "Carta de la escuela (inventada)")),
    "pt": (("card", "Cartão de vacinas (inventado)"), ("letter", "Carta da escola (inventada)")),
}
KEPT = (DataKind.SITUATION, DataKind.NAMES, DataKind.CONTACT, DataKind.NOTES, DataKind.DOCUMENTS)
WITHOUT_NAME = (DataKind.SITUATION,)


@cache
def _said(name: str) -> dict[str, Any]:
    return table(name)


def how_many(office: str) -> int:
    return int(_said("households.toml")[office]["households"])


def family(office: str, number: int, dice: Dice) -> Family:
    rng = dice("family", office, number)
    place = _said("households.toml")[office]
    group = _weighted(place["groups"], rng)
    composition = _weighted(_said("households.toml")["composition"], rng)
    members = tuple(_members(composition["members"], group["names"], place["notes"], rng))
    days_ago = min(int(rng.triangular(0, LONGEST_AGO, 4)), LONGEST_AGO)
    kinds = _kinds(composition, len(members), rng)
    closes = days_ago > 25 and rng.random() < 0.25
    needs, notes = _told(kinds, members, place["notes"], days_ago, closes, rng)
    words = _said("households.toml")["words"][place["notes"]]
    kin = tuple(rng.sample(group["kin"], 1)) if rng.random() < 0.6 else ()
    return Family(
        key=str(number),
        days_ago=days_ago,
        languages=tuple(group["languages"]),
        members=members,
        needs=needs,
        preferences=tuple(Wish(Stance.PREFERS, place) for place in kin) if rng.random() < 0.5 else (),
        kin=kin,
        phones=(rng.choice(words["phone"]),) if rng.random() < 0.8 else (),
        contact=rng.choice(words["contact"]) if rng.random() < 0.5 else "",
        notes=notes,
        papers=tuple(_papers(members, place["notes"], days_ago, rng)),
        consents=tuple(_consents(kinds, place["notes"], rng)),
        closed_on=days_ago - 2 if closes else None,
    )


def _weighted(options: Sequence[Raw], rng: Random) -> Raw:
    return rng.choices(options, [one["weight"] for one in options])[0]


def _members(roles: Sequence[Raw], tongue: str, language: str, rng: Random) -> Iterator[Person]:
    names = _said("names.toml")[tongue]
    surname = rng.sample(names["family"], 4)
    for position, role in enumerate(roles):
        if rng.random() >= role.get("chance", 1):
            continue
        age = rng.randint(*role["ages"])
        gender = Gender(role.get("gender") or rng.choice(["WOMAN", "MAN"]))
        own = ("women", "men") if age >= GROWN else ("girls", "boys")
        given = rng.choice(names[own[gender == Gender.MAN]])
        shared = role["relation"] in {"SPEAKER", "CHILD", "SIBLING", "GRANDCHILD"}
        first = surname[0] if shared else surname[1 + position % 2]
        works = age >= GROWN and rng.random() < 0.4
        skill = rng.choice(list(_said("households.toml")["skills"])) if works else ""
        yield Person(
            given=given,
            family=f"{first} {surname[3]}" if names["double"] and age >= GROWN else first,
            age=age,
            relation=Relation(role["relation"]),
            gender=gender,
            accessibility=tuple(Accessibility(code) for code in role.get("accessibility", ())),
            birthday=rng.choice(["", "year", "full"]),
            skill=SkillGroup(skill) if skill else None,
            skills=_said("households.toml")["skills"][skill][language] if skill else "",
        )


def _kinds(composition: Raw, people: int, rng: Random) -> list[NeedKind]:
    count = rng.choices([1, 2, 3, 4], [2, 5, 4, 1 + (people > 2)])[0]
    more = rng.sample(composition["needs"], min(count, len(composition["needs"])))
    first = [composition["first"]] if "first" in composition else []
    return [NeedKind(kind) for kind in dict.fromkeys([*first, *more])]


def _told(
    kinds: Sequence[NeedKind], members: Sequence[Person], language: str, days_ago: int, closes: bool, rng: Random
) -> tuple[tuple[Need, ...], tuple[Note, ...]]:
    """Each need with what became of it, and what colleagues wrote about that as the days went by."""
    notes = [Note(0, _spoken(rng.choice(_threads("ARRIVAL", members, language))["notes"][0], members))]
    needs = []
    for kind in kinds:
        threads = _threads(kind, members, language)
        thread = rng.choice(threads) if threads else {"notes": []}
        day, met_on = rng.randint(0, 3), None
        for text in thread["notes"]:
            if day <= days_ago:
                notes.append(Note(day, _spoken(text, members)))
            last, day = day, day + rng.randint(2, 9)
        if thread.get("met") and last <= days_ago:
            met_on = last
        if closes and met_on is None:
            met_on = days_ago - 2
        urgency = rng.choices(list(URGENT), list(URGENT.values()))[0]
        needs.append(Need(kind, urgency, met_on=met_on))
    return tuple(needs), tuple(sorted(notes, key=lambda note: note.day))


def _threads(kind: str, members: Sequence[Person], language: str) -> list[Raw]:
    children = any(person.age < GROWN for person in members)
    fits = {None: True, "several": len(members) > 1, "children": children}
    return [one for one in _said("notes.toml")[language].get(kind, ()) if fits[one.get("who")]]


def _spoken(text: str, members: Sequence[Person]) -> str:
    return text.format(name=members[0].given)


def _papers(members: Sequence[Person], language: str, days_ago: int, rng: Random) -> Iterator[Paper]:
    if any(person.age < GROWN for person in members) and rng.random() < 0.3:
        kind, title = rng.choice(PAPERS[language])
        yield Paper(min(2, days_ago), kind, title)


def _consents(kinds: Sequence[NeedKind], language: str, rng: Random) -> Iterator[Agreement]:
    names = _said("names.toml")[language]
    witness = f"{rng.choice(names['women'])} {rng.choice(names['family'])}"

    def agreed(purpose: Purpose, data: tuple[DataKind, ...], **more: Any) -> Agreement:
        how = rng.choices(list(HowGiven), [6, 3, 1])[0]
        return Agreement(0, purpose, how, data, witness="" if how == HowGiven.SIGNED else witness, **more)

    yield agreed(Purpose.SERVICE_HERE, KEPT)
    if rng.random() < 0.5:
        yield agreed(Purpose.STATISTICS, WITHOUT_NAME)
    if rng.random() < 0.35:
        yield agreed(Purpose.PLAN, WITHOUT_NAME)
    if rng.random() < 0.3:
        yield agreed(Purpose.REFERRAL_NEED, KEPT[:2], need=kinds[0], ends_in=rng.choice([None, 10, 60]))
