"""Short marks with a colour and an icon; never colour alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from acogida.directory.enums import Audience, NeedKind, ServiceStatus, Visibility
from acogida.directory.models import Location, Service
from acogida.directory.search.types import Capacities, Opening, Room


@dataclass(frozen=True)
class Pill:
    text: str
    icon: str = ""
    tone: str = ""  # good | warn | bad


def of_status(service: Service) -> list[Pill]:
    match service.status:
        case ServiceStatus.TEMPORARILY_CLOSED:
            return [Pill(_("Closed for now"), "x", "bad")]
        case ServiceStatus.INACTIVE | ServiceStatus.DEFUNCT:
            return [Pill(_("No longer offered"), "x", "bad")]
    return []


def of_opening(opening: Opening) -> list[Pill]:
    match opening.is_open:
        case True:
            return [Pill(_("Open now"), "clock", "good")]
        case False:
            return [Pill(_("Closed now"), "clock", "bad")]
    return [Pill(_("Hours not known"), "clock")]


def of_room(capacities: Capacities, service: Service) -> list[Pill]:
    match capacities.room:
        case Room.FREE:
            return [Pill(_("Has room"), "check", "good")]
        case Room.FULL:
            return [Pill(_("Full"), "x", "bad")]
        case Room.STALE:
            return [Pill(_("Room: old news, call first"), "info", "warn")]
    return [Pill(_("Room not known"), "info")] if NeedKind.SHELTER in service.needs else []


def of_audiences(service: Service) -> list[Pill]:
    labels = [
        str(Audience(code).label) for code in service.audiences if code in Audience.values and code != Audience.EVERYONE
    ]
    return [Pill(_("For %(people)s") % {"people": ", ".join(labels)}, "users")] if labels else []


def of_papers(service: Service) -> list[Pill]:
    return [Pill(_("No papers asked"), "check")] if service.papers_needed is False else []


def of_place(location: Location | None) -> list[Pill]:
    if location is None or location.visibility == Visibility.PUBLIC:
        return []
    return [Pill(_("Address by phone"), "eye-off")]
