"""What an import does to the database: the same twice changes nothing, others' records stay theirs, all or nothing."""

from copy import deepcopy

import pytest

from acogida.directory.importing.errors import ImportFailed
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    SearchEntry,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from acogida.directory.selectors import newest_change, public_locations, public_services, public_sites
from tests.directory.importing.imported import LATER, NOW, location, organization, reasons, service, state

TERM = "c0000000-0000-4000-8000-0000000000aa"


def counts(report, kind="service"):
    return {outcome: report.rows[kind, outcome] for outcome in ("new", "changed", "unchanged", "rejected")}


def test_a_record_is_stored_with_everything_that_belongs_to_it(importer):
    importer.records(organization())
    found = Service.objects.select_related("organization").get()
    assert found.organization.name == "Casa Ejemplo"
    assert found.source == "feed"
    assert found.modified_at == NOW
    place = ServiceAtLocation.objects.get(service=found).location
    assert (place.country, place.admin1, place.locality) == ("MX", "05", "Tapachula")
    assert place.timezone.startswith("America/")
    assert place.parts["addresses"][0]["postal_code"] == "30700"
    assert SearchEntry.objects.filter(service=found).count() == 1


def test_the_same_file_twice_changes_nothing(importer):
    importer.records(organization())
    before = state()
    report = importer.records(organization(), now=LATER)
    assert state() == before
    assert counts(report) == {"new": 0, "changed": 0, "unchanged": 1, "rejected": 0}


def test_what_changed_at_the_source_changes_here_and_nothing_else(importer):
    importer.records(organization())
    report = importer.records(organization(services=[service(description="Two rooms more")]), now=LATER)
    assert counts(report) == {"new": 0, "changed": 1, "unchanged": 0, "rejected": 0}
    assert counts(report, "organization")["unchanged"] == 1
    found = Service.objects.get()
    assert (found.description, found.modified_at) == ("Two rooms more", LATER)
    assert Organization.objects.get().modified_at == NOW
    assert "two room" in SearchEntry.objects.get().doc


def test_a_field_that_the_source_took_away_goes(importer):
    importer.records(organization(website="https://example.org/"))
    importer.records(organization())
    assert Organization.objects.get().website == ""


def test_what_the_source_no_longer_holds_stays_and_is_told(importer):
    other = service(id="c0000000-0000-4000-8000-0000000000b1", name="Comedor", service_at_locations=[])
    importer.records(organization(services=[service(), other]))
    report = importer.records(organization(), now=LATER)
    assert Service.objects.count() == 2
    assert report.missing == {"service": 1}
    assert report.missing_names == ["service Comedor"]
    assert Service.objects.get(name="Comedor").status == "active"


def test_missing_services_are_set_to_inactive_when_asked(importer):
    other = service(id="c0000000-0000-4000-8000-0000000000b1", name="Comedor", service_at_locations=[])
    importer.records(organization(services=[service(), other]))
    report = importer.records(organization(), deactivate_missing=True, now=LATER)
    assert report.deactivated == 1
    assert Service.objects.get(name="Comedor").status == "inactive"
    assert not SearchEntry.objects.filter(service__name="Comedor").exists()
    importer.records(organization(services=[service(), other]), now=LATER)
    assert Service.objects.get(name="Comedor").status == "active"


def test_a_dry_run_tells_everything_and_changes_nothing(importer):
    before = state()
    report = importer.records(organization(), dry_run=True)
    assert counts(report)["new"] == 1
    assert state() == before


def test_an_id_that_is_no_uuid_is_kept_beside_one_that_is_always_the_same(importer):
    raw = organization(id="17", services=[service(id="a", service_at_locations=[])])
    importer.records(raw)
    first = Service.objects.get()
    assert first.source_id == "a"
    importer.records(raw)
    assert Service.objects.get().pk == first.pk
    importer.records(raw, source="another feed")
    assert Service.objects.count() == 2


