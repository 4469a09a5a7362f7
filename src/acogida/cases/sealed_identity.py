"""The identity record as a row: read and written whole, under the lock of its household when it is written."""

from datetime import datetime

from acogida.accounts.acting import Acting
from acogida.cases import identity, names
from acogida.cases.identity import Identity
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household, SealedRecord
from acogida.core.crypto import CannotOpen

PURPOSE = "identity"


def opened(record: SealedRecord, ring: KeyRing) -> Identity:
    return identity.from_bytes(ring.open(record.key_id, bytes(record.sealed), PURPOSE, record.household_id))


def of(household: Household, ring: KeyRing) -> Identity:
    return opened(SealedRecord.objects.get(household=household), ring)


def if_whole(household: Household, ring: KeyRing) -> Identity | None:
    """None: it, or its key, was damaged or is gone. For pages that show other things beside it, and say so."""
    try:
        return of(household, ring)
    except (CannotOpen, SealedRecord.DoesNotExist):
        return None


def write(household: Household, new: Identity, ring: KeyRing, *, by: Acting, now: datetime) -> None:
    """With the tokens that it is found by."""
    sealed = ring.seal(household.key_id, identity.to_bytes(new), PURPOSE, household.pk)
    SealedRecord.objects.update_or_create(
        household=household,
        defaults={"key_id": household.key_id, "version": new.version, "sealed": sealed, "changed_at": now},
    )
    names.index(household, new, by=by)
