"""Who works here, as what, and until when. Access ends at once; the keys follow in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import INVITED_ROLES, KEY_ROLES, AuditAction, Role
from acogida.accounts.keys import NobodyCouldOpen, take_back
from acogida.accounts.locks import MembershipOver, NotAllowed, locked, locked_for, still_lasting
from acogida.accounts.models import Invitation, Membership, PassphraseLink, SecondFactorLink, User, Workspace
from acogida.accounts.selectors import lasting_memberships
from acogida.core.errors import DomainError


class LastCoordinator(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This is the last coordinator here. First make somebody else a coordinator."))


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: Acting, now: datetime) -> Membership:
    """Who needs the key no more gives it back; who needs it now waits until a colleague gives it."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    membership = still_lasting(membership, workspace, now)
    if role not in INVITED_ROLES:
        raise NotAllowed
    if role == membership.role:
        return membership
    if membership.role == Role.COORDINATOR:
        _refuse_last_coordinator(membership, now)
    membership.role = role
    membership.save(update_fields=["role"])
    audit.record(by=by, action=AuditAction.ROLE_CHANGED, workspace=workspace, subject=membership.pk, now=now)
    if role != Role.COORDINATOR:
        _end_links(membership, now)
    if role not in KEY_ROLES:
        take_back(membership=membership, workspace=workspace, by=by, now=now)
    return membership


@transaction.atomic
def limit_membership(*, membership: Membership, until: datetime | None, by: Acting, now: datetime) -> Membership:
    """It will end by itself: for a volunteer of three months. None: no end is set."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    membership = still_lasting(membership, workspace, now)
    if until is not None and until <= now:
        raise MembershipOver
    if until is not None and membership.role == Role.COORDINATOR:
        _refuse_last_coordinator(membership, now)
    membership.until_at = until
    membership.save(update_fields=["until_at"])
    audit.record(by=by, action=AuditAction.MEMBERSHIP_LIMITED, workspace=workspace, subject=membership.pk, now=now)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Acting, now: datetime) -> Membership:
    """By a coordinator, or by the person who leaves."""
    leaves = membership.user_id == by.user.pk
    workspace = locked_for(by, list(INVITED_ROLES) if leaves else [Role.COORDINATOR], now)
    membership = still_lasting(membership, workspace, now)
    if membership.role == Role.COORDINATOR:
        _refuse_last_coordinator(membership, now)
    membership.until_at = now
    return _close(membership, workspace, by=by, now=now)


@transaction.atomic
def end_operator(*, user: User, now: datetime) -> bool:
    """By a command on the machine itself. Whether there was one."""
    ended = Membership.objects.filter(user=user, role=Role.OPERATOR, ended_at=None)
    return bool(ended.update(until_at=now, ended_at=now))


def end_overdue(*, now: datetime) -> list[Membership]:
    """Takes the keys back from those whose time has passed. Returns who still has one because nobody else would."""
    left = []
    for membership in Membership.objects.filter(until_at__lte=now, ended_at=None).order_by("until_at", "pk"):
        try:
            close_overdue(user=membership.user, workspace=membership.workspace, now=now)
        except NobodyCouldOpen:
            left.append(membership)
    return left


@transaction.atomic
def close_overdue(*, user: User, workspace: Workspace | None, now: datetime) -> None:
    if workspace:
        workspace = locked(workspace.pk)
    overdue = Membership.objects.filter(user=user, workspace=workspace, until_at__lte=now, ended_at=None).first()
    if overdue:
        _close(overdue, workspace, by=None, now=now)


def _close(membership: Membership, workspace: Workspace | None, *, by: Acting | None, now: datetime) -> Membership:
    membership.ended_at = now
    membership.save(update_fields=["until_at", "ended_at"])
    if workspace:
        _end_links(membership, now)
        audit.record(by=by, action=AuditAction.MEMBERSHIP_ENDED, workspace=workspace, subject=membership.pk, now=now)
        take_back(membership=membership, workspace=workspace, by=by, now=now)
    return membership


def _refuse_last_coordinator(membership: Membership, now: datetime) -> None:
    others = lasting_memberships(now).filter(
        workspace=membership.workspace_id, role=Role.COORDINATOR, held_at=None, until_at=None
    )
    if not others.exclude(pk=membership.pk).exists():
        raise LastCoordinator


def _end_links(membership: Membership, now: datetime) -> None:
    """Those this person gave out, and those that others gave to them."""
    still = {"workspace": membership.workspace_id, "used_at": None, "revoked_at": None}
    Invitation.objects.filter(**still, made_by=membership.user_id).update(revoked_at=now)
    for links in (PassphraseLink.objects.filter(**still), SecondFactorLink.objects.filter(**still)):
        links.filter(made_by=membership.user_id).update(revoked_at=now)
        if membership.ended_at:
            links.filter(user=membership.user_id).update(revoked_at=now)
