from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.invitations import new_invitation
from acogida.accounts.links import MadeLink
from acogida.accounts.locks import locked, locked_for
from acogida.accounts.models import AuditHead, Invitation, Workspace
from acogida.core.errors import DomainError


class WorkspaceExists(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This organization has a workspace already."))


@dataclass(frozen=True)
class CreatedWorkspace:
    workspace: Workspace
    invitation: MadeLink[Invitation]


@transaction.atomic
def create_workspace(*, id: UUID, name: str, email: str, person: str = "", now: datetime) -> CreatedWorkspace:
    """Keys are made when the first coordinator accepts: only then is there somebody who can open them."""
    workspace, is_new = Workspace.objects.get_or_create(pk=id, defaults={"name": name, "created_at": now})
    if not is_new:
        raise WorkspaceExists
    AuditHead.objects.create(workspace=workspace, hash=b"")
    audit.record(by=None, action=AuditAction.WORKSPACE_CREATED, workspace=workspace, now=now)
    invitation = appoint_coordinator(workspace=workspace, email=email, person=person, now=now)
    return CreatedWorkspace(workspace=workspace, invitation=invitation)


@transaction.atomic
def appoint_coordinator(*, workspace: Workspace, email: str, person: str = "", now: datetime) -> MadeLink[Invitation]:
    """By the operator: the first one, or one more when all are gone. Gives no key, and colleagues see it in the log."""
    workspace = locked(workspace.pk)
    made = new_invitation(workspace=workspace, email=email, person=person, role=Role.COORDINATOR, made_by=None, now=now)
    audit.record(by=None, action=AuditAction.COORDINATOR_APPOINTED, workspace=workspace, subject=made.link.pk, now=now)
    return made


@transaction.atomic
def change_retention(*, months: int, by: Acting, now: datetime) -> Workspace:
    """How long a file is kept that nobody works on."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    workspace.retention_months = months
    workspace.save(update_fields=["retention_months"])
    audit.record(by=by, action=AuditAction.RETENTION_CHANGED, workspace=workspace, now=now)
    return workspace
