"""The passphrase: it is right when it opens the member's key. No other trace of it is kept (ADR 0103)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import MemberKey, User
from acogida.accounts.opening import OpenedMember, believed, member_context
from acogida.accounts.selectors import live_memberships
from acogida.accounts.strength import check_strength
from acogida.core import crypto
from acogida.core.crypto import CannotOpen
from acogida.core.errors import DomainError


class PassphraseChangedMeanwhile(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Your passphrase was changed elsewhere just now."))


@dataclass(frozen=True)
class NewPassphrase:
    """Made before any lock is taken: it costs a quarter of a second."""

    member: OpenedMember
    public: bytes
    protected: bytes = field(repr=False)


def prepare(*, user: User, passphrase: str) -> NewPassphrase:
    """For a key of its own, not saved yet."""
    check_strength(passphrase, user=user)
    pair, key_id = crypto.new_pair(), uuid4()
    return NewPassphrase(
        member=OpenedMember(user_id=user.pk, key_id=key_id, private=pair.private),
        public=pair.public,
        protected=crypto.protect(passphrase, pair.private, context=member_context(key_id)),
    )


def create_key(*, user: User, new: NewPassphrase, now: datetime) -> MemberKey:
    return MemberKey.objects.create(
        pk=new.member.key_id, user=user, public=new.public, protected=new.protected, created_at=now
    )


def end_sessions(user: User) -> None:
    """Django compares this mark with the one a session began with."""
    user.password = make_password(None)
    user.save(update_fields=["password"])


def change_passphrase(*, user: User, old: str, new: str, now: datetime) -> OpenedMember:
    """CannotOpen when the old one is wrong. The key stays the same, and with it what it was given."""
    check_strength(new, user=user)
    key = MemberKey.objects.filter(user=user).first()
    if key is None:
        raise CannotOpen
    before, where = bytes(key.protected), member_context(key.pk)
    private = crypto.unprotect(old, before, context=where)
    believed(private, bytes(key.public))
    protected = crypto.protect(new, private, context=where)
    with transaction.atomic():
        key = MemberKey.objects.select_for_update(no_key=True).filter(pk=key.pk).first()
        if key is None or bytes(key.protected) != before:
            raise PassphraseChangedMeanwhile
        key.protected = protected
        key.save(update_fields=["protected"])
        end_sessions(user)
        for membership in live_memberships(now).filter(user=user).select_related("workspace").order_by("workspace"):
            if membership.workspace is None:
                continue
            by = Acting(user=user, workspace=membership.workspace, role=Role(membership.role), keys=None)
            audit.record(by=by, action=AuditAction.PASSPHRASE_CHANGED, workspace=by.workspace, now=now)
    return OpenedMember(user_id=user.pk, key_id=key.pk, private=private)
