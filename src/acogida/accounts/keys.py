"""The keys of an organisation: made, given to colleagues, renewed. ADR 0104."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit, recovery
from acogida.accounts.acting import Acting
from acogida.accounts.enums import KEY_ROLES, AuditAction, Role
from acogida.accounts.locks import NotAllowed, locked, locked_for, still_lasting
from acogida.accounts.models import KeyGrant, MemberKey, Membership, RecoveryKey, Workspace, WorkspaceKey
from acogida.accounts.opening import OpenedWorkspace, grant_context, open_grants
from acogida.accounts.selectors import lasting_memberships
from acogida.core import crypto
from acogida.core.crypto import KeyPair
from acogida.core.errors import DomainError


class KeysNotOpened(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The key of this organization is not open here. Sign in again with your passphrase."))


class KeysOutdated(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This organization got a new key just now. Load the page again and repeat."))


class NoRecoveryKey(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This is not the recovery key of this organization."))


class NobodyCouldOpen(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody else here has the key: all files would be lost. "
                "First give the key to a colleague, or confirm the recovery key."
            )
        )


def newest_key(workspace: Workspace) -> WorkspaceKey | None:
    return WorkspaceKey.objects.filter(workspace=workspace).order_by("version").last()


def key_holders(*, workspace: Workspace, now: datetime) -> QuerySet[MemberKey]:
    """Keys of colleagues who can open what is sealed today."""
    members = lasting_memberships(now).filter(workspace=workspace, role__in=KEY_ROLES, held_at=None)
    holding = KeyGrant.objects.filter(workspace_key=newest_key(workspace), member_key__isnull=False)
    return MemberKey.objects.filter(pk__in=holding.values("member_key"), user__in=members.values("user")).order_by("pk")


def last_holder(*, workspace: Workspace, now: datetime) -> MemberKey | None:
    """The only one that opens anything here: its passphrase forgotten, everything is lost. None while a colleague has
    the key too, or the recovery key was typed back."""
    if RecoveryKey.objects.filter(workspace=workspace, confirmed_at__isnull=False).exists():
        return None
    holders = list(key_holders(workspace=workspace, now=now).select_related("user")[:2])
    return holders[0] if len(holders) == 1 else None


def pending_grants(*, workspace: Workspace, now: datetime) -> QuerySet[Membership]:
    """Colleagues who wait for the key."""
    members = lasting_memberships(now).filter(workspace=workspace, role__in=KEY_ROLES, user__key__isnull=False)
    holding = KeyGrant.objects.filter(workspace_key=newest_key(workspace), member_key__isnull=False)
    return members.exclude(user__key__in=holding.values("member_key")).select_related("user", "user__key")


def fingerprint(key: MemberKey) -> str:
    """To compare by voice before giving the key: that the database names the colleague's own key and no other."""
    return recovery.grouped(crypto.digest(b"fingerprint", bytes(key.public)), groups=3)


@transaction.atomic
def grant(*, membership: Membership, by: Acting, now: datetime) -> None:
    """Every version that the organisation has. It also lifts a hold, which only a coordinator may."""
    workspace = locked_for(by, KEY_ROLES, now)
    membership = still_lasting(membership, workspace, now)
    if membership.role not in KEY_ROLES or (membership.held_at and by.role != Role.COORDINATOR):
        raise NotAllowed
    keys = opened_all(by, workspace)
    _grant_all(keys, workspace, MemberKey.objects.get(user=membership.user), now)
    membership.held_at = None
    membership.save(update_fields=["held_at"])
    audit.record(by=by, action=AuditAction.KEY_GRANTED, workspace=workspace, subject=membership.pk, now=now)


@transaction.atomic
def rotate(*, by: Acting, now: datetime) -> WorkspaceKey:
    workspace = locked_for(by, [Role.COORDINATOR], now)
    return new_version(workspace=workspace, by=by, now=now)


def new_version(*, workspace: Workspace, by: Acting | None, now: datetime) -> WorkspaceKey:
    """Under the workspace's lock. Nobody's old key is needed: new data goes to the new pair from now on."""
    holders = list(key_holders(workspace=workspace, now=now))
    paper = RecoveryKey.objects.filter(workspace=workspace).first()
    if not holders and (paper is None or paper.confirmed_at is None):
        raise NobodyCouldOpen
    newest = newest_key(workspace)
    key = _new_key(workspace, newest.version + 1 if newest else 1, [*holders, *([paper] if paper else [])], now)
    audit.record(by=by, action=AuditAction.KEY_ROTATED, workspace=workspace, subject=key.pk, now=now)
    return key


def take_back(*, membership: Membership, workspace: Workspace, by: Acting | None, now: datetime) -> None:
    """Under the workspace's lock, once the membership gives no right to the key any more."""
    grants = KeyGrant.objects.filter(member_key__user=membership.user_id, workspace_key__workspace=workspace)
    if grants.exists():
        grants.delete()
        new_version(workspace=workspace, by=by, now=now)


@transaction.atomic
def drop_old_versions(*, workspace: Workspace, keep: Collection[int], by: Acting | None, now: datetime) -> int:
    """How many were destroyed. `keep` are the versions that something is still sealed to; the newest always stays."""
    workspace = locked(workspace.pk)
    newest = newest_key(workspace)
    if newest is None:
        return 0
    old = WorkspaceKey.objects.filter(workspace=workspace, version__lt=newest.version).exclude(version__in=keep)
    versions = old.count()
    if versions:
        old.delete()
        audit.record(by=by, action=AuditAction.OLD_KEYS_DROPPED, workspace=workspace, now=now)
    return versions


