import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.core import clock
from acogida.directory.search import index
from acogida.web.directory.parameters import ORDER
from tests.directory import factories
from tests.web.conftest import family_shelter

pytestmark = pytest.mark.django_db
NEAR = {"need": "SHELTER", "place": "Tapachula, MX"}


def find(client, language="es", **asked) -> str:
    response = client.get(f"/{language}/find", NEAR | asked)
    assert response.status_code == 200, response.content.decode()
    return unescape(response.content.decode())


def links(page: str, path: str = "/es/find") -> list[dict[str, list[str]]]:
    found = re.findall(rf'href="({re.escape(path)}\?[^"]*)"', page)
    return [parse_qs(urlsplit(link).query) for link in found]


def test_a_card_says_what_who_why_and_how_to_call(client, shelter):
    page = find(client)
    assert "Albergue cerca de Tapachula" in page
    assert f'href="/es/services/{shelter.pk}?place={shelter.sites.get().pk}"' in page
    for said in ("Albergue familiar", "Casa Puente", "Abierto", "Para familias", "Sin papeles", "1 lugar"):
        assert said in page
    assert 'href="tel:+529625550101"' in page
    assert re.search(r'<p class="why">[^<]+km[^<]*</p>', page)


def test_the_card_is_in_the_readers_language(client, shelter):
    assert "Kay pou fanmi" in find(client, "ht")


def test_a_name_in_another_language_is_marked(client, shelter):
    assert '<span lang="es">Albergue familiar</span>' in find(client, "fr")


def test_a_switch_keeps_the_search_and_adds_one_condition(client, shelter):
    wanted = {name: [value] for name, value in NEAR.items()} | {"open": ["1"]}
    assert wanted in links(find(client))


def test_a_switch_that_is_on_can_be_taken_off(client, shelter):
    page = find(client, open="1")
    assert re.search(r'id="only-open" href="[^"]*" aria-current="true"', page)
    assert {name: [value] for name, value in NEAR.items()} in links(page)


def test_the_form_comes_back_as_it_was_asked(client, shelter):
    page = find(client, audience="FAMILIES", speaks=["ht"], nopapers="1", text="con niños", radius="100")
    assert '<option value="SHELTER" selected>' in page
    assert '<option value="FAMILIES" selected>' in page
    assert '<option value="100" selected>' in page
    assert 'value="Tapachula, Chiapas, México"' in page
    assert 'value="con niños"' in page
    assert re.search(r'name="nopapers"[^>]*checked', page)
    assert re.search(r'name="speaks" value="ht"[^>]*checked', page)


def test_the_shared_link_names_the_town_only(client, shelter):
    page = find(client, place="", at="14.91,-92.27")
    (shared,) = re.findall(r'href="([^"]+)" data-share', page)
    query = parse_qs(urlsplit(shared).query)
    assert set(query) == {"need", "town"}
    assert "Tapachula" in find(client, place="", town=query["town"][0])


def test_coordinates_are_rounded_in_every_link_of_the_page(client, shelter):
    page = find(client, place="", at="14.905612,-92.271234")
    made = re.findall(r'(?:id="only-\w+"|class="button quiet") href="([^"]+)"', page)
    assert {parse_qs(urlsplit(link).query).get("at", ["town"])[0] for link in made} == {"14.91,-92.27", "town"}
    assert 'value="14.91,-92.27" checked' in page


def test_namesakes_are_offered(client, shelter):
    page = find(client, place="San Jose")
    assert "Otros lugares con este nombre:" in page
    assert any("town" in link and "place" not in link for link in links(page))


def test_an_unknown_town_is_said_and_kept_in_the_form(client, shelter):
    page = find(client, place="Xyzzyqq")
    assert "No conocemos ningún pueblo o ciudad que se llame «Xyzzyqq»." in page
    assert 'value="Xyzzyqq"' in page


@pytest.mark.parametrize("path", ["find", "find/print"])
def test_around_an_unknown_town_no_place_is_shown(client, shelter, path):
    for asked in ({"place": "Xyzzyville"}, {"place": "Xyzzyville", "text": "albergue tapachula"}, {"town": "1"}):
        page = client.get(f"/es/{path}", {"need": "SHELTER"} | asked).content.decode()
        assert "Albergue familiar" not in page


def test_an_unknown_town_is_asked_again_with_towns_of_like_name(client, shelter):
    page = find(client, place="Tapachla, XX")
    assert "¿Quiso decir:" in page
    assert "Tapachula, Chiapas" in page


def test_the_number_of_a_town_that_cannot_be_is_refused(client):
    assert client.get("/es/find", {"town": "9" * 1000}).status_code == 400


@pytest.mark.parametrize(("text", "said"), [("mi cuñado me pega", "cuñado"), ("🛏", "🛏")])
def test_words_that_could_not_be_used_are_told(client, shelter, text, said):
    page = find(client, need="", text=text)
    assert f"No entendimos estas palabras: {said}." in page
    assert "Albergue familiar" not in page


def test_nothing_found_says_what_to_do(client, shelter):
    page = find(client, need="FAMILY_TRACING", nopapers="1")
    assert "No encontramos nada que corresponda." in page
    assert "Buscar sin: Sin papeles" in page
    assert "Albergue (1)" in page


def test_help_farther_away_is_offered(client, shelter):
    page = find(client, place="Huehuetenango, Guatemala")
    assert "Buscar hasta" in page
    assert any("radius" in link for link in links(page))


