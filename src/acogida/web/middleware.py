"""The one door to the workspace: nobody passes who is not declared, and nothing of it stays in a browser.

Whoever is not signed in is led to the sign-in page from every address under `/<language>/work/`, there or not.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from acogida.core import clock
from acogida.core.access import PUBLIC
from acogida.web.access import Entrance
from acogida.web.accounts import lifetime
from acogida.web.accounts.leaving import leave
from acogida.web.accounts.ways import way_to

WORK = re.compile(rf"/(?:{'|'.join(code for code, _ in settings.LANGUAGES)})/work(?:/|$)")


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not WORK.match(request.path_info):
            return self.get_response(request)
        response = self.at_work(request)
        response.headers["Cache-Control"] = "no-store"
        # Under "no-referrer" a browser hides even from us where a form comes from, and its token is refused.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def at_work(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request) if leads_in(request) else way_to("account_login", request)
        now = clock.now()
        if lifetime.is_over(request, now=now):
            return leave(request, way_to("account_login", request))
        lifetime.prolong(request, now=now)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponse | None:
        access = getattr(view, "access", None)
        if access is None:
            raise Http404
        return None if access == PUBLIC else access.admit(request)


def leads_in(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return isinstance(getattr(view, "access", None), Entrance)
