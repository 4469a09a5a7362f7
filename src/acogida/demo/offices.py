"""Organisations of the demonstration with their colleagues: invited, accepted and given the key like anybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.accounts.invitations import Accepted, accept_invitation, invite, invite_operator
from acogida.accounts.keys import confirm_recovery_key, grant
from acogida.accounts.models import User, Workspace
from acogida.accounts.opening import open_workspace
from acogida.accounts.workspaces import create_workspace
from acogida.demo.accounts import PASSPHRASE, PEOPLE, Person
from acogida.demo.diary import Diary
from acogida.directory.demo.identity import id_of
from acogida.directory.models import Organization
from acogida.referrals.services import help_desk

WITHOUT_PAPER = "wayuu-acoge"  # whose recovery key nobody has typed back yet: their first page says so


@dataclass
class Office:
    """Who works there: the first of each role, with the key opened once."""

    key: str
    workspace: Workspace = field(init=False)
    acting: dict[Role, Acting] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return workspace_id(self.key)

    def begins_work(self, accepted: Accepted, role: Role) -> None:
        keys = open_workspace(member=accepted.member, workspace=self.workspace) if accepted.member else None
        self.acting.setdefault(role, Acting(accepted.user, self.workspace, role, keys))


def workspace_id(office: str) -> UUID:
    return UUID(id_of("organization", office))


def staff(offices: Mapping[str, Office], diary: Diary) -> None:
    """Everybody joins the first of their organisations with a new account, and the others with that one."""
    for person in PEOPLE:
        joined = diary.now - timedelta(days=person.since_days)
        if person.role == Role.OPERATOR:
            diary.note(joined, partial(_operator, person))
        for office in [offices[key] for key in person.works_for if key in offices]:
            diary.note(joined, partial(_join, person, office))


def _join(person: Person, office: Office, now: datetime) -> None:
    coordinator = office.acting.get(Role.COORDINATOR)
    if coordinator is None:
        name = Organization.objects.get(pk=office.id).name
        made = create_workspace(id=office.id, name=name, email=person.email, person=person.name, now=now)
        office.workspace, token = made.workspace, made.invitation.token
    else:
        token = invite(email=person.email, role=person.role, person=person.name, by=coordinator, now=now).token
    accepted = _accept(person, token, now)
    if coordinator and person.role == Role.CASEWORKER and person.has_key:
        grant(membership=accepted.membership, by=coordinator, now=now)
    office.begins_work(accepted, person.role)
    if accepted.recovery_key and office.key != WITHOUT_PAPER:
        confirm_recovery_key(typed=accepted.recovery_key, by=office.acting[person.role], now=now)
    if coordinator is None:
        help_desk.set_desk(is_open=True, by=office.acting[person.role], now=now)


def _operator(person: Person, now: datetime) -> None:
    if not User.objects.filter(email=person.email).exists():
        _accept(person, invite_operator(email=person.email, person=person.name, now=now).token, now)


def _accept(person: Person, token: str, now: datetime) -> Accepted:
    user = User.objects.filter(email=person.email).first()
    if user:
        return accept_invitation(token=token, user=user, now=now)
    accepted = accept_invitation(token=token, name=person.name, passphrase=PASSPHRASE, now=now)
    TOTP.activate(accepted.user, person.secret)
    return accepted
