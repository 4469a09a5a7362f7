import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.directory.enums import Visibility
from acogida.directory.hsds import documents
from acogida.directory.selectors import public_organizations, public_services, public_sites
from tests.directory import factories as make
from tests.directory.network import network
from tests.directory.standard import complaints, needs_standard, nulls

pytestmark = pytest.mark.django_db

FORMS = {
    "organization_list": (documents.ORGANIZATION, public_organizations),
    "organization": (documents.ORGANIZATION_FULL, public_organizations),
    "organization with services": (documents.ORGANIZATION_FULL_SERVICE, public_organizations),
    "service_list": (documents.SERVICE, public_services),
    "service": (documents.SERVICE_FULL, public_services),
    "service_at_location_list": (documents.SITE, public_sites),
    "service_at_location": (documents.SITE_FULL, public_sites),
}


def written(name: str) -> list[documents.Document]:
    form, rows = FORMS[name]
    return form.documents(rows())


@needs_standard
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_valid_by_the_official_schemas(name):
    network()
    found = written(name)
    assert found
    for document in found:
        assert complaints(document, name.removesuffix(" with services")) == []


@pytest.mark.parametrize("name", FORMS)
def test_what_is_empty_is_left_out(name):
    network()
    make.service()
    assert nulls(written(name)) == []


@pytest.mark.parametrize("name", FORMS)
def test_queries_do_not_grow_with_the_rows(name):
    network()
    with CaptureQueriesContext(
        connection,
    ) as few:
        written(name)
    for _ in range(5):
        network()
    with CaptureQueriesContext(connection) as many:
        written(name)
    assert len(many) == len(few) <= 9


@pytest.mark.parametrize("name", FORMS)
def test_a_place_that_is_not_public_tells_no_more_than_its_row(name):
    network()
    assert make.SECRET_STREET not in json.dumps(written(name), ensure_ascii=False)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_help_is_nowhere(name):
    of = network()
    text = json.dumps(written(name))
    for hidden in (of.police, of.raid, *of.police.services.all(), *of.police.locations.all()):
        assert str(hidden.pk) not in text


def test_a_parent_that_is_no_help_is_not_named():
    child = make.organization(parent=make.organization(is_help=False))
    (document,) = documents.ORGANIZATION.documents(public_organizations())
    assert document == {"id": str(child.pk), "name": child.name, "description": ""}


def test_a_place_of_those_who_are_no_help_shows_no_service_of_others():
    cell = make.location(organization=make.organization(is_help=False))
    visit = make.site(make.service(name="Lawyer"), cell)
    (document,) = documents.SERVICE_FULL.documents(public_services())
    assert document["id"] == str(visit.service_id)
    assert "service_at_locations" not in document


def test_a_hidden_place_is_only_an_id():
    site = make.site(make.service(), make.location(Visibility.HIDDEN))
    (document,) = documents.SITE_FULL.documents(public_sites())
    assert document["location"] == {"id": str(site.location_id), "location_type": "physical"}


def test_an_area_only_place_shows_the_middle_of_its_town():
    make.site(make.service(), make.location(Visibility.AREA_ONLY))
    (document,) = documents.SITE_FULL.documents(public_sites())
    assert document["location"].keys() == {"id", "location_type", "latitude", "longitude"}
    assert document["location"]["latitude"] == make.TAPACHULA["latitude"]


def capacities(service) -> list[str]:
    (document,) = documents.SERVICE_FULL.documents(public_services().filter(pk=service.pk))
    return [each["id"] for each in document.get("capacities", [])]


def test_capacity_of_a_public_place_is_said():
    service = make.service()
    known = make.capacity(service, make.site(service), available=0)
    assert capacities(service) == [str(known.pk)]


@pytest.mark.parametrize("visibility", [Visibility.AREA_ONLY, Visibility.HIDDEN])
def test_capacity_of_a_place_that_is_not_public_is_not_said(visibility):
    service = make.service()
    make.capacity(service, make.site(service, make.location(visibility)))
    make.capacity(service)  # of the whole service: would tell as much
    assert capacities(service) == []


def test_capacity_that_is_not_known_is_left_out():
    service = make.service()
    make.capacity(service, make.site(service), available=None)
    assert capacities(service) == []


def test_an_attribute_carries_its_term_and_taxonomy():
    of = network()
    (document,) = documents.SERVICE_FULL.documents(public_services().filter(pk=of.shelter.pk))
    for holder in (document, document["phones"][0], document["phones"][0]["languages"][0]):
        term = holder["attributes"][0]["taxonomy_term"]
        assert term["id"] == str(of.term.pk)
        assert term["parent_id"] == str(of.term.parent_id)
        assert term["taxonomy_detail"]["name"] == "Open Eligibility"


def test_an_attribute_whose_term_has_no_row_keeps_the_id():
    of = network()
    gone = str(of.term.pk)
    of.term.delete()
    (document,) = documents.SERVICE_FULL.documents(public_services().filter(pk=of.shelter.pk))
    assert document["attributes"][0]["taxonomy_term_id"] == gone


def test_a_service_names_its_program_in_short_and_in_full():
    of = network()
    rows = public_services().filter(pk=of.shelter.pk)
    (short,), (full,) = documents.SERVICE.documents(rows), documents.SERVICE_FULL.documents(rows)
    assert short["program"].keys() == {"id", "name", "description"}
    assert full["program"].keys() == short["program"].keys() | {"attributes", "metadata"}
    assert "program_id" not in short


def test_a_program_without_a_record_stays_an_id():
    service = make.service(program_id=make.organization().pk)
    (document,) = documents.SERVICE.documents(public_services())
    assert document["program_id"] == str(service.program_id)


def test_whole_numbers_have_no_fraction_and_moments_are_utc():
    of = network()
    (document,) = documents.SERVICE_FULL.documents(public_services().filter(pk=of.shelter.pk))
    assert json.dumps([document["minimum_age"], document["maximum_age"]]) == "[18, 99.5]"
    assert document["last_modified"] == "2026-11-24T18:00:00Z"
    assert document["assured_date"] == "2026-11-01"


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_a_stream_gives_all_in_the_order_of_their_ids(batch):
    pks = sorted(str(make.service().pk) for _ in range(6))
    assert [each["id"] for each in documents.SERVICE.stream(public_services(), batch=batch)] == pks
