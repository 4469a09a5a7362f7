"""Records that mean HSDS but say it in other words: misspelt plurals, older names, a place written flat.

Only called when a record has a field that HSDS doesn't know, so a clean feed pays nothing for it.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from acogida.directory.hsds.shapes import ITEMS, RECORDS

Json = dict[str, Any]
Mend = Callable[[str, str], None]

TEXT_ITEMS = {
    "phone": "number",
    "language": "name",
    "url": "url",
    "required_document": "document",
    "accessibility": "description",
    "address": "address_1",
    "funding": "source",
    "service_area": "name",
}

_ADDRESS = {
    "street": "address_1",
    "street1": "address_1",
    "street_address": "address_1",
    "street_address_1": "address_1",
    "street_address_2": "address_2",
    "line1": "address_1",
    "line2": "address_2",
    "state": "state_province",
    "province": "state_province",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "postcode": "postal_code",
}
_FLAT_ADDRESS = (*_ADDRESS, *ITEMS["address"].fields)

_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "organization": {"nickname": "alternate_name", "url": "website", "contact_info": "contacts"},
    "service": {
        "service_name": "name",
        "service_description": "description",
        "service_status": "status",
        "eligibility": "eligibility_description",
        "website": "url",
    },
    "location": {"location_id": "id", "lat": "latitude", "lng": "longitude", "lon": "longitude"},
    "address": _ADDRESS,
    "phone": {"phone_number": "number", "phone": "number"},
    "schedule": {
        "days": "byday",
        "day": "byday",
        "day_of_week": "byday",
        "days_of_week": "byday",
        "start_time": "opens_at",
        "time_open": "opens_at",
        "open_time": "opens_at",
        "opens": "opens_at",
        "end_time": "closes_at",
        "time_close": "closes_at",
        "close_time": "closes_at",
        "closes": "closes_at",
        "start_date": "valid_from",
        "end_date": "valid_to",
    },
}
_TIMES_IN_ORDER = ("times", "time", "time_slots")
_TIMES = frozenset(_TIMES_IN_ORDER)


def _plurals(lists: Mapping[str, str]) -> dict[str, str]:
    """`addresss`, `address` → `addresses`; `fundings` → `funding`; `accessibilitys` → `accessibility`."""
    other: dict[str, str] = {}
    for name, item in lists.items():
        for spelling in (item, f"{item}s", f"{name}s", name.removesuffix("s"), f"{name.removesuffix('es')}s"):
            if spelling != name:
                other.setdefault(spelling, name)
    return other


_NAMES = {
    name: {
        **_plurals({**shape.items, **{key: key.removesuffix("s") for key in shape.children if key.endswith("s")}}),
        **_OTHER_NAMES.get(name, {}),
    }
    for name, shape in {**ITEMS, **RECORDS}.items()
}


def as_hsds(kind: str, raw: Json, mend: Mend) -> Json:
    """The same object in the words of HSDS, as far as they are clear. What stays unknown is left for the report."""
    known = {**ITEMS, **RECORDS}[kind].known
    result: Json = {}
    for key, value in raw.items():
        name = _NAMES[kind].get(key, key) if key not in known else key
        if name == key:
            result.setdefault(key, value)
        elif value not in (None, "", []) and raw.get(name) in (None, "", []):
            result[name] = value
            mend(key, f"read as {name}")
    restructure = _RESTRUCTURE.get(kind)
    if restructure:
        restructure(result, mend)
    return {key: value for key, value in result.items() if key in known or value not in (None, "", [], {})}


def _organization(raw: Json, mend: Mend) -> None:
    names = raw.pop("alternate_names", None)
    if isinstance(names, list) and names and isinstance(names[0], str) and not raw.get("alternate_name"):
        raw["alternate_name"] = names[0]
        mend("alternate_names", "the first read as alternate_name")
    places = raw.get("locations")
    for key in ("addresses", "address"):
        addresses = _list(raw.get(key))
        if addresses and not places:
            raw["locations"] = places = [{"name": raw.get("name"), "addresses": [a]} for a in addresses]
            mend(key, "read as a location")
            raw.pop(key)
    if raw.get("schedules") and isinstance(places, list) and len(places) == 1 and isinstance(places[0], dict):
        places[0].setdefault("schedules", raw.pop("schedules"))
        mend("schedules", "read as the hours of its only location")


def _service(raw: Json, mend: Mend) -> None:
    if raw.get("service_at_locations"):
        return
    sites: list[Json] = []
    for key in ("locations", "location_ids", "location_id", "location"):
        for place in _list(raw.get(key)):
            if isinstance(place, dict) and place.keys() - {"id", "location_id"}:
                sites.append({"location": place})
            elif isinstance(place, dict):
                sites.append({"location_id": place.get("id") or place.get("location_id")})
            else:
                sites.append({"location_id": place})
        if sites and raw.get(key):
            raw.pop(key)
            mend(key, "read as service_at_locations")
            break
    if sites:
        raw["service_at_locations"] = sites


def _location(raw: Json, mend: Mend) -> None:
    flat = {key: raw.pop(key) for key in _FLAT_ADDRESS if key in raw}
    if not raw.get("addresses") and any(value for key, value in flat.items() if key not in {"address_type", "country"}):
        raw["addresses"] = [flat]
        mend("addresses", "a flat address read as one of a list")
    addresses = raw.get("addresses")
    spots = [raw.pop("coordinates", None)]
    if isinstance(addresses, list):
        spots += [address.get("coordinates") or address for address in addresses if isinstance(address, dict)]
    for spot in spots:
        spot = spot[0] if isinstance(spot, list) and spot else spot
        if isinstance(spot, dict) and spot.get("latitude") is not None and raw.get("latitude") is None:
            raw["latitude"], raw["longitude"] = spot["latitude"], spot.get("longitude")
            mend("coordinates", "read as latitude and longitude")


def _schedule(raw: Json, mend: Mend) -> None:
    day = raw.pop("date", None)
    if day and not raw.get("valid_from"):
        raw["valid_from"] = raw["valid_to"] = day
        mend("date", "read as the only day on which it is valid")
    if str(raw.get("freq", "")).upper().replace("_", "").replace("-", "") == "BIWEEKLY":
        raw["freq"], raw["interval"] = "WEEKLY", 2
        mend("freq", "read as every second week")


_RESTRUCTURE: Mapping[str, Callable[[Json, Mend], None]] = {
    "organization": _organization,
    "service": _service,
    "location": _location,
    "schedule": _schedule,
}


def one_time_each(schedules: list[Any]) -> list[Any]:
    """A schedule with several times becomes one schedule a time."""
    result: list[Any] = []
    for schedule in schedules:
        key = _times_of(schedule)
        times = [time for time in schedule[key] if isinstance(time, dict)] if key else []
        if not times:
            result.append(schedule)
            continue
        rest = {name: value for name, value in schedule.items() if name != key}
        if len(times) > 1:
            rest.pop("id", None)
        result += [{**rest, **{k: v for k, v in time.items() if k not in {"id", "metadata"}}} for time in times]
    return result


def _times_of(schedule: object) -> str:
    if not isinstance(schedule, dict) or _TIMES.isdisjoint(schedule):
        return ""
    return next((name for name in _TIMES_IN_ORDER if isinstance(schedule.get(name), list)), "")


def unwrap(data: object, depth: int = 5) -> list[tuple[str, Json]]:
    """The records inside a wrapping, each with its kind: `[{…}]`, `{"organization": {…}, "services": […]}`."""
    if isinstance(data, list) and depth:
        return [found for entry in data[:1000] for found in unwrap(entry, depth - 1)]
    if not isinstance(data, dict) or not depth:
        return []
    inner = data.get("organization") or data.get("hsds_organization") or data.get("schema")
    if isinstance(inner, dict) and "name" not in data and "service_id" not in data and "location_id" not in data:
        around = {key: value for key, value in data.items() if key in RECORDS["organization"].known}
        return [("organization", {**inner, **{k: v for k, v in around.items() if v and not inner.get(k)}})]
    for key, kind in (("organizations", "organization"), ("organization", "organization"), ("data", "")):
        if isinstance(data.get(key), list) and data[key] and "name" not in data:
            found = [(kind or k, record) for k, record in unwrap(data[key], depth - 1)]
            rest = {k: v for k, v in data.items() if k in {"services", "locations"} and v}
            return [(k, {**rest, **record}) for k, record in found] if len(found) == 1 else found
    return [(kind_of(data), data)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


_KINDS = ("organization", "service", "location", "service_at_location", "taxonomy_term", "taxonomy")


def kind_of(raw: Json) -> str:
    """The kind of record that knows most of the fields."""
    return _kind_with(frozenset(raw))


@lru_cache(maxsize=500)  # records of one source have the same fields
def _kind_with(names: frozenset[str]) -> str:
    return max(_KINDS, key=lambda kind: len(names & RECORDS[kind].known))
