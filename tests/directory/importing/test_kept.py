"""What an organisation wrote here stays when its feed comes again; everything else follows the feed (ADR 0011)."""

from datetime import timedelta

import pytest

from acogida.accounts.acting import Acting
from acogida.directory.editing import room
from acogida.directory.editing.contact import Phone, change_contact
from acogida.directory.editing.hours import WHOLE_DAY, change_week
from acogida.directory.editing.standing import close_for_now
from acogida.directory.editing.texts import change_texts
from acogida.directory.enums import Audience, ServiceStatus
from acogida.directory.models import Capacity, Edit, Service
from tests.directory.editing.conftest import acting
from tests.directory.importing.imported import LATER, NOW, Importer, organization, reasons, service

HERE = NOW + timedelta(hours=1)
KEPT = "description: kept: written by its organization"


def feed(importer: Importer, *, now=LATER, **said):
    return importer.records(organization(services=[service(**said)]), now=now)


@pytest.fixture
def ana(importer) -> Acting:
    feed(importer, now=NOW, description="From the feed", url="https://example.org/old")
    return acting(Service.objects.get().organization)


def test_a_text_written_here_stays_and_the_rest_follows_the_feed(importer, ana):
    change_texts(service=Service.objects.get(), texts={("", "description"): "Ours"}, by=ana, now=HERE)
    report = feed(importer, description="From the feed again", url="https://example.org/new")
    found = Service.objects.get()
    assert (found.description, found.url) == ("Ours", "https://example.org/new")
    assert KEPT in reasons(report)


def test_the_same_feed_again_changes_nothing(importer, ana):
    change_texts(service=Service.objects.get(), texts={("", "description"): "Ours"}, by=ana, now=HERE)
    report = feed(importer, description="From the feed", url="https://example.org/old")
    assert (Service.objects.get().description, KEPT in reasons(report)) == ("Ours", False)


def test_a_text_given_back_to_the_feed_follows_it_again(importer, ana):
    change_texts(service=Service.objects.get(), texts={("", "description"): "Ours"}, by=ana, now=HERE)
    Edit.objects.all().delete()
    feed(importer, description="From the feed again")
    assert Service.objects.get().description == "From the feed again"


def test_translations_contact_and_standing_stay(importer, ana):
    found = Service.objects.get()
    change_texts(service=found, texts={("ht", "name"): "Kay"}, by=ana, now=HERE)
    change_contact(service=found, phones=[Phone("", "+52 1 555", "")], email="", url="", by=ana, now=HERE)
    close_for_now(service=found, by=ana, now=HERE)
    profile = {"translations": {"fr": {"name": "Maison"}}}
    feed(
        importer, phones=[{"id": "p", "number": "+52 999 999"}], email="x@example.org", acogida=profile, status="active"
    )
    found = Service.objects.get()
    assert found.translations == {"ht": {"name": "Kay"}}
    assert [phone["number"] for phone in found.parts["phones"]] == ["+52 1 555"]
    assert found.status == ServiceStatus.TEMPORARILY_CLOSED


def test_what_was_emptied_here_stays_empty(importer, ana):
    change_contact(service=Service.objects.get(), phones=[], email="", url="", by=ana, now=HERE)
    feed(importer, url="https://example.org/new")
    assert Service.objects.get().url == ""


def test_hours_of_a_place_stay_and_hours_of_others_follow(importer, ana):
    found = Service.objects.get()
    site = found.sites.select_related("location").first()
    change_week(service=found, site=site, week={"MO": [WHOLE_DAY]}, by=ana, now=HERE)
    week = [{"id": "s", "freq": "WEEKLY", "byday": "SU", "opens_at": "09:00", "closes_at": "10:00"}]
    sites = [{**one, "schedules": week} for one in service()["service_at_locations"]]
    feed(importer, service_at_locations=sites, schedules=week)
    site.refresh_from_db()
    assert [one["byday"] for one in site.parts["schedules"]] == ["MO"]
    found.refresh_from_db()
    assert [one["byday"] for one in found.parts["schedules"]] == ["SU"]


def test_a_service_closed_here_is_not_taken_for_gone(importer, ana):
    close_for_now(service=Service.objects.get(), by=ana, now=HERE)
    report = importer.records(organization(services=[]), now=LATER, deactivate_missing=True)
    assert (report.deactivated, Service.objects.get().status) == (0, ServiceStatus.TEMPORARILY_CLOSED)


@pytest.mark.parametrize(("told", "after"), [("2026-11-24T12:30:00Z", 2), ("2026-11-25T11:00:00Z", 9)])
def test_of_free_places_the_newest_news_wins(importer, ana, told, after):
    beds = {"id": "b0000000-0000-4000-8000-0000000000bb", "unit": {"id": "u", "name": "bed"}, "maximum": 20}
    feed(importer, now=NOW, capacities=[beds | {"available": 5, "updated": "2026-11-24T11:00:00Z"}])
    room.set_free(capacity=Capacity.objects.get(), free=2, by=ana, now=HERE)
    feed(importer, capacities=[beds | {"available": 9, "updated": told}])
    found = Capacity.objects.get()
    assert (found.available, found.updated_by) == (after, ana.user if after == 2 else None)


def test_what_is_counted_only_here_is_not_forgotten(importer, ana):
    asked = {"site": None, "audience": Audience.EVERYONE, "unit": "bed", "free": 3, "maximum": None}
    room.start_counting(service=Service.objects.get(), **asked, by=ana, now=HERE)
    feed(importer, description="Another text")
    assert Capacity.objects.get().available == 3
