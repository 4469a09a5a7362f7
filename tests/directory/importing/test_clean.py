"""A record of a source becomes clean records, each on its own; only the smallest part that can't be kept is lost."""

from acogida.directory.hsds.clean import Cleaning
from acogida.directory.hsds.issues import Level
from acogida.directory.importing.identity import SourceIdentity
from tests.directory.importing.imported import location, organization, service


def cleaned(raw: object, kind: str = "organization") -> Cleaning:
    cleaning = Cleaning(SourceIdentity("feed", b"key of a test"))
    cleaning.record(kind, raw, "line 1")
    return cleaning


def by_kind(cleaning: Cleaning) -> dict:
    return {record.kind: record for record in cleaning.records}


def told(cleaning: Cleaning) -> list[tuple[str, str, str]]:
    return [(issue.level.value, issue.path, issue.field) for issue in cleaning.issues]


def test_a_clean_record_is_taken_apart_without_an_issue():
    cleaning = cleaned(organization())
    assert cleaning.issues == []
    found = by_kind(cleaning)
    assert set(found) == {"organization", "service", "service_at_location", "location"}
    assert found["service"].refs == {"organization_id": found["organization"].id}
    assert found["service_at_location"].refs == {
        "service_id": found["service"].id,
        "location_id": found["location"].id,
    }
    assert found["location"].content["addresses"][0]["address_1"] == "Avenida Inventada 987"


def test_a_bad_phone_does_not_lose_the_service():
    cleaning = cleaned(organization(services=[service(phones=[{"type": "voice"}, {"number": "555-0101"}])]))
    assert [phone["number"] for phone in by_kind(cleaning)["service"].content["phones"]] == ["555-0101"]
    assert ("refused", "line 1/services/0/phones/0", "number") in told(cleaning)


def test_a_service_without_a_name_falls_alone():
    cleaning = cleaned(organization(services=[{"description": "nameless"}, service()]))
    assert [record.content["name"] for record in cleaning.records if record.kind == "service"] == ["Albergue Ejemplo"]
    assert cleaning.rejected == {"service": 1}


def test_an_organisation_without_a_name_falls_whole():
    cleaning = cleaned(organization(name="  "))
    assert cleaning.records == []
    assert told(cleaning) == [("refused", "line 1", "name")]


def test_coordinates_off_earth_are_lost_and_the_place_is_kept():
    cleaning = cleaned(location(latitude=191.5, longitude=-92.0), "location")
    (place,) = cleaning.records
    assert "latitude" not in place.content
    assert "longitude" not in place.content
    assert "addresses" in place.content


def test_missing_ids_are_made_of_the_content_and_stay_the_same():
    raw = organization(services=[service(id=None, phones=[{"number": "555-0101"}, {"number": "555-0102"}])])
    first, second = (by_kind(cleaned(raw))["service"] for _ in range(2))
    assert first.id == second.id
    assert len({phone["id"] for phone in first.content["phones"]}) == 2
    assert first.content == second.content


def test_the_same_id_twice_in_a_list_is_made_two():
    phone = {"id": "c0000000-0000-4000-8000-00000000000a", "number": "555-0101"}
    cleaning = cleaned(organization(phones=[phone, phone, {**phone, "number": "555-0102"}]))
    phones = by_kind(cleaning)["organization"].content["phones"]
    assert [entry["number"] for entry in phones] == ["555-0101", "555-0102"]
    assert len({entry["id"] for entry in phones}) == 2


def test_misspelt_plurals_and_older_names_are_understood():
    raw = {
        "name": "Casa",
        "locations": [
            {
                "id": "loc_1",
                "location_type": "physical",
                "addresss": [{"street": "Avenida Inventada 987", "zip": "30700", "city": "Tapachula"}],
                "schedule": [{"days": ["Monday"], "time_open": "9am", "time_close": "5pm", "freq": "WEEKLY"}],
                "accessibilitys": [{"description": "ramp"}],
            }
        ],
        "fundings": [{"source": "gifts"}],
        "service": {"service_name": "Comida", "service_status": "active", "location_id": "loc_1"},
    }
    found = by_kind(cleaned(raw))
    place = found["location"].content
    assert place["addresses"][0]["address_1"] == "Avenida Inventada 987"
    assert place["schedules"][0]["byday"] == "MO"
    assert (place["schedules"][0]["opens_at"], place["schedules"][0]["closes_at"]) == ("09:00", "17:00")
    assert place["accessibility"][0]["description"] == "ramp"
    assert found["organization"].content["funding"][0]["source"] == "gifts"
    assert found["service"].content["name"] == "Comida"
    assert found["service_at_location"].refs["location_id"] == found["location"].id


