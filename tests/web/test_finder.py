import re

import pytest

from acogida.directory import needs
from acogida.directory.enums import NeedKind

LANGUAGES = ("es", "pt", "en", "fr", "ht")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_is_a_tile_that_searches_without_javascript(client, language):
    page = client.get(f"/{language}/").content.decode()
    assert f'<form action="/{language}/find">' in page
    assert re.findall(r'<button class="tile" name="need" value="(\w+)">', page) != []
    assert set(re.findall(r'name="need" value="(\w+)"', page)) == set(NeedKind.values)
    for need in NeedKind:
        assert needs.label(need, language).replace("'", "&#x27;") in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language_and_leads_to_the_others(client, language):
    page = client.get(f"/{language}/").content.decode()
    assert f'<html lang="{language}">' in page
    for other in LANGUAGES:
        assert f'<a href="/{other}/" lang="{other}" hreflang="{other}"' in page


def test_enter_in_the_field_of_the_place_is_no_tile(client):
    """Enter presses the first button of a form: it must be the one that searches for everything."""
    page = client.get("/es/").content.decode()
    first = re.search(r"<button(?![^>]*type=\"button\")[^>]*>", page)[0]
    assert "need" not in first


def test_the_front_door_leads_to_the_language_of_the_browser(client):
    response = client.get("/", headers={"accept-language": "ht,fr;q=0.8"})
    assert (response.status_code, response.url) == (302, "/ht/")


def test_a_search_for_nothing_shows_the_finder_and_what_to_do(client):
    page = client.get("/es/find").content.decode()
    assert "Escriba una ciudad, o toque lo que necesita." in page


def test_the_finder_asks_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/es/")


def test_the_demonstration_is_said_on_every_page(client, settings):
    assert "ribbon" not in client.get("/es/").content.decode()
    settings.DEMO = True
    assert "Demostración: estas organizaciones y teléfonos son inventados." in client.get("/es/").content.decode()


@pytest.mark.parametrize(("typed", "expected"), [("tapachu", "Tapachula, Chiapas, México"), ("tapachula", "Tapachula")])
def test_towns_are_suggested_while_they_are_typed(client, typed, expected):
    page = client.get("/es/places", {"place": typed}).content.decode()
    assert page.count("<option") <= 6
    assert f'<option value="{expected}' in page


@pytest.mark.parametrize("typed", ["", "x", "   ", "<script>", "%" * 300, "\0", "Xyzzyqq"])
def test_nothing_is_suggested_for_what_is_no_town(client, typed):
    response = client.get("/es/places", {"place": typed})
    assert response.status_code == 200
    assert response.content.strip() == b""
