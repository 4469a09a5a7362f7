"""Sites at a postcode, or within a distance of it. The directory's own places tell where a postcode is."""

from math import cos, radians, sin
from typing import Any

from django.db.models import Avg, F, QuerySet
from django.db.models.functions import Cos, Power, Radians, Sin

from acogida.directory.geography import EARTH_RADIUS_KM
from acogida.directory.models import SearchEntry
from acogida.directory.search import tokens
from acogida.directory.search.match import entries_matching


def sites(postcode: str, meters: float | None) -> QuerySet[Any]:
    """Keys of sites, for `pk__in`."""
    there = entries_matching([[tokens.postcode(postcode)]]).exclude(site=None).order_by()
    if meters is None:
        return there.values("site")
    middle = there.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return SearchEntry.objects.none().values("site")
    return _within(middle["latitude"], middle["longitude"], meters).values("site")


def _within(latitude: float, longitude: float, meters: float) -> QuerySet[SearchEntry]:
    """Haversine, as `geography.distance_km`, in words that both databases know."""
    nearby = entries_matching([tokens.cells_within(latitude, longitude, meters / 1000)])
    up = Power(Sin((Radians(F("latitude")) - radians(latitude)) / 2), 2)
    across = Power(Sin((Radians(F("longitude")) - radians(longitude)) / 2), 2)
    chord = up + across * Cos(Radians(F("latitude"))) * cos(radians(latitude))
    reach = sin(meters / 1000 / EARTH_RADIUS_KM / 2) ** 2
    return nearby.alias(chord=chord).filter(chord__lte=reach).exclude(site=None).order_by()
