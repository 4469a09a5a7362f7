"""Who will read a request for help, as the person is told before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from acogida.directory.texts import Text, translated
from acogida.referrals.helping.desks import Desk
from acogida.web.directory.links import service_url

FIELD = "desk"


@dataclass(frozen=True)
class Reader:
    key: str  # as it stands in the form
    organization: Text
    service: Text
    service_url: str
    km: int | None


def readers(desks: Iterable[Desk]) -> list[Reader]:
    language = get_language() or "en"
    return [
        Reader(
            key=str(desk.workspace.pk),
            organization=translated(desk.service.organization, "name", language),
            service=translated(desk.service, "name", language),
            service_url=service_url(desk.service.pk, desk.site.pk if desk.site else None),
            km=None if desk.distance_km is None else round(desk.distance_km),
        )
        for desk in desks
    ]


def chosen(request: HttpRequest, desks: Iterable[Desk]) -> list[Desk]:
    """Those that they left marked, in the order that was shown."""
    marked = set(request.POST.getlist(FIELD))
    return [desk for desk in desks if str(desk.workspace.pk) in marked]