def test_the_same_id_with_different_content_is_refused_and_never_merged(importer):
    first = organization(id="17", services=[])
    report = importer.records([first, {**first, "name": "Somebody else"}])
    assert [one.name for one in Organization.objects.all()] == ["Casa Ejemplo"]
    assert "id: the same id stands for two different records in this source" in reasons(report)
    assert (report.accepted, report.rejected) == (1, 1)


def test_a_record_of_another_source_is_not_overwritten(importer):
    importer.records(organization())
    before = state()
    forged = organization(name="Casa Ejemplo (moved)", services=[service(description="Call this number instead")])
    report = importer.records(forged, source="forged")
    assert state() == before
    assert report.rejected == 1
    assert "id: belongs to another source: not changed" in reasons(report)


def test_nothing_hangs_itself_on_a_record_of_another_source(importer):
    importer.records(organization())
    intruder = {
        **service(id="c0000000-0000-4000-8000-0000000000b2", name="Free phones"),
        "organization_id": organization()["id"],
        "service_at_locations": [],
    }
    report = importer.records(intruder, source="forged")
    assert Service.objects.count() == 1
    assert "organization_id: its organization belongs to another source" in reasons(report)


def test_a_phone_can_not_be_slipped_into_a_service_by_mention(importer):
    importer.records(organization())
    before = state()
    mention = {**service(), "phones": [{"number": "555-0199"}]}
    site = {"id": "c0000000-0000-4000-8000-0000000000b3", "service": mention, "location": location()}
    importer.records(site, source="forged")
    assert state() == before


def test_the_same_content_from_another_source_is_no_fault(importer):
    importer.records(organization())
    before = state()
    report = importer.records(organization(), source="mirror")
    assert state() == before
    assert report.accepted == 1


def test_records_may_come_in_any_order(importer):
    place = location(organization_id=organization()["id"])
    site = {
        "id": "c0000000-0000-4000-8000-000000000003",
        "service_id": service()["id"],
        "location_id": place["id"],
    }
    alone = service(organization_id=organization()["id"])
    del alone["service_at_locations"]
    whole = organization()
    del whole["services"]
    report = importer.records([site, alone, place, whole])
    assert (report.accepted, report.rejected) == (4, 0)
    assert ServiceAtLocation.objects.get().location.organization.name == "Casa Ejemplo"


def test_what_refers_to_nothing_is_refused_at_the_end(importer):
    report = importer.records(
        [organization(), service(id="c0000000-0000-4000-8000-0000000000b4", organization_id="x1")]
    )
    assert Service.objects.count() == 1
    assert "organization_id: its organization is not in this source" in reasons(report)
    assert (report.read, report.accepted, report.rejected) == (2, 1, 1)


def test_a_loop_of_parents_is_opened(importer):
    records = [
        organization(id=f"c0000000-0000-4000-8000-0000000000d{n}", services=[], parent_organization_id=parent)
        for n, parent in ((1, "c0000000-0000-4000-8000-0000000000d2"), (2, "c0000000-0000-4000-8000-0000000000d3"))
    ]
    records.append(
        organization(
            id="c0000000-0000-4000-8000-0000000000d3",
            services=[],
            parent_organization_id="c0000000-0000-4000-8000-0000000000d1",
        )
    )
    report = importer.records(records)
    parents = Organization.objects.exclude(parent=None)
    assert parents.count() == 2
    assert sum("loop of parents" in reason for reason in reasons(report)) == 1
    before = state()
    importer.records(records, now=LATER)
    assert state() == before


def test_a_term_that_is_its_own_parent_is_stored_without(importer):
    term = {"id": TERM, "name": "Shelter", "description": "", "parent_id": TERM, "term_uri": "https://example.org/t"}
    importer.records(term)
    assert TaxonomyTerm.objects.get().parent is None


