"""What every view of the HSDS API does besides answering: methods, CORS, errors as problem documents."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from acogida.api.hsds.problems import Problem
from acogida.core.access import public

View = Callable[..., HttpResponseBase]

ANY_SITE_MAY_READ = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    # Kept only together with its validators: a place that was hidden a moment ago must not be shown from a cache.
    "Cache-Control": "public, no-cache",
}


def endpoint(*methods: str) -> Callable[[View], View]:
    """A public view for these methods. It changes nothing and reads no cookie, so CSRF can do no harm to anybody."""

    def decorate(view: View) -> View:
        @public
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                response: HttpResponseBase = _preflight(methods)
            else:
                response = _answer(view, methods, request, *args, **kwargs)
            for name, value in ANY_SITE_MAY_READ.items():
                response.headers[name] = value
            return response

        return answer

    return decorate


def json_response(document: Any, *, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(document), status=status, content_type=content_type)


def _answer(view: View, methods: tuple[str, ...], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        if request.method not in methods:
            raise Problem(405, f"This path answers {', '.join(methods)} only.")
        return view(request, *args, **kwargs)
    except Problem as problem:
        response = json_response(problem.document, status=problem.status, content_type="application/problem+json")
        if problem.status == 405:
            response.headers["Allow"] = _allowed(methods)
        return response


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    headers = {
        "Allow": _allowed(methods),
        "Access-Control-Allow-Methods": _allowed(methods),
        "Access-Control-Allow-Headers": "Content-Type, If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)


def _allowed(methods: tuple[str, ...]) -> str:
    return ", ".join((*methods, "OPTIONS"))
