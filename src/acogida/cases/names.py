"""Finding households by name without a name in the database: words and their sounds under a keyed hash.

The key comes from the workspace's private key, so the disk alone can't even try names. It can see that two households
share a word, and how often a word occurs (docs/explanation/households.md).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, QuerySet

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.opening import OpenedWorkspace
from acogida.cases.enums import Status
from acogida.cases.identity import Identity
from acogida.cases.keyring import opened
from acogida.cases.models import Household, NameToken
from acogida.cases.selectors import summed_up, visible_to
from acogida.cases.spelling import name_words, tokens
from acogida.core import crypto

TOKEN = 16  # bytes of the hash that are kept
MOST_WORDS = 8
MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """`missing` words of the query are not in the name; of `score`, from 0 to 1, more is more alike."""

    household: Household
    score: float
    missing: int


@dataclass(frozen=True)
class Match:
    """How much one person of one household is called like what was asked."""

    household_id: UUID
    person: int
    score: float
    words: int  # of the query, that were found


def index(household: Household, identity: Identity, *, by: Acting) -> None:
    """Makes the household's tokens anew, under the newest key."""
    NameToken.objects.filter(household=household).delete()
    NameToken.objects.bulk_create(rows_of(household, identity, keys=opened(by)))


def rows_of(household: Household, identity: Identity, *, keys: OpenedWorkspace) -> list[NameToken]:
    key = _key(keys, keys.current)
    return [
        NameToken(
            household=household,
            workspace_id=household.workspace_id,
            version=keys.current,
            person=number,
            token=hashed,
        )
        for number, person in enumerate(identity.people.values())
        for hashed in sorted({_hash(key, token) for word in _words(person.names) for token, _ in tokens(word)})
    ]


@transaction.atomic
def search(*, by: Acting, text: str, now: datetime) -> list[Found]:
    """Households with somebody called so, the most alike first. Of three words or more one may be missing."""
    asked = _words([text])[:MOST_WORDS]
    if not asked:
        return []
    needed = len(asked) - 1 if len(asked) > 2 else len(asked)
    best: dict[UUID, Match] = {}
    for match in matches(by, asked, needed=needed):
        before = best.get(match.household_id)
        if before is None or match.score > before.score:
            best[match.household_id] = match
    audit.record(by=by, action=AuditAction.NAMES_SEARCHED, workspace=by.workspace, now=now)
    return _shown(by, best, len(asked))


def matches(by: Acting, asked: Sequence[str], *, needed: int, apart_from: Iterable[UUID] = ()) -> list[Match]:
    """Everybody of the workspace whose names hold at least `needed` of the words."""
    keys = opened(by)
    found: dict[tuple[UUID, int], dict[int, float]] = defaultdict(dict)
    for version in keys.pairs:
        wanted = _wanted(_key(keys, version), asked)
        present = NameToken.objects.filter(workspace=by.workspace, version=version)
        rare = _of_rarest(wanted, present, len(asked) - needed + 1)
        some = present.filter(token__in=rare).order_by().values("household")
        rows = present.filter(token__in=list(wanted), household__in=some).exclude(household__in=list(apart_from))
        for household_id, person, hashed in rows.order_by().values_list("household_id", "person", "token"):
            words = found[household_id, person]
            for position, weight in wanted[bytes(hashed)].items():
                words[position] = max(weight, words.get(position, 0))
    return [
        Match(household_id, person, sum(words.values()) / len(asked), len(words))
        for (household_id, person), words in found.items()
        if len(words) >= needed
    ]


def _wanted(key: bytes, asked: Sequence[str]) -> dict[bytes, dict[int, float]]:
    """Hash → position of the word it stands for → how much it tells."""
    wanted: dict[bytes, dict[int, float]] = defaultdict(dict)
    for position, word in enumerate(asked):
        for token, weight in tokens(word):
            words = wanted[_hash(key, token)]
            words[position] = max(weight, words.get(position, 0))
    return wanted


def _of_rarest(wanted: Mapping[bytes, Mapping[int, float]], present: QuerySet[NameToken], words: int) -> list[bytes]:
    """Tokens of the words that fewest people have. Whoever has none of so many can't have enough of the others, and
    need not be read: half of a city may be called María."""
    counted = present.filter(token__in=list(wanted)).order_by().values_list("token").annotate(Count("pk"))
    people: Counter[int] = Counter({position: 0 for words_of in wanted.values() for position in words_of})
    for hashed, count in counted:
        for position in wanted[bytes(hashed)]:
            people[position] += count
    rarest = {position for position, _ in people.most_common()[: -words - 1 : -1]}
    return [hashed for hashed, positions in wanted.items() if rarest & set(positions)]


def _shown(by: Acting, best: Mapping[UUID, Match], asked: int) -> list[Found]:
    """A file that was merged is found as the one that it was merged into."""
    rows = list(visible_to(by).filter(pk__in=best).values_list("pk", "status", "merged_into"))
    kept = {pk: _kept(pk, into) if status == Status.MERGED else pk for pk, status, into in rows}
    by_kept: dict[UUID, Match] = {}
    for pk, target in kept.items():
        if target not in by_kept or by_kept[target].score < best[pk].score:
            by_kept[target] = best[pk]
    households = summed_up(visible_to(by).filter(pk__in=by_kept)).order_by(F("active_at").desc(), "pk")
    found = [
        Found(household, by_kept[household.pk].score, asked - by_kept[household.pk].words) for household in households
    ]
    return sorted(found, key=lambda one: -one.score)[:MOST_FOUND]


def _kept(pk: UUID, into: UUID | None) -> UUID:
    """The end of a chain of merges."""
    while into is not None:
        pk, into = into, Household.objects.values_list("merged_into", flat=True).get(pk=into)
    return pk


def _words(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for name in names for word in name_words(name)))


def _key(keys: OpenedWorkspace, version: int) -> bytes:
    return crypto.subkey(keys.pairs[version].private, "names")


def _hash(key: bytes, token: str) -> bytes:
    return crypto.keyed_hash(key, token)[:TOKEN]
