"""One result as a card shows it."""

from dataclasses import dataclass

from acogida.directory.enums import NeedKind, Visibility
from acogida.directory.models import Location, Service
from acogida.directory.search.types import Result
from acogida.directory.texts import Text, translated
from acogida.web.directory import addresses, pills
from acogida.web.directory.links import service_url
from acogida.web.directory.phones import Phone, phones
from acogida.web.directory.pills import Pill


@dataclass(frozen=True)
class Point:
    latitude: float
    longitude: float
    is_exact: bool  # False: the middle of the town, drawn as a circle


@dataclass(frozen=True)
class Card:
    url: str
    name: Text
    organization: Text
    locality: str
    address: str  # one line; empty when it is not public
    icon_need: str
    why: str
    phone: Phone | None
    pills: list[Pill]
    point: Point | None
    is_public: bool


def icon_need(service: Service, asked: tuple[str, ...]) -> str:
    known = [str(need) for need in service.needs if need in NeedKind.values]
    return next((need for need in known if need in asked), known[0] if known else "")


def point(location: Location | None) -> Point | None:
    if location is None or location.latitude is None or location.longitude is None:
        return None
    return Point(location.latitude, location.longitude, location.visibility == Visibility.PUBLIC)


def card(result: Result, asked: tuple[str, ...], language: str) -> Card:
    service, location = result.service, result.location
    numbers = phones(result.site, location, service, result.organization)
    return Card(
        url=service_url(service.pk, result.site.pk if result.site else None),
        name=translated(service, "name", language),
        organization=translated(result.organization, "name", language),
        locality=location.locality if location else "",
        address=addresses.one_line(location),
        icon_need=icon_need(service, asked),
        why=result.why,
        phone=next((phone for phone in numbers if phone.href), None),
        pills=[
            *pills.of_status(service),
            *pills.of_opening(result.opening),
            *pills.of_room(result.capacities, service),
            *pills.of_audiences(service),
            *pills.of_papers(service),
            *pills.of_place(location),
        ],
        point=point(location),
        is_public=location is None or location.visibility == Visibility.PUBLIC,
    )
