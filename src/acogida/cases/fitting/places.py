"""Whether a service is in a town where a household does not want to be."""

from collections.abc import Iterable
from dataclasses import dataclass

from acogida.core.text import fold
from acogida.directory import gazetteer
from acogida.directory.enums import Visibility
from acogida.directory.geography import distance_km
from acogida.directory.models import Location

SAME_TOWN_KM = 15.0


@dataclass(frozen=True)
class Refused:
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float

    def holds(self, location: Location) -> bool | None:
        """None: of a place that shows only its state nobody can tell."""
        if location.country != self.country:
            return False
        if fold(location.locality) == fold(self.name) and location.admin1 in {"", self.admin1}:
            return True
        if location.latitude is not None and location.longitude is not None:
            apart = distance_km(self.latitude, self.longitude, location.latitude, location.longitude)
            return apart <= SAME_TOWN_KM
        may_be = location.visibility == Visibility.HIDDEN and location.admin1 in {"", self.admin1}
        return None if may_be else False


def refused_places(ids: Iterable[int]) -> list[Refused]:
    found = (gazetteer.get(id_) for id_ in sorted(ids))
    return [
        Refused(place.name, place.country, place.admin1, place.latitude, place.longitude) for place in found if place
    ]
