"""What one file holds by itself: a file that others were merged into is several of these."""

from dataclasses import dataclass

from acogida.cases import sealed_identity
from acogida.cases.enums import NeedStatus, Urgency
from acogida.cases.identity import Identity, Person
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household, Kin, Member, Need, Preference, Skill


@dataclass(frozen=True)
class Someone:
    member: Member
    person: Person
    number: int


@dataclass(frozen=True)
class Part:
    household: Household
    identity: Identity
    is_damaged: bool  # True: what was sealed can't be opened, and `identity` is empty
    people: list[Someone]
    open_needs: list[Need]
    past_needs: list[Need]
    preferences: list[Preference]
    kin: list[Kin]
    skills: list[Skill]


def part_of(household: Household, ring: KeyRing | None) -> Part:
    """One that was damaged hides nothing beside it: its place on the page says so."""
    identity = sealed_identity.if_whole(household, ring) if ring else Identity()
    needs = sorted(household.needs.select_related("member"), key=lambda need: Urgency(need.urgency).rank)
    return Part(
        household=household,
        identity=identity or Identity(),
        is_damaged=identity is None,
        people=people_of(household, identity or Identity()),
        open_needs=[need for need in needs if need.status == NeedStatus.OPEN],
        past_needs=[need for need in needs if need.status != NeedStatus.OPEN],
        preferences=list(household.preferences.all()),
        kin=list(household.kin.all()),
        skills=list(household.skills.select_related("member")),
    )


def people_of(household: Household, identity: Identity) -> list[Someone]:
    rows = household.members.all()
    return [Someone(row, identity.person(row.pk), number) for number, row in enumerate(rows, start=1)]
