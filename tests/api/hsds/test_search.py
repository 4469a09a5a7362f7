"""What the API finds through the index of the search."""

import pytest

from acogida.directory.enums import Visibility
from acogida.directory.geography import KM_PER_DEGREE
from acogida.directory.search import index
from tests.directory import factories as make

pytestmark = pytest.mark.django_db


def keys(*rows) -> set[str]:
    return {str(row.pk) for row in rows}


@pytest.mark.parametrize("text", ["clínica", "CLINICAS", "clinica tapachula", "Casa clínica"])
def test_services_and_sites_are_found_by_their_words(ids, text):
    site = make.site(make.service(name="Clínica"))
    make.site(make.service(make.organization(name="Otra"), name="Comedor"))
    index.rebuild()
    assert ids("services", search=text) == keys(site.service)
    assert ids("service_at_locations", search=text) == keys(site)
    assert ids("organizations", search=text) == keys(site.service.organization)


def test_every_word_must_occur(ids):
    make.site(make.service(name="Clínica"))
    index.rebuild()
    assert ids("services", search="clinica comedor") == set()
    assert ids("services", search="¡!") == set()


def test_an_organization_without_services_is_found_by_its_own_words(ids):
    lonely = make.organization(name="Red de casas", description="Una red")
    make.organization()
    index.rebuild()
    assert ids("organizations", search="red casas") == keys(lonely)


@pytest.mark.parametrize("text", ["fundacion", "FUNDACIÓN", "fundaciones", "raices", "fundación raíces"])
def test_accents_plurals_and_case_do_not_matter_where_there_is_no_service(ids, text):
    rows = [make.organization(name=name) for name in ("FUNDACIÓN Raíces", "Fundación Raices")]
    terms = [make.term(name=row.name) for row in rows]
    taxonomies = [make.taxonomy(name=row.name) for row in rows]
    index.rebuild()
    for path, found in (("organizations", rows), ("taxonomy_terms", terms), ("taxonomies", taxonomies)):
        assert ids(path, search=text) == keys(*found)
        assert ids(path, search="¡!") == set()


def test_search_joins_other_filters_by_and(ids):
    one, other = make.service(name="Clínica"), make.service(name="Clínica")
    index.rebuild()
    assert ids("services", search="clinica") == keys(one, other)
    assert ids("services", search="clinica", organization_id=one.organization_id) == keys(one)


def test_what_is_no_help_is_not_found(of, ids):
    index.rebuild()
    assert ids("services", search="detention") == set()
    assert ids("services", search="surrender") == set()
    assert ids("organizations", search="migration police") == set()


@pytest.mark.parametrize(
    "text", ['"', "a OR b", "NEAR(a b)", "' & !x", "*", "x:y", "\\", "c0:1:2", "a" * 200, "é " * 100]
)
def test_nothing_typed_becomes_syntax(of, ids, text):
    index.rebuild()
    assert ids("services", search=text) == set()
    assert ids("service_at_locations", postcode=text) == set()


def at(kilometers: float, postcode: str, visibility: Visibility = Visibility.PUBLIC, **fields):
    """A site so far north of Tapachula."""
    latitude = make.TAPACHULA["latitude"] + kilometers / KM_PER_DEGREE
    parts = {"parts": {"addresses": [make.address(postal_code=postcode)]}} if visibility == Visibility.PUBLIC else {}
    return make.site(make.service(), make.location(visibility, **parts | {"latitude": latitude} | fields))


def test_sites_by_postcode(ids):
    here, _ = at(0, "30700"), at(1, "30701")
    index.rebuild()
    assert ids("service_at_locations", postcode="30700") == keys(here)
    assert ids("service_at_locations", postcode=" 30-700 ") == keys(here)
    assert ids("service_at_locations", postcode="99999") == set()


def test_proximity_is_measured_in_meters_from_the_middle_of_the_postcode(ids):
    west, east = at(-1, "30700"), at(1, "30700")  # the middle is at 0
    near, far = at(2, "1"), at(5, "2")
    index.rebuild()
    asked = {"postcode": "30700"}
    assert ids("service_at_locations", **asked, proximity=900) == set()
    assert ids("service_at_locations", **asked, proximity="1001.5") == keys(west, east)
    assert ids("service_at_locations", **asked, proximity=2_010) == keys(west, east, near)
    assert ids("service_at_locations", **asked, proximity=6_000) == keys(west, east, near, far)
    assert ids("service_at_locations", **asked, proximity=20_037_508) == keys(west, east, near, far)
    assert ids("service_at_locations", **asked, proximity=0) == set()


def test_proximity_of_nothing_still_holds_the_place_itself(ids):
    here = at(0, "30700")
    index.rebuild()
    assert ids("service_at_locations", postcode="30700", proximity=0) == keys(here)
    assert ids("service_at_locations", postcode="99999", proximity=5_000) == set()


def test_a_hidden_place_is_near_nothing(ids):
    here = at(0, "30700")
    make.site(make.service(), make.location(Visibility.HIDDEN))
    make.site(make.service())  # a second public one, without this postcode
    index.rebuild()
    assert str(here.pk) in ids("service_at_locations", postcode="30700", proximity=20_000_000)
    assert len(ids("service_at_locations", postcode="30700", proximity=20_000_000)) == 2
