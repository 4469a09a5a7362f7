import re
from uuid import uuid4

import pytest

from tests.directory import factories

pytestmark = pytest.mark.django_db


def test_it_lists_what_the_organization_offers(client, shelter):
    page = client.get(f"/es/organizations/{shelter.organization_id}").content.decode()
    assert "Albergue familiar" in page
    assert f"/es/services/{shelter.pk}" in page
    assert "tel:+529625550100" in page
    assert "https://example.org/" in page


def test_what_has_closed_for_good_or_is_no_help_is_not_listed(client):
    organization = factories.organization()
    factories.service(organization, name="Abierto")
    factories.service(organization, name="Cerrado", status="defunct")
    factories.service(organization, name="Detención", is_help=False)
    page = client.get(f"/es/organizations/{organization.pk}").content.decode()
    assert "Abierto" in page
    assert "Cerrado" not in page
    assert "Detención" not in page


def test_an_organization_without_services_says_so(client):
    page = client.get(f"/es/organizations/{factories.organization().pk}").content.decode()
    assert "Por ahora no sabemos de nada." in page


def test_an_unknown_and_a_withheld_organization_are_refused_alike(client, police):
    unknown, withheld = (client.get(f"/es/organizations/{pk}") for pk in (uuid4(), police.organization_id))
    assert (unknown.status_code, unknown.content) == (withheld.status_code, withheld.content)
    assert unknown.status_code == 404


@pytest.mark.parametrize("services", [1, 30])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, services):
    organization = factories.organization()
    for number in range(services):
        factories.service(organization, name=f"Servicio {number}")
    with django_assert_num_queries(3):
        client.get(f"/es/organizations/{organization.pk}")


def test_many_services_come_in_pages_and_none_is_left_out(client):
    organization = factories.organization()
    for number in range(1, 106):
        factories.service(organization, name=f"Servicio {number:03}")
    seen, url = [], f"/es/organizations/{organization.pk}"
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r"Servicio (\d+)", page)
        url = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert seen == [f"{number:03}" for number in range(1, 106)]
