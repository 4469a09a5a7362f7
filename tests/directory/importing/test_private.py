"""Places that are not public: what tells where they are stands in one table and in no text."""

import json
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from acogida.core.ids import derived
from acogida.core.text import words
from acogida.directory import opening
from acogida.directory.models import (
    Location,
    NodeKey,
    Organization,
    PrivateSite,
    SearchEntry,
    SearchWord,
    Service,
    ServiceAtLocation,
)
from acogida.directory.search.types import Query
from acogida.directory.search.understand import understand
from tests.directory.importing.imported import (
    LATER,
    MODELS,
    NOW,
    Json,
    location,
    organization,
    reasons,
    service,
    state,
)

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


def hidden_alone(**more: object) -> dict:
    """The place by itself, as a feed of locations has it."""
    return {"id": hidden()["id"], "location_type": "physical", "acogida": {"visibility": "HIDDEN"}, **more}


def test_an_older_public_place_at_a_street_that_goes_into_hiding_is_hidden_too(importer):
    before = location(id="c0000000-0000-4000-8000-0000000000b6", name="Office", phones=[], latitude=14.5)
    before["addresses"][0]["address_1"] = "Calle Secreta No. 4711"
    importer.records(organization(services=[], locations=[before]))
    importer.records(with_hidden(), now=LATER)
    assert "Secreta" not in public_text()
    assert PrivateSite.objects.count() == 2


def test_a_public_place_with_the_coordinates_of_a_hidden_one_and_another_street_stays(importer):
    importer.records({**with_hidden(), "locations": [location(id="c0000000-0000-4000-8000-0000000000b6")]})
    assert sorted(place.visibility for place in Location.objects.all()) == ["HIDDEN", "PUBLIC"]


def test_the_same_street_in_another_town_is_another_place(importer):
    other = location(id="c0000000-0000-4000-8000-0000000000b6", latitude=16.75, longitude=-93.12)
    other["addresses"][0] |= {"address_1": STREET, "city": "Tuxtla Gutiérrez"}
    importer.records({**with_hidden(), "locations": [other]})
    assert sorted(place.visibility for place in Location.objects.all()) == ["HIDDEN", "PUBLIC"]


def test_the_name_an_organisation_goes_by_is_no_secret(importer):
    raw = with_hidden(description="Ask at the Puerta azul")
    raw["services"][0]["service_at_locations"][0]["location"]["alternate_name"] = "Casa Ejemplo"
    importer.records(raw)
    assert Organization.objects.get().name == "Casa Ejemplo"
    assert Service.objects.get().description == "Ask at the"


def test_what_was_cut_is_read_anew_when_the_place_becomes_public(importer):
    importer.records(with_hidden(description=f"At {STREET}"))
    assert Service.objects.get().description == "At"
    importer.records(with_hidden("PUBLIC", description=f"At {STREET}"), now=LATER)
    assert Service.objects.get().description == f"At {STREET}"


def test_a_mention_of_an_organisation_whose_text_was_cut_takes_nothing_away(importer):
    importer.records({**with_hidden(), "description": f"Our house is {STREET}", "website": "https://example.org/"})
    mentioned = {"id": organization()["id"], "name": "Casa Ejemplo", "description": f"Our house is {STREET}"}
    report = importer.records({**service(name="New"), "organization": mentioned}, now=LATER)
    assert Organization.objects.get().website == "https://example.org/"
    assert report.rows["organization", "changed"] == 0


# Ids


def nameless_place(street: str) -> dict:
    place = {**hidden(), "addresses": [{"address_1": street, "city": "Tapachula", "country": "MX"}]}
    return {name: value for name, value in place.items() if name not in {"id", "name", "latitude", "longitude"}}


def test_no_public_id_can_be_tried_out_for_the_address(importer):
    raw = {"name": "Casa", "description": "-", "locations": [nameless_place(STREET)], "services": [service()]}
    raw["services"][0] = {"name": "n", "status": "active", "phones": [{"number": "1", "description": STREET}]}
    importer.records(raw)
    ids = {str(row.pk) for model in (Organization, Location, Service) for row in model.objects.all()}
    ids |= {phone["id"] for phone in Service.objects.get().parts["phones"]}
    owners = [*ids, ""]
    guesses = (
        str(derived("feed", kind, owner, *name, *words(STREET), "tapachula"))
        for kind in ("location", "organization")
        for owner in owners
        for name in ((), ("none",), ("casa",))
    )
    assert ids.isdisjoint(guesses)
    assert len(bytes(NodeKey.objects.get().key)) == 32


