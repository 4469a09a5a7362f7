"""The table of `matrix.md`, and the routes of the URL configuration written as it writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.web.accounts.routes import all_routes

FILE = Path(__file__).with_name("matrix.md")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SHOWS = {
    *("list", "detail", "search", "preview", "export", "print", "document", "history"),
    *("form", "deed", "status", "nothing"),
}
LINE = re.compile(r"^\| `/(.*?)` +\|(.*)\|$")
NAMED_GROUP = re.compile(r"\(\?P(<\w+>)(?:\[[^\]]*\]\+|\(\?s:\.\*\))\)")
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Line:
    route: str
    shows: str
    whose: str  # empty: no record is named
    read_by: str
    written_by: str

    @property
    def is_work(self) -> bool:
        return self.route.startswith("*/work/")

    @property
    def is_a_link(self) -> bool:
        """Whoever holds it was given it: the secret is in the address."""
        return "<str:token>" in self.route

    def who(self, method: str) -> str:
        return {"GET": self.read_by, "HEAD": self.read_by, "POST": self.written_by}.get(method, "nobody")

    def path(self, values: dict[str, Any], language: str = "en") -> str:
        filled = PLACEHOLDER.sub(lambda part: str(values[part[1]]), self.route)
        return "/" + filled.replace("*", language, 1)


def lines() -> dict[str, Line]:
    found = {}
    for text in FILE.read_text().splitlines():
        if match := LINE.match(text):
            shows, whose, read_by, written_by = (cell.strip() for cell in match[2].split("|"))
            assert shows in SHOWS, f"{FILE.name}: {shows!r} is none of {sorted(SHOWS)}"
            assert match[1] not in found, f"{FILE.name}: /{match[1]} stands there twice"
            found[match[1]] = Line(match[1], shows, whose.strip("-"), read_by, written_by)
    return found


def routes() -> Iterator[str]:
    for route, _view in all_routes():
        plain = NAMED_GROUP.sub(r"\1", route.replace("^", "")).removesuffix(r"\Z").removesuffix("/?")
        yield re.sub(r"^[a-z]{2}/", "*/", plain.replace(r"\.", "."))
