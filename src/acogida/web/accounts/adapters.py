"""What allauth asks us: how we sign in, what we say, and how secrets of second factors are kept."""

from base64 import b32encode, b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from acogida.accounts import languages
from acogida.accounts.models import User
from acogida.core import clock, crypto
from acogida.web.accounts import lifetime, second_factor
from acogida.web.accounts.ways import safe

# One sentence for every reason: which of them it was is nobody's business.
REFUSED = _(
    "That did not work. Check the address and the passphrase. After several attempts, wait a quarter of an hour."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": REFUSED,
        "incorrect_password": REFUSED,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses are counted in the database, by axes: several web processes share one count."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        return authenticate(request, **credentials)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        found = self.authenticate(self.request, email=user.get_username(), password=password)
        return bool(found and found.pk == user.pk)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        lifetime.begin(request, now=clock.now())
        if isinstance(user, User):
            languages.note(user=user, language=get_language() or "")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        lifetime.forget_address(request)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not lifetime.is_fresh(self.request, now=clock.now())

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def is_safe_url(self, url: str | None) -> bool:
        return bool(safe(url or ""))


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.NODE_NAME)

    def encrypt(self, text: str) -> str:
        if settings.DEMO:  # whose SECRET_KEY changes at each start
            return text
        return b64encode(crypto.encrypt(_key(), text.encode(), context=_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if settings.DEMO:
            return encrypted_text
        try:
            return crypto.decrypt(_key(), b64decode(encrypted_text), context=_CONTEXT).decode()
        except crypto.CannotOpen:  # the node's SECRET_KEY is another one: no code is right, but a passkey still is
            return b32encode(crypto.new_key()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        others = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": others + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_factor.is_last(authenticator)


_CONTEXT = crypto.context("second-factor")


def _key() -> bytes:
    return salted_hmac("acogida.second-factor", "", algorithm="sha256").digest()
