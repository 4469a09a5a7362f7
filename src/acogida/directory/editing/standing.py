"""Whether a service can be relied on: open or closed for now, and checked by whom."""

from datetime import datetime

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.directory.editing.writing import write
from acogida.directory.enums import ServiceStatus
from acogida.directory.models import Service


def close_for_now(*, service: Service, by: Acting, now: datetime) -> list[str]:
    values = {"status": ServiceStatus.TEMPORARILY_CLOSED.value}
    return write(service=service, values=values, by=by, now=now, action=AuditAction.OFFER_CLOSED)


def reopen(*, service: Service, by: Acting, now: datetime) -> list[str]:
    values = {"status": ServiceStatus.ACTIVE.value}
    return write(service=service, values=values, by=by, now=now, action=AuditAction.OFFER_REOPENED)


def verify(*, service: Service, by: Acting, now: datetime) -> list[str]:
    """All that stands here is right: looked at today."""
    values = {"verified_at": now, "verified_by": by.workspace.name[:200]}
    return write(service=service, values=values, by=by, now=now, action=AuditAction.OFFER_VERIFIED)
