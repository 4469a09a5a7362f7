"""What a real list holds too: a detention station, a desk of the migration police. Marked, and so never shown."""

from collections.abc import Iterator
from typing import Any

from acogida.directory.demo import fiction
from acogida.directory.demo.dice import Dice
from acogida.directory.demo.hours import schedules
from acogida.directory.demo.identity import id_of
from acogida.directory.demo.places import Spot, location
from acogida.directory.demo.texts import table
from acogida.directory.demo.towns import towns
from acogida.directory.enums import Visibility

Json = dict[str, Any]

LANGUAGE = "es"
_DICE = Dice(0)


def records() -> Iterator[Json]:
    for raw in table("not_help.toml")["organization"]:
        spot = Spot(raw["key"], towns()[raw["town"]], Visibility.PUBLIC)
        name = fiction.named(raw["name"])
        yield {
            "id": id_of("organization", raw["key"]),
            "name": name,
            "description": raw["about"],
            "website": fiction.website(raw["key"]),
            "locations": [location(spot, name, _DICE)],
            "services": [_service(each, spot) for each in raw["service"]],
            "acogida": {"language": LANGUAGE, "is_help": raw["is_help"]},
        }


def _service(raw: Json, spot: Spot) -> Json:
    id = id_of("service", spot.organization, raw["key"])
    found = schedules("office", _DICE("hours", id))
    return {
        "id": id,
        "name": raw["name"],
        "description": raw["what"],
        "status": "active",
        "schedules": [{"id": id_of("hours", id, position), **each} for position, each in enumerate(found)],
        "service_at_locations": [{"id": id_of("site", id, spot.id), "location_id": spot.id}],
        "acogida": {"language": LANGUAGE, "needs": [raw["need"]], "is_help": raw["is_help"]},
    }
