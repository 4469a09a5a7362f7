"""Everything the page of a service says, decided before the template."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _

from acogida.directory.dates import ago, day
from acogida.directory.enums import Audience, NeedKind, Visibility
from acogida.directory.languages import own_name
from acogida.directory.models import Location, Service, ServiceAtLocation
from acogida.directory.search.capacity import at_one_public_place, capacities_for
from acogida.directory.texts import Text, translated, translated_place
from acogida.web.directory import addresses, pills, rooms
from acogida.web.directory.hours import Hours, hours_at
from acogida.web.directory.links import service_url, web_address
from acogida.web.directory.paging import Pages, pages
from acogida.web.directory.phones import Phone, phones
from acogida.web.directory.pills import Pill

VERIFIED_FOR = timedelta(days=180)


@dataclass(frozen=True)
class PlaceBlock:
    name: Text
    is_public: bool
    is_hidden: bool
    address: list[str]
    area: str
    directions: Text
    accessibility: list[str]
    phones: list[Phone]  # of one place among several; those of the only place stand at the top
    languages: list[str]  # likewise
    hours: Hours
    room: list[str]
    map_url: str


@dataclass(frozen=True)
class ServicePage:
    name: Text
    organization: Text
    organization_url: str
    needs: list[tuple[str, str]]  # code, label
    pills: list[Pill]
    alert: Text
    description: Text
    for_whom: list[str]
    eligibility: Text
    papers: str
    documents: list[str]
    apply: Text
    wait: Text
    costs: list[str]
    fees: Text
    languages: list[str]
    phones: list[Phone]
    email: str
    url: str
    places: list[PlaceBlock]
    has_one_place: bool
    pages: Pages  # of the places
    hours: Hours | None  # of a service without a place
    room: list[str]
    verified: list[str]
    is_verified: bool
    source: str
    correction_url: str


def for_whom(service: Service) -> list[str]:
    found = [str(Audience(code).label) for code in service.audiences if code in Audience.values]
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None:
        found.append(_("from %(low)g to %(high)g years old") % {"low": low, "high": high})
    elif low is not None:
        found.append(_("%(low)g years or older") % {"low": low})
    elif high is not None:
        found.append(_("up to %(high)g years old") % {"high": high})
    return found


def papers(service: Service) -> str:
    match service.papers_needed:
        case True:
            return _("They ask for papers.")
        case False:
            return _("They do not ask for papers.")
    return _("We do not know if they ask for papers. Ask by phone.")


def texts(parts: dict[str, Any], name: str, *fields: str) -> list[str]:
    """The first of the fields that says something, of each part."""
    found = []
    for part in parts.get(name, []):
        said = next((str(part[field]) for field in fields if part.get(field)), "")
        if said and said not in found:
            found.append(said)
    return found


def cost(option: dict[str, Any]) -> str:
    said = str(option.get("amount_description") or option.get("option") or "")
    amount, currency = option.get("amount"), str(option.get("currency") or "").upper()
    if amount == 0:
        price = _("free")
    elif amount and currency:
        price = f"{amount:g} {currency}"
    else:
        return said
    return f"{said.rstrip('.')}: {price}" if said else price


def languages(*records: Service | Location) -> list[str]:
    parts = [part for record in records for part in record.parts.get("languages", [])]
    codes = [str(part.get("code") or part.get("name") or "") for part in parts]
    return list(dict.fromkeys(own_name(code.lower()) for code in codes if code))


def is_verified(service: Service, now: datetime) -> bool:
    return service.verified_at is not None and now - service.verified_at <= VERIFIED_FOR


def verified(service: Service, now: datetime) -> list[str]:
    said = []
    if service.verified_at:
        when = {"date": day(service.verified_at), "ago": ago(service.verified_at, now), "who": service.verified_by}
        who = (
            _("Checked by %(who)s on %(date)s (%(ago)s).")
            if service.verified_by
            else _("Checked on %(date)s (%(ago)s).")
        )
        said.append(who % when)
        if not is_verified(service, now):
            said.append(_("That is long ago. Call before you go."))
    elif service.assured_date:
        said.append(_("The organization itself confirmed this on %(date)s.") % {"date": day(service.assured_date)})
    return said or [_("Nobody has checked this yet. Call before you go.")]


def place(service: Service, site: ServiceAtLocation, now: datetime, language: str, *, is_only: bool) -> PlaceBlock:
    location = site.location
    is_public = location.visibility == Visibility.PUBLIC
    point = is_public and location.latitude is not None
    return PlaceBlock(
        name=translated_place(location, "name", language, written_in=service.language),
        is_public=is_public,
        is_hidden=location.visibility == Visibility.HIDDEN,
        address=addresses.lines(location, language),
        area=addresses.area(location, language),
        directions=translated_place(location, "transportation", language, written_in=service.language),
        accessibility=texts(location.parts, "accessibility", "description", "details"),
        phones=[] if is_only else phones(site, location),
        languages=[] if is_only else languages(location),
        hours=hours_at(service, site, now),
        room=rooms.lines(rooms.of_site(service, site), is_exact=is_public, now=now),
        map_url=f"geo:{location.latitude},{location.longitude}" if point else "",
    )


def now_at(service: Service, site: ServiceAtLocation, block: PlaceBlock, now: datetime) -> list[Pill]:
    """Of a service with one place: is it open, is there room. With several, each place says its own."""
    room = capacities_for(service, site, audience="", now=now)
    return [*block.hours.pills, *pills.of_room(room, service)]


def room(service: Service, now: datetime) -> list[str]:
    """What is told of the service as a whole, wherever it is."""
    told = rooms.of_site(service, None)
    return rooms.lines(told, is_exact=bool(told and at_one_public_place([service.pk])), now=now)


def service_page(
    service: Service, sites: Page[ServiceAtLocation], first: UUID | None, now: datetime, language: str
) -> ServicePage:
    """`sites` are the places of one page of the list, `first` the one that was asked for."""
    is_only = sites.paginator.count == 1
    only = sites[0] if is_only else None
    places = [place(service, site, now, language, is_only=is_only) for site in sites]
    organization = service.organization
    return ServicePage(
        name=translated(service, "name", language),
        organization=translated(organization, "name", language),
        organization_url=reverse("directory:organization", args=[organization.pk]),
        needs=[(need, str(NeedKind(need).label)) for need in service.needs if need in NeedKind.values],
        pills=[
            *pills.of_status(service),
            *(now_at(service, only, places[0], now) if only else []),
            *pills.of_audiences(service),
            *pills.of_papers(service),
        ],
        alert=translated(service, "alert", language),
        description=translated(service, "description", language),
        for_whom=for_whom(service),
        eligibility=translated(service, "eligibility_description", language),
        papers=papers(service),
        documents=texts(service.parts, "required_documents", "document"),
        apply=translated(service, "application_process", language),
        wait=translated(service, "wait_time", language),
        costs=[line for line in map(cost, service.parts.get("cost_options", [])) if line],
        fees=translated(service, "fees_description", language),
        languages=languages(service, *([only.location] if only else [])),
        phones=phones(only, only.location if only else None, service, organization),
        email=service.email or organization.email,
        url=web_address(service.url or organization.website),
        places=places,
        has_one_place=is_only,
        pages=pages(sites.number, sites.paginator.num_pages, lambda page: service_url(service.pk, first, page)),
        hours=None if places else hours_at(service, None, now),
        room=room(service, now),
        verified=verified(service, now),
        is_verified=is_verified(service, now),
        source=service.source,
        correction_url=reverse("directory:correction", args=[service.pk]),
    )
