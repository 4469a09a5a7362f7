import gzip
import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.directory import countries, gazetteer
from acogida.directory.geography import distance_km
from tests.directory import hostile

DATA = Path(str(files("acogida.directory"))) / "data" / "gazetteer"


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("Tapachula", "Tapachula", "MX"),
        ("Tapachula, MX", "Tapachula", "MX"),
        ("Tapachula, Chiapas", "Tapachula", "MX"),
        ("tapachula mexico", "Tapachula", "MX"),
        ("TAPACHULA MEKSIK", "Tapachula", "MX"),
        ("tapachla", "Tapachula", "MX"),
        ("Ciudad de México", "Ciudad de México", "MX"),
        ("Mexico City", "Ciudad de México", "MX"),
        ("juarez", "Ciudad Juárez", "MX"),
        ("Port-au-Prince", "Port-au-Prince", "HT"),
        ("Pòtoprens", "Port-au-Prince", "HT"),
        ("okap ayiti", "Cap-Haïtien", "HT"),
        ("Nueva York", "New York City", "US"),
        ("NYC", "New York City", "US"),
        ("springfield il", "Springfield", "US"),
        ("sao paulo brésil", "São Paulo", "BR"),
        ("medelin colombia", "Medellín", "CO"),
        ("santiago, panama", "Santiago de Veraguas", "PA"),
        ("guadalajara jalisco mexico", "Guadalajara", "MX"),
    ],
)
def test_find_knows_the_names_people_type(typed: str, name: str, country: str) -> None:
    first = gazetteer.find(typed)[0]
    assert (first.name, first.country) == (name, country)


def test_find_puts_the_larger_namesake_first() -> None:
    found = [place for place in gazetteer.find("Springfield", limit=20) if place.name == "Springfield"]
    assert len(found) > 5
    assert [place.population for place in found] == sorted((place.population for place in found), reverse=True)
    assert len({place.label() for place in found}) == len(found)


def test_find_completes_what_is_being_typed() -> None:
    assert "Tapachula" in [place.name for place in gazetteer.find("tapach")]
    assert len(gazetteer.find("san", limit=7)) == 7


def test_find_keeps_to_the_country_asked() -> None:
    assert {place.country for place in gazetteer.find("San", country="gt", limit=30)} == {"GT"}
    assert gazetteer.find("Tapachula", country="CA") == []


@pytest.mark.parametrize("typed", ["", " , ,", "🙂", "qqqqzzzzwwww", "???", "a" * 500])
def test_find_says_nothing_about_what_is_no_place(typed: str) -> None:
    assert gazetteer.find(typed) == []


def test_label_names_state_and_country_in_the_language_asked() -> None:
    place = gazetteer.find("Tapachula")[0]
    assert place.label("ht") == "Tapachula, Chiapas, Meksik"
    assert place.label("pt") == "Tapachula, Chiapas, México"


def test_get_returns_the_place_that_find_found() -> None:
    place = gazetteer.find("Cúcuta")[0]
    assert gazetteer.get(place.geonameid) == place
    assert gazetteer.get(-1) is None


@given(st.floats(-60, 75), st.floats(-170, -35))
@settings(max_examples=25, deadline=None)
def test_nearest_agrees_with_looking_at_every_place(latitude: float, longitude: float) -> None:
    found = gazetteer.nearest(latitude, longitude)
    assert found is not None
    shortest = min(distance_km(latitude, longitude, p.latitude, p.longitude) for p in gazetteer._data().places)
    assert distance_km(latitude, longitude, found.latitude, found.longitude) == pytest.approx(shortest)


@given(st.text(max_size=40))
@settings(max_examples=hostile.EXAMPLES // 5, deadline=None)
def test_find_survives_any_text(text: str) -> None:
    gazetteer.find(text)


def test_every_country_has_a_name_in_five_languages() -> None:
    assert {place.country for place in gazetteer._data().places} == set(countries.codes())
    for code in countries.codes():
        for language in ("es", "pt", "en", "fr", "ht"):
            assert countries._table()[code][language]
            assert countries.code_of(countries.name(code, language)) not in {""}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Haïti", "HT"), ("ayiti", "HT"), ("EE. UU.", "US"), ("etazini", "US"), ("mx", "MX"), ("Xy", "")],
)
def test_country_is_found_by_name_or_code(typed: str, code: str) -> None:
    assert countries.code_of(typed) == code


def test_readme_tells_the_hashes_of_the_files() -> None:
    told = re.findall(r"`([\w.]+\.gz)`[^\n]*`([0-9a-f]{64})`", (DATA / "README.md").read_text(encoding="utf-8"))
    assert len(told) == 2
    for name, digest in told:
        assert hashlib.sha256(gzip.decompress((DATA / name).read_bytes())).hexdigest() == digest


def test_places_are_where_the_americas_are() -> None:
    places = gazetteer._data().places
    assert len(places) == 18_914
    assert all(-56 <= p.latitude <= 84 and -180 <= p.longitude <= -12 for p in places)
    assert [p.population for p in places] == sorted((p.population for p in places), reverse=True)
    assert sum(p.population < 5_000 for p in places) == 135
    assert sum(not p.admin1_name for p in places) < 150
