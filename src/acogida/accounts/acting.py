"""Who does something, for which organisation: the `by` of every service."""

from dataclasses import dataclass
from datetime import datetime

from acogida.accounts.enums import Role
from acogida.accounts.models import User, Workspace
from acogida.accounts.opening import OpenedMember, OpenedWorkspace, open_workspace
from acogida.accounts.selectors import live_memberships


@dataclass(frozen=True)
class Acting:
    user: User
    workspace: Workspace
    role: Role
    keys: OpenedWorkspace | None  # none: not given yet, or not opened in this session


def acting_for(*, user: User, workspace: Workspace, member: OpenedMember | None, now: datetime) -> Acting | None:
    """Asked anew at every request: a membership that ended a second ago opens nothing."""
    membership = live_memberships(now).filter(user=user, workspace=workspace).first()
    if membership is None:
        return None
    mine = member if member is not None and member.user_id == user.pk else None
    keys = open_workspace(member=mine, workspace=workspace) if mine else None
    return Acting(user=user, workspace=workspace, role=Role(membership.role), keys=keys)
