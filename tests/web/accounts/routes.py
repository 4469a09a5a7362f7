"""Every route behind the sign-in, with values that name nothing for what stands between `<` and `>`."""

import re
from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

NOTHING = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "999999", "str": "nothing", "slug": "nothing"}
WORK = "work/"
PART = re.compile(r"<(?:(\w+):)?\w+>")


def all_routes(patterns: list | None = None, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def work_routes(language: str = "en") -> dict[str, Callable]:
    """Path → view."""
    found = {}
    for route, view in all_routes():
        inner = re.sub(r"^[a-z]{2}/", "", route)
        if inner.startswith(WORK):
            found[f"/{language}/{PART.sub(filled, inner)}"] = view
    return found


def filled(part: re.Match[str]) -> str:
    return NOTHING[part[1] or "str"]
