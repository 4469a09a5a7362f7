"""What axes is told of a failed attempt, and what it answers: nothing that tells a locked address from a wrong one."""

from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac


class CountingHandler(AxesDatabaseHandler):
    """Counts attempts, and doesn't keep where they were made: the address of a link is as good as its token. What was
    typed is masked by `AXES_SENSITIVE_PARAMETERS`."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is not None:
            request.axes_path_info = ""  # type: ignore[attr-defined]
        super().user_login_failed(sender, credentials, request, **kwargs)


def guessed_at(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whose passphrase is guessed, as a keyed hash: the table of attempts need not be a list of addresses."""
    known = credentials or {}
    typed = known.get("email") or known.get("username") or request.POST.get("login", "")
    return salted_hmac("acogida.guessed-at", typed.strip().casefold(), algorithm="sha256").hexdigest()


def comes_from(request: HttpRequest) -> str:
    return str(get_adapter(request).get_client_ip(request))


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The same page as for a wrong passphrase."""
    return response
