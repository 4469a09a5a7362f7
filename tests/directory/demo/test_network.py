"""What the demonstration consists of."""

import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

from acogida.directory.demo import network
from acogida.directory.enums import Audience, NeedKind, ServiceStatus, Visibility
from tests.directory.demo import built
from tests.directory.standard import complaints, needs_standard


def test_it_is_as_large_as_promised():
    assert len(built.organizations()) >= 120
    assert len(built.services()) >= 600
    assert len(built.cities()) >= 60
    assert len({country for country, _ in built.cities()}) >= 15


def test_it_reaches_from_canada_to_chile():
    assert {"CA", "US", "MX", "HT", "PA", "CO", "BR", "CL"} <= {country for country, _ in built.cities()}


def test_every_need_is_met_in_several_countries():
    countries: dict[str, set[str]] = {need: set() for need in NeedKind.values}
    for record in built.helping():
        for service in record["services"]:
            for need in service["acogida"]["needs"]:
                countries[need].add(record["locations"][0]["addresses"][0]["country"])
    assert min(len(found) for found in countries.values()) >= 3


def test_every_big_city_has_several_organisations():
    seats = Counter(record["locations"][0]["addresses"][0]["city"] for record in built.helping())
    for city in ("Tapachula", "Tijuana", "Ciudad Juárez", "Cúcuta", "Bogotá", "Lima", "São Paulo", "New York"):
        assert seats[city] >= 3, city


def test_another_process_builds_the_same():
    code = "import django; django.setup()\nfrom tests.directory.demo import built\nprint(built.digest())"
    environ = {**os.environ, "PYTHONHASHSEED": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == built.digest()


def test_another_seed_gives_another_network_of_the_same_records():
    other = list(network.records(now=built.NOW, seed=7))
    assert other != built.organizations()
    assert [record["id"] for record in other] == [record["id"] for record in built.organizations()]


def test_no_id_occurs_twice_for_different_things():
    seen: dict[str, object] = {}
    for each in built.objects(built.organizations()):
        if "id" in each:
            assert seen.setdefault(each["id"], each) == each


def test_time_only_moves_what_depends_on_time():
    later = list(network.records(now=built.NOW + timedelta(hours=3)))
    moved = {service["id"] for service in later[0]["services"]} & _differing(built.organizations()[0], later[0])
    with_room = {service["id"] for service in later[0]["services"] if service["capacities"]}
    assert moved == with_room


def _differing(one: built.Json, other: built.Json) -> set[str]:
    pairs = zip(one["services"], other["services"], strict=True)
    return {first["id"] for first, second in pairs if first != second}


def test_room_is_said_in_every_way_it_can_be():
    ages = [built.NOW - datetime.fromisoformat(capacity["updated"]) for capacity in built.capacities()]
    fresh = [age for age in ages if age < timedelta(hours=8)]
    full = [capacity for capacity in built.capacities() if capacity["available"] == 0]
    with_room = [service for service in built.services() if service["capacities"]]
    assert min(ages) > timedelta()
    assert len(fresh) > len(ages) / 2, "most is fresh"
    assert sum(age > timedelta(days=3) for age in ages) >= 20, "some is stale"
    assert 20 <= len(full) <= len(ages) / 3, "some is full"
    assert len(with_room) < len(built.services()), "some is unknown"
    assert all(capacity["available"] <= capacity["maximum"] for capacity in built.capacities())
    assert {capacity["acogida"]["audience"] for capacity in built.capacities()} == set(Audience.values)


def test_hours_come_in_every_shape():
    schedules = [schedule for service in built.services() for schedule in service["schedules"]]
    assert any(schedule["closes_at"] < schedule["opens_at"] for schedule in schedules), "past midnight"
    assert any(schedule["freq"] == "MONTHLY" for schedule in schedules)
    assert any(len(service["schedules"]) > 1 for service in built.services()), "split"
    assert any(not service["schedules"] for service in built.services()), "not known"


def test_holidays_lie_ahead():
    days = [day for service in built.services() for day in service["acogida"].get("date_exceptions", [])]
    assert len(days) > 100
    assert all(built.NOW.date().isoformat() <= day["from"] for day in days)
    assert {day["closed"] for day in days} == {True, False}


def test_a_few_are_closed_for_now_and_say_so():
    closed = [service for service in built.services() if service["status"] == ServiceStatus.TEMPORARILY_CLOSED]
    assert 3 <= len(closed) <= 40
    assert all(service["alert"] for service in closed)


def test_papers_are_asked_for_not_asked_for_and_unknown():
    assert {service["acogida"].get("papers_needed") for service in built.services()} == {True, False, None}


def test_indigenous_languages_are_spoken_where_they_are_spoken():
    spoken = Counter(language["code"] for service in built.services() for language in service["languages"])
    assert {"mam", "quc", "qu", "ay", "gn"} <= set(spoken)
    assert {"es", "pt", "en", "fr", "ht"} <= set(spoken)


def test_refuges_and_lone_childrens_homes_are_hidden():
    visibility = {location["id"]: location["acogida"]["visibility"] for location in built.locations()}
    for service in built.services():
        needs, sites = set(service["acogida"]["needs"]), service["service_at_locations"]
        if "SHELTER" in needs and needs & {"GENDER_VIOLENCE", "CHILD_PROTECTION"}:
            assert [visibility[site["location_id"]] for site in sites] == [Visibility.HIDDEN]
    assert set(visibility.values()) == set(Visibility.values)


def test_two_places_are_no_help():
    organisations = [record for record in built.organizations() if record["acogida"].get("is_help") is False]
    services = [
        service
        for record in built.organizations()
        for service in record["services"]
        if service["acogida"].get("is_help") is False
    ]
    assert (len(organisations), len(services)) == (1, 1)


@needs_standard
def test_every_record_is_valid_hsds():
    assert [found for record in built.organizations() for found in complaints(record, "organization")] == []
