"""What our own columns say about a place or a service beyond what the source wrote."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from acogida.core.text import words
from acogida.directory import countries, gazetteer, needs
from acogida.directory.enums import NeedBasis, Visibility
from acogida.directory.gazetteer import Place
from acogida.directory.geography import distance_km

Json = dict[str, Any]

FARTHEST_TOWN_KM = 150.0  # a place farther from every town we know lies where we know none


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=50_000)
def _nearest(latitude: float, longitude: float) -> Place | None:
    """Asked for points a kilometre apart: which town is nearest does not depend on less, and neighbours share it."""
    place = gazetteer.nearest(latitude, longitude)
    if place is None or distance_km(latitude, longitude, place.latitude, place.longitude) > FARTHEST_TOWN_KM:
        return None
    return place


@lru_cache(maxsize=50_000)
def _found(city: str, state: str, country: str) -> Place | None:
    """A town by its name. Namesakes in several states are told apart by the state or not at all."""
    named = gazetteer.exact(city, country=country)
    folded = " ".join(words(state))
    in_state = [p for p in named if folded and folded in {p.admin1.lower(), " ".join(words(p.admin1_name))}]
    if in_state:
        return in_state[0]
    return named[0] if len(named) == 1 or (named and not folded and country) else None


def place_of(content: Json) -> Place | None:
    latitude = content.get("latitude")
    if latitude is not None:
        return _nearest(round(latitude, 2), round(content["longitude"], 2))
    address = first_address(content)
    city = address.get("city", "")
    return _found(city, address.get("state_province", ""), country_of(address)) if city else None


def country_of(address: Json) -> str:
    text = address.get("country", "")
    code = countries.code_of(text) if text else ""
    return code or (text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else "")


def first_address(content: Json) -> Json:
    addresses = content.get("addresses") or [{}]
    return next((a for a in addresses if a.get("address_type") == "physical"), addresses[0])


def where(content: Json, visibility: str, timezone: str) -> Json:
    """country, admin1, locality, timezone; for an area also the town's own coordinates; never anything nearer."""
    place, address = place_of(content), first_address(content)
    columns: Json = {
        "country": place.country if place else country_of(address),
        "admin1": place.admin1 if place else "",
        "locality": (address.get("city") or (place.name if place else ""))[:200],
        "timezone": timezone if is_zone(timezone) else place.timezone if place else "",
    }
    if visibility == Visibility.HIDDEN:
        columns["locality"] = ""
    elif visibility == Visibility.AREA_ONLY:
        columns["locality"] = place.name if place else columns["locality"]
        columns["latitude"] = place.latitude if place else None
        columns["longitude"] = place.longitude if place else None
    return columns


def needs_of(content: Json, given: list[str] | None, by_term: Mapping[str, str]) -> tuple[list[str], str]:
    if given:
        return given, NeedBasis.GIVEN
    mapped = sorted({by_term[id] for id in term_ids(content) if by_term.get(id)})
    if mapped:
        return mapped, NeedBasis.MAPPED
    text = f"{content['name']}. {content.get('alternate_name', '')}. {content.get('description', '')[:2000]}"
    inferred = needs.infer(text)
    return (inferred, NeedBasis.INFERRED) if inferred else ([], NeedBasis.NONE)


def term_ids(content: Json) -> Iterable[str]:
    return (item["taxonomy_term_id"] for item in content.get("attributes", ()) if "taxonomy_term_id" in item)
