"""From a passphrase to the keys of an organisation, in memory only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from acogida.accounts.models import KeyGrant, MemberKey, User, Workspace
from acogida.core import crypto
from acogida.core.crypto import CannotOpen, KeyPair


@dataclass(frozen=True)
class OpenedMember:
    user_id: UUID
    key_id: UUID
    private: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedWorkspace:
    """`current` is the newest version, what new data is sealed to; older ones open what was sealed before."""

    current: int
    pairs: Mapping[int, KeyPair] = field(repr=False)


def open_member(*, user: User, passphrase: str) -> OpenedMember:
    key = MemberKey.objects.filter(user=user).first()
    if key is None:
        raise CannotOpen
    private = crypto.unprotect(passphrase, bytes(key.protected), context=member_context(key.pk))
    believed(private, bytes(key.public))
    return OpenedMember(user_id=user.pk, key_id=key.pk, private=private)


def open_workspace(*, member: OpenedMember, workspace: Workspace) -> OpenedWorkspace | None:
    grants = KeyGrant.objects.filter(member_key=member.key_id, workspace_key__workspace=workspace)
    return open_grants(grants.select_related("workspace_key").order_by("pk"), member.key_id, member.private)


def open_grants(grants: Iterable[KeyGrant], holder: UUID, private: bytes) -> OpenedWorkspace | None:
    pairs = {}
    for grant in grants:
        key = grant.workspace_key
        where = grant_context(key.workspace_id, key.version, holder)
        opened = crypto.unseal(private, bytes(grant.sealed), context=where)
        pairs[key.version] = believed(opened, bytes(key.public))
    return OpenedWorkspace(current=max(pairs), pairs=pairs) if pairs else None


def believed(private: bytes, public: bytes) -> KeyPair:
    """Whoever can write to the database could put a public half of their own there, and read what is sealed to it."""
    pair = crypto.pair_of(private)
    if not crypto.same(pair.public, public):
        raise CannotOpen
    return pair


def member_context(key_id: UUID) -> bytes:
    return crypto.context("member-key", key_id)


def grant_context(workspace_id: UUID, version: int, holder: UUID) -> bytes:
    return crypto.context("workspace-key", workspace_id, version, holder)
