"""Errors as problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any


class Problem(Exception):
    """What is wrong with the request, and the way out."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.document = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}


def not_found() -> Problem:
    """One answer for what never existed, what isn't public and what is no help: they must look alike."""
    return Problem(
        404, "There is no such record or path here. /hsds/openapi.json lists the paths; each lists its records."
    )
