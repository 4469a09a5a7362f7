"""The tokens of the index: folded words, and codes. Everything that can be searched for is one of these.

| token | what |
|---|---|
| `albergu` | a word, without plural (stems.py) |
| `n:shelter` `m:shelter` | need; the need that a service is mainly for |
| `l:es` | language spoken |
| `g:families` | for whom; `g:everyone` when nothing is said |
| `f:accessible` `f:nopapers` | a step-free place; no papers asked |
| `t:<hex>` `o:<hex>` `s:<hex>` | taxonomy term; organisation; service |
| `z:30700` | postcode |
| `c0:…` to `c3:…` | grid cell of 1/4, 1, 4 and 18 degrees that holds the place |
| `h:mx.05` `h:mx` `h:` | shows no point: somewhere in that state, that country, or anywhere |
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, floor, radians
from uuid import UUID

from acogida.core.text import words
from acogida.directory.geography import KM_PER_DEGREE

ACCESSIBLE = "f:accessible"
NO_PAPERS = "f:nopapers"
CELL_DEGREES = (0.25, 1.0, 4.0, 18.0)  # each divides 360
MOST_CELLS = 40  # in one search; a wider circle uses the next coarser grid
_LONGEST = 40  # characters of a code
_TOKEN = re.compile(r"[0-9a-z]+|[a-z][0-9]?:[0-9a-z.:-]*")


def need(kind: str) -> str:
    return f"n:{kind.lower().replace('_', '-')}"


def main_need(kind: str) -> str:
    return f"m:{need(kind)[2:]}"


def needs_of(doc: str) -> Iterator[str]:
    """Codes of the needs that a doc's tokens name."""
    return (token[2:].upper().replace("-", "_") for token in doc.split(" ") if token.startswith("n:"))


def spoken(language: str) -> str:
    return f"l:{_plain(language)}"


def audience(code: str) -> str:
    return f"g:{code.lower()}"


def term(id_: UUID | str) -> str:
    return f"t:{_hex(id_)}"


def organization(id_: UUID | str) -> str:
    return f"o:{_hex(id_)}"


def service(id_: UUID | str) -> str:
    return f"s:{_hex(id_)}"


def postcode(text: str) -> str:
    return f"z:{_plain(text)}"


def somewhere(country: str = "", admin1: str = "") -> str:
    """Of a place that shows no point."""
    return f"h:{_plain(country)}.{_plain(admin1)}" if country and admin1 else f"h:{_plain(country)}"


def cells(latitude: float, longitude: float) -> list[str]:
    """The cells that hold a point, one of each grid."""
    return [_cell(grid, *_position(grid, latitude, longitude)) for grid in range(len(CELL_DEGREES))]


def cells_within(latitude: float, longitude: float, radius_km: float) -> list[str]:
    """Cells of one grid that cover a circle; never less than the circle. Empty when that is too much of Earth."""
    up = radius_km / KM_PER_DEGREE
    for grid, size in enumerate(CELL_DEGREES):
        across = up / max(0.01, cos(radians(min(89.0, abs(latitude) + up))))
        bottom, top = floor((latitude - up) / size), floor((latitude + up) / size)
        left, right = floor((longitude - across) / size), floor((longitude + across) / size)
        if (top - bottom + 1) * (right - left + 1) <= MOST_CELLS:
            return [
                _cell(grid, row, column % round(360 / size))
                for row in range(bottom, top + 1)
                for column in range(left, right + 1)
            ]
    return []


def _position(grid: int, latitude: float, longitude: float) -> tuple[int, int]:
    size = CELL_DEGREES[grid]
    return floor(latitude / size), floor(longitude / size) % round(360 / size)


def _cell(grid: int, row: int, column: int) -> str:
    return f"c{grid}:{row}:{column}"


def _hex(id_: UUID | str) -> str:
    return id_.hex if isinstance(id_, UUID) else _plain(id_)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return "".join(words(text))[:_LONGEST]


@dataclass(frozen=True)
class Prefix:
    """A word of which only the beginning is known."""

    token: str


Alternative = Sequence["str | Prefix"]  # all of them
Clause = Sequence["str | Prefix | Alternative"]  # any of them


def satisfies(doc: str, clause: Clause) -> bool:
    """Whether one doc satisfies a clause: what a database is asked of all of them."""
    spaced = f" {doc} "
    return any(_is_in(spaced, part) for part in clause)


def _is_in(spaced: str, part: str | Prefix | Alternative) -> bool:
    match part:
        case Prefix(token):
            return f" {token}" in spaced
        case str():
            return f" {part} " in spaced
    return all(_is_in(spaced, inner) for inner in part)


def fts5(clauses: Iterable[Clause]) -> str:
    """All clauses, as an FTS5 query. Tokens are quoted and of known letters, so nothing typed can become syntax."""
    return " AND ".join(f"({' OR '.join(_fts5(part) for part in clause)})" for clause in clauses)


def _fts5(part: str | Prefix | Alternative) -> str:
    match part:
        case Prefix(token):
            return f'"{_safe(token)}" *'
        case str():
            return f'"{_safe(part)}"'
    return f"({' AND '.join(_fts5(inner) for inner in part)})"


def tsquery(clauses: Iterable[Clause]) -> str:
    """All clauses, as a tsquery of PostgreSQL; quoted in the same way."""
    return " & ".join(f"({' | '.join(_tsquery(part) for part in clause)})" for clause in clauses)


def _tsquery(part: str | Prefix | Alternative) -> str:
    match part:
        case Prefix(token):
            return f"'{_safe(token)}':*"
        case str():
            return f"'{_safe(part)}'"
    return f"({' & '.join(_tsquery(inner) for inner in part)})"


def _safe(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not a token: {token!r}")
    return token
