"""After the organisation's key changed: every household gets a new data key, sealed to the new one. In small steps,
inside the session of a member, with progress to show. Killed anywhere, everything stays readable (ADR 0107)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.keys import drop_old_versions
from acogida.accounts.locks import locked
from acogida.cases import sealed_identity
from acogida.cases.enums import Status
from acogida.cases.keyring import FreshKey, KeyRing, enveloped_anew, make_key, opened
from acogida.cases.keystore import backups, store
from acogida.cases.keystore.models import DataKey
from acogida.cases.keystore.store import HouseholdShredded
from acogida.cases.models import Household, NoteVersion
from acogida.cases.services import documents, notes

BATCH = 10
BETWEEN_BACKUPS = timedelta(minutes=10)


@dataclass(frozen=True)
class Progress:
    done: int  # households under the newest key
    left: int

    @property
    def is_done(self) -> bool:
        return not self.left


def progress(*, by: Acting) -> Progress:
    """A few counts; for a page that shows how far it is."""
    every = Household.objects.filter(workspace=by.workspace).exclude(status=Status.ERASING)
    left = _waiting(by).count()
    return Progress(done=every.count() - left, left=left + len(_lent(by)))


def reseal_some(*, by: Acting, now: datetime, limit: int = BATCH) -> Progress:
    """One batch. Call it until `is_done`. Two members at a time do no harm."""
    _drop_retired(by, now)
    waiting = list(_waiting(by).order_by("pk").values_list("pk", flat=True)[:limit])
    for household_id in waiting:
        _reseal(household_id, by=by, now=now)
    lent = _lent(by)[: limit - len(waiting)]
    for key_id in lent:
        store.replace(key_id, lambda row: enveloped_anew(row, by=by))
    if lent:
        store.overwrite_deleted()
    state = progress(by=by)
    if (waiting or lent) and (state.is_done or _backup_is_old(now)):
        backups.backup(now=now)
    if state.is_done:
        _drop_versions(by, now)
    return state


def _waiting(by: Acting) -> QuerySet[Household]:
    found = Household.objects.filter(workspace=by.workspace, key_version__lt=opened(by).current)
    return found.exclude(status=Status.ERASING)


def _lent(by: Acting) -> list[UUID]:
    """Keys of what others' households, or one's own, have in referrals: they are sealed to the newest key as they are.
    Theirs are only those that no household of ours names: what one names goes through `_reseal`."""
    old = DataKey.objects.filter(workspace_id=by.workspace.pk, version__lt=opened(by).current)
    found = list(old.order_by("pk").values_list("pk", "household_id"))
    own = Household.objects.filter(pk__in={household for _, household in found}).order_by()
    named = set(own.filter(workspace=by.workspace).values_list("key_id", flat=True))
    return [key_id for key_id, _ in found if key_id not in named]


def _reseal(household_id: UUID, *, by: Acting, now: datetime) -> None:
    """The new key is there before anything names it; the old one goes when nothing names it any more."""
    try:
        fresh = make_key(by=by, household_id=household_id, now=now)
    except HouseholdShredded:  # somebody erased it since it was listed
        return
    ring = KeyRing(by, [household_id])
    with transaction.atomic():
        household = _waiting(by).select_for_update(no_key=True).filter(pk=household_id).first()
        if household is not None:
            _under(fresh, household, ring, by=by, now=now)
    if household is None:  # another session did it, or it is being erased
        store.destroy([fresh.id])
    else:
        _destroy_retired(household_id)


def _under(fresh: FreshKey, household: Household, ring: KeyRing, *, by: Acting, now: datetime) -> None:
    before = household.key_id
    identity = sealed_identity.of(household, ring)
    texts = [(version, notes.opened(version, version.note, ring)) for version in _versions(household)]
    papers = [(document, documents.key_of(document, ring)) for document in household.documents.order_by("pk")]
    household.key_id, household.key_version = fresh.id, fresh.version
    household.retired_keys = [*household.retired_keys, str(before)]
    household.save(update_fields=["key_id", "key_version", "retired_keys"])
    sealed_identity.write(household, identity, ring, by=by, now=now)
    for version, text in texts:
        version.key_id = fresh.id
        version.sealed = ring.seal(
            fresh.id, text.encode(), notes.PURPOSE, household.pk, version.note_id, version.number
        )
        version.save(update_fields=["key_id", "sealed"])
    for document, file_key in papers:
        documents.wrap(document, file_key, household, ring)
        document.save(update_fields=["key_id", "wrapped_key"])
    audit.record(by=by, action=AuditAction.HOUSEHOLD_RESEALED, workspace=by.workspace, subject=household.pk, now=now)


def _versions(household: Household) -> QuerySet[NoteVersion]:
    return NoteVersion.objects.filter(note__household=household).select_related("note").order_by("note", "number")


def _drop_retired(by: Acting, now: datetime) -> None:
    """Of a session that was killed before it destroyed the old key."""
    left = Household.objects.filter(workspace=by.workspace).exclude(retired_keys=[]).exclude(status=Status.ERASING)
    for household_id in list(left.order_by("pk").values_list("pk", flat=True)):
        _destroy_retired(household_id)


def _destroy_retired(household_id: UUID) -> None:
    """By the names that the household itself wrote down. They are struck out once the keys are gone."""
    household = Household.objects.filter(pk=household_id).first()
    if household is None:
        return
    gone = list(household.retired_keys)
    store.destroy([UUID(key_id) for key_id in gone])
    with transaction.atomic():
        row = Household.objects.select_for_update(no_key=True).filter(pk=household_id).first()
        if row is not None:
            row.retired_keys = [key_id for key_id in row.retired_keys if key_id not in gone]
            row.save(update_fields=["retired_keys"])


def _backup_is_old(now: datetime) -> bool:
    newest = next(iter(backups.listed()), None)
    return newest is None or newest.made_at < now - BETWEEN_BACKUPS


def _drop_versions(by: Acting, now: datetime) -> None:
    """A household that was begun under an old key while this ran keeps that key alive: asked under the lock of the
    workspace, which whoever begins one takes too."""
    keys = opened(by)
    if len(keys.pairs) > 1:
        with transaction.atomic():
            locked(by.workspace.pk)
            named = Household.objects.filter(workspace=by.workspace).order_by().values_list("key_version", flat=True)
            lent = DataKey.objects.filter(workspace_id=by.workspace.pk).order_by().values_list("version", flat=True)
            keep = {*named.distinct(), *lent.distinct()}
            drop_old_versions(workspace=by.workspace, keep=keep, by=by, now=now)
