"""Files of this organisation that may be of the same people as one that is being registered. A person decides."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from acogida.accounts.acting import Acting
from acogida.cases import sealed_identity
from acogida.cases.enums import Status
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household, Member
from acogida.cases.names import matches
from acogida.cases.selectors import file_of, summed_up, visible_to
from acogida.cases.spelling import name_words

ENOUGH_WORDS = 2  # of one person's names: a first name alone says nothing
ENOUGH = 0.5
MOST = 5


@dataclass(frozen=True)
class Likeness:
    household: Household
    score: float  # from 0 to 1
    people: int  # how many of theirs are called like somebody here
    same_composition: bool


def find(*, household: Household, by: Acting) -> list[Likeness]:
    """The most alike first."""
    ring = KeyRing(by, [household.pk])
    identity = sealed_identity.of(household, ring)
    own = file_of(household)
    called: dict[UUID, dict[int, float]] = defaultdict(dict)
    for person in identity.people.values():
        words = list(dict.fromkeys(word for name in person.names for word in name_words(name)))
        if len(words) < ENOUGH_WORDS:
            continue
        for match in matches(by, words, needed=ENOUGH_WORDS, apart_from=own):
            others = called[match.household_id]
            others[match.person] = max(match.score, others.get(match.person, 0))
    files = summed_up(visible_to(by).filter(pk__in=called).exclude(status=Status.MERGED)).order_by("pk")
    mine = _composition([household.pk])[household.pk]
    theirs = _composition([other.pk for other in files])
    found = []
    for other in files:
        names = max(called[other.pk].values())
        alike = _overlap(mine, theirs[other.pk])
        score = 0.7 * names + 0.3 * alike
        if score >= ENOUGH:
            found.append(Likeness(other, score, len(called[other.pk]), alike == 1.0))
    return sorted(found, key=lambda one: (-one.score, str(one.household.pk)))[:MOST]


def _composition(household_ids: list[UUID]) -> dict[UUID, Counter[tuple[str, str]]]:
    found: dict[UUID, Counter[tuple[str, str]]] = {pk: Counter() for pk in household_ids}
    for pk, band, relation in Member.objects.filter(household__in=household_ids).values_list(
        "household", "age_band", "relation"
    ):
        found[pk][band, relation] += 1
    return found


def _overlap(mine: Counter[tuple[str, str]], theirs: Counter[tuple[str, str]]) -> float:
    return (mine & theirs).total() / ((mine | theirs).total() or 1)
