"""Finds a place that isn't public in a text, however it is spelled, and cuts it out.

A street is known by its name and the number of its house. Its kind (`Av.`, `Calle`, `Street`), number signs and
articles may be written in any way or be missing: they are read, and not compared.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from acogida.core.text import words

Json = dict[str, Any]
Span = tuple[int, int]
Words = tuple[str, ...]

_FILE = Path(__file__).parent.parent / "data" / "street_words.toml"
_TYPES, _SIGNS, _ARTICLES = (
    frozenset(word for listed in lists.values() for word in listed)
    for lists in tomllib.loads(_FILE.read_text()).values()
)
_PASSED_OVER = _TYPES | _SIGNS | _ARTICLES

_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\S+")
_LINK_MARKS = ("://", "www.", "@")
_MAP = re.compile(r"\bmaps?\b|goo\.gl|waze|what3words|plus\.codes", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,3}[.,](\d{2,})")
_DEGREE_SIGNS = "°º"
_DEGREES = re.compile(r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['′’](?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''))?")
_NEAR = 0.01  # degrees, about a kilometre: a coordinate that is nearer was meant for this place
_SAME_POINT = 0.0005
_SHORTEST_GLUED = 8
LINES = ("address_1", "address_2")


@dataclass(frozen=True)
class Street:
    line: Words  # all that is compared
    name: Words
    number: str
    city: frozenset[str]


@dataclass(frozen=True)
class Secret:
    """What must not be read in public."""

    streets: frozenset[Street] = frozenset()
    names: frozenset[Words] = frozenset()
    points: frozenset[tuple[float, float]] = frozenset()

    @cached_property
    def streets_by_word(self) -> dict[str, list[Street]]:
        """A text without one of these words names none of the streets, unless they are glued together."""
        found: dict[str, list[Street]] = defaultdict(list)
        for street in self.streets:
            for word in {street.line[0], street.name[0], street.name[-1]}:
                found[word].append(street)
        return dict(found)

    @cached_property
    def names_by_word(self) -> dict[str, list[Words]]:
        found: dict[str, list[Words]] = defaultdict(list)
        for name in self.names:
            found[name[0]].append(name)
        return dict(found)

    @cached_property
    def glued(self) -> frozenset[str]:
        """Streets written as one word, long enough to be sure of."""
        return frozenset(text for street in self.streets for text in _glued(street) if len(text) >= _SHORTEST_GLUED)

    def __or__(self, other: "Secret") -> "Secret":
        return Secret(self.streets | other.streets, self.names | other.names, self.points | other.points)

    def without_names_in(self, texts: Iterable[str]) -> "Secret":
        """By what name an organisation or its service goes, is no secret, though its house may have the same."""
        known = [f" {' '.join(words(text))} " for text in texts]
        hidden = (name for name in self.names if not any(f" {' '.join(name)} " in text for text in known))
        return Secret(self.streets, frozenset(hidden), self.points)


class _Token(NamedTuple):
    word: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.word[0].isdigit()


def secret_of(location: Json) -> Secret:
    addresses = location.get("addresses", [])
    translated = (location.get("acogida") or {}).get("translations") or {}
    named = [location, *translated.values()]
    names = [text for texts in named for name in ("name", "alternate_name") if (text := texts.get(name))]
    point = location.get("latitude"), location.get("longitude")
    return Secret(
        frozenset(street for address in addresses for street in _streets(address)),
        frozenset(name for text in names if len(name := tuple(words(text))) > 1),
        frozenset([(float(point[0]), float(point[1]))] if point[0] is not None and point[1] is not None else ()),
    )


def _streets(address: Json) -> Iterator[Street]:
    """The second line is one only with a number: else it names the floor, the quarter or the host."""
    for key in ("address_1", "address_2"):
        said = words(address.get(key, ""))
        line = [word for word in said if word not in _PASSED_OVER] or said
        if len(said) < 2 or (key == "address_2" and not any(word[0].isdigit() for word in line)):
            continue
        is_led = line[0][0].isdigit() and not all(word[0].isdigit() for word in line)  # `4712 Hidden Street`
        rest = line[1:] if is_led else line
        name = list(takewhile(lambda word: not word[0].isdigit(), rest)) or rest[:1]
        number = line[0] if is_led else next((word for word in rest[len(name) :] if word[0].isdigit()), "")
        yield Street(tuple(line), tuple(name), number, frozenset(words(address.get("city", ""))))


def tells(location: Json, secret: Secret) -> bool:
    """Whether a place stands where a secret one does. One with a street is known by it: a feed that knows no better
    gives all places of a town the same coordinates."""
    has_street = False
    for address in location.get("addresses", []):
        city = set(words(address.get("city", "")))
        streets = [street for street in secret.streets if not (city and street.city) or city & street.city]
        for name in LINES:
            text = address.get(name, "")
            if any(is_exact for street in streets for _, is_exact in _of_street(text, _tokens(text), street)):
                return True
        own = list(_streets(address))
        if any(street.line == other.line for street in streets for other in own):
            return True
        has_street = has_street or bool(own)
    if has_street or location.get("latitude") is None:
        return False
    latitude, longitude = location["latitude"], location["longitude"]
    return any(max(abs(latitude - north), abs(longitude - east)) < _SAME_POINT for north, east in secret.points)


def without(value: Any, secret: Secret) -> Any:
    """The same value, and everything in it, with the secret cut out. The same object when there was nothing to cut."""
    if isinstance(value, str):
        return _text_without(value, secret)
    if isinstance(value, dict):
        done = {key: entry if _is_id(key) else without(entry, secret) for key, entry in value.items()}
        return value if all(done[key] is value[key] for key in value) else done
    if isinstance(value, list):
        entries = [without(entry, secret) for entry in value]
        return value if all(new is old for new, old in zip(entries, value, strict=True)) else entries
    return value


def _is_id(key: str) -> bool:
    return key == "id" or key.endswith("_id")


def _text_without(text: str, secret: Secret) -> str:
    spans = sorted(_spans(text, secret))
    if not spans:
        return text
    kept, position = [], 0
    for start, end in spans:
        if start > position:
            kept.append(text[position:start])
        position = max(position, end)
    kept.append(text[position:])
    left = re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"[^\S\n]{2,}", " ", "".join(kept))).strip(" ,;:#")
    return left or ("" if any(mark in text for mark in _LINK_MARKS) else "…")


def _spans(text: str, secret: Secret) -> Iterator[Span]:
    for run in _RUN.finditer(text) if any(mark in text for mark in _LINK_MARKS) else ():
        if not any(mark in run[0] for mark in _LINK_MARKS):
            continue
        link = unquote_plus(run[0])
        is_map = _MAP.search(link) is not None and "@" not in link.partition("/")[0]
        if is_map or any(_in_words(link, secret)) or any(_coordinates(link, secret)):
            yield run.span()
    yield from _coordinates(text, secret)
    yield from _in_words(text, secret)


def _in_words(text: str, secret: Secret) -> Iterator[Span]:
    tokens = _tokens(text)
    if all(token.is_number for token in tokens):  # a telephone number
        return
    said = [token.word for token in tokens]
    different = set(said)
    for street in {street for word in different for street in secret.streets_by_word.get(word, ())}:
        yield from (span for span, _ in _of_street(text, tokens, street))
    for token in tokens:
        if len(token.word) >= _SHORTEST_GLUED and any(glued in token.word for glued in secret.glued):
            yield token.start, token.end
    for name in (name for word in different for name in secret.names_by_word.get(word, ())):
        for start in _occurrences(said, name):
            yield tokens[start].start, tokens[start + len(name) - 1].end


def _glued(street: Street) -> Iterator[str]:
    if not street.name[0][0].isdigit():
        yield "".join(street.name) + street.number
        if len(street.name) > 1:
            yield "".join(street.name)


def _tokens(text: str) -> list[_Token]:
    return [_Token(word, *match.span()) for match in _WORD.finditer(text) for word in _words(match[0])]


@lru_cache(maxsize=10_000)
def _words(run: str) -> Words:
    return tuple(words(run))


def _of_street(text: str, tokens: list[_Token], street: Street) -> Iterator[tuple[Span, bool]]:
    """(where, whether with the number of its house). A name of one word is one only beside its kind or its number."""
    compared = [at for at, token in enumerate(tokens) if token.word not in _PASSED_OVER]
    if street.name[0] in _PASSED_OVER:  # such as `Calle C`
        compared = list(range(len(tokens)))
    found = [tokens[at].word for at in compared]
    name, number = street.name, street.number
    for start in _occurrences(found, street.line) if len(street.line) > 1 else ():
        yield _grown(text, tokens, compared[start], compared[start + len(street.line) - 1], number), bool(number)
    for start in _occurrences(found, name):
        first, last = compared[start], compared[start + len(name) - 1]
        if len(name) > 1 or _has_kind_beside(text, tokens, first):
            span = _grown(text, tokens, first, last, number)
            yield span, number in [token.word for token in tokens if span[0] <= token.start < span[1]]
    for start in range(len(found) - 1) if number else ():
        pair = found[start], found[start + 1]
        if pair in {(name[-1], number), (number, name[0])} and not all(word[0].isdigit() for word in pair):
            yield _grown(text, tokens, compared[start], compared[start + 1], number), True


def _has_kind_beside(text: str, tokens: list[_Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].word in _ARTICLES:
        before -= 1
    if before >= 0 and tokens[before].word in _TYPES:
        return True
    after = at + 1
    return after < len(tokens) and tokens[after].word in _TYPES and text[tokens[at].end : tokens[after].start].isspace()


def _grown(text: str, tokens: list[_Token], first: int, last: int, number: str) -> Span:
    """With the kind and the number of the house before it, and with both behind it."""
    before = first - 1
    while before >= 0 and tokens[before].word in _PASSED_OVER:
        if tokens[before].word in _TYPES:
            first = before
        before -= 1
    if before >= 0 and tokens[before].word == number:
        first = before
    for at in range(last + 1, len(tokens)):
        token, gap = tokens[at], text[tokens[at - 1].end : tokens[at].start]
        is_number = token.is_number and (token.word == number or "." not in gap or tokens[at - 1].word in _SIGNS)
        if is_number or (token.word in _TYPES and gap.isspace()):
            last = at
        elif token.word not in _SIGNS:
            break
    return tokens[first].start, tokens[last].end


def _occurrences(found: list[str], wanted: Words) -> Iterator[int]:
    first, length = wanted[0], len(wanted)
    for start, word in enumerate(found):
        if word == first and tuple(found[start : start + length]) == wanted:
            yield start


def _coordinates(text: str, secret: Secret) -> Iterator[Span]:
    """Three decimals tell of themselves; two may be a price, unless both coordinates are there."""
    if not secret.points:
        return
    numbers = [(match.span(), float(match[0].replace(",", ".")), len(match[1])) for match in _DECIMAL.finditer(text)]
    numbers += [
        (match.span(), int(match[1]) + int(match[2]) / 60 + float(match[3] or 0) / 3600, 3)
        for match in (_DEGREES.finditer(text) if any(sign in text for sign in _DEGREE_SIGNS) else ())
    ]
    for point in secret.points:
        near = [[entry for entry in numbers if abs(entry[1] - abs(part)) < _NEAR] for part in point]
        for axis in near:
            yield from (span for span, _, decimals in axis if decimals > 2 or all(near))