def test_terms_are_linked_whatever_comes_first(importer):
    attribute = {"id": "c0000000-0000-4000-8000-0000000000ab", "taxonomy_term_id": TERM}
    term = {"id": TERM, "code": "BH-1800", "name": "Homeless shelter", "description": "beds", "taxonomy": "X"}
    importer.records([organization(services=[service(attributes=[attribute])]), term])
    assert [one.name for one in Service.objects.get().terms.all()] == ["Homeless shelter"]
    importer.records([organization(services=[service()]), term], now=LATER)
    assert not Service.objects.get().terms.exists()


def test_needs_are_given_mapped_or_read_from_the_text(importer):
    importer.records(organization(services=[service(acogida={"needs": ["FOOD"]})]))
    assert (Service.objects.get().needs, Service.objects.get().needs_basis) == (["FOOD"], "GIVEN")
    raw = {**service(id="c0000000-0000-4000-8000-0000000000b5"), "name": "Albergue para familias", "description": ""}
    importer.records(organization(services=[service(acogida={"needs": ["FOOD"]}), raw]))
    found = Service.objects.get(name="Albergue para familias")
    assert found.needs_basis == "INFERRED"
    assert "SHELTER" in found.needs


def test_needs_that_were_given_outlive_a_file_that_is_silent(importer):
    importer.records(organization(services=[service(acogida={"needs": ["FOOD"], "papers_needed": False})]))
    importer.records(organization(services=[service(description="Now without a profile")]), now=LATER)
    found = Service.objects.get()
    assert (found.needs, found.needs_basis, found.papers_needed) == (["FOOD"], "GIVEN", False)
    assert found.description == "Now without a profile"


@pytest.mark.parametrize(
    "name",
    [
        "Estación Migratoria (INM)",
        "Instituto Nacional de Migración",
        "ICE Processing Center",
        "Migración Colombia, Policía",
        "Centre de rétention administrative",
        "Polícia Federal",
        "Sant detansyon imigrasyon",
        "INM",
        "ICE",
        "SENAFRONT",
        "Estancia Provisional",
        "Estación de Recepción Migratoria (ERM) Lajas Blancas",
    ],
)
def test_detention_and_migration_police_are_never_help(importer, name):
    report = importer.records(organization(name=name))
    assert Organization.objects.get().is_help is False
    assert not SearchEntry.objects.exists()
    assert any("not shown as help" in reason for reason in reasons(report))


def test_a_feed_can_not_declare_a_detention_centre_help(importer):
    importer.records(organization(name="Immigration Detention Center", acogida={"is_help": True}))
    assert Organization.objects.get().is_help is False


def test_what_was_marked_as_no_help_here_stays_so(importer):
    importer.records(organization())
    Organization.objects.update(is_help=False)
    importer.records(organization(description="Changed at the source"), now=LATER)
    assert Organization.objects.get().is_help is False


@pytest.mark.parametrize("more", [{"description": "Silent"}, {"acogida": {"language": "es"}}])
@pytest.mark.parametrize("model", [Organization, Service])
def test_what_was_marked_as_no_help_is_not_taken_back_by_silence(importer, model, more):
    importer.records(organization())
    model.objects.update(is_help=False)
    importer.records(organization(services=[service(**more)], **more), now=LATER)
    assert model.objects.get().is_help is False


def test_what_was_marked_as_no_help_comes_back_when_its_source_says_so(importer):
    importer.records(organization(acogida={"is_help": False}))
    importer.records(organization(acogida={"is_help": True}), now=LATER)
    assert Organization.objects.get().is_help is True


@pytest.mark.parametrize(
    "place",
    [
        {"name": "Estación Migratoria Siglo XXI"},
        {"alternate_name": "INM"},
        {"acogida": {"translations": {"en": {"name": "Siglo XXI Detention Center"}}}},
        {"acogida": {"is_help": False}},
        {"name": "Estación Migratoria Siglo XXI", "acogida": {"visibility": "HIDDEN"}},
    ],
)
def test_a_place_where_people_are_held_is_shown_as_a_place_of_no_service(importer, place):
    sites = [{"id": "c0000000-0000-4000-8000-000000000003", "location": location(**place)}]
    importer.records(organization(services=[service(service_at_locations=sites)]))
    assert not public_sites().exists()
    assert not public_locations().exists()
    assert not SearchEntry.objects.exclude(site=None).exists()
    assert public_services().exists()


