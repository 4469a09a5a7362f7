from datetime import datetime

from django.db.models import Q, QuerySet

from acogida.accounts.enums import Role
from acogida.accounts.models import Membership, User, Workspace


def lasting_memberships(now: datetime) -> QuerySet[Membership]:
    """Begun and not over, held ones included."""
    begun = Membership.objects.filter(from_at__lte=now, ended_at=None, user__is_active=True)
    return begun.filter(Q(until_at=None) | Q(until_at__gt=now)).order_by("from_at", "pk")


def live_memberships(now: datetime) -> QuerySet[Membership]:
    return lasting_memberships(now).filter(held_at=None)


def workspaces_of(*, user: User, now: datetime) -> QuerySet[Workspace]:
    """Those that a person may choose to act for."""
    return Workspace.objects.filter(memberships__in=live_memberships(now).filter(user=user)).order_by("name", "pk")


def staff_of(*, workspace: Workspace, now: datetime) -> QuerySet[Membership]:
    return lasting_memberships(now).filter(workspace=workspace).select_related("user")


def is_operator(*, user: User, now: datetime) -> bool:
    return live_memberships(now).filter(user=user, role=Role.OPERATOR).exists()
