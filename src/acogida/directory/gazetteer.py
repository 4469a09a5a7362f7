"""Towns of the Americas with 5,000 people or more (GeoNames, CC BY 4.0), held in memory.

Contract (being filled): find(text, *, country="", limit=10), get(geonameid), nearest(latitude, longitude).
"""

from dataclasses import dataclass


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


def find(text: str, *, country: str = "", limit: int = 10) -> list[Place]:
    raise NotImplementedError


def get(geonameid: int) -> Place | None:
    raise NotImplementedError


def nearest(latitude: float, longitude: float) -> Place | None:
    raise NotImplementedError
