"""What can be asked of the HSDS API: every parameter with its meaning, and how a request is read.

Parameters come from the query string and, for `POST` (a query in HSDS, never a create), from a form or JSON body too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.dateparse import parse_date, parse_datetime

from acogida.api.hsds.problems import Problem

PER_PAGE = 50
MINIMAL_PER_PAGE = 50_000
MAX_PER_PAGE = 500
MAX_TEXT = 200
HALF_EARTH = 20_037_508  # meters: no two places are farther apart

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

Schema = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    search: str = ""
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    postcode: str = ""
    proximity: float | None = None
    top_only: bool = False
    parent_id: UUID | None = None
    page: int = 1
    per_page: int | None = None
    format: str = "json"


@dataclass(frozen=True)
class Parameter:
    """`read` makes the value of a text, or raises ValueError saying what it should have been."""

    name: str
    read: Callable[[str], Any]
    schema: Schema
    description: str


def _text(value: str) -> str:
    if len(value) > MAX_TEXT or "\0" in value:
        raise ValueError(f"must be a text of at most {MAX_TEXT} characters")
    return value


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise ValueError("must be a UUID, such as 3f7b145d-84af-42d7-8fae-eaca714b02b2") from None


def _boolean(value: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    if value.lower() not in known:
        raise ValueError("must be true or false")
    return known[value.lower()]


def _count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", value) or int(value) == 0:
        raise ValueError("must be a whole number from 1 on")
    return int(value)


def _per_page(value: str) -> int:
    number = _count(value)
    if number > MAX_PER_PAGE:
        raise ValueError(f"must be at most {MAX_PER_PAGE}; format=ndjson streams everything at once")
    return number


def _meters(value: str) -> float:
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,6})?", value) or float(value) > HALF_EARTH:
        raise ValueError(f"must be a number of meters from 0 to {HALF_EARTH}")
    return float(value)


def _moment(value: str) -> datetime:
    value = re.sub(r" (?=\d\d:?\d\d$)", "+", value) if "T" in value else value  # a bare + in a URL means a space
    try:
        moment = parse_datetime(value)
        day = parse_date(value) if moment is None else None
    except ValueError:  # well formed, but no such day or hour
        moment = day = None
    if day is not None:
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (made UTC just below)
    if moment is None or not 1900 < moment.year < 9999:
        raise ValueError("must be a date or a moment of ISO 8601, such as 2026-11-24T18:00:00Z")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _format(value: str) -> str:
    if value not in {"json", "ndjson"}:
        raise ValueError("must be json or ndjson")
    return value


UUID_SCHEMA: Schema = {"type": "string", "format": "uuid"}
TEXT_SCHEMA: Schema = {"type": "string", "maxLength": MAX_TEXT}
BOOLEAN_SCHEMA: Schema = {"type": "boolean"}
COUNT_SCHEMA: Schema = {"type": "integer", "minimum": 1}

PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("search", _text, TEXT_SCHEMA, "Words that must all occur; accents, plurals and case do not matter."),
        Parameter("taxonomy_term_id", _uuid, UUID_SCHEMA, "Only records that carry this taxonomy term."),
        Parameter("taxonomy_id", _uuid, UUID_SCHEMA, "Only records that carry a term of this taxonomy."),
        Parameter("organization_id", _uuid, UUID_SCHEMA, "Only what this organization provides."),
        Parameter(
            "modified_after",
            _moment,
            {"type": "string", "format": "date-time"},
            "Only what changed at this moment or later: the record itself, or a service, place or capacity within it. "
            "Without a time zone it is UTC.",
        ),
        Parameter("minimal", _boolean, BOOLEAN_SCHEMA, "Only `id` and `modified_date`, all on one page."),
        Parameter("full", _boolean, BOOLEAN_SCHEMA, "Records with everything nested in them."),
        Parameter("full_service", _boolean, BOOLEAN_SCHEMA, "Organizations with everything about their services."),
        Parameter("postcode", _text, TEXT_SCHEMA, "Only services at a place with this postcode."),
        Parameter(
            "proximity",
            _meters,
            {"type": "number", "minimum": 0, "maximum": HALF_EARTH},
            "With `postcode`: within so many meters of the middle of the public places with that postcode.",
        ),
        Parameter("top_only", _boolean, BOOLEAN_SCHEMA, "Only terms without a parent."),
        Parameter("parent_id", _uuid, UUID_SCHEMA, "Only terms whose parent is this one."),
        Parameter("page", _count, COUNT_SCHEMA, "Number of the page, from 1."),
        Parameter(
            "per_page",
            _per_page,
            COUNT_SCHEMA | {"maximum": MAX_PER_PAGE, "default": PER_PAGE},
            "Records on one page.",
        ),
        Parameter(
            "format",
            _format,
            {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
            "`ndjson` streams all records, one a line, without pages.",
        ),
    )
}


def read(request: HttpRequest, names: Iterable[str]) -> Asked:
    """What the request asks. Parameters that this path doesn't know are passed over, as HSDS clients expect."""
    given = _given(request)
    values, errors = {}, []
    for name in names:
        try:
            text = _as_text(given.get(name))
            if text:
                values[name] = PARAMETERS[name].read(text)
        except ValueError as error:
            errors.append({"parameter": name, "detail": f"{name} {error}"})
    if "proximity" in values and "postcode" not in values:
        errors.append({"parameter": "proximity", "detail": "proximity needs a postcode to measure from"})
    if errors:
        raise Problem(400, "; ".join(error["detail"] for error in errors) + ".", errors=errors)
    return Asked(**values)


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value).strip()
    raise ValueError("must be a single text, number or boolean")


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        given: dict[str, Any] = dict(request.GET.items())
        return given | _body(request) if request.method == "POST" else given
    except RequestDataTooBig:
        raise Problem(413, f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes.") from None
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        raise Problem(400, "The parameters can't be read; send them in the query, as a form or as JSON.") from None


def _body(request: HttpRequest) -> dict[str, Any]:
    body = request.body  # read whole first: a body that is too large is refused before anything is parsed
    if not body:
        return {}
    if request.content_type in FORMS:
        return dict(request.POST.items())
    if request.content_type != JSON:
        raise Problem(415, f"Send a body as {JSON} or {FORMS[0]}, or none.")
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not valid JSON in UTF-8: {error}.") from None
    if not isinstance(given, dict):
        raise Problem(400, 'The body must be a JSON object of parameters, such as {"page": 2}.')
    return given
