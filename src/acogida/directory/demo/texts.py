"""The texts written by hand for the demonstration: each in the five languages of the pages."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Text = Mapping[str, str]  # language → text

LANGUAGES = ("es", "pt", "en", "fr", "ht")
DATA = files("acogida.directory.demo") / "data"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def _phrases() -> dict[str, Any]:
    return table("phrases.toml")


def variants(*path: str) -> list[Text]:
    found: Any = _phrases()
    for step in path:
        found = found[step]
    return list(found)


def joined(texts: Iterable[Text]) -> Text:
    sentences = list(texts)
    return {language: " ".join(text[language] for text in sentences) for language in LANGUAGES}


def filled(text: Text, **values: Text | str) -> Text:
    """With the placeholders filled; a value that is itself a text goes in by language."""

    def said_in(language: str) -> dict[str, str]:
        return {name: value if isinstance(value, str) else value[language] for name, value in values.items()}

    return {language: said.format(**said_in(language)) for language, said in text.items()}


def capitalised(text: Text) -> Text:
    return {language: said[:1].upper() + said[1:] for language, said in text.items()}


def in_columns(texts: Mapping[str, Text | None], language: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Columns in the language of the organisation, and their translations into the other four."""
    said = {name: text for name, text in texts.items() if text is not None}
    others = [other for other in LANGUAGES if other != language]
    return (
        {name: text[language] for name, text in said.items()},
        {other: {name: text[other] for name, text in said.items()} for other in others} if said else {},
    )
