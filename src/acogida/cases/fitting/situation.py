"""What is known of a household that decides whether a service can take it. No name, no status, nothing never asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from acogida.cases.enums import Accessibility, AgeBand, Gender, Stance
from acogida.cases.models import Household, Member
from acogida.directory import gazetteer
from acogida.directory.enums import Audience
from acogida.directory.search.types import Near
from acogida.directory.search.understand import near

ADULT = 18
OLDEST = 120
SEX: Mapping[str, str] = {Gender.WOMAN: "F", Gender.MAN: "M", Gender.ANOTHER: "X"}
STEPS = frozenset({Accessibility.WHEELCHAIR, Accessibility.STEP_FREE})


@dataclass(frozen=True)
class Someone:
    """One person, as old as the age band says. `sex` is F, M or X, or empty where it was not said."""

    youngest: int
    oldest: int
    sex: str = ""

    @property
    def is_minor(self) -> bool:
        return self.oldest < ADULT

    @property
    def is_adult(self) -> bool:
        return self.youngest >= ADULT


@dataclass(frozen=True)
class Situation:
    people: tuple[Someone, ...]
    languages: tuple[str, ...] = ()  # ISO 639; empty: not known
    near: Near | None = None  # where they are, or want to be
    needs_step_free: bool = False
    wanted_countries: frozenset[str] = field(default_factory=frozenset)  # ISO 3166-1 alpha-2
    refused_countries: frozenset[str] = field(default_factory=frozenset)
    refused_places: frozenset[int] = field(default_factory=frozenset)  # GeoNames ids

    @property
    def size(self) -> int:
        return len(self.people)

    def groups(self, *, together: bool) -> "Groups":
        """Of all of them, who stay together, or of somebody among them, who goes alone to a clinic or a class."""
        belonging = dict(self._together() if together else self._alone())
        return Groups(
            frozenset(code for code, belongs in belonging.items() if belongs),
            frozenset(code for code, belongs in belonging.items() if belongs is None),
        )

    def _together(self) -> Iterator[tuple[str, bool | None]]:
        adults = [person for person in self.people if not person.is_minor]
        known_adults = [person for person in adults if person.is_adult]
        yield from self._always()
        yield Audience.MINORS, None if not self.people else not adults or (None if not known_adults else False)
        for code, sex in ((Audience.WOMEN, "F"), (Audience.MEN, "M")):
            yield code, _are_all([person.sex for person in adults or self.people], sex)

    def _alone(self) -> Iterator[tuple[str, bool | None]]:
        yield from self._always()
        adults = [person.is_adult for person in self.people]
        yield Audience.MINORS, any(person.is_minor for person in self.people) or (False if all(adults) else None)
        for code, sex in ((Audience.WOMEN, "F"), (Audience.MEN, "M")):
            sexes = {person.sex for person in self.people}
            yield code, sex in sexes or (None if not sexes or "" in sexes else False)

    def _always(self) -> Iterator[tuple[str, bool | None]]:
        """None: not known. Whether somebody is LGBT is never asked, so never known."""
        yield Audience.EVERYONE, True
        yield Audience.LGBT, None
        yield Audience.FAMILIES, None if not self.people else len(self.people) > 1


@dataclass(frozen=True)
class Groups:
    sure: frozenset[str]  # audiences that they certainly belong to
    possible: frozenset[str]  # those that they may: not all was said


def _are_all(known: list[str], sex: str) -> bool | None:
    """Of the adults, if there are any: a mother with her sons goes to a shelter for women."""
    if any(other not in {"", sex} for other in known):
        return False
    return bool(known) and all(known) or None


def situation_of(household: Household, language: str) -> Situation:
    """As it was registered; `language` is for the name of the town. Two queries, none when both were prefetched."""
    members = list(household.members.all())
    preferences = list(household.preferences.all())
    return Situation(
        people=tuple(_someone(member) for member in members),
        languages=tuple(household.languages),
        near=_near(household.locality, language),
        needs_step_free=any(STEPS.intersection(member.accessibility) for member in members),
        wanted_countries=frozenset(row.country for row in preferences if row.stance == Stance.PREFERS),
        refused_countries=frozenset(
            row.country for row in preferences if row.stance == Stance.REFUSES and row.locality is None
        ),
        refused_places=frozenset(row.locality for row in preferences if row.stance == Stance.REFUSES and row.locality),
    )


def _someone(member: Member) -> Someone:
    youngest, oldest = AgeBand(member.age_band).ages or (0, OLDEST)
    return Someone(youngest, oldest, SEX.get(member.gender, ""))


def _near(locality: int | None, language: str) -> Near | None:
    place = gazetteer.get(locality) if locality else None
    return near(place, language) if place else None
