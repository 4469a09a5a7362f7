"""Keeps the place of a hidden or area-only site out of everything the public can read.

The exact part of the location goes to a table of its own (`private.py`); phones and hours move to its sites, so that
they can still be called and found open; its street and coordinates are cut out of every text of the same organisation.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from acogida.core.text import fold, words

Json = dict[str, Any]

TO_SITES = ("phones", "schedules")
_TOKEN = re.compile(r"\w+")
_NUMBER = re.compile(r"-?\d{1,3}\.\d{3,}")


@dataclass(frozen=True)
class Secret:
    """What must not be read in public: streets as folded words, coordinates cut to about a hundred metres."""

    streets: tuple[tuple[str, ...], ...] = ()
    coordinates: frozenset[str] = frozenset()

    def __or__(self, other: "Secret") -> "Secret":
        return Secret(
            tuple(sorted({*self.streets, *other.streets}, key=len, reverse=True)), self.coordinates | other.coordinates
        )


def secret_of(location: Json) -> Secret:
    streets = {street for address in location.get("addresses", []) for street in _streets(address)}
    numbers = [location.get("latitude"), location.get("longitude")]
    return Secret(
        tuple(sorted(streets, key=len, reverse=True)),
        frozenset(_cut(str(number)) for number in numbers if number is not None and _NUMBER.fullmatch(str(number))),
    )


def _streets(address: Json) -> Iterator[tuple[str, ...]]:
    """The street line, and the line up to and with the number of the house."""
    for name in ("address_1", "address_2"):
        parts = words(address.get(name, ""))
        digits = [position for position, part in enumerate(parts) if part.isdigit()]
        if len(parts) < 2 or (not digits and name == "address_2"):
            continue
        yield tuple(parts)
        first = digits[0] if digits else len(parts)
        if 1 <= first < len(parts) - 1:
            yield tuple(parts[: first + 1])
        elif first == 0 and len(parts) > 3:
            yield tuple(parts[:3])


def _cut(number: str) -> str:
    whole, _, fraction = number.partition(".")
    return f"{whole}.{fraction[:3]}"


def tells(content: Json, secret: Secret) -> bool:
    """Whether a location stands where a secret one does."""
    return any(street in secret.streets for address in content.get("addresses", []) for street in _streets(address))


def without(value: Any, secret: Secret) -> Any:
    """The same value, and everything in it, with the secret cut out. The same object when there was nothing to cut."""
    if isinstance(value, str):
        return _text_without(value, secret)
    if isinstance(value, dict):
        done = {key: without(entry, secret) for key, entry in value.items()}
        return value if all(done[key] is value[key] for key in value) else done
    if isinstance(value, list):
        entries = [without(entry, secret) for entry in value]
        return value if all(new is old for new, old in zip(entries, value, strict=True)) else entries
    return value


def _text_without(text: str, secret: Secret) -> str:
    spans = sorted(_spans(text, secret))
    if not spans:
        return text
    if text.startswith(("http://", "https://")):
        return ""
    kept, position = [], 0
    for start, end in spans:
        if start > position:
            kept.append(text[position:start])
        position = max(position, end)
    kept.append(text[position:])
    return re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"[^\S\n]{2,}", " ", "".join(kept))).strip(" ,;:") or "…"


def _spans(text: str, secret: Secret) -> Iterator[tuple[int, int]]:
    for match in _NUMBER.finditer(text):
        if _cut(match[0]) in secret.coordinates:
            yield match.span()
    if not secret.streets:
        return
    tokens = [(word, match.start(), match.end()) for match in _TOKEN.finditer(text) for word in words(fold(match[0]))]
    found = [word for word, _, _ in tokens]
    for street in secret.streets:
        length = len(street)
        for start in _occurrences(found, street):
            yield tokens[start][1], tokens[start + length - 1][2]


def _occurrences(found: list[str], street: tuple[str, ...]) -> Iterable[int]:
    first, length = street[0], len(street)
    return (
        start for start, word in enumerate(found) if word == first and tuple(found[start : start + length]) == street
    )


def moved_to_site(site: Json, location: Json) -> Json:
    """The site with the phones and hours of its place."""
    result = dict(site)
    for name in TO_SITES:
        own = result.get(name, [])
        ids = {item["id"] for item in own}
        more = [item for item in location.get(name, []) if item["id"] not in ids]
        if own or more:
            result[name] = [*own, *more]
    return result
