"""What is cut out of texts for the sake of a hidden place, and what is left alone. Spellings: tests/security."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.directory.importing.withhold import Secret, secret_of, tells, without


def secret(street: str, **more: object) -> Secret:
    return secret_of({"addresses": [{"address_1": street, "city": "Tapachula"}], **more})


CALLE = secret("Calle Secreta 4712", latitude=14.90231, longitude=-92.26314)


@pytest.mark.parametrize(
    ("street", "text", "left"),
    [
        ("Calle Secreta 4712", "Ring at Calle Secreta #4712. Open.", "Ring at. Open."),
        ("Calle Secreta 4712", "On calle de la Secreta, by the park", "On, by the park"),
        ("Calle Secreta 4712", "Secreta núm. 4712, at night", "at night"),
        ("Calle 5 # 12-34", "We are at Cl. 5 No. 12 - 34, Cúcuta", "We are at, Cúcuta"),
        ("4712 Hidden Rd", "Come to 4712 Hidden Road.", "Come to."),
        ("Rua das Flores Azuis, 33", "Na R. Flores Azuis n° 33 à noite", "Na à noite"),
        ("12 rue de la Lune", "Venez 12, rue Lune, le soir", "Venez, le soir"),
        ("Calle 20 de Noviembre 45", "Calle 20 de noviembre #45 abajo", "abajo"),
        ("Calle C 12", "En la calle C 12 hoy", "En la hoy"),
    ],
)
def test_a_street_is_cut_out_with_its_kind_and_number(street, text, left):
    assert without(text, secret(street)) == left


@pytest.mark.parametrize(
    "text",
    [
        "An entrance that is no secreta",
        "+52 962 555 4712",
        "4712 meals a day",
        "14.90 pesos",
        "Calle Pública 4712",
        "Avenida Central Norte 3, Tapachula, 30700",
        "https://example.org/albergue",
        "",
    ],
)
def test_what_tells_nothing_is_the_same_object(text):
    assert without(text, CALLE) is text


def test_a_link_to_a_map_is_cut_out_for_nobody_knows_what_is_behind_it():
    assert without("https://maps.app.goo.gl/abc", CALLE) == ""
    assert without("See https://maps.app.goo.gl/abc or call", CALLE) == "See or call"


def test_ids_are_left_alone_in_whatever_is_nested():
    value = {"id": "4712-secreta", "list": [{"taxonomy_term_id": "calle secreta", "note": "calle secreta"}]}
    assert without(value, CALLE) == {"id": "4712-secreta", "list": [{"taxonomy_term_id": "calle secreta", "note": "…"}]}


def test_a_place_without_a_street_is_known_by_its_coordinates():
    assert tells(
        {"latitude": 14.9024, "longitude": -92.2631, "addresses": [{"address_1": "", "city": "Tapachula"}]}, CALLE
    )
    assert not tells({"latitude": 14.95, "longitude": -92.2631}, CALLE)


def test_an_address_that_leads_past_the_hidden_house_tells():
    assert tells({"addresses": [{"address_1": "Calle Pública 1, entrada por Secreta 4712", "city": ""}]}, CALLE)
    assert not tells({"addresses": [{"address_1": "Calle Secreta 4700", "city": "Tapachula"}]}, CALLE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_typed_survives_twice_or_crashes(before, after):
    once = without(f"{before} Calle Secreta 4712 {after}", CALLE)
    assert "secreta 4712" not in once.lower()
    assert without(once, CALLE) in {once, "…", ""} or len(without(once, CALLE)) < len(once)


@given(st.text(max_size=80))
def test_any_address_makes_a_secret_that_cuts_itself(line):
    made = secret(line)
    if made.streets:
        assert tells({"addresses": [{"address_1": line, "city": "Tapachula"}]}, made)