def test_two_nodes_make_different_ids_of_the_same_content(importer):
    raw = {"name": "Casa", "description": "-", "locations": [nameless_place(STREET)]}
    importer.records(raw)
    before = state()
    importer.records(raw, now=LATER)
    assert state() == before, "one node makes the same ids again"
    first = set(Organization.objects.values_list("pk", flat=True))
    NodeKey.objects.update(key=b"of another node, thirty-two bytes"[:32])
    importer.records(raw, now=LATER)
    assert Organization.objects.exclude(pk__in=first).count() == 1


# Phones and hours


SITE = "c0000000-0000-4000-8000-000000000003"
EVENING = {"id": "c0000000-0000-4000-8000-0000000000e0", "freq": "WEEKLY", "byday": "MO", "opens_at": "20:00"}


@pytest.mark.parametrize("owner", ["site", "service", "nobody"])
def test_a_hidden_place_has_the_hours_it_had_in_public(importer, owner):
    def hours(visibility: str) -> list[dict]:
        site = {"id": SITE, "location": hidden(visibility)} | ({"schedules": [EVENING]} if owner == "site" else {})
        more = {"schedules": [EVENING]} if owner == "service" else {}
        importer.records(organization(services=[service(service_at_locations=[site], **more)]), now=NOW)
        found = ServiceAtLocation.objects.get()
        return opening.schedules_of(found.service, found, found.location)

    assert hours("PUBLIC") == hours("HIDDEN") != []


def test_who_hides_a_place_without_a_word_on_its_phone_or_street_keeps_both(importer):
    importer.records(with_hidden("PUBLIC", description=f"At {STREET}"))
    importer.records(hidden_alone(), now=LATER)
    assert [phone["number"] for phone in ServiceAtLocation.objects.get().parts["phones"]] == ["555-0100"]
    assert Location.objects.get().country == "MX"
    assert "Secreta" not in public_text()


def test_a_place_listed_without_its_site_lends_it_the_phone(importer):
    importer.records(with_hidden("PUBLIC"))
    importer.records(
        hidden_alone(phones=[{"id": "c0000000-0000-4000-8000-0000000000f0", "number": "555-0109"}]), now=LATER
    )
    assert [phone["number"] for phone in ServiceAtLocation.objects.get().parts["phones"]] == ["555-0109"]


def test_a_silent_record_changes_phone_and_hours_and_nothing_else(importer):
    importer.records(with_hidden())
    silent = location(phones=[{"id": "c0000000-0000-4000-8000-0000000000f0", "number": "555-0109"}])
    importer.records(
        organization(services=[service(service_at_locations=[{"id": SITE, "location": silent}])]), now=LATER
    )
    assert [phone["number"] for phone in ServiceAtLocation.objects.get().parts["phones"]] == ["555-0109"]
    assert PrivateSite.objects.get().details["addresses"][0]["address_1"] == STREET
    assert Location.objects.get().visibility == "HIDDEN"


def test_a_silent_record_of_another_source_changes_nothing(importer):
    importer.records(with_hidden())
    before = state()
    silent = location(phones=[{"id": "c0000000-0000-4000-8000-0000000000f0", "number": "555-0109"}])
    importer.records(silent, source="another", now=LATER)
    assert state() == before


# Words


def test_words_of_a_place_that_goes_into_hiding_are_forgotten(importer):
    place = {**hidden("PUBLIC"), "name": "Casa Zarzamora"}
    raw = organization(services=[service(service_at_locations=[{"id": SITE, "location": place}])])
    importer.records(raw)
    assert understand(Query(text="zarzamoro")).understood.corrected == (("zarzamoro", "zarzamora"),)
    place["acogida"]["visibility"] = "HIDDEN"
    importer.records(raw, now=LATER)
    assert not SearchWord.objects.filter(word__startswith="zarza").exists()
    assert SearchWord.objects.filter(word="albergue").exists()


def test_a_word_that_no_entry_says_is_offered_to_nobody(importer):
    importer.records(organization())
    SearchWord.objects.create(word="zarzamora")
    assert understand(Query(text="zarzamoro")).understood.corrected == ()


@pytest.mark.parametrize(
    "change", [{}, {"phones": [{"id": "c0000000-0000-4000-8000-000000000077", "number": "555-0199"}]}]
)
def test_many_hidden_places_take_as_many_queries_as_few(importer, change):
    counts = []
    for number in (3, 12):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            importer.records([_hidden_house(each) for each in range(number)])
            importer.records([_hidden_house(each, **change) for each in range(number)], now=LATER)
            assert PrivateSite.objects.count() == number
            transaction.set_rollback(True)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _hidden_house(number: int, **more: object) -> Json:
    def id_of(kind: int) -> str:
        return str(UUID(int=kind << 64 | number, version=4))

    place = location(id=id_of(4), name=f"Puerta {number}", acogida={"visibility": "HIDDEN"}, **more)
    sites = [{"id": id_of(3), "location": place}]
    return organization(id=id_of(1), services=[service(id=id_of(2), service_at_locations=sites)])