@pytest.mark.parametrize("name", ["Ice cream social for newcomers", "Asesoría para trámites ante el INM"])
def test_a_name_with_the_letters_of_the_police_is_not_the_police(importer, name):
    importer.records(organization(name=name))
    assert Organization.objects.get().is_help is True


def test_an_organisation_with_places_and_no_service_can_still_be_found(importer):
    raw = {"name": "Comedor San Ejemplo", "description": "Hot meals", "locations": [location()]}
    report = importer.records(raw)
    found = Service.objects.get()
    assert (found.name, found.description) == ("Comedor San Ejemplo", "Hot meals")
    assert found.sites.get().location == Location.objects.get()
    assert any("one made of the name and description" in reason for reason in reasons(report))
    assert (report.accepted, report.mended) == (0, 1)
    before = state()
    importer.records(raw, now=LATER)
    assert state() == before


def test_a_service_without_a_site_is_put_at_the_only_place(importer):
    raw = organization(locations=[location()], services=[service(service_at_locations=[])])
    importer.records(raw)
    assert ServiceAtLocation.objects.get().location == Location.objects.get()


def test_a_service_without_a_site_is_put_nowhere_when_there_are_two_places(importer):
    other = location(id="c0000000-0000-4000-8000-0000000000b6", name="Otra", addresses=[], phones=[], schedules=[])
    importer.records(organization(locations=[location(), other], services=[service(service_at_locations=[])]))
    assert not ServiceAtLocation.objects.exists()


def test_capacity_is_kept_by_site_and_audience(importer):
    capacity = {
        "id": "c0000000-0000-4000-8000-0000000000b7",
        "unit": {"id": "c0000000-0000-4000-8000-0000000000b8", "name": "beds"},
        "available": 3,
        "maximum": 10,
        "updated": "2026-11-24T10:00:00Z",
        "acogida": {"audience": "FAMILIES", "service_at_location_id": "c0000000-0000-4000-8000-000000000003"},
    }
    importer.records(organization(services=[service(capacities=[capacity])]))
    found = Capacity.objects.get()
    assert (found.unit, found.available, found.audience) == ("beds", 3, "FAMILIES")
    assert found.site == ServiceAtLocation.objects.get()
    before = state()
    importer.records(organization(services=[service(capacities=[deepcopy(capacity)])]), now=LATER)
    assert state() == before


BEDS = {
    "id": "c0000000-0000-4000-8000-0000000000b7",
    "unit": {"id": "c0000000-0000-4000-8000-0000000000b8", "name": "beds"},
    "available": 3,
    "updated": "2026-11-24T10:00:00Z",
}


def with_beds(**more):
    return organization(services=[service(capacities=[{**BEDS, **more}])])


def test_older_news_of_free_places_do_not_replace_newer_ones(importer):
    importer.records(with_beds(available=0))
    report = importer.records(with_beds(available=7, updated="2026-11-23T10:00:00Z"), now=LATER)
    assert Capacity.objects.get().available == 0
    assert "updated: older than what is known here: not kept" in reasons(report)
    importer.records(with_beds(available=5, updated="2026-11-24T11:00:00Z"), now=LATER)
    assert Capacity.objects.get().available == 5


def test_news_from_the_future_is_replaced_by_any_that_come(importer):
    importer.records(with_beds(updated="2031-01-01T00:00:00Z"))
    importer.records(with_beds(available=1), now=LATER)
    assert Capacity.objects.get().available == 1


