"""Countries and territories of the Americas: their names in five languages, and what people call them."""

import tomllib
from functools import cache
from importlib.resources import files

from acogida.core.text import words


@cache
def _table() -> dict[str, dict[str, str | list[str]]]:
    path = files("acogida.directory") / "data" / "countries.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def codes() -> tuple[str, ...]:
    return tuple(_table())


def name(code: str, language: str) -> str:
    """`name("HT", "es")` → `Haití`. An unknown code is its own name, an unknown language reads English."""
    names = _table().get(code, {})
    return str(names.get(language) or names.get("en") or code)


@cache
def _by_name() -> dict[str, str]:
    found = {}
    for code, names in _table().items():
        for value in names.values():
            for text in [value] if isinstance(value, str) else value:
                found[" ".join(words(text))] = code
    return found | {code.lower(): code for code in _table()}


def code_of(text: str) -> str:
    """The ISO code for a country's name in any of the languages, or its code; empty when it is none of ours."""
    return _by_name().get(" ".join(words(text)), "")
