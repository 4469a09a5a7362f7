"""Which rows a form has: those that were sent, or those that are stored and one to fill in."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import QueryDict

from acogida.cases.facts import MOST_MEMBERS, MOST_ROWS


def numbered(data: QueryDict, name: str) -> list[str]:
    """`need.0`, `need.7` → `0`, `7`."""
    found = (sent.partition(".")[2] for sent in data if sent.startswith(f"{name}."))
    return sorted((key for key in found if key.isdecimal() and len(key) < 5), key=int)[:MOST_ROWS]


def listed(data: QueryDict, name: str) -> list[UUID]:
    """Ids in the order in which the form shows them."""
    return _ids(data.getlist(name))


def named(data: QueryDict, *prefixes: str) -> list[UUID]:
    """Ids that names of fields carry, for a request that sends only some of the fields."""
    starts = tuple(f"{prefix}." for prefix in prefixes)
    return _ids(sent.split(".")[1] for sent in data if sent.startswith(starts))


def told(data: QueryDict, paths: Iterable[str]) -> Mapping[str, str]:
    return {path: lines(data.get(path, "")) for path in paths if path in data}


def _ids(texts: Iterable[str]) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)[:MOST_MEMBERS]


def lines(text: str) -> str:
    """Browsers send an end of a line as two characters and show it as one."""
    return text.replace("\r\n", "\n")