def test_several_times_of_one_schedule_become_several_schedules():
    times = [{"start_time": "08:00", "end_time": "10:00"}, {"start_time": "14:00", "end_time": "16:00"}]
    cleaning = cleaned(organization(services=[service(schedules=[{"days": ["TU"], "freq": "WEEKLY", "times": times}])]))
    hours = [(one["opens_at"], one["closes_at"]) for one in by_kind(cleaning)["service"].content["schedules"]]
    assert hours == [("08:00", "10:00"), ("14:00", "16:00")]


def test_an_event_of_one_day_is_not_taken_for_every_week():
    cleaning = cleaned(organization(services=[service(schedules=[{"date": "2026-08-09", "opens_at": "08:00"}])]))
    (schedule,) = by_kind(cleaning)["service"].content["schedules"]
    assert schedule["valid_from"] == schedule["valid_to"] == "2026-08-09"


def test_unknown_fields_are_told_and_not_kept():
    cleaning = cleaned(organization(horoscope="lion"))
    assert [(issue.field, issue.reason) for issue in cleaning.issues] == [("horoscope", "unknown field, not kept")]
    assert "horoscope" not in by_kind(cleaning)["organization"].content


def test_a_capacity_without_its_moment_is_refused():
    capacity = {"unit": {"name": "beds"}, "available": 3}
    cleaning = cleaned(organization(services=[service(capacities=[capacity])]))
    assert cleaning.rejected == {"service_capacity": 1}


def test_more_free_than_there_are_loses_only_the_maximum():
    capacity = {"unit": {"name": "beds"}, "available": 12, "maximum": 10, "updated": "2026-11-24T10:00:00Z"}
    cleaning = cleaned(organization(services=[service(capacities=[capacity])]))
    content = by_kind(cleaning)["service_capacity"].content
    assert content["available"] == 12
    assert "maximum" not in content


def test_the_code_of_a_language_is_found_by_its_name():
    cleaning = cleaned(
        organization(services=[service(languages=[{"name": "Kreyòl ayisyen"}, {"name": "Mam"}, "Spanish"])])
    )
    codes = [language.get("code") for language in by_kind(cleaning)["service"].content["languages"]]
    assert codes == ["ht", "mam", "es"]


def test_a_visibility_that_is_not_understood_means_hidden():
    cleaning = cleaned(location(acogida={"visibility": "secret-ish"}), "location")
    assert cleaning.records[0].profile == {"visibility": "HIDDEN"}
    cleaning = cleaned(location(acogida="hide me"), "location")
    assert cleaning.records[0].profile == {"visibility": "HIDDEN"}


def test_records_nested_without_end_stop_somewhere():
    raw: dict = organization()
    for _ in range(200):
        raw = organization(services=[service(organization=raw)])
    cleaning = cleaned(raw)
    assert any("nested too deep" in issue.reason for issue in cleaning.issues)


def test_no_issue_repeats_an_address_or_a_coordinate():
    planted = "Planted Street 4711"
    raw = location(
        latitude="14.905633 N planted",
        addresses=[{"address_1": [planted], "city": {"x": planted}, "postal_code": True, "country": planted * 50}],
        phones=[{"extension": planted, "number": {"n": planted}}],
        url=f"not a link {planted}",
        schedules=[{"opens_at": planted, "byday": planted, "valid_from": planted}],
    )
    cleaning = cleaned(raw, "location")
    assert len(cleaning.issues) > 6
    assert all(planted not in issue.reason and "14.9" not in issue.reason for issue in cleaning.issues)
    assert {issue.level for issue in cleaning.issues} >= {Level.REFUSED}
