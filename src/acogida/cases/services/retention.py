"""How long a file is kept. Who was not here for the organisation's period is listed, announced, and later erased.

Running it twice does what running it once does. Everything is asked again under the lock of the household: whoever
came back a second ago stays.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from acogida.accounts import audit
from acogida.accounts.enums import AuditAction
from acogida.accounts.models import Workspace
from acogida.cases import endings, files
from acogida.cases.enums import ErasureReason, EventCode, Purpose, Status
from acogida.cases.keystore import backups, store
from acogida.cases.models import Consent, Document, Household, TimelineEvent
from acogida.cases.selectors import file_of
from acogida.cases.services import erasing

NOTICE = timedelta(days=30)
DRAFT_LIFE = timedelta(days=14)
UPLOAD_LIFE = timedelta(days=1)


@dataclass
class Report:
    """Ids only: it is printed, and may be mailed or logged."""

    announced: list[UUID] = field(default_factory=list)
    erased: list[UUID] = field(default_factory=list)
    drafts: list[UUID] = field(default_factory=list)
    resumed: int = 0
    uploads: int = 0
    backups: int = 0


def run(*, now: datetime, dry_run: bool = False) -> Report:
    report = Report()
    interrupted = Household.objects.filter(status=Status.ERASING)
    report.resumed = interrupted.count() if dry_run else erasing.resume(now=now)
    for workspace in Workspace.objects.order_by("pk"):
        for household in list(_to_announce(workspace, now)):
            if dry_run or _announce(household.pk, workspace, now):
                report.announced.append(household.pk)
        for household in [*_announced(workspace, now), *_without_consent(workspace, now)]:
            if household.pk not in report.erased and (dry_run or _erase(household.pk, workspace, now)):
                report.erased.append(household.pk)
        for household in list(_stale_drafts(workspace, now)):
            if dry_run or _erase(household.pk, workspace, now):
                report.drafts.append(household.pk)
    broken = Document.objects.filter(is_complete=False, added_at__lt=now - UPLOAD_LIFE)
    report.uploads = broken.count()
    if not dry_run:
        _forget_uploads(broken)
        report.backups = backups.forget_old(now=now)
        store.overwrite_deleted()
    return report


def kept_since(workspace: Workspace, now: datetime) -> datetime:
    """Files without activity since then are past the organisation's period."""
    months = now.year * 12 + now.month - 1 - workspace.retention_months
    year, month = divmod(months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def _of(workspace: Workspace) -> QuerySet[Household]:
    return Household.objects.filter(workspace=workspace).order_by("active_at", "pk")


def _to_announce(workspace: Workspace, now: datetime) -> QuerySet[Household]:
    old = _of(workspace).filter(status__in=[Status.OPEN, Status.CLOSED], active_at__lt=kept_since(workspace, now))
    return old.filter(notice_at=None)


def _announced(workspace: Workspace, now: datetime) -> QuerySet[Household]:
    return _of(workspace).filter(status__in=[Status.OPEN, Status.CLOSED], notice_at__lte=now - NOTICE)


def _without_consent(workspace: Workspace, now: datetime) -> QuerySet[Household]:
    """Who took back that a file is kept, 30 days ago, and did not give it anew. Activity does not change that."""
    keeping = Consent.objects.filter(household=OuterRef("pk"), purpose=Purpose.SERVICE_HERE)
    return _of(workspace).filter(
        Exists(keeping.filter(withdrawn_at__lte=now - NOTICE)),
        ~Exists(keeping.filter(withdrawn_at=None)),
        ~Exists(keeping.filter(withdrawn_at__gt=now - NOTICE)),
        status__in=[Status.OPEN, Status.CLOSED],
    )


def _stale_drafts(workspace: Workspace, now: datetime) -> QuerySet[Household]:
    return _of(workspace).filter(status=Status.DRAFT, active_at__lt=now - DRAFT_LIFE)


@transaction.atomic
def _announce(household_id: UUID, workspace: Workspace, now: datetime) -> bool:
    household = _to_announce(workspace, now).select_for_update(no_key=True).filter(pk=household_id).first()
    if household is None:
        return False
    household.notice_at = now
    household.save(update_fields=["notice_at"])
    TimelineEvent.objects.create(household=household, code=EventCode.NOTICE_GIVEN, at=now)
    audit.record(by=None, action=AuditAction.ERASING_ANNOUNCED, workspace=workspace, subject=household.pk, now=now)
    return True


def _erase(household_id: UUID, workspace: Workspace, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        rows = Household.objects.filter(pk__in=file_of(Household(pk=household_id))).order_by("pk")
        whole = list(rows.select_for_update(no_key=True))
        ids = [household.pk for household in whole]
        reason = _reason(household_id, workspace, now)
        if reason is None or set(file_of(Household(pk=household_id))) != set(ids):
            return False
        endings.erasing(whole, by=None, now=now)
        for household in whole:
            erasing.mark(household, by=None, reason=reason, now=now)
    erasing.finish(ids, by=None, now=now)
    return True


def _reason(household_id: UUID, workspace: Workspace, now: datetime) -> ErasureReason | None:
    """Asked under the lock. None: it is no longer to be erased."""
    if _stale_drafts(workspace, now).filter(pk=household_id).exists():
        return ErasureReason.DRAFT_EXPIRED
    if _announced(workspace, now).filter(pk=household_id).exists():
        return ErasureReason.RETENTION
    if _without_consent(workspace, now).filter(pk=household_id).exists():
        return ErasureReason.REQUEST
    return None


def _forget_uploads(broken: QuerySet[Document]) -> None:
    """Files that a killed process never finished."""
    for document in list(broken.order_by("pk")):
        files.remove_files([document.file_name])
        Document.objects.filter(pk=document.pk, is_complete=False).delete()


def past_period(workspace: Workspace, now: datetime) -> Iterator[Household]:
    """To list for the people who work there: announced, and soon to be."""
    yield from _of(workspace).filter(status__in=[Status.OPEN, Status.CLOSED], notice_at__isnull=False)
    yield from _to_announce(workspace, now)
