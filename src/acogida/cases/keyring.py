"""The data keys of a household, opened with the workspace's key by a member who holds it."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from acogida.accounts.acting import Acting
from acogida.accounts.keys import KeysNotOpened, KeysOutdated, newest_key
from acogida.accounts.locks import locked
from acogida.accounts.models import Workspace
from acogida.accounts.opening import OpenedWorkspace
from acogida.cases.keystore import store
from acogida.cases.keystore.models import DataKey
from acogida.core import crypto


def opened(by: Acting) -> OpenedWorkspace:
    if by.keys is None:
        raise KeysNotOpened
    return by.keys


@dataclass(frozen=True)
class FreshKey:
    """A data key that is in the store already and seals nothing yet."""

    id: UUID
    household_id: UUID
    version: int
    key: bytes = field(repr=False)


def make_key(*, by: Acting, household_id: UUID, now: datetime) -> FreshKey:
    """Committed at once: a household must never name a key that isn't there. A key without household harms nobody."""
    keys = opened(by)
    fresh = FreshKey(uuid4(), household_id, keys.current, crypto.new_key())
    row = DataKey(
        pk=fresh.id,
        household_id=household_id,
        workspace_id=by.workspace.pk,
        version=fresh.version,
        created_at=now,
        sealed=crypto.seal(
            keys.pairs[keys.current].public, fresh.key, context=_key_context(by.workspace.pk, household_id, fresh.id)
        ),
    )
    store.put(row)
    return fresh


@dataclass(frozen=True)
class LentKey:
    """One data key that several organisations can open, each by a row of its own: `ids` and `versions` by workspace."""

    ids: Mapping[UUID, UUID]
    versions: Mapping[UUID, int]
    key: bytes = field(repr=False)


def lend_key(*, household_id: UUID, workspaces: Iterable[Workspace], now: datetime) -> LentKey:
    """Sealed to public halves that are believed as they stand: who writes to the database could have put others there
    (ADR 0302). In a transaction: the versions stay the newest until it ends, and no old one is dropped under it."""
    key, ids, versions = crypto.new_key(), {}, {}
    for workspace in sorted(workspaces, key=lambda one: one.pk):
        newest = newest_key(locked(workspace.pk))
        if newest is None:
            raise KeysOutdated
        ids[workspace.pk], versions[workspace.pk] = uuid4(), newest.version
        where = _key_context(workspace.pk, household_id, ids[workspace.pk])
        store.put(
            DataKey(
                pk=ids[workspace.pk],
                household_id=household_id,
                workspace_id=workspace.pk,
                version=newest.version,
                created_at=now,
                sealed=crypto.seal(bytes(newest.public), key, context=where),
            )
        )
    return LentKey(ids, versions, key)


def seal_with(key: bytes, plain: bytes, purpose: str, *ids: object) -> bytes:
    """As a ring does, by somebody who can't open it again."""
    return crypto.encrypt(key, crypto.pad(plain), context=crypto.context(purpose, *ids))


def enveloped_anew(row: DataKey, *, by: Acting) -> DataKey:
    """The same key, sealed to the newest of the workspace."""
    keys = opened(by)
    where = _key_context(row.workspace_id, row.household_id, row.pk)
    plain = crypto.unseal(keys.pairs[row.version].private, bytes(row.sealed), context=where)
    row.version, row.sealed = keys.current, crypto.seal(keys.pairs[keys.current].public, plain, context=where)
    return row


class KeyRing:
    """Opened keys of some households. Ask for it before reading what it opens: a household that was re-sealed in
    between then still opens, by its old key or by one more look."""

    def __init__(self, by: Acting, household_ids: Iterable[UUID]) -> None:
        self._by = by
        self._households: Collection[UUID] = list(household_ids)
        self._keys: dict[UUID, bytes] = {}
        self._load()

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._households)} households>"

    def add(self, fresh: FreshKey) -> None:
        self._keys[fresh.id] = fresh.key

    def seal(self, key_id: UUID, plain: bytes, purpose: str, *ids: object) -> bytes:
        """Padded: the length of a text tells how much happened to somebody."""
        return seal_with(self._key(key_id), plain, purpose, *ids)

    def open(self, key_id: UUID, sealed: bytes, purpose: str, *ids: object) -> bytes:
        context = crypto.context(purpose, *ids)
        return crypto.unpad(crypto.decrypt(self._key(key_id), bytes(sealed), context=context))

    def _key(self, key_id: UUID) -> bytes:
        if key_id not in self._keys:
            self._load()
        if key_id not in self._keys:
            raise crypto.CannotOpen
        return self._keys[key_id]

    def _load(self) -> None:
        """A key that was damaged opens nothing, and takes none of the others with it."""
        pairs = opened(self._by).pairs
        workspace_id = self._by.workspace.pk
        for row in store.of_households(self._households):
            if row.pk not in self._keys and row.version in pairs and row.workspace_id == workspace_id:
                where = _key_context(workspace_id, row.household_id, row.pk)
                with suppress(crypto.CannotOpen):
                    self._keys[row.pk] = crypto.unseal(pairs[row.version].private, bytes(row.sealed), context=where)


def _key_context(workspace_id: UUID, household_id: UUID, key_id: UUID) -> bytes:
    return crypto.context("household key", workspace_id, household_id, key_id)
