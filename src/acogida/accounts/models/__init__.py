from acogida.accounts.models.audit import AuditEvent, AuditHead
from acogida.accounts.models.invitation import Invitation, PassphraseLink, SecondFactorLink
from acogida.accounts.models.keys import KeyGrant, MemberKey, RecoveryKey, WorkspaceKey
from acogida.accounts.models.membership import Membership
from acogida.accounts.models.user import User
from acogida.accounts.models.workspace import Workspace

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Invitation",
    "KeyGrant",
    "MemberKey",
    "Membership",
    "PassphraseLink",
    "RecoveryKey",
    "SecondFactorLink",
    "User",
    "Workspace",
    "WorkspaceKey",
]
