"""Everything the page of an organisation says."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.urls import reverse

from acogida.directory.models import Organization, Service
from acogida.directory.texts import Text, translated
from acogida.web.directory import pills
from acogida.web.directory.cards import icon_need
from acogida.web.directory.links import service_url, web_address
from acogida.web.directory.paging import Pages, pages
from acogida.web.directory.phones import Phone, phones
from acogida.web.directory.pills import Pill


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
    pages: Pages
    source: str


def line(service: Service, language: str) -> Line:
    return Line(
        url=service_url(service.pk),
        name=translated(service, "name", language),
        icon_need=icon_need(service, ()),
        pills=[*pills.of_status(service), *pills.of_audiences(service), *pills.of_papers(service)],
    )


def organization_page(organization: Organization, services: Page[Service], language: str) -> OrganizationPage:
    here = reverse("directory:organization", args=[organization.pk])
    return OrganizationPage(
        name=translated(organization, "name", language),
        description=translated(organization, "description", language),
        phones=phones(organization),
        email=organization.email,
        url=web_address(organization.website),
        services=[line(service, language) for service in services],
        pages=pages(services.number, services.paginator.num_pages, lambda page: f"{here}?page={page}"),
        source=organization.source,
    )
