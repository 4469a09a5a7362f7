"""Checking a passphrase. It is right when it opens the member's key: there is nothing else to compare it with.

Whoever is unknown, locked out or wrong waits equally long: somebody who guesses learns nothing from the clock.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from axes.backends import AxesStandaloneBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from acogida.accounts.models import User
from acogida.accounts.opening import open_member
from acogida.core import crypto
from acogida.web.accounts import held_key
from acogida.web.accounts.demonstration import is_locked

# As long to try as a real one; opens by nothing.
DECOY = crypto.PROTECTED + bytes(crypto.SALT + crypto.NONCE + crypto.KEY + crypto.TAG)


class GuessingGuard(AxesStandaloneBackend):
    def authenticate(self, request: HttpRequest, password: str | None = None, **credentials: Any) -> None:
        try:
            super().authenticate(request, password=password, **credentials)
        except PermissionDenied:
            take_as_long(password or "")
            raise


class PassphraseBackend(AuthenticationBackend):
    def authenticate(  # type: ignore[override]
        self, request: HttpRequest, *, email: str = "", password: str = "", **credentials: Any
    ) -> User | None:
        """Leaves the opened key on the request, for the view to hold."""
        user = User.objects.filter(email__iexact=email.strip(), is_active=True, key__isnull=False).first()
        if user is None or is_locked(user):
            take_as_long(password)
            return None
        try:
            held_key.note(request, open_member(user=user, passphrase=password))
        except crypto.CannotOpen:
            return None
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Of a session that is going on."""
        user: User | None = super().get_user(user_id)
        return None if user is None or is_locked(user) else user


def take_as_long(passphrase: str) -> None:
    try:
        crypto.unprotect(passphrase, DECOY, context=b"")
    except crypto.CannotOpen:
        return
