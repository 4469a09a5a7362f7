"""A small network with everything HSDS knows: for tests that must see every field, and every kind of place."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acogida.directory.enums import Visibility
from acogida.directory.hsds import layout
from acogida.directory.hsds.layout import Layout
from acogida.directory.models import Location, Organization, Service, ServiceAtLocation, TaxonomyTerm
from tests.directory import factories as make


@dataclass(frozen=True)
class Network:
    house: Organization
    shelter: Service  # at three places: public, area only, hidden
    clinic: Service  # at one public place
    sites: dict[Visibility, ServiceAtLocation]
    places: dict[Visibility, Location]
    term: TaxonomyTerm
    police: Organization  # no help
    raid: Service  # of a helping organisation, yet no help


def item(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4())} | fields


def change() -> dict[str, Any]:
    return item(
        last_action_date="2026-01-02",
        last_action_type="update",
        field_name="name",
        previous_value="old",
        replacement_value="new",
        updated_by="somebody",
    )


def values(term: TaxonomyTerm) -> dict[str, Any]:
    """Every list that a record of HSDS can hold, each with one item that holds all its own lists."""
    common = {"attributes": [item(taxonomy_term_id=str(term.pk), value="v", label="l")], "metadata": [change()]}
    language = item(name="Kreyòl", code="ht", note="mornings", **common)
    phone = item(number="+1 202 555 0100", extension=7, type="voice", languages=[language], **common)
    return {
        "additional_websites": [item(label="News", url="https://example.org/news", **common)],
        "additional_urls": [item(label="Form", url="https://example.org/form", **common)],
        "funding": [item(source="Gifts", **common)],
        "contacts": [item(name="Reception", email="desk@example.org", phones=[phone], **common)],
        "phones": [phone],
        "programs": [item(name="Winter", description="", **common)],
        "organization_identifiers": [item(identifier_type="RFC", identifier="X1", **common)],
        "schedules": [
            item(freq="WEEKLY", byday="MO,TU", opens_at="09:00", closes_at="17:00", dtstart="2026-01-01", **common)
        ],
        "service_areas": [item(name="Soconusco", extent_type="other", **common)],
        "languages": [language],
        "cost_options": [item(option="night", amount=0, currency="MXN", valid_from="2026-01-01", **common)],
        "required_documents": [item(document="none", uri="https://example.org/none", **common)],
        "accessibility": [item(description="ramp", url="https://example.org/ramp", **common)],
        "addresses": [make.address(**common)],
        **common,
    }


def parts(of: Layout, term: TaxonomyTerm, **scalars: Any) -> dict[str, Any]:
    return {name: value for name, value in values(term).items() if name in of.lists} | scalars


def network() -> Network:
    taxonomy = make.taxonomy(description="Kinds of help", uri="https://example.org/kinds", version="1")
    parent = make.term(taxonomy, name="Housing", code="BH")
    term = make.term(taxonomy, parent=parent, code="BH-1800", description="A bed", language="en")
    roof = make.organization(name="Roof federation")
    house = make.organization(
        description="A house for people on the move",
        email="casa@example.org",
        website="https://example.org",
        parent=roof,
        parts=parts(layout.ORGANIZATION, term, tax_status="exempt", year_incorporated=1999, uri="https://example.org"),
        terms=[term],
    )
    shelter = make.service(
        house,
        program_id=house.parts["programs"][0]["id"],
        description="A bed and a meal",
        url="https://example.org/bed",
        minimum_age=18.0,
        maximum_age=99.5,
        assured_date="2026-11-01",
        parts=parts(layout.SERVICE, term, fees="none", interpretation_services="Kreyòl"),
        terms=[term],
    )
    clinic = make.service(house, name="Clinic", status="temporarily closed", alert="Closed for paint")
    places = {visibility: make.location(visibility, organization=house) for visibility in Visibility}
    public = places[Visibility.PUBLIC]
    public.parts = parts(layout.LOCATION, term, external_identifier="10", external_identifier_type="UPRN")
    public.save()
    sites = {visibility: make.site(shelter, place) for visibility, place in places.items()}
    sites[Visibility.PUBLIC].parts = parts(layout.SERVICE_AT_LOCATION, term)
    sites[Visibility.PUBLIC].description = "Ring the bell"
    sites[Visibility.PUBLIC].save()
    for site in sites.values():
        make.capacity(shelter, site, available=4, parts={"metadata": [change()]})
    make.capacity(clinic, make.site(clinic, public), unit="appointment", available=0, maximum=None)
    police = make.organization(name="Migration police", is_help=False)
    make.site(make.service(police, name="Detention"), make.location(organization=police))
    raid = make.service(house, name="Surrender yourself", is_help=False)
    make.site(raid, public)
    return Network(house, shelter, clinic, sites, places, term, police, raid)
