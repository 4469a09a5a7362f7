"""What happened to a household: on its timeline, in the audit log, and as a sign that somebody still works for them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases.enums import EventCode
from acogida.cases.models import Household, TimelineEvent

AUDITED: Mapping[EventCode, AuditAction] = {
    EventCode.STARTED: AuditAction.HOUSEHOLD_STARTED,
    EventCode.REGISTERED: AuditAction.HOUSEHOLD_REGISTERED,
    EventCode.FACTS_CHANGED: AuditAction.HOUSEHOLD_CHANGED,
    EventCode.IDENTITY_CHANGED: AuditAction.IDENTITY_CHANGED,
    EventCode.NEED_CHANGED: AuditAction.HOUSEHOLD_CHANGED,
    EventCode.NOTE_ADDED: AuditAction.NOTE_WRITTEN,
    EventCode.NOTE_CHANGED: AuditAction.NOTE_WRITTEN,
    EventCode.DOCUMENT_ADDED: AuditAction.DOCUMENT_ADDED,
    EventCode.DOCUMENT_REMOVED: AuditAction.DOCUMENT_REMOVED,
    EventCode.CONSENT_GIVEN: AuditAction.CONSENT_RECORDED,
    EventCode.CONSENT_WITHDRAWN: AuditAction.CONSENT_WITHDRAWN,
    EventCode.CONDITION_ANSWERED: AuditAction.HOUSEHOLD_CHANGED,
    EventCode.MERGED: AuditAction.HOUSEHOLDS_MERGED,
    EventCode.MERGE_UNDONE: AuditAction.MERGE_UNDONE,
    EventCode.CLOSED: AuditAction.HOUSEHOLD_CLOSED,
    EventCode.REOPENED: AuditAction.HOUSEHOLD_REOPENED,
    EventCode.COPY_GIVEN: AuditAction.COPY_MADE,
    EventCode.REFERRED: AuditAction.REFERRAL_SENT,
    EventCode.HANDED_OVER: AuditAction.HANDED_OVER,
    EventCode.REFERRAL_WITHDRAWN: AuditAction.REFERRAL_WITHDRAWN,
}


def happened(
    household: Household, code: EventCode, *, by: Acting, now: datetime, subject: UUID | None = None
) -> TimelineEvent:
    """In the transaction of what it tells of, after everything else in it: the end of the audit chain is what all
    of a workspace wait for."""
    household.active_at, household.notice_at = now, None
    household.save(update_fields=["active_at", "notice_at"])
    event = TimelineEvent.objects.create(household=household, code=code, subject=subject, at=now, by=by.user)
    audit.record(by=by, action=AUDITED[code], workspace=by.workspace, subject=household.pk, now=now)
    return event
