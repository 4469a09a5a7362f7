"""A passphrase or a second factor that was lost. A coordinator gives out a link.

A new passphrase comes with a new key, which waits for what the old one had. A new second factor needs the passphrase.

Nobody can read anything by it: neither the coordinator nor the operator learns the old key, and the new one opens
nothing until a colleague grants. ADR 0106.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import KEY_ROLES, AuditAction, Role
from acogida.accounts.keys import NobodyCouldOpen, last_holder
from acogida.accounts.links import RENEWAL_LASTS, LinkNotOpen, MadeLink, hashed, new_token, open_link
from acogida.accounts.locks import NotAllowed, locked, locked_for, still_lasting
from acogida.accounts.memberships import end_operator
from acogida.accounts.models import MemberKey, Membership, PassphraseLink, SecondFactorLink, User, Workspace
from acogida.accounts.opening import OpenedMember
from acogida.accounts.passphrases import NewPassphrase, create_key, end_sessions, prepare
from acogida.accounts.selectors import lasting_memberships
from acogida.core.errors import DomainError

L = TypeVar("L", PassphraseLink, SecondFactorLink)


class LastHolderElsewhere(DomainError):
    """Held there, nobody could give them the key again."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "At another organization you alone have the key, and this would keep you out of it. "
                "First somebody there needs the key too, or the recovery key has to be confirmed."
            )
        )


@transaction.atomic
def reset_member(*, membership: Membership, by: Acting, now: datetime) -> MadeLink[PassphraseLink]:
    """For a colleague, never for oneself. Until the link is used the old passphrase goes on working."""
    found = _colleague(membership, by, now)
    if _last_holder_at(found.user, now):
        raise NobodyCouldOpen
    return _make(PassphraseLink, AuditAction.PASSPHRASE_RESET_OFFERED, found, by, now)


def open_passphrase_link(*, token: str, now: datetime) -> PassphraseLink:
    return _open(PassphraseLink, token, now)


def complete_reset(*, token: str, passphrase: str, now: datetime) -> OpenedMember:
    link = open_passphrase_link(token=token, now=now)
    new = prepare(user=link.user, passphrase=passphrase)
    _replace(token=token, user=link.user, new=new, now=now)
    return new.member


@transaction.atomic
def offer_second_factor(*, membership: Membership, by: Acting, now: datetime) -> MadeLink[SecondFactorLink]:
    """For a colleague, never for oneself. Until the link is used the old second factor goes on working."""
    found = _colleague(membership, by, now)
    return _make(SecondFactorLink, AuditAction.SECOND_FACTOR_RESET_OFFERED, found, by, now)


def open_second_factor_link(*, token: str, now: datetime) -> SecondFactorLink:
    return _open(SecondFactorLink, token, now)


@transaction.atomic
def drop_second_factors(*, token: str, member: OpenedMember, now: datetime) -> User:
    """`member` is the proof that the passphrase was right. Recovery codes go too: another factor is set up at once."""
    lasting = _locked_memberships(member.user_id, now)
    link = open_second_factor_link(token=token, now=now)
    if link.user_id != member.user_id:
        raise LinkNotOpen
    _use_up(link, now)
    if any(workspace != link.workspace for workspace in _last_holder_at(link.user, now)):  # here they keep the key
        raise LastHolderElsewhere
    Authenticator.objects.filter(user=link.user).delete()
    end_sessions(link.user)
    _told(lasting, link, AuditAction.SECOND_FACTOR_RESET, now)
    return link.user


@transaction.atomic
def _replace(*, token: str, user: User, new: NewPassphrase, now: datetime) -> None:
    lasting = _locked_memberships(user.pk, now)
    link = open_passphrase_link(token=token, now=now)
    _use_up(link, now)
    if _last_holder_at(user, now):
        raise NobodyCouldOpen
    MemberKey.objects.filter(user=user).delete()
    create_key(user=user, new=new, now=now)
    end_sessions(user)
    _told(lasting, link, AuditAction.PASSPHRASE_RESET, now)


def _locked_memberships(user_id: UUID, now: datetime) -> QuerySet[Membership]:
    """Of somebody who is a little less certain everywhere: their organisations, locked in the order of the ids."""
    lasting = lasting_memberships(now).filter(user=user_id, workspace__isnull=False)
    for workspace_id in sorted(lasting.values_list("workspace", flat=True)):
        locked(workspace_id)
    return lasting


def _told(
    lasting: QuerySet[Membership], link: PassphraseLink | SecondFactorLink, action: AuditAction, now: datetime
) -> None:
    """In the log of the organisation that gave out the link; at all others somebody has to agree first."""
    for membership in lasting.select_related("workspace"):
        if membership.workspace_id == link.workspace_id:
            by = Acting(user=link.user, workspace=link.workspace, role=Role(membership.role), keys=None)
            audit.record(by=by, action=action, workspace=link.workspace, subject=membership.pk, now=now)
        else:
            _hold(membership, now)
    end_operator(user=link.user, now=now)  # nor operator; who runs the machine invites them again


def _hold(membership: Membership, now: datetime) -> None:
    """A coordinator of one organisation must not become this person at another: there, somebody has to agree first."""
    if membership.workspace is None or membership.held_at:
        return
    membership.held_at = now
    membership.save(update_fields=["held_at"])
    audit.record(
        by=None, action=AuditAction.MEMBERSHIP_HELD, workspace=membership.workspace, subject=membership.pk, now=now
    )


def _last_holder_at(user: User, now: datetime) -> list[Workspace]:
    """A passphrase that was lost can be found again; a key that was deleted can't."""
    mine = lasting_memberships(now).filter(user=user, role__in=KEY_ROLES).select_related("workspace")
    last = {one.workspace: last_holder(workspace=one.workspace, now=now) for one in mine if one.workspace}
    return [workspace for workspace, key in last.items() if key and key.user_id == user.pk]


def _colleague(membership: Membership, by: Acting, now: datetime) -> Membership:
    workspace = locked_for(by, [Role.COORDINATOR], now)
    found = still_lasting(membership, workspace, now)
    if found.user_id == by.user.pk:
        raise NotAllowed
    return found


def _make(model: type[L], action: AuditAction, found: Membership, by: Acting, now: datetime) -> MadeLink[L]:
    """The newest link of a kind is the only one."""
    model.objects.filter(user=found.user, used_at=None, revoked_at=None).update(revoked_at=now)
    token = new_token()
    link = model.objects.create(
        token_hash=hashed(token),
        workspace=by.workspace,
        user=found.user,
        made_by=by.user,
        created_at=now,
        expires_at=now + RENEWAL_LASTS,
    )
    audit.record(by=by, action=action, workspace=by.workspace, subject=found.pk, now=now)
    return MadeLink(link=link, token=token)


def _open(model: type[L], token: str, now: datetime) -> L:
    link = open_link(model, token=token, now=now)
    if not lasting_memberships(now).filter(user=link.user_id, workspace=link.workspace_id).exists():
        raise LinkNotOpen
    return link


def _use_up(link: PassphraseLink | SecondFactorLink, now: datetime) -> None:
    if not type(link).objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise LinkNotOpen
