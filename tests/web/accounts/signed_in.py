"""Colleagues who are signed in, with their keys open, without the seconds that signing in takes.

`office = Office.open("Casa Puente")`, then `office.colleague(Role.COORDINATOR).client()`.
Tests need `django_db`; those that touch households `databases=["default", "keys"]`.
"""

import uuid
from dataclasses import dataclass
from importlib import import_module

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.test import Client

from acogida.accounts.acting import Acting, acting_for
from acogida.accounts.enums import KEY_ROLES, Role
from acogida.accounts.models import KeyGrant, MemberKey, Membership, RecoveryKey, User, Workspace, WorkspaceKey
from acogida.accounts.opening import OpenedMember, grant_context
from acogida.core import clock, crypto
from acogida.core.crypto import KeyPair
from acogida.web.accounts import choosing, held_key, lifetime

TOTP_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105


@dataclass
class Office:
    """An organisation's workspace with its first key; a recovery key stands there, confirmed."""

    workspace: Workspace
    pair: KeyPair
    version: int = 1

    @classmethod
    def open(cls, name: str = "Casa Puente", *, id: uuid.UUID | None = None) -> "Office":
        now = clock.now()
        workspace = Workspace.objects.create(pk=id or uuid.uuid4(), name=name, created_at=now)
        office = cls(workspace=workspace, pair=crypto.new_pair())
        WorkspaceKey.objects.create(workspace=workspace, version=1, public=office.pair.public, created_at=now)
        paper = crypto.new_pair()
        recovery = RecoveryKey.objects.create(
            workspace=workspace, public=paper.public, created_at=now, confirmed_at=now
        )
        office.give_key(paper.public, recovery)
        return office

    def colleague(
        self,
        role: Role = Role.CASEWORKER,
        *,
        name: str = "Ana Pérez",
        user: User | None = None,
        with_key: bool = True,
        with_second_factor: bool = True,
    ) -> "Colleague":
        person = Colleague.of(user) if user else Colleague.new(name, with_second_factor=with_second_factor)
        Membership.objects.create(user=person.user, workspace=self.workspace, role=role, from_at=clock.now())
        if with_key and role in KEY_ROLES:
            self.give_key(person.pair.public, MemberKey.objects.get(user=person.user))
        person.workspace = self.workspace
        return person

    def give_key(self, public: bytes, holder: MemberKey | RecoveryKey) -> None:
        key = WorkspaceKey.objects.get(workspace=self.workspace, version=self.version)
        where = grant_context(self.workspace.pk, self.version, holder.pk)
        KeyGrant.objects.create(
            workspace_key=key,
            member_key=holder if isinstance(holder, MemberKey) else None,
            recovery_key=holder if isinstance(holder, RecoveryKey) else None,
            sealed=crypto.seal(public, self.pair.private, context=where),
            created_at=clock.now(),
        )


_pairs: dict[uuid.UUID, KeyPair] = {}


@dataclass
class Colleague:
    user: User
    pair: KeyPair | None
    workspace: Workspace | None = None

    @classmethod
    def new(cls, name: str = "Ana Pérez", *, with_second_factor: bool = True) -> "Colleague":
        """Belongs nowhere yet. The key is protected by no passphrase: deriving one takes a quarter of a second."""
        pair, now = crypto.new_pair(), clock.now()
        user = User.objects.create(
            email=f"{uuid.uuid4().hex[:12]}@example.org", name=name, password="!", created_at=now
        )
        MemberKey.objects.create(user=user, public=pair.public, protected=b"none", created_at=now)
        _pairs[user.pk] = pair
        person = cls(user=user, pair=pair)
        if with_second_factor:
            person.prove()
        return person

    @classmethod
    def of(cls, user: User) -> "Colleague":
        return cls(user=user, pair=_pairs[user.pk])

    def prove(self) -> None:
        """Sets up an app for codes."""
        data = {"secret": get_adapter().encrypt(TOTP_SECRET)}
        Authenticator.objects.create(user=self.user, type=Authenticator.Type.TOTP, data=data)

    @property
    def opened(self) -> OpenedMember:
        key = MemberKey.objects.get(user=self.user)
        return OpenedMember(user_id=self.user.pk, key_id=key.pk, private=self.pair.private)

    def acting(self) -> Acting:
        """What services take as `by`."""
        acting = acting_for(user=self.user, workspace=self.workspace, member=self.opened, now=clock.now())
        assert acting is not None
        return acting

    def client(self, *, unlocked: bool = True, **options: object) -> Client:
        """A browser of theirs, signed in just now and acting for their organisation."""
        request = HttpRequest()
        request.user = self.user
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
        request.session[SESSION_KEY] = str(self.user.pk)
        request.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        request.session[HASH_SESSION_KEY] = self.user.get_session_auth_hash()
        lifetime.begin(request, now=clock.now())
        if self.workspace:
            choosing.choose(request, self.workspace)
        response = HttpResponse()
        if unlocked:
            held_key.hold(request, response, self.opened)
        request.session.save()
        UserSession.objects.create(user=self.user, ip="127.0.0.1", session_key=request.session.session_key)
        client = Client(**options)
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        for name, cookie in response.cookies.items():
            client.cookies[name] = cookie.value
        return client
