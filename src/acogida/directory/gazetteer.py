"""Towns of the Americas with 5,000 people or more (GeoNames, CC BY 4.0), held in memory once somebody asks.

Names are compared in lower case and without accents. A country or state narrows them: `Tapachula, MX`,
`Tapachula, Chiapas`, `tapachula mexico`. Namesakes come largest first.
"""

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil, cos, floor, inf, pi, radians, sin

from rapidfuzz import process
from rapidfuzz.distance import OSA

from acogida.core.text import words
from acogida.directory import countries
from acogida.directory.geography import EARTH_RADIUS_KM, KM_PER_DEGREE, distance_km

_CELL = 0.25  # degrees
_COLUMNS = 1440  # cells around the Earth
_LAST = "\uffff"  # sorts after every name that starts alike


@dataclass(frozen=True, slots=True)
class Place:
    geonameid: int
    name: str
    country: str  # ISO 3166-1 alpha-2
    admin1: str  # GeoNames admin-1 code
    admin1_name: str
    latitude: float
    longitude: float
    population: int
    timezone: str  # IANA

    def label(self, language: str = "en") -> str:
        """Enough to tell namesakes apart: `Santiago, Veraguas, Panamá`."""
        parts = [self.name, self.admin1_name if self.admin1_name != self.name else ""]
        return ", ".join(part for part in [*parts, countries.name(self.country, language)] if part)


def key(text: str) -> str:
    return " ".join(words(text))


def find(text: str, *, country: str = "", limit: int = 10) -> list[Place]:
    """Places by name: exact ones first, then names that start so, and when there are none, names with a small typo."""
    for name, where in _readings(text):
        found = [place for place in _places(_exact(name) + _starting(name)) if _within(place, country, where)]
        if found:
            return found[:limit]
    for name, where in _readings(text):
        found = [place for place in _places(_similar(name)) if _within(place, country, where)]
        if found:
            return found[:limit]
    return []


def exact(text: str, *, country: str = "") -> list[Place]:
    """Places that are called exactly so, largest first."""
    for name, where in _readings(text):
        found = [place for place in _places(_exact(name)) if _within(place, country, where)]
        if found:
            return found
    return []


def similar(text: str, *, limit: int = 5) -> list[Place]:
    """Places whose name differs by a typo or two: what to suggest when nothing was found."""
    return list(_places(_similar(key(text))))[:limit]


def get(geonameid: int) -> Place | None:
    index = _by_id().get(geonameid)
    return None if index is None else _data().places[index]


def everywhere() -> list[Place]:
    """Every place, largest first."""
    return _data().places


def admin1_name(country: str, admin1: str) -> str:
    return _admin1_names().get((country, admin1), "")


