"""Two files that are of the same people become one, and can become two again: nothing is copied, each keeps its key."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.cases.enums import EventCode, Status
from acogida.cases.journal import happened
from acogida.cases.locking import CHANGEABLE, lock_all
from acogida.cases.models import Household, Merge
from acogida.core.errors import DomainError


class SameFile(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This is one and the same file already."))


class MergeIsUndone(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This merge was undone already."))


class NotRegisteredYet(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The file that stays has to be registered. Merge the draft into the other one."))


@transaction.atomic
def merge(*, kept: Household, merged: Household, by: Acting, now: datetime) -> Merge:
    """`merged` is read, changed and erased as part of `kept` from now on."""
    if kept.pk == merged.pk:
        raise SameFile
    households = lock_all(by, [kept.pk, merged.pk], statuses=CHANGEABLE)
    kept, merged = households[kept.pk], households[merged.pk]
    if kept.status == Status.DRAFT:
        raise NotRegisteredYet
    merge_row = Merge.objects.create(kept=kept, merged=merged, status_before=merged.status, at=now, by=by.user)
    merged.status, merged.merged_into = Status.MERGED, kept
    merged.save(update_fields=["status", "merged_into"])
    happened(kept, EventCode.MERGED, by=by, now=now, subject=merged.pk)
    return merge_row


@transaction.atomic
def undo(*, merge: Merge, by: Acting, now: datetime) -> Household:
    """The file that was merged stands alone again, as it was. One that is being erased stays erased."""
    both: list[UUID] = [merge.kept_id, merge.merged_id]
    households = lock_all(by, both, statuses=(*CHANGEABLE, Status.MERGED))
    row = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    if row.undone_at is not None:
        raise MergeIsUndone
    kept, merged = households[row.kept_id], households[row.merged_id]
    merged.status, merged.merged_into = Status(row.status_before), None
    merged.save(update_fields=["status", "merged_into"])
    row.undone_at, row.undone_by = now, by.user
    row.save(update_fields=["undone_at", "undone_by"])
    happened(merged, EventCode.MERGE_UNDONE, by=by, now=now, subject=kept.pk)
    happened(kept, EventCode.MERGE_UNDONE, by=by, now=now, subject=merged.pk)
    return merged
