"""The whole demonstration as HSDS 3.1 records: organisations with their services and places inside."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from acogida.directory.demo import fiction, not_help
from acogida.directory.demo.dice import Dice
from acogida.directory.demo.identity import id_of
from acogida.directory.demo.kinds import ServiceKind, Sketch, organization_kinds, service_kinds, sketches
from acogida.directory.demo.offers import Making, Offer, service
from acogida.directory.demo.places import Spot, location
from acogida.directory.demo.texts import filled, in_columns, variants
from acogida.directory.demo.towns import Town, towns
from acogida.directory.enums import Visibility

Json = dict[str, Any]

SEED = 2026
FIRST_EXTENSION = 101


def records(*, now: datetime, seed: int = SEED) -> Iterator[Json]:
    making = Making(Dice(seed), now.astimezone(UTC).replace(second=0, microsecond=0))
    for number, sketch in enumerate(sketches()):
        yield _organization(sketch, number, making)
    yield from not_help.records()


def _organization(sketch: Sketch, number: int, making: Making) -> Json:
    kind, seat = organization_kinds()[sketch.kind], towns()[sketch.towns[0]]
    name = fiction.named(sketch.name)
    phone = fiction.phone(seat.area_code, number)
    offered = [*kind.core, *making.dice("extra", sketch.key).sample(kind.extra, kind.more)]
    offers = [
        Offer(sketch, each, _spots(sketch, each, core=each.key in kind.core), phone, extension)
        for extension, each in enumerate((service_kinds()[key] for key in offered), start=FIRST_EXTENSION)
    ]
    about = making.phrasing(kind.about, seat, f"{kind.key} about")
    said, translated = in_columns({"description": filled(about, town=seat.name)}, seat.language)
    return {
        "id": id_of("organization", sketch.key),
        "name": name,
        **said,
        "email": fiction.email(sketch.key),
        "website": fiction.website(sketch.key),
        "year_incorporated": sketch.since,
        "phones": [{"id": id_of("phone", sketch.key), "number": phone, "type": "voice"}],
        "contacts": [_contact(sketch, seat)],
        "locations": [location(spot, _place_name(name, spot, sketch), making.dice) for spot in _all_spots(offers)],
        "services": [service(offer, making) for offer in offers],
        "acogida": {"language": seat.language, "translations": translated},
    }


def _spots(sketch: Sketch, kind: ServiceKind, *, core: bool) -> tuple[Spot, ...]:
    """What an organisation always offers it offers in all its towns; what is hidden has one door only."""
    everywhere = core and kind.visibility is Visibility.PUBLIC
    return tuple(
        Spot(sketch.key, towns()[town], kind.visibility, kind.virtual)
        for town in (sketch.towns if everywhere else sketch.towns[:1])
    )


def _all_spots(offers: list[Offer]) -> list[Spot]:
    return list(dict.fromkeys(spot for offer in offers for spot in offer.spots))


def _place_name(name: str, spot: Spot, sketch: Sketch) -> str:
    return name if len(sketch.towns) == 1 else f"{name}, {spot.town.name}"


def _contact(sketch: Sketch, seat: Town) -> Json:
    return {
        "id": id_of("contact", sketch.key),
        "title": variants("title", "coordination")[0][seat.language],
        "email": fiction.email(sketch.key),
    }
