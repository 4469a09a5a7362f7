"""The end of what a receiver could read: at once, and for good."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from acogida.cases.keystore import backups, store
from acogida.cases.models import Share
from acogida.referrals.models import DoomedKey, HandOver, Referral

SWEPT_AT_ONCE = 200


def end(referral: Referral, *, now: datetime) -> None:
    """In the transaction of what ends it. The rows are gone with it; the keys follow when it is committed, and what a
    kill leaves of them is swept."""
    doomed = list(HandOver.objects.filter(referral=referral).values_list("key_id", flat=True))
    shared = referral.conversation_keys.filter(ended_at=None)
    doomed += shared.values_list("receiver_key_id", flat=True)
    HandOver.objects.filter(referral=referral).delete()
    shared.update(ended_at=now)
    Share.objects.filter(referral=referral.pk, ended_at=None).update(ended_at=now)
    doom(doomed, now=now)


def doom(key_ids: Collection[UUID], *, now: datetime) -> None:
    if key_ids:
        DoomedKey.objects.bulk_create([DoomedKey(key_id=one, at=now) for one in key_ids], ignore_conflicts=True)
        transaction.on_commit(lambda: store.destroy(key_ids))


def sweep() -> int:
    """For the worker, every few minutes: the keys, and their copies in the store's backups. How many there were."""
    ids = list(DoomedKey.objects.order_by("at", "pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    if ids:
        store.destroy(ids)
        backups.forget(ids)
        DoomedKey.objects.filter(pk__in=ids).delete()
    return len(ids)
