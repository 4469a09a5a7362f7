"""Files of this organisation that may be of the same people as one that is being registered. A person decides."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from acogida.accounts.acting import Acting
from acogida.cases import sealed_identity
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household, Member
from acogida.cases.names import kept_of, matches
from acogida.cases.selectors import file_of, summed_up, visible_to
from acogida.cases.spelling import name_words

ENOUGH_WORDS = 2  # of one person's names: a first name alone says nothing
NAMES, COMPOSITION = 0.7, 0.3  # how much each tells
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
    called = _called_alike(household, by)
    best = sorted((max(people.values()) for people in called.values()), reverse=True)[:MOST]
    # Whoever can't come among the first, even if theirs were the same composition, is not looked at.
    least = max(ENOUGH, NAMES * best[-1] if len(best) == MOST else 0)
    near = {pk: people for pk, people in called.items() if NAMES * max(people.values()) + COMPOSITION >= least}
    compositions = _compositions([household.pk, *near])
    scores = {}
    for pk, people in near.items():
        alike = _overlap(compositions[household.pk], compositions[pk])
        scores[pk] = NAMES * max(people.values()) + COMPOSITION * alike, alike == 1.0
    likely = sorted((pk for pk in near if scores[pk][0] >= ENOUGH), key=lambda pk: (-scores[pk][0], str(pk)))[:MOST]
    files = {one.pk: one for one in summed_up(visible_to(by).filter(pk__in=likely)).order_by("pk")}
    return [Likeness(files[pk], scores[pk][0], len(near[pk]), scores[pk][1]) for pk in likely]


def _called_alike(household: Household, by: Acting) -> dict[UUID, dict[tuple[UUID, int], float]]:
    """File → its people who are called like somebody here → how much. A merged file counts as the one it is part of."""
    identity = sealed_identity.of(household, KeyRing(by, [household.pk]))
    own = file_of(household)
    alike: dict[tuple[UUID, int], float] = {}
    for person in identity.people.values():
        words = list(dict.fromkeys(word for name in person.names for word in name_words(name)))
        if len(words) < ENOUGH_WORDS:
            continue
        for match in matches(by, words, needed=ENOUGH_WORDS, apart_from=own):
            them = match.household_id, match.person
            alike[them] = max(match.score, alike.get(them, 0))
    files = kept_of(by, {pk for pk, _number in alike})
    called: dict[UUID, dict[tuple[UUID, int], float]] = defaultdict(dict)
    for (pk, number), score in alike.items():
        if pk in files:
            called[files[pk]][pk, number] = score
    return called


def _compositions(household_ids: list[UUID]) -> dict[UUID, Counter[tuple[str, str]]]:
    found: dict[UUID, Counter[tuple[str, str]]] = {pk: Counter() for pk in household_ids}
    rows = (
        Member.objects.filter(household__in=household_ids).order_by().values_list("household", "age_band", "relation")
    )
    for pk, band, relation, count in rows.annotate(count=Count("pk")):
        found[pk][band, relation] = count
    return found


def _overlap(mine: Counter[tuple[str, str]], theirs: Counter[tuple[str, str]]) -> float:
    return (mine & theirs).total() / ((mine | theirs).total() or 1)
