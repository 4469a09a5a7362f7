"""Erasing: the keys of a household are destroyed, and with them every copy of what they opened, wherever it lies.

Three stages, each committed before the next: the household is marked and seen by nobody any more; its keys die, in
the store and in the store's backups; files and rows go. Killed anywhere between, `resume` finishes it. ADR 0102.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases import endings
from acogida.cases.enums import ErasureReason, Status
from acogida.cases.files import remove_files
from acogida.cases.keystore import backups, store
from acogida.cases.locking import with_whole_file
from acogida.cases.models import Document, Erasure, Household


def erase(*, household: Household, by: Acting, reason: ErasureReason = ErasureReason.REQUEST, now: datetime) -> None:
    """The household and every file that was merged into it; asked of a merged one, the whole file it is part of."""
    resume(now=now)

    def mark_all(_kept: Household, whole: Mapping[UUID, Household]) -> list[UUID]:
        endings.erasing(whole.values(), by=by, now=now)
        for one in whole.values():
            mark(one, by=by, reason=reason, now=now)
        return list(whole)

    ids = with_whole_file(by, household.pk, mark_all, durable=True)
    finish(ids, by=by, now=now)


def resume(*, now: datetime) -> int:
    """Finishes what was begun and interrupted, by whomever. How many there were."""
    interrupted = list(Household.objects.filter(status=Status.ERASING).order_by("pk").values_list("pk", flat=True))
    if interrupted:
        finish(interrupted, by=None, now=now)
    return len(interrupted)


def mark(household: Household, *, by: Acting | None, reason: ErasureReason, now: datetime) -> None:
    """Under the lock of the household, in a transaction that is committed before any key dies. `endings.erasing` comes
    first: once for all that are marked."""
    household.status, household.erasing_at, household.erasing_reason = Status.ERASING, now, reason
    household.save(update_fields=["status", "erasing_at", "erasing_reason"])
    Erasure.objects.get_or_create(
        pk=household.pk, defaults={"workspace_id": household.workspace_id, "reason": reason, "begun_at": now}
    )
    audit.record(by=by, action=AuditAction.ERASING_BEGUN, workspace=household.workspace, subject=household.pk, now=now)


def finish(household_ids: Collection[UUID], *, by: Acting | None, now: datetime) -> None:
    """Outside of any transaction of the node's own database: what is destroyed here can't be rolled back there."""
    store.shred(household_ids, now=now)
    backups.forget(household_ids)
    remove_files(Document.objects.filter(household__in=household_ids).values_list("file_name", flat=True))
    _remove_rows(household_ids, by=by, now=now)


@transaction.atomic
def _remove_rows(household_ids: Iterable[UUID], *, by: Acting | None, now: datetime) -> None:
    """Two processes may finish the same erasing: the second finds less, or nothing."""
    rows = Household.objects.filter(pk__in=household_ids, status=Status.ERASING)
    locked = list(rows.select_related("workspace").select_for_update(of=("self",)).order_by("pk"))
    ids = [one.pk for one in locked]
    # A document whose upload began before the household was marked may have come in between.
    remove_files(Document.objects.filter(household__in=ids).values_list("file_name", flat=True))
    Household.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).update(merged_into=None)
    Household.objects.filter(pk__in=ids).delete()
    Erasure.objects.filter(pk__in=ids, finished_at=None).update(finished_at=now)
    for household in sorted(locked, key=lambda one: one.workspace_id):
        audit.record(
            by=by, action=AuditAction.HOUSEHOLD_ERASED, workspace=household.workspace, subject=household.pk, now=now
        )
