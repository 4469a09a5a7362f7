"""Who joins. The link goes from colleague to colleague by whatever way they trust; this node sends no mail."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import INVITED_ROLES, AuditAction, Role
from acogida.accounts.keys import first_key, newest_key
from acogida.accounts.links import INVITATION_LASTS, LinkNotOpen, MadeLink, hashed, new_token, open_link
from acogida.accounts.locks import NotAllowed, locked, locked_for
from acogida.accounts.memberships import close_overdue
from acogida.accounts.models import Invitation, MemberKey, Membership, User, Workspace
from acogida.accounts.opening import OpenedMember
from acogida.accounts.passphrases import NewPassphrase, create_key, prepare
from acogida.accounts.selectors import lasting_memberships
from acogida.core.errors import DomainError


class AlreadyMember(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This person works here already."))


class HasAccount(DomainError):
    """Whoever has an account joins with it, signed in: one person, one passphrase."""

    def __init__(self) -> None:
        super().__init__(_("This address has an account. Sign in with it, then open the link again."))


@dataclass(frozen=True)
class Accepted:
    user: User
    membership: Membership
    member: OpenedMember | None  # of a new account
    recovery_key: str | None = field(repr=False)  # of an organisation's first coordinator, to be shown this one time


@transaction.atomic
def invite(
    *, email: str, role: Role, person: str = "", until: datetime | None = None, by: Acting, now: datetime
) -> MadeLink[Invitation]:
    workspace = locked_for(by, [Role.COORDINATOR], now)
    if role not in INVITED_ROLES:
        raise NotAllowed
    if lasting_memberships(now).filter(workspace=workspace, user__email__iexact=email.strip()).exists():
        raise AlreadyMember
    made = new_invitation(
        workspace=workspace, email=email, person=person, role=role, until=until, made_by=by.user, now=now
    )
    audit.record(by=by, action=AuditAction.MEMBER_INVITED, workspace=workspace, subject=made.link.pk, now=now)
    return made


@transaction.atomic
def invite_operator(*, email: str, person: str = "", now: datetime) -> MadeLink[Invitation]:
    """By a command on the machine itself: whoever can run it is the operator already."""
    return new_invitation(workspace=None, email=email, person=person, role=Role.OPERATOR, made_by=None, now=now)


def new_invitation(
    *,
    workspace: Workspace | None,
    email: str,
    person: str,
    role: Role,
    made_by: User | None,
    until: datetime | None = None,
    now: datetime,
) -> MadeLink[Invitation]:
    """A second link for the same address ends the first."""
    email = email.strip().lower()
    open_ones = Invitation.objects.filter(workspace=workspace, email=email, used_at=None, revoked_at=None)
    open_ones.update(revoked_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        token_hash=hashed(token),
        workspace=workspace,
        email=email,
        person=person.strip(),
        role=role,
        until_at=until,
        made_by=made_by,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    return MadeLink(link=invitation, token=token)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Acting, now: datetime) -> None:
    workspace = locked_for(by, [Role.COORDINATOR], now)
    open_ones = Invitation.objects.filter(pk=invitation.pk, workspace=workspace, used_at=None, revoked_at=None)
    if open_ones.update(revoked_at=now):
        audit.record(by=by, action=AuditAction.INVITATION_REVOKED, workspace=workspace, subject=invitation.pk, now=now)


def open_invitation(*, token: str, now: datetime) -> Invitation:
    invitation = open_link(Invitation, token=token, now=now)
    if invitation.until_at and invitation.until_at <= now:
        raise LinkNotOpen
    return invitation


def accept_invitation(
    *, token: str, name: str = "", passphrase: str = "", user: User | None = None, now: datetime
) -> Accepted:
    """Without `user`, an account is made of name and passphrase; with one, who is signed in joins."""
    invitation = open_invitation(token=token, now=now)
    new = None
    if user is None:
        user = User(email=invitation.email, name=name.strip(), created_at=now)
        new = prepare(user=user, passphrase=passphrase)
    elif user.email.lower() != invitation.email:
        raise LinkNotOpen
    return _join(token=token, workspace_id=invitation.workspace_id, user=user, new=new, now=now)


@transaction.atomic
def _join(*, token: str, workspace_id: UUID | None, user: User, new: NewPassphrase | None, now: datetime) -> Accepted:
    workspace = locked(workspace_id) if workspace_id else None
    invitation = open_invitation(token=token, now=now)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise LinkNotOpen
    if new:
        _create_account(user, new, now)
    elif lasting_memberships(now).filter(user=user, workspace=workspace).exists():
        raise AlreadyMember
    close_overdue(user=user, workspace=workspace, now=now)
    membership = Membership.objects.create(
        user=user, workspace=workspace, role=invitation.role, from_at=now, until_at=invitation.until_at
    )
    recovery_key = None
    if workspace:
        by = Acting(user=user, workspace=workspace, role=Role(invitation.role), keys=None)
        audit.record(by=by, action=AuditAction.INVITATION_ACCEPTED, workspace=workspace, subject=membership.pk, now=now)
        if by.role == Role.COORDINATOR and newest_key(workspace) is None:
            key = MemberKey.objects.get(user=user)
            recovery_key = first_key(workspace=workspace, by=by, member_key=key, now=now)
    return Accepted(user=user, membership=membership, member=new.member if new else None, recovery_key=recovery_key)


def _create_account(user: User, new: NewPassphrase, now: datetime) -> None:
    user.password = make_password(None)
    try:
        user.save(force_insert=True)
    except IntegrityError:
        raise HasAccount from None
    create_key(user=user, new=new, now=now)
