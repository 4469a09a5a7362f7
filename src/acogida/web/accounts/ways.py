"""Redirects that know where somebody wanted to go."""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def way_to(name: str, request: HttpRequest) -> HttpResponse:
    """First to that page, then on. What was being sent is not kept: it may be about a person."""
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return HttpResponseClientRedirect(_address(name, page.path + (f"?{page.query}" if page.query else "")))
    return HttpResponseRedirect(_address(name, request.get_full_path()))


def safe(wanted: str) -> str:
    """A path of this node, or nothing: an address with a host is never needed."""
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_path else ""


def _address(name: str, wanted: str) -> str:
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