def test_free_places_that_are_told_no_more_are_not_known(importer):
    importer.records(with_beds())
    importer.records(organization(), now=LATER)
    assert Capacity.objects.get().available is None
    assert Service.objects.get().modified_at == LATER
    importer.records(with_beds(), now=LATER)
    assert Capacity.objects.get().available == 3


def test_free_places_of_a_service_that_did_not_come_stay(importer):
    importer.records(with_beds())
    importer.records({**organization(services=[]), "id": "other", "name": "Other"}, now=LATER)
    assert Capacity.objects.get().available == 3


OLD_SITE = {"id": "c0000000-0000-4000-8000-0000000000c1"}
NEW_PLACE = {"id": "c0000000-0000-4000-8000-0000000000c2", "name": "Sede nueva", "phones": [], "schedules": []}


def moved(importer, **options):
    site = {**OLD_SITE, "location": location(**NEW_PLACE)}
    return importer.records(organization(services=[service(service_at_locations=[site])]), now=LATER, **options)


def test_a_place_that_the_service_left_is_kept_and_no_longer_shown(importer):
    importer.records(organization())
    report = moved(importer)
    assert ServiceAtLocation.objects.count() == 2
    assert [str(site.location) for site in public_sites()] == ["Sede nueva"]
    assert [str(place) for place in public_locations()] == ["Sede nueva"]
    assert [str(entry.site.location) for entry in SearchEntry.objects.all()] == ["Sede nueva"]
    assert (report.missing, report.unlisted) == ({"location": 1, "service_at_location": 1}, 1)
    assert "service_at_location Albergue Ejemplo" in report.missing_names
    before = state()
    assert moved(importer).unlisted == 0
    assert state() == before


def test_a_place_that_is_listed_again_comes_back(importer):
    importer.records(organization())
    moved(importer)
    importer.records(organization(), now=LATER)
    assert [str(site.location) for site in public_sites()] == ["Sede Ejemplo"]
    assert SearchEntry.objects.count() == 1


def test_a_service_that_names_no_place_at_all_keeps_those_it_had(importer):
    importer.records(organization())
    silent = service()
    del silent["service_at_locations"]
    report = importer.records(organization(services=[silent]), now=LATER)
    assert (public_sites().count(), report.unlisted) == (1, 0)


def test_the_only_place_of_an_organisation_may_become_another(importer):
    raw = organization(locations=[location()], services=[service(service_at_locations=[])])
    importer.records(raw)
    assert importer.records(raw).missing == {}
    raw["locations"] = [location(**NEW_PLACE)]
    report = importer.records(raw, now=LATER)
    assert [str(site.location) for site in public_sites()] == ["Sede nueva"]
    assert report.missing == {"location": 1, "service_at_location": 1}


def test_news_of_free_places_date_the_service_and_the_directory_by_our_clock(importer):
    importer.records(with_beds(updated="2031-01-01T00:00:00Z"))
    importer.records(with_beds(updated="2031-01-02T00:00:00Z"), now=LATER)
    assert Service.objects.get().modified_at == newest_change() == LATER


def test_what_a_slow_import_hides_is_dated_after_all_that_was_read_before(importer):
    importer.records(organization())
    importer.records({**organization(services=[]), "id": "other", "name": "Other"}, now=LATER)
    hidden = location(acogida={"visibility": "HIDDEN"})
    site = {"id": "c0000000-0000-4000-8000-000000000003", "location": hidden}
    importer.records(organization(services=[service(service_at_locations=[site])]), now=NOW)
    assert Location.objects.get().modified_at == newest_change() > LATER


def test_a_dry_run_is_no_change(importer):
    importer.records(organization())
    importer.records(organization(name="Otra"), now=LATER, dry_run=True)
    assert newest_change() == NOW


def test_a_failure_half_way_leaves_nothing(importer):
    before = state()
    good = b'{"id": "1", "name": "Good", "description": ""}'
    with pytest.raises(ImportFailed, match="broken JSON"):
        importer.bytes(b"[" + good + b", {broken", "list.json")
    assert state() == before
