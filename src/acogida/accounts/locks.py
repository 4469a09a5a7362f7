"""What every change of people and keys begins with: the workspace's row, locked, and then every question asked anew."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.accounts.models import Membership, Workspace
from acogida.accounts.selectors import lasting_memberships, live_memberships
from acogida.core.errors import DomainError


class NotAllowed(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Your role in this organization does not allow that, or no longer does."))


class MembershipOver(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This person no longer works here."))


def locked(workspace_id: UUID) -> Workspace:
    """Several are locked in the order of their ids.

    Not the strongest lock: that one would wait for whoever writes a row that refers to the workspace, such as an audit
    event, while they wait for us.
    """
    return Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)


def locked_for(by: Acting, roles: Collection[Role], now: datetime) -> Workspace:
    """What somebody was allowed when the page was loaded may have ended while they waited for the lock."""
    workspace = locked(by.workspace.pk)
    if not live_memberships(now).filter(user=by.user, workspace=workspace, role__in=roles).exists():
        raise NotAllowed
    return workspace


def still_lasting(membership: Membership, workspace: Workspace, now: datetime) -> Membership:
    """The row as it is now, under the lock: it may have ended, or never have been of this workspace."""
    found = lasting_memberships(now).filter(pk=membership.pk, workspace=workspace).select_related("user").first()
    if found is None:
        raise MembershipOver
    return found
