"""What our own columns say about a place or a service beyond what the source wrote."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from acogida.core.text import words
from acogida.directory import countries, gazetteer, needs
from acogida.directory.enums import NeedBasis, Visibility
from acogida.directory.gazetteer import Place
from acogida.directory.geography import distance_km

Json = dict[str, Any]

FARTHEST_TOWN_KM = 150.0  # a place farther from every town we know lies where we know none
FARTHEST_NAMED_KM = 50.0  # the edge of the largest city from its centre
CITY_KM = 15.0
SECTION_OF = 10  # a town next to one of ten times its people is taken for a part of it


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=5_000)
def _nearest(latitude: float, longitude: float, country: str) -> Place | None:
    """Asked for points a kilometre apart: which town is nearest does not depend on less, and neighbours share it."""
    return gazetteer.nearest(latitude, longitude, country=country, within_km=FARTHEST_TOWN_KM)


@lru_cache(maxsize=5_000)
def _found(city: str, state: str, country: str) -> Place | None:
    """A town by its name. Namesakes in several states are told apart by the state or not at all."""
    named = gazetteer.exact(city, country=country)
    folded = " ".join(words(state))
    in_state = [p for p in named if folded and folded in {p.admin1.lower(), " ".join(words(p.admin1_name))}]
    if in_state:
        return in_state[0]
    return named[0] if len(named) == 1 or (named and not folded and country) else None


def place_of(content: Json) -> Place | None:
    """The town nearest to the coordinates, in the country that the address names if there is one: across a border may
    be a nearer one. Without coordinates the town that the address names."""
    address, point = first_address(content), _point(content)
    country = country_of(address)
    if point:
        return _nearest(*point, country) or _nearest(*point, "")
    return _found(address.get("city", ""), address.get("state_province", ""), country)


def is_elsewhere(content: Json) -> bool:
    """Whether the coordinates lie far from every town of the country that the address names."""
    country, place = country_of(first_address(content)), place_of(content)
    return bool(country and place and place.country != country)


def town_of(content: Json) -> Place | None:
    """The town to name for a place whose address is secret: the one of the address, else the largest around it. Never
    a section of a city, which the gazetteer holds too: that would tell where in the city it is."""
    near = place_of(content)
    if near is None:
        return None
    point = _point(content) or (near.latitude, near.longitude)
    named = _namesake(first_address(content).get("city", ""), *point, near.country)
    largest = _largest(*point, near.country) or near
    return named if named and named.population * SECTION_OF >= largest.population else largest


@lru_cache(maxsize=5_000)
def _namesake(city: str, latitude: float, longitude: float, country: str) -> Place | None:
    apart = [
        (distance_km(latitude, longitude, place.latitude, place.longitude), place.geonameid, place)
        for place in gazetteer.exact(city, country=country)
    ]
    km, _, place = min(apart, default=(FARTHEST_NAMED_KM, 0, None))
    return place if km < FARTHEST_NAMED_KM else None


@lru_cache(maxsize=5_000)
def _largest(latitude: float, longitude: float, country: str) -> Place | None:
    return gazetteer.largest(latitude, longitude, country=country, within_km=CITY_KM)


def _point(content: Json) -> tuple[float, float] | None:
    latitude = content.get("latitude")
    return None if latitude is None else (round(latitude, 2), round(content["longitude"], 2))


def country_of(address: Json) -> str:
    return _country(address.get("country", ""))


@lru_cache(maxsize=1_000)
def _country(text: str) -> str:
    code = countries.code_of(text) if text else ""
    return code or (text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else "")


def first_address(content: Json) -> Json:
    addresses = content.get("addresses") or [{}]
    if len(addresses) == 1:
        return cast(Json, addresses[0])
    return next((a for a in addresses if a.get("address_type") == "physical"), addresses[0])


def where(content: Json, visibility: str, timezone: str) -> Json:
    """country, admin1, locality, timezone; for an area also the town's own coordinates; never anything nearer.

    The words of the address are shown only for a public place: `city` may hold anything.
    """
    place, address = place_of(content), first_address(content)
    columns: Json = {
        "country": place.country if place else country_of(address),
        "admin1": place.admin1 if place else "",
        "locality": "",
        "timezone": timezone if is_zone(timezone) else place.timezone if place else "",
    }
    if visibility == Visibility.PUBLIC:
        columns["locality"] = (address.get("city") or (place.name if place else ""))[:200]
    elif visibility == Visibility.AREA_ONLY and (town := town_of(content)):
        columns["admin1"], columns["locality"] = town.admin1, town.name
        columns["latitude"], columns["longitude"] = town.latitude, town.longitude
    return columns


def needs_of(
    content: Json, given: list[str] | None, by_term: Mapping[str, str], guessed: list[str] | None = None
) -> tuple[list[str], str]:
    if given:
        return given, NeedBasis.GIVEN
    mapped = sorted({by_term[id] for id in term_ids(content) if by_term.get(id)})
    if mapped:
        return mapped, NeedBasis.MAPPED
    inferred = guess_needs(content) if guessed is None else guessed
    return (inferred, NeedBasis.INFERRED) if inferred else ([], NeedBasis.NONE)


def guess_needs(content: Json) -> list[str]:
    return needs.infer(
        f"{content['name']}. {content.get('alternate_name', '')}. {content.get('description', '')[:2000]}"
    )


def term_ids(content: Json) -> Iterable[str]:
    return (item["taxonomy_term_id"] for item in content.get("attributes", ()) if "taxonomy_term_id" in item)
