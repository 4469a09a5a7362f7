"""Names that say "here people are held or handed over". The phrases stand in `data/not_help.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from acogida.core.text import fold, words

NAMED = frozenset({"organization", "service", "location"})  # records whose names are looked at

_FILE = Path(__file__).parent.parent / "data" / "not_help.toml"


def _phrases() -> tuple[list[str], list[str], frozenset[str]]:
    table = tomllib.loads(_FILE.read_text("utf-8"))
    excepted, whole = table.pop("except"), frozenset(table.pop("whole"))
    return [phrase for phrases in table.values() for phrase in phrases], excepted, whole


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted({" ".join(words(phrase)) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf" (?:{'|'.join(map(re.escape, ordered))}) ")


_PHRASES, _EXCEPTIONS, _WHOLE = _phrases()
_HELD, _EXCEPTED = _pattern(_PHRASES), _pattern(_EXCEPTIONS)
_BEGINNINGS = sorted({words(phrase)[0][:5] for phrase in (*_PHRASES, *_WHOLE)})
_MAY_HOLD = re.compile(rf"(?<![0-9a-z])(?:{'|'.join(_BEGINNINGS)})")


def is_held(content: Mapping[str, Any], profile: Mapping[str, Any]) -> bool:
    """Whether a record calls itself so, in any of its languages."""
    translated = (texts.get("name") for texts in profile.get("translations", {}).values())
    return is_not_help([content.get("name"), content.get("alternate_name"), *translated])


def is_not_help(names: Iterable[object]) -> bool:
    return any(_says_so(fold(name)) for name in names if isinstance(name, str))


def _says_so(name: str) -> bool:
    if not _MAY_HOLD.search(name):
        return False
    said = " ".join(words(name))
    return said in _WHOLE or bool(_HELD.search(_EXCEPTED.sub(" ", f" {said} ")))
