"""Nobody may take the demonstration for help, and nobody's telephone may ring."""

import re

from acogida.directory import gazetteer
from acogida.directory.demo.towns import ENDONYMS, towns
from acogida.directory.geography import distance_km
from tests.directory.demo import built

RESERVED_PHONE = re.compile(r"\+1 \d{3} 555 01\d{2}")
ASSIGNED_AREA_CODE = re.compile(r"[2-9](?!11)\d{2}")


def test_every_organisation_says_that_it_is_a_demonstration():
    assert [record["name"] for record in built.organizations() if not record["name"].endswith(" (demo)")] == []


def test_every_place_and_every_verifier_says_so_too():
    assert all("(demo)" in location["name"] for location in built.locations())
    verifiers = {service["acogida"].get("verified_by", "(demo)") for service in built.services()}
    assert all(name.endswith("(demo)") for name in verifiers)


def test_every_phone_number_is_set_aside_for_fiction():
    numbers = [each["number"] for each in built.objects(built.organizations()) if "number" in each]
    assert len(numbers) > 700
    assert [number for number in numbers if not RESERVED_PHONE.fullmatch(number)] == []


def test_outside_the_united_states_and_canada_the_area_code_is_nobodys():
    for record in built.helping():
        country = record["locations"][0]["addresses"][0]["country"]
        codes = {phone["number"].split()[1] for phone in record["phones"]}
        assert (codes == {"555"}) == (country not in {"US", "CA"})
        assert all(ASSIGNED_AREA_CODE.fullmatch(code) for code in codes)


def test_no_text_holds_another_number_that_could_ring():
    for service in built.services():
        said = [service["name"], service["description"], *built.strings(service["acogida"]["translations"])]
        assert [text for text in said if re.search(r"\d{3,}", text)] == []


def test_every_link_and_address_of_mail_is_at_example_org():
    texts = list(built.strings(built.organizations()))
    links = [text for text in texts if "://" in text or text.startswith("www.")]
    mails = [text for text in texts if "@" in text]
    assert len(links) > 700
    assert len(mails) > 700
    assert [link for link in links if not link.startswith("https://example.org/")] == []
    assert [mail for mail in mails if not mail.endswith("@example.org")] == []


def test_streets_and_postcodes_cannot_exist():
    words = re.compile(
        r"Ejemplo|Muestra|Fictici|Exemplo|Amostra|Fictíci|Example|Sample|Fiction|Secret|Exemple|Spécimen"
        r"|secrète|Egzanp|Modèl|Imajinè|Sekrè"
    )
    for location in built.locations():
        for address in location["addresses"]:
            assert words.search(address["address_1"]), address
            assert address["postal_code"] == "00000"


def test_towns_are_real_and_places_lie_in_them():
    by_city = {town.name: town.place for town in towns().values()}
    for location in built.locations():
        place = by_city[location["addresses"][0]["city"]]
        apart = distance_km(location["latitude"], location["longitude"], place.latitude, place.longitude)
        assert apart < 2
        assert location["acogida"]["timezone"] == place.timezone


def test_towns_are_those_that_the_gazetteer_knows_by_that_name():
    for town in towns().values():
        found = gazetteer.find(town.name, country=town.place.country)
        assert town.place in found, town.name


def test_every_language_has_its_own_name():
    assert {code for town in towns().values() for code in town.spoken} <= set(ENDONYMS)
