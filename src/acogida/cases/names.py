"""Finding households by name without a name in the database: words and their sounds under a keyed hash.

The key comes from the workspace's private key, so the disk alone can't even try names. It can see that two households
share a word, and how often a word occurs (docs/explanation/households.md).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, F, FloatField, Max, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Sign

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
    """Everybody of the workspace whose names hold at least `needed` of the words. Counted by the database: of a common
    name there are thousands of rows, of people with two of the words a few."""
    keys = opened(by)
    found = []
    for version in keys.pairs:
        words = [_hashes(_key(keys, version), word) for word in asked]
        present = NameToken.objects.filter(workspace=by.workspace, version=version)
        rare = _of_rarest(words, present, len(asked) - needed + 1)
        rows = present.filter(
            token__in=list({one for hashes in words for one in hashes}),
            household__in=present.filter(token__in=rare).order_by().values("household"),
        ).exclude(household__in=list(apart_from))
        # As text: making a UUID of each row would cost more than all the rest.
        people = rows.order_by().annotate(file=Cast("household", TextField())).values_list("file", "person")
        weights = {f"word_{number}": _weight_of(hashes) for number, hashes in enumerate(words)}
        there = sum((Sign(F(name)) for name in weights), start=Value(0))
        counted = people.annotate(**weights).annotate(there=there).filter(there__gte=needed)
        found += [
            Match(UUID(file), person, sum(told) / len(asked), sum(map(bool, told)))
            for file, person, *told in counted.values_list("file", "person", *weights)
        ]
    return found


def _weight_of(hashes: Mapping[bytes, float]) -> Max:
    """How much of one word a person has."""
    alike: dict[float, list[bytes]] = defaultdict(list)
    for hashed, weight in hashes.items():
        alike[weight].append(hashed)
    cases = (When(token__in=alike[weight], then=Value(weight)) for weight in sorted(alike, reverse=True))
    return Max(Case(*cases, default=Value(0.0), output_field=FloatField()))


def _hashes(key: bytes, word: str) -> dict[bytes, float]:
    """Hash → how much it tells."""
    found: dict[bytes, float] = {}
    for token, weight in tokens(word):
        hashed = _hash(key, token)
        found[hashed] = max(weight, found.get(hashed, 0))
    return found


def _of_rarest(words: Sequence[Mapping[bytes, float]], present: QuerySet[NameToken], number: int) -> list[bytes]:
    """Tokens of so many words that fewest people have. Whoever has none of them can't have enough of the others, and
    need not be read: half of a city may be called María."""
    every = list({one for hashes in words for one in hashes})
    rows = present.filter(token__in=every).order_by().values_list("token").annotate(Count("pk"))
    people = {bytes(hashed): count for hashed, count in rows}
    rarest = sorted(words, key=lambda hashes: sum(people.get(one, 0) for one in hashes))[:number]
    return list({one for hashes in rarest for one in hashes})


def _shown(by: Acting, best: Mapping[UUID, Match], asked: int) -> list[Found]:
    kept = kept_of(by, best)
    by_kept: dict[UUID, Match] = {}
    for pk, target in kept.items():
        if target not in by_kept or by_kept[target].score < best[pk].score:
            by_kept[target] = best[pk]
    households = summed_up(visible_to(by).filter(pk__in=by_kept)).order_by(F("active_at").desc(), "pk")
    found = [
        Found(household, by_kept[household.pk].score, asked - by_kept[household.pk].words) for household in households
    ]
    return sorted(found, key=lambda one: -one.score)[:MOST_FOUND]


def kept_of(by: Acting, household_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """A file that was merged is found as the one that it was merged into; one that is being erased not at all."""
    rows = visible_to(by).filter(pk__in=household_ids).order_by().values_list("pk", "status", "merged_into")
    return {pk: _kept(pk, into) if status == Status.MERGED else pk for pk, status, into in rows}


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
