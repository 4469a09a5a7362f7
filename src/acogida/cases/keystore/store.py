"""Writes and reads of data keys. They are committed here before or after the node's own database, never with it:
no transaction spans the two."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction
from django.utils.translation import gettext_lazy as _

from acogida.cases.keystore.apps import ALIAS
from acogida.cases.keystore.models import DataKey, Shredded
from acogida.core.errors import DomainError


class HouseholdShredded(DomainError):
    """Its keys were destroyed for ever."""

    def __init__(self) -> None:
        super().__init__(_("This file was erased."))


@transaction.atomic(using=ALIAS)
def put(key: DataKey) -> DataKey:
    if Shredded.objects.filter(pk=key.household_id).exists():
        raise HouseholdShredded
    key.save(using=ALIAS, force_insert=True)
    return key


def of_households(household_ids: Iterable[UUID]) -> list[DataKey]:
    return list(DataKey.objects.filter(household_id__in=list(household_ids)))


def replace(key_id: UUID, change: Callable[[DataKey], DataKey]) -> None:
    """Sealed anew, under its lock. One that was destroyed meanwhile does not come back. `overwrite_deleted` follows,
    once for many."""
    with transaction.atomic(using=ALIAS):
        row = DataKey.objects.using(ALIAS).select_for_update(no_key=True).filter(pk=key_id).first()
        if row is not None:
            change(row).save(using=ALIAS, update_fields=["version", "sealed"])


def destroy(key_ids: Collection[UUID]) -> None:
    """Keys that seal nothing any more, by name."""
    with transaction.atomic(using=ALIAS):
        DataKey.objects.filter(pk__in=key_ids).delete()
        transaction.on_commit(overwrite_deleted, using=ALIAS)


def shred(household_ids: Collection[UUID], *, now: datetime) -> None:
    """All keys of households, for ever. Doing it again changes nothing."""
    with transaction.atomic(using=ALIAS):
        Shredded.objects.bulk_create([Shredded(pk=pk, at=now) for pk in household_ids], ignore_conflicts=True)
        DataKey.objects.filter(household_id__in=household_ids).delete()
        transaction.on_commit(overwrite_deleted, using=ALIAS)


def overwrite_deleted() -> None:
    """SQLite overwrites what it deletes (`secure_delete`). PostgreSQL leaves it in the table's file until that is
    written anew, and then still if another session looked at the table before: `acogida retention run` does it again
    each day. The table is small."""
    connection = connections[ALIAS]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:  # where it can't be done, and isn't final
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(DataKey._meta.db_table)}")
