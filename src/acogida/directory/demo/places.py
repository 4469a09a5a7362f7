"""Places of the demonstration: an open door, a town without an address, or nothing but a telephone."""

from dataclasses import dataclass
from typing import Any

from acogida.directory.demo import fiction
from acogida.directory.demo.dice import Dice
from acogida.directory.demo.identity import id_of
from acogida.directory.demo.texts import in_columns, variants
from acogida.directory.demo.towns import Town
from acogida.directory.enums import LocationType, Visibility

Json = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """One place of an organisation. Services with the same needs of secrecy in the same town share it."""

    organization: str
    town: Town
    visibility: Visibility
    virtual: bool = False

    @property
    def id(self) -> str:
        return id_of("location", self.organization, self.town.key, self.visibility, self.virtual)


def location(spot: Spot, name: str, dice: Dice) -> Json:
    place, language = spot.town.place, spot.town.language
    latitude, longitude = fiction.point(place.latitude, place.longitude, dice, spot.id)
    way = dice.pick(variants("place", "transport"), "way", spot.id)
    said, translated = in_columns({} if spot.virtual else {"transportation": way}, language)
    return {
        "id": spot.id,
        "location_type": LocationType.VIRTUAL.value if spot.virtual else LocationType.PHYSICAL.value,
        "name": name,
        "latitude": latitude,
        "longitude": longitude,
        **said,
        "addresses": [_address(spot, dice)],
        "accessibility": [] if spot.virtual else _accessibility(spot, dice),
        "acogida": {
            "visibility": spot.visibility.value,
            "timezone": place.timezone,
            "translations": translated,
        },
    }


def _address(spot: Spot, dice: Dice) -> Json:
    place = spot.town.place
    private = spot.visibility is not Visibility.PUBLIC
    return {
        "id": id_of("address", spot.id),
        "address_1": fiction.street(spot.town.language, dice, spot.id, private=private),
        "city": spot.town.name,
        "state_province": place.admin1_name or spot.town.name,
        "postal_code": fiction.POSTCODE,
        "country": place.country,
        "address_type": "physical",
    }


def _accessibility(spot: Spot, dice: Dice) -> list[Json]:
    if dice("access", spot.id).random() > 0.4:
        return []
    text = dice.pick(variants("place", "access"), "which access", spot.id)
    return [{"id": id_of("access", spot.id), "description": text[spot.town.language]}]
