"""How full the places of a service are, ready to be shown with their buttons."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.directory import dates, gazetteer
from acogida.directory.editing.own import is_to_confirm
from acogida.directory.enums import Audience, Visibility
from acogida.directory.models import Capacity, Location, Service, ServiceAtLocation
from acogida.directory.texts import Text, translated
from acogida.web.directory.rooms import whose


@dataclass(frozen=True)
class Room:
    id: UUID
    people: str
    place: str  # empty: the service has one place, or counts for all
    unit: str
    free: int | None
    said: str  # the same in words
    of: str  # how many there are in all
    told: str  # by whom and when
    is_old: bool


@dataclass(frozen=True)
class Card:
    id: UUID
    name: Text
    is_closed: bool
    rooms: list[Room]

    @property
    def old(self) -> int:
        return sum(room.is_old for room in self.rooms)


def place_name(location: Location) -> str:
    """What the public may know of it: where exactly a hidden place is, is not shown here either."""
    state = gazetteer.admin1_name(location.country, location.admin1) if location.admin1 else location.country
    match location.visibility:
        case Visibility.HIDDEN:
            return _("Hidden place, %(area)s") % {"area": state} if state else _("Hidden place")
        case Visibility.AREA_ONLY:
            return _("Address not public, %(area)s") % {"area": location.locality or state}
    return location.name or location.locality or state or _("Place without a name")


def place_names(sites: list[ServiceAtLocation]) -> dict[UUID, str]:
    """Namesakes are numbered: two hidden houses in one state must not be taken for each other."""
    found: dict[UUID, str] = {}
    for site in sites:
        name, number = place_name(site.location), 1
        while (shown := name if number == 1 else f"{name} ({number})") in found.values():
            number += 1
        found[site.pk] = shown
    return found


def room(capacity: Capacity, place: str, now: datetime) -> Room:
    return Room(
        id=capacity.pk,
        people=whose(capacity),
        place=place,
        unit=capacity.unit,
        free=capacity.available,
        said=_free(capacity.available),
        of=_("of %(maximum)d") % {"maximum": capacity.maximum} if capacity.maximum is not None else "",
        told=_told(capacity, now),
        is_old=is_to_confirm(capacity, now),
    )


def rooms(service: Service, now: datetime) -> list[Room]:
    """Those that have to be confirmed first."""
    sites = list(service.sites.all())
    names = place_names(sites) if len(sites) > 1 else {}
    listed = {site.pk for site in sites}
    found = [
        room(capacity, names.get(capacity.site_id, "") if capacity.site_id else "", now)
        for capacity in service.capacities.all()
        if capacity.site_id is None or capacity.site_id in listed
    ]
    return sorted(found, key=lambda one: not one.is_old)


def card(service: Service, *, is_closed: bool, language: str, now: datetime) -> Card:
    return Card(service.pk, translated(service, "name", language), is_closed, rooms(service, now))


def audiences() -> list[tuple[str, str]]:
    return [(code, str(label).capitalize()) for code, label in Audience.choices]


def _free(free: int | None) -> str:
    if free is None:
        return _("Not known")
    if not free:
        return _("Full")
    return ngettext("%(count)d free", "%(count)d free", free) % {"count": free}


def _told(capacity: Capacity, now: datetime) -> str:
    said = {"who": capacity.updated_by.name if capacity.updated_by else "", "ago": dates.ago(capacity.updated_at, now)}
    if capacity.updated_by:
        return _("%(who)s, %(ago)s") % said
    return _("From the source, %(ago)s") % said