def nearest(latitude: float, longitude: float, *, country: str = "", within_km: float = inf) -> Place | None:
    """The town nearest to a point: looks through rings of grid cells until what lies beyond is farther than it."""
    data, row, column = _data(), floor(latitude / _CELL), floor(longitude / _CELL)
    x, y, z = _on_globe(latitude, longitude)
    best, best_apart = None, _apart(within_km)
    for ring in range(_COLUMNS // 2 + 1):
        for cell in _ring(row, column, ring):
            for rank, its_x, its_y, its_z in data.grid.get(cell, ()):
                apart = (x - its_x) ** 2 + (y - its_y) ** 2 + (z - its_z) ** 2
                if apart < best_apart and (not country or data.places[rank].country == country):
                    best, best_apart = data.places[rank], apart
        if best_apart <= _apart(_km_beyond(latitude, longitude, ring)):
            break
    return best


def _on_globe(latitude: float, longitude: float) -> tuple[float, float, float]:
    """A point of a globe of radius 1. Straight through it the nearest is the nearest too, and that takes no sines."""
    up, around = radians(latitude), radians(longitude)
    return cos(up) * cos(around), cos(up) * sin(around), sin(up)


def _apart(km: float) -> float:
    """The square of what lies straight between two points of that globe which are so far apart on Earth."""
    return 4 * sin(min(km / EARTH_RADIUS_KM, pi) / 2) ** 2


def _km_beyond(latitude: float, longitude: float, ring: int) -> float:
    """How far it is at least from a point to what lies beyond the rings around its cell."""
    up, across = latitude % _CELL, longitude % _CELL
    rows, columns = (ring * _CELL + min(part, _CELL - part) for part in (up, across))
    narrowest = cos(radians(min(90.0, abs(latitude) + (ring + 1) * _CELL)))
    return min(rows, columns * narrowest) * KM_PER_DEGREE


def largest(latitude: float, longitude: float, *, country: str, within_km: float) -> Place | None:
    """The town with most people around a point."""
    data, row, column = _data(), floor(latitude / _CELL), floor(longitude / _CELL)
    narrowest = cos(radians(min(85.0, abs(latitude) + 1)))
    rings = range(ceil(within_km / (_CELL * KM_PER_DEGREE * narrowest)) + 1)
    ranks = sorted(rank for ring in rings for cell in _ring(row, column, ring) for rank, *_ in data.grid.get(cell, ()))
    around = (data.places[rank] for rank in ranks)
    return next(
        (
            place
            for place in around
            if place.country == country
            and distance_km(latitude, longitude, place.latitude, place.longitude) <= within_km
        ),
        None,
    )


def _ring(row: int, column: int, ring: int) -> Iterator[tuple[int, int]]:
    for across in range(-ring, ring + 1):
        edge = abs(across) == ring
        for up in range(-ring, ring + 1) if edge else (-ring, ring):
            yield row + up, (column + across) % _COLUMNS


@dataclass(frozen=True, slots=True)
class _Data:
    places: list[Place]  # largest first, so a position is also a rank
    names: list[str]  # keys, sorted
    owners: "array[int]"  # position in `places` of each name
    grid: dict[tuple[int, int], list[tuple[int, float, float, float]]]  # by cell: position in `places`, and on a globe


def _lines(file: str) -> Iterator[list[str]]:
    path = files("acogida.directory") / "data" / "gazetteer" / file
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        yield line.split("\t")


@cache
def _admin1_names() -> dict[tuple[str, str], str]:
    return {(country, code): name for country, code, name in _lines("admin1.tsv.gz")}


@cache
def _data() -> _Data:
    states = _admin1_names()
    shared: dict[str, str] = {}  # one string object a time zone, not one a town
    places: list[Place] = []
    named: list[tuple[str, int]] = []
    for rank, (id_, name, country, admin1, latitude, longitude, people, zone, others) in enumerate(
        _lines("places.tsv.gz")
    ):
        places.append(
            Place(
                int(id_),
                name,
                shared.setdefault(country, country),
                shared.setdefault(admin1, admin1),
                states.get((country, admin1), ""),
                float(latitude),
                float(longitude),
                int(people),
                shared.setdefault(zone, zone),
            )
        )
        named += [(other, rank) for other in {key(name), *filter(None, others.split("|"))}]
    named.sort()
    grid: dict[tuple[int, int], list[tuple[int, float, float, float]]] = {}
    for rank, place in enumerate(places):
        cell = floor(place.latitude / _CELL), floor(place.longitude / _CELL) % _COLUMNS
        grid.setdefault(cell, []).append((rank, *_on_globe(place.latitude, place.longitude)))
    return _Data(
        places,
        [name for name, _ in named],
        array("l", [rank for _, rank in named]),
        grid,
    )


@cache
def _by_id() -> dict[int, int]:
    return {place.geonameid: rank for rank, place in enumerate(_data().places)}


@cache
def _states() -> frozenset[str]:
    """Names of states and provinces, and their codes where those are letters (`IL`)."""
    names = {key(text) for (_, code), name in _admin1_names().items() for text in (code, name)}
    return frozenset(name for name in names if name.replace(" ", "").isalpha())


def _places(ranks: list[int]) -> Iterator[Place]:
    places = _data().places
    return (places[rank] for rank in dict.fromkeys(ranks))


def _readings(text: str) -> Iterator[tuple[str, list[str]]]:
    """(name, what narrows it): the words as they are, cut at commas, or with a country or state at the end."""
    head, *rest = (key(part) for part in text.split(","))
    where = [part for part in rest if part]
    if not head:
        return
    yield head, where
    parts = head.split()
    for cut in range(1, len(parts)):
        tail = " ".join(parts[cut:])
        if countries.code_of(tail) or tail in _states():
            yield " ".join(parts[:cut]), [tail, *where]


def _within(place: Place, country: str, where: list[str]) -> bool:
    """Each narrowing must name the country or the state, by its name, the start of its name, or its code."""
    if country and place.country != country.upper():
        return False
    state = key(place.admin1_name)
    return all(
        countries.code_of(part) == place.country or state.startswith(part) or part == place.admin1.lower()
        for part in where
    )


def _exact(name: str) -> list[int]:
    data = _data()
    start, end = bisect_left(data.names, name), bisect_left(data.names, name + "\0")
    return sorted(data.owners[start:end])


def _starting(name: str) -> list[int]:
    data = _data()
    start, end = bisect_left(data.names, name), bisect_left(data.names, name + _LAST)
    return sorted(data.owners[start:end])


def _similar(name: str) -> list[int]:
    """One slip in a short name, two in a longer one; nearest spelling first."""
    if len(name) < 4:
        return []
    data = _data()
    slips = 1 if len(name) < 8 else 2
    hits = process.extract(name, data.names, scorer=OSA.distance, score_cutoff=slips, limit=50)
    return [rank for _, rank in sorted((slip, data.owners[position]) for _, slip, position in hits)]
