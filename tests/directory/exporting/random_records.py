"""Records as a careless source might write them: any field, any text, ids of every sort."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from acogida.core.ids import derived
from acogida.directory.hsds.shapes import ITEMS, RECORDS, Shape

TEXTS = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", '"', "a,b", " x\n\ny ", "\r", "ñandú", "+52 1", "-"]
)
IDS = st.integers(1, 40).map(lambda number: str(UUID(int=number))) | st.integers(1, 40).map(str)
NAMED: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(["active", "inactive", "temporarily closed"]),
    "location_type": st.sampled_from(["physical", "virtual"]),
    "address_type": st.sampled_from(["physical", "postal"]),
    "latitude": st.floats(-90, 90),
    "longitude": st.floats(-180, 180),
    "freq": st.sampled_from(["WEEKLY", "MONTHLY"]),
    "wkst": st.sampled_from(["MO", "SU"]),
    "byday": st.sampled_from(["MO", "MO,TU", "1MO"]),
    "last_action_date": st.just("2026-01-01"),
    "updated": st.sampled_from(["2026-01-01T00:00:00Z", "2026-11-24T05:30:00.5-06:00"]),
    "available": st.integers(0, 5),
    "maximum": st.integers(5, 9),
    "email": st.just("a@example.org"),
    **{name: st.sampled_from(["2026-01-01", "1999-12-31"]) for name in ("valid_from", "valid_to", "assured_date")},
    **{name: st.sampled_from(["09:00", "17:30:00"]) for name in ("opens_at", "closes_at")},
    **{name: st.just("https://example.org/a?b=c") for name in ("url", "uri", "website", "term_uri", "schedule_link")},
    **{
        name: st.integers(0, 99) | st.floats(0, 99).map(lambda number: round(number, 3))
        for name in ("minimum_age", "maximum_age", "amount", "count", "interval", "extension", "timezone")
    },
}  # fmt: skip


def some(shape: Shape, **always: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of the fields of its shape, and some of its lists."""
    required = {name: NAMED.get(name, TEXTS) for name in shape.required} | always
    fields = {name: NAMED.get(name, TEXTS) for name in shape.fields}
    lists = {name: st.lists(some(ITEMS[kind]), max_size=2) for name, kind in shape.items.items() if kind != "attribute"}
    optional = {"id": IDS} | fields | lists
    return st.fixed_dictionaries(required, optional={name: optional[name] for name in optional.keys() - required})


LOCATIONS = some(RECORDS["location"])
SITES = some(RECORDS["service_at_location"], location=LOCATIONS)
UNITS = st.sampled_from(["bed", "meal"]).map(
    lambda name: {"id": str(UUID(int=len(name))), "name": name, "scheme": "SI"}
)
CAPACITIES = some(RECORDS["service_capacity"], unit=UNITS | st.just({"name": " "}), available=st.integers(0, 5))
SERVICES = some(
    RECORDS["service"],
    service_at_locations=st.lists(SITES, max_size=2),
    capacities=st.lists(CAPACITIES, max_size=1),
)
ORGANIZATIONS = some(
    RECORDS["organization"],
    services=st.lists(SERVICES, min_size=1, max_size=2),
    locations=st.lists(LOCATIONS, max_size=2),
)


def told_apart(value: Any, path: str = "") -> Any:
    """The same with an id of its own for everything: in tables, things that share one can't be told apart."""
    if isinstance(value, list):
        return [told_apart(each, f"{path}/{number}") for number, each in enumerate(value)]
    if not isinstance(value, dict) or path.endswith("/unit"):
        return value
    return {name: told_apart(each, f"{path}/{name}") for name, each in value.items()} | {"id": str(derived(path))}
