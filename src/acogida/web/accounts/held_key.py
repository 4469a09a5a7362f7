"""The opened key of a member while they work, in two halves (ADR 0108): the browser holds a random secret, the session
holds the key encrypted under it. Neither opens anything without the other; signing out forgets both.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from acogida.accounts.opening import OpenedMember
from acogida.core import crypto

COOKIE = "acogida_key"
IN_SESSION = "held_key"


def note(request: HttpRequest, opened: OpenedMember) -> None:
    """While this request lasts."""
    request._opened = opened  # type: ignore[attr-defined]


def noted(request: HttpRequest) -> OpenedMember:
    opened: OpenedMember = request._opened  # type: ignore[attr-defined]
    return opened


def hold(request: HttpRequest, response: HttpResponseBase, opened: OpenedMember) -> None:
    secret = crypto.new_key()
    blob = crypto.encrypt(secret, opened.private, context=_context(opened.user_id, opened.key_id))
    request.session[IN_SESSION] = {
        "user": str(opened.user_id),
        "key": str(opened.key_id),
        "blob": urlsafe_b64encode(blob).decode(),
    }
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(secret).decode(),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def held(request: HttpRequest) -> OpenedMember | None:
    """None when a half is missing or belongs to somebody else: then the passphrase is asked for again."""
    half = request.session.get(IN_SESSION)
    cookie = request.COOKIES.get(COOKIE)
    if half is None or cookie is None or half["user"] != str(request.user.pk):
        return None
    user_id, key_id = UUID(half["user"]), UUID(half["key"])
    try:
        secret = urlsafe_b64decode(cookie)
        private = crypto.decrypt(secret, urlsafe_b64decode(half["blob"]), context=_context(user_id, key_id))
    except (Error, ValueError, crypto.CannotOpen):
        return None
    return OpenedMember(user_id=user_id, key_id=key_id, private=private)


def drop(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Strict")


def _context(user_id: UUID, key_id: UUID) -> bytes:
    return crypto.context("held-key", user_id, key_id)
