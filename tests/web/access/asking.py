"""One request, with all that can be told from its answer, and what the database was asked meanwhile."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.http.response import HttpResponseBase

from tests.web.access.scene import Scene, undone
from tests.web.access.table import Line

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
FRAMING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")  # their names are numbered


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    body: bytes
    headers: dict[str, str]
    cookies: str
    asked: list[str]  # statements without their values

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def holds(self, words: Iterable[str]) -> str:
        """The first of the words that stands in it."""
        text = self.body.decode(errors="replace") + str(self.headers)
        return next((word for word in words if word in text), "")

    def differs(self, other: "Answer") -> str:
        for name in ("status", "body", "headers", "cookies", "asked"):
            if getattr(self, name) != getattr(other, name):
                return f"{name}: {getattr(self, name)} against {getattr(other, name)}"
        return ""


def ask(
    scene: Scene, line: Line, role: str, method: str, *, values: dict[str, Any] | None = None, language: str = "en"
) -> Answer:
    """`values`: of the placeholders; those of Casa Puente's own records if none are given."""
    path = line.path(scene.records[line.whose] if values is None else values, language)
    with undone(), recorded() as asked:
        response = scene.browsers[role].ask(method, path + scene.query(line.route), scene.form(line.route, method))
        return answer_of(response, path + scene.query(line.route), asked)


def answer_of(response: HttpResponseBase, path: str, asked: list[str]) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(path, response.status_code, body, dict(response.headers), response.cookies.output(), asked)


@contextmanager
def recorded() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(FRAMING):
            asked.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(note))
        yield asked
