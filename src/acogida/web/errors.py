"""Error pages. They lean on nothing that may be what broke: no database, no context, no file name from the manifest."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, gettext_lazy, override

from acogida.web.context import QUICK_EXIT_URL


@dataclass(frozen=True)
class Fault:
    status: int
    title: Promise
    advice: Promise


UNREADABLE = Fault(
    400,
    gettext_lazy("We could not read this request"),
    gettext_lazy("Go back to the first page and search again from there."),
)
FORBIDDEN = Fault(
    403,
    gettext_lazy("This page is not open to you"),
    gettext_lazy("Everything that helps you find help is open, without an account. Go back to the first page."),
)
FORM_EXPIRED = Fault(
    403,
    gettext_lazy("We could not receive the form"),
    gettext_lazy(
        "The page was open for too long, or your browser refuses cookies. Go back, load the page again and resend."
    ),
)
NOT_FOUND = Fault(
    404,
    gettext_lazy("There is nothing here"),
    gettext_lazy(
        "The address has an error, or this help is no longer offered. Search again: there may be other help near you."
    ),
)
TOO_MANY = Fault(
    429,
    gettext_lazy("Too many attempts from where you are"),
    gettext_lazy("Wait a minute and try again."),
)
BROKEN = Fault(
    500,
    gettext_lazy("Something broke on our side"),
    gettext_lazy("It is not your fault. Wait a minute and try again."),
)


def page(request: HttpRequest, fault: Fault) -> HttpResponse:
    language = get_language_from_request(request, check_path=True)
    with override(language):
        context = {"fault": fault, "language": language, "quick_exit_url": QUICK_EXIT_URL}
        return HttpResponse(render_to_string("errors/error.html", context), status=fault.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, UNREADABLE)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, FORBIDDEN)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, FORM_EXPIRED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, NOT_FOUND)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, TOO_MANY)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, BROKEN)
