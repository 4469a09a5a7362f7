"""Names that say "here people are held or handed over". The phrases stand in `data/not_help.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from acogida.core.text import words

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
_MAY_HOLD = re.compile("|".join(sorted({phrase.split()[0][:5] for phrase in _PHRASES})))


def is_held(content: Mapping[str, Any], profile: Mapping[str, Any]) -> bool:
    """Whether a record calls itself so, in any of its languages."""
    translated = (texts.get("name") for texts in profile.get("translations", {}).values())
    return is_not_help([content.get("name"), content.get("alternate_name"), *translated])


def is_not_help(names: Iterable[object]) -> bool:
    for name in names:
        if not isinstance(name, str):
            continue
        text = f" {' '.join(words(name))} "
        if text[1:-1] in _WHOLE:
            return True
        if _MAY_HOLD.search(text) and _HELD.search(_EXCEPTED.sub(" ", text)):
            return True
    return False
