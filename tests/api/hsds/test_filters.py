"""Each parameter, and that they are joined by AND."""

from datetime import timedelta

import pytest
from django.utils import timezone

from acogida.directory.enums import Visibility
from acogida.directory.models import Location, Organization, Service, ServiceAtLocation
from tests.directory import factories as make

pytestmark = pytest.mark.django_db

YESTERDAY = make.NOW - timedelta(days=1)


def keys(*rows) -> set[str]:
    return {str(row.pk) for row in rows}


def test_services_by_term_and_taxonomy(of, ids):
    other = make.service(**make.tagged(make.term(make.taxonomy(name="Other"))))
    assert ids("services", taxonomy_term_id=of.term.pk) == keys(of.shelter)
    assert ids("services", taxonomy_id=of.term.taxonomy_id) == keys(of.shelter)
    assert ids("services", taxonomy_id=of.term.taxonomy_id, taxonomy_term_id=other.terms.get().pk) == set()


def test_organizations_by_a_term_of_their_own_or_of_a_service(of, ids):
    term = make.term(make.taxonomy())
    own = make.organization(**make.tagged(term))
    through_service = make.service(**make.tagged(term)).organization
    make.service(is_help=False, **make.tagged(term))
    assert ids("organizations", taxonomy_term_id=term.pk) == keys(own, through_service)
    assert ids("organizations", taxonomy_id=term.taxonomy_id) == keys(own, through_service)


def test_sites_by_a_term_of_their_own_or_of_their_service(of, ids):
    term = make.term(make.taxonomy())
    own = make.site()
    own.terms.set([term])
    through_service = make.site(make.service(**make.tagged(term)))
    assert ids("service_at_locations", taxonomy_term_id=term.pk) == keys(own, through_service)


def test_services_and_sites_by_organization(of, ids):
    make.site()
    assert ids("services", organization_id=of.house.pk) == keys(of.shelter, of.clinic)
    clinic = of.clinic.sites.get()
    assert ids("service_at_locations", organization_id=of.house.pk) == keys(clinic, *of.sites.values())


def test_what_is_no_help_is_found_by_no_filter(of, ids):
    assert ids("services", organization_id=of.police.pk) == set()
    assert ids("service_at_locations", organization_id=of.police.pk) == set()


def test_modified_after_includes_the_moment_itself(of, ids):
    Service.objects.exclude(pk=of.clinic.pk).update(modified_at=YESTERDAY)
    ServiceAtLocation.objects.update(modified_at=YESTERDAY)
    Location.objects.update(modified_at=YESTERDAY)
    of.shelter.capacities.update(updated_at=YESTERDAY)
    assert ids("services", modified_after=make.NOW.isoformat()) == keys(of.clinic)
    assert ids("services", modified_after=(make.NOW + timedelta(seconds=1)).isoformat()) == set()


@pytest.mark.parametrize("changed", ["site", "location"])
def test_modified_after_sees_what_changed_within_a_service(of, ids, changed):
    for model in (Organization, Service, ServiceAtLocation, Location):
        model.objects.update(modified_at=YESTERDAY)
    site = of.sites[Visibility.PUBLIC]
    assert ids("services", modified_after=make.NOW.isoformat()) == set()
    match changed:
        case "site":
            ServiceAtLocation.objects.filter(pk=site.pk).update(modified_at=make.NOW)
        case "location":
            Location.objects.filter(pk=of.places[Visibility.HIDDEN].pk).update(modified_at=make.NOW)
    assert ids("services", modified_after=make.NOW.isoformat()) == keys(of.shelter)
    assert ids("organizations", modified_after=make.NOW.isoformat()) == keys(of.house)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-24",
        "2026-11-24T18:00:00Z",
        "2026-11-24T12:00:00-06:00",
        "2026-11-24 18:00",
        "2026-11-24T20:00:00 02:00",
    ],
)
def test_modified_after_reads_the_usual_ways_to_write_a_moment(of, ids, moment):
    assert ids("services", modified_after=moment) == keys(of.shelter, of.clinic)


def test_sites_by_modified_after_see_their_service_and_place(of, ids):
    ServiceAtLocation.objects.update(modified_at=YESTERDAY)
    Location.objects.update(modified_at=YESTERDAY)
    Service.objects.exclude(pk=of.clinic.pk).update(modified_at=YESTERDAY)
    assert ids("service_at_locations", modified_after=make.NOW.isoformat()) == keys(of.clinic.sites.get())


def test_terms_by_taxonomy_parent_and_top(of, ids):
    other = make.term()
    parent = of.term.parent
    assert ids("taxonomy_terms", taxonomy_id=of.term.taxonomy_id) == keys(of.term, parent)
    assert ids("taxonomy_terms", parent_id=parent.pk) == keys(of.term)
    assert ids("taxonomy_terms", top_only="true") == keys(parent, other)
    assert ids("taxonomy_terms", top_only="true", taxonomy_id=of.term.taxonomy_id) == keys(parent)


def test_taxonomies_and_terms_by_their_words(of, ids):
    assert ids("taxonomy_terms", search="housing") == keys(of.term.parent)
    assert ids("taxonomy_terms", search="temporary bed") == keys(of.term)
    assert ids("taxonomy_terms", search="temporary housing") == set()
    assert ids("taxonomies", search="eligib") == keys(of.term.taxonomy)


def test_an_empty_parameter_asks_nothing(of, ids):
    assert ids("services", search="", taxonomy_id="", minimal="") == keys(of.shelter, of.clinic)


def test_filters_are_joined_by_and(of, ids):
    both = {"organization_id": of.house.pk, "taxonomy_term_id": of.term.pk}
    assert ids("services", **both) == keys(of.shelter)
    assert ids("services", **both, modified_after=timezone.now().replace(year=9000).isoformat()) == set()
