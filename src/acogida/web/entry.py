"""What stands outside the languages: the front door, the health check and what robots may read."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from acogida.core.access import public


@public
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the finder in the language the browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = "Disallow: /\n" if settings.DEMO else "Disallow: /*/find\n"
    return HttpResponse(f"User-agent: *\n{rules}", content_type="text/plain")