def test_a_bad_search_keeps_what_was_typed(client, shelter):
    response = client.get("/es/find", {"need": "NONSENSE", "place": "Tapachula", "text": "x" * 250})
    page = response.content.decode()
    assert response.status_code == 400
    assert "No pudimos leer esta búsqueda" in page
    assert 'value="Tapachula"' in page
    assert "x" * 250 in page


def test_a_map_shows_exact_points_only_of_public_places(client, shelter, area_shelter, hidden_shelter):
    page = find(client, radius="100")
    exact = re.findall(r'data-exact="(\d)"', page)
    assert sorted(exact) == ["0", "1"]
    assert page.count("<article") == 3


def test_a_hidden_place_is_found_by_its_state_and_told_by_phone(client, hidden_shelter):
    page = find(client)
    assert "Refugio Esperanza" in page
    assert "Dirección por teléfono" in page
    assert "Tapachula</p>" not in page


def test_the_migration_police_is_no_result(client, police, shelter):
    page = find(client)
    assert "Detención" not in page
    assert "Estación Migratoria" not in page


def many(count: int) -> None:
    for number in range(count):
        service = family_shelter(name=f"Albergue {number:02}")
        factories.capacity(service, factories.site(service, factories.location()))
    index.rebuild()


def test_long_lists_have_pages(client):
    many(15)
    first, second = find(client), find(client, page="2")
    assert first.count("<article") == 12
    assert second.count("<article") == 3
    assert "Página 1 de 2" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_page_past_the_end_is_the_last_one(client):
    many(15)
    assert find(client, page="99").count("<article") == 3


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    many(1)
    with django_assert_max_num_queries(8) as few:
        find(client)
    many(11)
    with django_assert_max_num_queries(len(few)):
        find(client)


def test_the_sheet_has_big_numbers_and_no_secret(client, shelter, hidden_shelter):
    response = client.get("/es/find/print", NEAR)
    page = unescape(response.content.decode())
    assert '<p class="number">+52 962 555 0101</p>' in page
    assert "5a Calle Poniente 10, Tapachula" in page
    assert "la dirección no es pública" in page
    assert factories.SECRET_STREET not in page
    assert "Impreso el" in page


def test_the_sheet_holds_what_fits_on_one_page(client):
    many(15)
    assert client.get("/es/find/print", NEAR).content.decode().count('<p class="number">') == 8


NOON = datetime(2026, 11, 24, 18, 40, tzinfo=UTC)  # in Tapachula 12:40


def printed(client, monkeypatch, language="en", at=NOON, **asked) -> str:
    monkeypatch.setattr(clock, "now", lambda: at)
    response = client.get(f"/{language}/find/print", NEAR | asked)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_sheet_stays_true_while_it_lies_on_a_table(client, monkeypatch):
    office = {"byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}
    night = {"byday": "SA", "opens_at": "20:00", "closes_at": "07:00"}
    service = family_shelter(parts={"schedules": [office, night]}, date_exceptions=[])
    site = factories.site(service, factories.location())
    factories.capacity(service, site, available=3, updated_at=NOON - timedelta(hours=2))
    index.rebuild()
    page = printed(client, monkeypatch)
    assert "Printed on November 24, 2026, 12:40." in page
    assert "3 places free (as of 10:40)" in page
    assert "Mon–Fri 09:00–17:00; Sat 20:00–07:00; Sun closed" in page
    sheet = page.split("<ol>")[1]
    assert not re.search(r"\bnow\b|\bago\b|until", sheet)


def test_the_sheet_dates_news_of_another_day(client, monkeypatch, shelter):
    shelter.capacities.update(updated_at=NOON - timedelta(hours=20))
    assert "3 family places free (as of November 23, 2026, 16:40)" in printed(client, monkeypatch)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "every day: all day"),
        ({"parts": {}}, "hours not known"),
        ({"status": "temporarily closed"}, "Closed for now"),
    ],
)
def test_the_sheet_says_the_hours_of_the_week(client, monkeypatch, fields, said):
    factories.site(family_shelter(**{"date_exceptions": []} | fields), factories.location())
    index.rebuild()
    assert said in printed(client, monkeypatch).split("<ol>")[1]


def test_the_sheet_of_no_town_has_the_time_of_the_first_place_or_says_which_time_it_is(client, monkeypatch, shelter):
    assert "November 24, 2026, 12:40." in printed(client, monkeypatch, place="")
    shelter.sites.all().delete()
    index.rebuild()
    assert "November 24, 2026, 18:40 UTC." in printed(client, monkeypatch, place="")


def test_a_sheet_of_no_search_asks_for_one(client, shelter):
    page = client.get("/es/find/print").content.decode()
    assert "Albergue familiar" not in page
    assert page.split("<main")[1] == client.get("/es/find").content.decode().split("<main")[1]


def test_a_sheet_of_a_bad_search_is_refused(client):
    assert client.get("/es/find/print", {"need": "NONSENSE"}).status_code == 400


WHAT = st.text(max_size=60) | st.sampled_from(
    ["albergue", "kote pou dòmi", "Tapachula", "14.91,-92.26", "1", "SHELTER"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(ORDER), WHAT | st.lists(WHAT, max_size=3)), st.sampled_from(["find", "find/print"])
)
def test_no_address_that_somebody_types_breaks_a_page(client, shelter, asked, page):
    response = client.get(f"/es/{page}", asked)
    assert response.status_code in {200, 400}
