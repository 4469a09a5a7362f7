"""Places that are not public: what tells where they are stands in one table and in no text."""

import json

import pytest

from acogida.directory.models import Location, Organization, PrivateSite, SearchEntry, Service, ServiceAtLocation
from tests.directory.importing.imported import LATER, MODELS, location, organization, reasons, service, state

STREET = "Calle Secreta 4711"


def hidden(visibility: str = "HIDDEN", **more: object) -> dict:
    place = location(name="Puerta azul", acogida={"visibility": visibility, "translations": {"en": {"name": "Blue"}}})
    place["addresses"][0]["address_1"] = STREET
    return place | more


def with_hidden(visibility: str = "HIDDEN", **more: object) -> dict:
    sites = [{"id": "c0000000-0000-4000-8000-000000000003", "location": hidden(visibility)}]
    return organization(services=[service(service_at_locations=sites, **more)])


def public_text() -> str:
    rows = [list(m._default_manager.order_by().values()) for m in MODELS if m is not PrivateSite]
    return json.dumps(rows, default=str, ensure_ascii=False)


@pytest.mark.parametrize("visibility", ["HIDDEN", "AREA_ONLY"])
def test_nothing_exact_stands_outside_the_private_table(importer, visibility):
    importer.records(with_hidden(visibility))
    text = public_text()
    for planted in ("Secreta", "4711", "14.9056", "92.2634", "30700", "Puerta azul", "Blue"):
        assert planted not in text
    assert PrivateSite.objects.get().details["addresses"][0]["address_1"] == STREET


def test_a_hidden_place_tells_the_country_and_the_state(importer):
    importer.records(with_hidden())
    place = Location.objects.get()
    assert (place.country, place.admin1, place.locality, place.latitude) == ("MX", "05", "", None)
    assert place.timezone


def test_an_area_tells_the_town_and_its_centre(importer):
    importer.records(with_hidden("AREA_ONLY"))
    place = Location.objects.get()
    assert place.locality == "Tapachula"
    assert place.latitude is not None
    assert abs(place.latitude - 14.9056) < 0.2
    assert place.latitude != 14.9056


def test_phones_and_hours_of_the_place_move_to_its_site(importer):
    importer.records(with_hidden())
    parts = ServiceAtLocation.objects.get().parts
    assert [phone["number"] for phone in parts["phones"]] == ["555-0100"]
    assert parts["schedules"][0]["byday"] == "MO,TU"


def test_the_street_is_cut_out_of_every_text(importer):
    raw = with_hidden(
        description=f"Ring twice at CALLE  secreta, 4711. Open at night.",  # noqa: F541
        phones=[{"number": "555-0101", "description": f"Behind {STREET}, blue door"}],
        acogida={"translations": {"en": {"description": f"We are at {STREET}."}}},
    )
    raw["description"] = f"The house ({STREET}) is old."
    report = importer.records(raw)
    assert "ecreta" not in public_text()
    found = Service.objects.get()
    assert found.description == "Ring twice at. Open at night."
    assert found.parts["phones"][0]["description"] == "Behind, blue door"
    assert sum("cut out" in reason for reason in reasons(report)) >= 3
    assert "ecreta" not in json.dumps(report.as_json())


def test_a_link_to_the_map_is_cut_out_too(importer):
    importer.records(with_hidden(url="https://maps.example.org/?q=14.90561,-92.26339"))
    assert Service.objects.get().url == ""


def test_the_street_is_cut_out_when_the_text_came_first(importer):
    early = {**service(description=f"At {STREET} until dawn"), "organization_id": organization()["id"]}
    del early["service_at_locations"]
    site = {"id": "c0000000-0000-4000-8000-000000000003", "service_id": early["id"], "location_id": hidden()["id"]}
    whole = organization(services=[])
    importer.records(
        [whole, early, *({**whole, "id": f"x{n}", "name": f"Filler {n}"} for n in range(2100)), site, hidden()]
    )
    assert "ecreta" not in public_text()
    before = state()
    importer.records([whole, early, site, hidden()], now=LATER)
    assert state() == before


def test_a_street_is_cut_out_when_only_the_text_changes(importer):
    importer.records(with_hidden())
    text = {**service(description=f"We moved to {STREET}"), "organization_id": organization()["id"]}
    del text["service_at_locations"]
    importer.records(text, now=LATER)
    assert Service.objects.get().description == "We moved to"


def test_silence_does_not_make_a_place_public(importer):
    importer.records(with_hidden())
    before = state()
    open_again = hidden()
    del open_again["acogida"]
    sites = [{"id": "c0000000-0000-4000-8000-000000000003", "location": open_again}]
    report = importer.records(organization(services=[service(service_at_locations=sites)]), now=LATER)
    assert state() == before
    assert any("silent" in reason for reason in reasons(report))


def test_a_place_hidden_here_stays_hidden_when_its_feed_comes_again(importer):
    importer.records(organization())
    importer.records(with_hidden(), now=LATER)
    importer.records(organization(description="news"), now=LATER)
    assert Location.objects.get().visibility == "HIDDEN"
    assert "Inventada" not in public_text()


def test_a_place_becomes_public_when_its_source_says_so(importer):
    importer.records(with_hidden())
    importer.records(with_hidden("PUBLIC"), now=LATER)
    assert Location.objects.get().latitude == 14.9056
    assert not PrivateSite.objects.exists()


def test_a_public_place_at_the_address_of_a_hidden_one_is_hidden_too(importer):
    other = location(id="c0000000-0000-4000-8000-0000000000b6", name="Office")
    other["addresses"][0]["address_1"] = "calle secreta #4711"
    importer.records({**with_hidden(), "locations": [other]})
    assert {place.visibility for place in Location.objects.all()} == {"HIDDEN"}


def test_a_hidden_place_is_found_by_its_state_alone(importer):
    importer.records(with_hidden())
    entry = SearchEntry.objects.get()
    assert (entry.country, entry.admin1, entry.latitude) == ("MX", "05", None)
    assert "tapachula" not in entry.doc


def test_hidden_twice_is_unchanged(importer):
    importer.records(with_hidden(description=f"At {STREET}"))
    before = state()
    report = importer.records(with_hidden(description=f"At {STREET}"), now=LATER)
    assert state() == before
    assert report.rows["service", "unchanged"] == 1


def test_an_organisation_named_after_its_street_keeps_a_name(importer):
    importer.records({**with_hidden(), "name": STREET})
    assert Organization.objects.get().name == "…"
