"""Everything the page of an organisation says."""

from dataclasses import dataclass

from django.urls import reverse

from acogida.directory.enums import ServiceStatus
from acogida.directory.models import Organization, Service
from acogida.web.directory import pills
from acogida.web.directory.cards import icon_need
from acogida.web.directory.phones import Phone, phones
from acogida.web.directory.pills import Pill
from acogida.web.directory.wording import Text, translated, web_address

OFFERED = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


@dataclass(frozen=True)
class Line:
    url: str
    name: Text
    icon_need: str
    pills: list[Pill]


@dataclass(frozen=True)
class OrganizationPage:
    name: Text
    description: Text
    phones: list[Phone]
    email: str
    url: str
    services: list[Line]
    source: str


def line(service: Service, language: str) -> Line:
    return Line(
        url=reverse("directory:service", args=[service.pk]),
        name=translated(service, "name", language),
        icon_need=icon_need(service, ()),
        pills=[*pills.of_status(service), *pills.of_audiences(service), *pills.of_papers(service)],
    )


def organization_page(organization: Organization, services: list[Service], language: str) -> OrganizationPage:
    return OrganizationPage(
        name=translated(organization, "name", language),
        description=translated(organization, "description", language),
        phones=phones(organization),
        email=organization.email,
        url=web_address(organization.website),
        services=[line(service, language) for service in services if service.status in OFFERED],
        source=organization.source,
    )
