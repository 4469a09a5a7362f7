"""The HSDS 3.1 API over the public directory (docs/reference/hsds-api.md)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date

from acogida.api.hsds import parameters
from acogida.api.hsds.endpoint import endpoint, json_response
from acogida.api.hsds.openapi import HSDS_VERSION, PROFILE, openapi_document
from acogida.api.hsds.pages import page
from acogida.api.hsds.parameters import Asked
from acogida.api.hsds.problems import not_found
from acogida.api.hsds.resources import Resource, chosen
from acogida.directory.hsds.documents import Document
from acogida.directory.selectors import newest_change


@endpoint("GET", "HEAD")
def about(request: HttpRequest) -> HttpResponse:
    openapi_url = request.build_absolute_uri(reverse("hsds:openapi"))
    return json_response({"version": HSDS_VERSION, "profile": PROFILE, "openapi_url": openapi_url})


@endpoint("GET", "HEAD")
def openapi(request: HttpRequest) -> HttpResponse:
    return json_response(openapi_document(request.build_absolute_uri(reverse("hsds:about"))))


@endpoint("GET", "HEAD", "POST")
def listing(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    asked = parameters.read(request, resource.list_parameters)
    changed = newest_change()  # asked before the rows: what is written in between is seen next time
    rows = resource.rows(asked)
    form = chosen(resource.list_forms, asked)
    if asked.format == "ndjson":
        return _dated(StreamingHttpResponse(_lines(form.stream(rows)), content_type="application/x-ndjson"), changed)
    size = asked.per_page or (parameters.MINIMAL_PER_PAGE if asked.minimal else parameters.PER_PAGE)
    return _dated(json_response(page(rows, form, number=asked.page, size=size)), changed)


@endpoint("GET", "HEAD")
def item(request: HttpRequest, resource: Resource, record_id: str) -> HttpResponseBase:
    asked = parameters.read(request, resource.item_parameters)
    try:
        key = UUID(record_id)
    except ValueError:
        raise not_found() from None
    changed = newest_change()
    found = chosen(resource.item_forms, asked).documents(resource.rows(Asked()).filter(pk=key))
    if not found:
        raise not_found()
    return _dated(json_response(found[0]), changed)


@endpoint("GET", "HEAD", "POST")
def nothing(request: HttpRequest, path: str) -> HttpResponse:
    raise not_found()


def _lines(documents: Iterator[Document]) -> Iterator[bytes]:
    return (orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE) for document in documents)


def _dated(response: HttpResponseBase, changed: datetime | None) -> HttpResponseBase:
    """Says when the directory last changed. ConditionalGetMiddleware adds an ETag of the body and answers 304."""
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    return response
