"""Telephone numbers to tap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acogida.directory.models.record import Record

_TOO_SHORT = 3  # 911 and the like are dialled too


@dataclass(frozen=True)
class Phone:
    number: str  # as it was given
    href: str  # `tel:` and what a telephone dials; empty when that can't be told
    note: str = ""


def href(number: str, extension: str) -> str:
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) < _TOO_SHORT or re.search(r"[A-Za-z]", number):
        return ""
    pause = re.sub(r"\D", "", extension)
    return f"tel:{digits},{pause}" if pause else f"tel:{digits}"


def read(record: Record | None) -> Iterator[Phone]:
    for part in record.parts.get("phones", []) if record else []:
        number = str(part.get("number") or "").strip()
        if number:
            extension = str(part.get("extension") or "")
            shown = f"{number} ({extension})" if extension else number
            yield Phone(shown, href(number, extension), str(part.get("description") or part.get("name") or ""))


def phones(*records: Record | None) -> list[Phone]:
    """Of the first record that has any: the nearer to the place, the likelier somebody there answers."""
    for record in records:
        found = list(dict.fromkeys(read(record)))
        if found:
            return found
    return []
