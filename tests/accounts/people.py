"""Organisations with people in them, made by the services themselves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from acogida.accounts.acting import Acting, acting_for
from acogida.accounts.enums import Role
from acogida.accounts.invitations import accept_invitation, invite
from acogida.accounts.keys import grant
from acogida.accounts.models import Membership, User, Workspace
from acogida.accounts.opening import OpenedMember
from acogida.accounts.workspaces import create_workspace

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSPHRASE = "seven green herons wait"
_numbers = count(1)


@dataclass
class Colleague:
    user: User
    membership: Membership
    member: OpenedMember = field(repr=False)
    passphrase: str = PASSPHRASE

    def acting(self, now: datetime = NOW) -> Acting:
        """As in a request of theirs: asked anew each time."""
        assert self.membership.workspace
        found = acting_for(user=self.user, workspace=self.membership.workspace, member=self.member, now=now)
        assert found is not None, "no live membership"
        return found


@dataclass
class Organisation:
    workspace: Workspace
    coordinator: Colleague
    recovery_key: str = field(repr=False)

    def join(self, role: Role = Role.CASEWORKER, *, granted: bool = True, now: datetime = NOW) -> Colleague:
        """Invited by the coordinator; `granted`: given the key as well, where the role has one."""
        link = invite(email=address(), role=role, by=self.coordinator.acting(now), now=now)
        accepted = accept_invitation(token=link.token, name="Ana Ejemplo", passphrase=PASSPHRASE, now=now)
        assert accepted.member
        if granted and role != Role.PLANNER:
            grant(membership=accepted.membership, by=self.coordinator.acting(now), now=now)
        return Colleague(accepted.user, accepted.membership, accepted.member)

    def employ(self, user: User, member: OpenedMember, role: Role = Role.CASEWORKER) -> Colleague:
        """Somebody who has an account already."""
        link = invite(email=user.email, role=role, by=self.coordinator.acting(), now=NOW)
        membership = accept_invitation(token=link.token, user=user, now=NOW).membership
        grant(membership=membership, by=self.coordinator.acting(), now=NOW)
        return Colleague(user, membership, member)


def address() -> str:
    return f"colleague{next(_numbers)}@example.org"


def organisation(name: str = "Casa Ejemplo", *, now: datetime = NOW) -> Organisation:
    created = create_workspace(id=uuid4(), name=name, email=address(), now=now)
    accepted = accept_invitation(token=created.invitation.token, name="Luz Ejemplo", passphrase=PASSPHRASE, now=now)
    assert accepted.member
    assert accepted.recovery_key
    coordinator = Colleague(accepted.user, accepted.membership, accepted.member)
    return Organisation(created.workspace, coordinator, accepted.recovery_key)