def first_key(*, workspace: Workspace, by: Acting, member_key: MemberKey, now: datetime) -> str:
    """Under the workspace's lock. Returns the recovery key as text, for this one time."""
    code = recovery.new_code()
    paper = RecoveryKey.objects.create(workspace=workspace, public=code.pair.public, created_at=now)
    key = _new_key(workspace, 1, [member_key, paper], now)
    audit.record(by=by, action=AuditAction.KEY_ROTATED, workspace=workspace, subject=key.pk, now=now)
    audit.record(by=by, action=AuditAction.RECOVERY_KEY_MADE, workspace=workspace, subject=paper.pk, now=now)
    return code.text


@transaction.atomic
def confirm_recovery_key(*, typed: str, by: Acting, now: datetime) -> None:
    workspace = locked_for(by, [Role.COORDINATOR], now)
    paper, _ = _matching(typed, workspace)
    if paper.confirmed_at is None:
        paper.confirmed_at = now
        paper.save(update_fields=["confirmed_at"])
        audit.record(by=by, action=AuditAction.RECOVERY_KEY_CONFIRMED, workspace=workspace, subject=paper.pk, now=now)


@transaction.atomic
def replace_recovery_key(*, by: Acting, now: datetime) -> str:
    """The paper is lost, or somebody else may have seen it. From now on the old one opens nothing that stands here."""
    workspace = locked_for(by, [Role.COORDINATOR], now)
    keys = opened_all(by, workspace)
    code = recovery.new_code()
    RecoveryKey.objects.filter(workspace=workspace).delete()
    paper = RecoveryKey.objects.create(workspace=workspace, public=code.pair.public, created_at=now)
    _grant_all(keys, workspace, paper, now)
    audit.record(by=by, action=AuditAction.RECOVERY_KEY_MADE, workspace=workspace, subject=paper.pk, now=now)
    return code.text


@transaction.atomic
def recover(*, membership: Membership, workspace: Workspace, typed: str, now: datetime) -> None:
    """Who has the paper and works here opens everything again. A hold ends: the paper says more than a colleague."""
    workspace = locked(workspace.pk)
    membership = still_lasting(membership, workspace, now)
    if membership.role not in KEY_ROLES:
        raise NotAllowed
    paper, pair = _matching(typed, workspace)
    grants = KeyGrant.objects.filter(recovery_key=paper).select_related("workspace_key").order_by("pk")
    keys = open_grants(grants, paper.pk, pair.private)
    if keys is None:
        raise NoRecoveryKey
    _grant_all(keys, workspace, MemberKey.objects.get(user=membership.user), now)
    membership.held_at = None
    membership.save(update_fields=["held_at"])
    by = Acting(user=membership.user, workspace=workspace, role=Role(membership.role), keys=None)
    audit.record(by=by, action=AuditAction.RECOVERY_KEY_USED, workspace=workspace, subject=membership.pk, now=now)


def opened_all(by: Acting, workspace: Workspace) -> OpenedWorkspace:
    """Whoever passes keys on has them all, or somebody would be left without the files of one version."""
    if by.keys is None:
        raise KeysNotOpened
    if set(WorkspaceKey.objects.filter(workspace=workspace).values_list("version", flat=True)) != set(by.keys.pairs):
        raise KeysOutdated
    return by.keys


def _new_key(
    workspace: Workspace, version: int, holders: Iterable[MemberKey | RecoveryKey], now: datetime
) -> WorkspaceKey:
    pair = crypto.new_pair()
    key = WorkspaceKey.objects.create(workspace=workspace, version=version, public=pair.public, created_at=now)
    for holder in holders:
        _seal_to(holder, key, pair, now)
    return key


def _grant_all(keys: OpenedWorkspace, workspace: Workspace, holder: MemberKey | RecoveryKey, now: datetime) -> None:
    """What a holder has already is sealed once more: a grant that was damaged is mended by it."""
    holder.grants.filter(workspace_key__workspace=workspace).delete()
    for key in WorkspaceKey.objects.filter(workspace=workspace, version__in=keys.pairs).order_by("version"):
        _seal_to(holder, key, keys.pairs[key.version], now)


def _seal_to(holder: MemberKey | RecoveryKey, key: WorkspaceKey, pair: KeyPair, now: datetime) -> None:
    where = grant_context(key.workspace_id, key.version, holder.pk)
    KeyGrant.objects.create(
        workspace_key=key,
        member_key=holder if isinstance(holder, MemberKey) else None,
        recovery_key=holder if isinstance(holder, RecoveryKey) else None,
        sealed=crypto.seal(bytes(holder.public), pair.private, context=where),
        created_at=now,
    )


def _matching(typed: str, workspace: Workspace) -> tuple[RecoveryKey, KeyPair]:
    pair = recovery.read_code(typed)
    paper = RecoveryKey.objects.select_for_update(no_key=True).filter(workspace=workspace).first()
    if paper is None or not crypto.same(bytes(paper.public), pair.public):
        raise NoRecoveryKey
    return paper, pair
