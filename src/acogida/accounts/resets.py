"""A passphrase or a second factor that was lost. A coordinator gives out a link.

A new passphrase comes with a new key, which waits for what the old one had. A new second factor needs the passphrase.

Nobody can read anything by it: neither the coordinator nor the operator learns the old key, and the new one opens
nothing until a colleague grants. ADR 0106.
"""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

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


@transaction.atomic
def reset_member(*, membership: Membership, by: Acting, now: datetime) -> MadeLink[PassphraseLink]:
    """For a colleague, never for oneself. Until the link is used the old passphrase goes on working."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    found = still_lasting(membership, workspace, now)
    if found.user_id == by.user.pk:
        raise NotAllowed
    _refuse_last_holder(found.user, now)
    PassphraseLink.objects.filter(user=found.user, used_at=None, revoked_at=None).update(revoked_at=now)
    token = new_token()
    link = PassphraseLink.objects.create(
        token_hash=hashed(token),
        workspace=workspace,
        user=found.user,
        made_by=by.user,
        created_at=now,
        expires_at=now + RENEWAL_LASTS,
    )
    audit.record(by=by, action=AuditAction.PASSPHRASE_RESET_OFFERED, workspace=workspace, subject=found.pk, now=now)
    return MadeLink(link=link, token=token)


def open_passphrase_link(*, token: str, now: datetime) -> PassphraseLink:
    link = open_link(PassphraseLink, token=token, now=now)
    if not lasting_memberships(now).filter(user=link.user_id, workspace=link.workspace_id).exists():
        raise LinkNotOpen
    return link


def complete_reset(*, token: str, passphrase: str, now: datetime) -> OpenedMember:
    link = open_passphrase_link(token=token, now=now)
    new = prepare(user=link.user, passphrase=passphrase)
    _replace(token=token, user=link.user, new=new, now=now)
    return new.member


@transaction.atomic
def offer_second_factor(*, membership: Membership, by: Acting, now: datetime) -> MadeLink[SecondFactorLink]:
    """For a colleague, never for oneself. Until the link is used the old second factor goes on working."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    found = still_lasting(membership, workspace, now)
    if found.user_id == by.user.pk:
        raise NotAllowed
    SecondFactorLink.objects.filter(user=found.user, used_at=None, revoked_at=None).update(revoked_at=now)
    token = new_token()
    link = SecondFactorLink.objects.create(
        token_hash=hashed(token),
        workspace=workspace,
        user=found.user,
        made_by=by.user,
        created_at=now,
        expires_at=now + RENEWAL_LASTS,
    )
    audit.record(by=by, action=AuditAction.SECOND_FACTOR_RESET_OFFERED, workspace=workspace, subject=found.pk, now=now)
    return MadeLink(link=link, token=token)


def open_second_factor_link(*, token: str, now: datetime) -> SecondFactorLink:
    link = open_link(SecondFactorLink, token=token, now=now)
    if not lasting_memberships(now).filter(user=link.user_id, workspace=link.workspace_id).exists():
        raise LinkNotOpen
    return link


@transaction.atomic
def drop_second_factors(*, token: str, member: OpenedMember, now: datetime) -> User:
    """`member` is the proof that the passphrase was right. Recovery codes go too: another factor is set up at once."""
    lasting = _locked_memberships(member.user_id, now)
    link = open_second_factor_link(token=token, now=now)
    opened = link.user_id == member.user_id
    if not opened or not SecondFactorLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise LinkNotOpen
    # Where they are held nobody else could give them the key again. Here they keep it.
    _refuse_last_holder(link.user, now, but=link.workspace)
    Authenticator.objects.filter(user=link.user).delete()
    end_sessions(link.user)
    _told(lasting, link, AuditAction.SECOND_FACTOR_RESET, now)
    return link.user


@transaction.atomic
def _replace(*, token: str, user: User, new: NewPassphrase, now: datetime) -> None:
    lasting = _locked_memberships(user.pk, now)
    link = open_passphrase_link(token=token, now=now)
    if not PassphraseLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise LinkNotOpen
    _refuse_last_holder(user, now)
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


def _refuse_last_holder(user: User, now: datetime, *, but: Workspace | None = None) -> None:
    """A passphrase that was lost can be found again; a key that was deleted can't."""
    memberships = lasting_memberships(now).filter(user=user, role__in=KEY_ROLES).exclude(workspace=but)
    for membership in memberships.select_related("workspace"):
        last = last_holder(workspace=membership.workspace, now=now) if membership.workspace else None
        if last and last.user_id == user.pk:
            raise NobodyCouldOpen
