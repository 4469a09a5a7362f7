import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest

from acogida.core import clock
from acogida.directory.enums import Visibility
from acogida.directory.models import Service
from acogida.directory.search import index
from tests.directory import factories
from tests.web.conftest import family_shelter

pytestmark = pytest.mark.django_db


def read(client, service, language="es") -> str:
    response = client.get(f"/{language}/services/{service.pk}")
    assert response.status_code == 200
    return response.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_it_says_what_a_person_needs_before_going(client, shelter):
    page = text(read(client, shelter))
    for said in (
        "Albergue familiar",
        "Casa Puente",
        "Cama y cena para familias.",
        "Familias",
        "No piden papeles.",
        "Cartilla de vacunas",
        "Gratis",
        "Español, Kreyòl ayisyen",
        "5a Calle Poniente 10",
        "30700 Tapachula, Chiapas",
        "Hoy: todo el día",
        "25 de diciembre de 2026: cerrado. Navidad",
        "Nadie lo ha revisado todavía.",
        "Avise que esto está mal",
    ):
        assert said in page, said


def test_phones_are_taps(client, shelter):
    assert 'href="tel:+529625550101"' in read(client, shelter)


def test_a_translated_text_is_shown_in_the_readers_language(client, shelter):
    page = read(client, shelter, "ht")
    assert "Kay pou fanmi" in page
    assert "Kabann ak manje pou fanmi." in page


def test_a_text_without_translation_is_marked_with_its_language(client, shelter):
    page = read(client, shelter, "fr")
    assert '<span lang="es">Cama y cena para familias.</span>' in page
    assert "(en Español)" in page


def test_a_hidden_place_is_explained_and_nowhere_shown(client, hidden_shelter):
    page = read(client, hidden_shelter)
    assert "Por la seguridad de las personas, la dirección no es pública." in page
    assert "tel:+529625550101" in page
    for secret in (factories.SECRET_STREET, "Tapachula", "14.9", "geo:"):
        assert secret not in page


def test_an_area_only_place_says_its_town_and_no_more(client, area_shelter):
    page = read(client, area_shelter)
    assert "Tapachula, México" in page
    for secret in (factories.SECRET_STREET, "14.9", "geo:"):
        assert secret not in page


def test_nobody_can_count_the_beds_of_a_place_that_is_not_public(client, hidden_shelter, area_shelter):
    for service in (hidden_shelter, area_shelter):
        page = read(client, service)
        assert "hay lugar" in page
        assert "17" not in text(page).replace("2017", "")


def test_free_places_are_said_with_their_age(client, shelter):
    assert "Familias: 3 lugares libres (ahora mismo)." in text(read(client, shelter))


def test_old_news_of_room_is_no_news(client, shelter):
    shelter.capacities.update(updated_at=clock.now() - timedelta(days=3))
    page = text(read(client, shelter))
    assert "Familias: no se sabe; el último dato llegó hace 3 días. Llame antes." in page
    assert "3 lugares" not in page


def test_a_full_place_says_so(client, shelter):
    shelter.capacities.update(available=0)
    assert "Familias: lleno (ahora mismo)." in text(read(client, shelter))


def test_the_one_who_checked_is_named_with_the_date(client):
    service = family_shelter(verified_at=clock.now(), verified_by="Red Jesuita")
    page = text(read(client, service))
    assert re.search(r"Revisado por Red Jesuita el \d+ de \w+ de \d{4} \(ahora mismo\)", page)
    assert "Hace mucho de eso" not in page


def test_a_check_of_long_ago_is_said_to_be_old(client):
    page = text(read(client, family_shelter(verified_at=clock.now() - timedelta(days=200))))
    assert "(hace 6 meses). Hace mucho de eso. Llame antes de ir." in page


def test_the_word_of_the_organization_itself_is_no_check_by_others(client):
    page = text(read(client, family_shelter(assured_date=date(2026, 3, 5))))
    assert "La propia organización lo confirmó el 5 de marzo de 2026." in page


def test_open_and_room_stand_at_the_top_when_there_is_one_place(client, shelter):
    top = read(client, shelter).split('class="columns"')[0]
    assert "Abierto ahora" in top
    assert "Hay lugar" in top


def test_what_nobody_knows_is_said_to_be_unknown(client):
    page = text(read(client, factories.service(name="Sin datos")))
    assert page.count("Pregunte por teléfono.") >= 3
    assert "No lo sabemos." in page


def test_a_service_at_several_places_shows_the_hours_of_each(client):
    service = family_shelter()
    for _ in range(2):
        factories.site(service, factories.location())
    assert read(client, service).count("Abierto") >= 2


def at_places(count: int, **fields: object) -> Service:
    service = family_shelter(**fields)
    for number in range(1, count + 1):
        phones = [{"id": f"p{number}", "number": f"+52 962 555 1{number:03}"}]
        spoken = [{"id": f"l{number}", "code": "quc"}]
        factories.site(
            service, factories.location(name=f"Casa {number:03}", parts={"languages": spoken}), parts={"phones": phones}
        )
    return service


def shown(page: str) -> list[str]:
    return re.findall(r"Casa \d{3}", page)


def test_each_of_several_places_has_its_own_phone_and_languages(client):
    page = read(client, at_places(2))
    top, first, second = page.split('<section class="panel facts">')[:3]
    assert re.findall(r"tel:[+\d]+", top) == ["tel:+529625550101"]  # that of the service: whichever place one goes to
    for place in (first, second):
        number = shown(place)[0][-3:]
        assert re.findall(r"tel:[+\d]+", place) == [f"tel:+529625551{number}"]
        assert "K’iche’" in place
    assert "K’iche’" not in page.split("Idiomas que hablan")[-1]


def test_the_place_that_a_result_is_about_comes_first(client):
    service = at_places(23)
    for site in service.sites.all()[:3]:
        page = client.get(f"/es/services/{service.pk}?place={site.pk}").content.decode()
        assert shown(page)[0] == site.location.name


def test_many_places_come_in_pages_and_none_is_left_out(client):
    service = at_places(23)
    chosen = service.sites.last()
    seen, url = [], f"/es/services/{service.pk}?place={chosen.pk}"
    while url:
        page = unescape(client.get(url).content.decode())
        seen += shown(page)
        url = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert len(seen) == len(set(seen)) == 23
    assert seen[0] == chosen.location.name


@pytest.mark.parametrize("query", ["place=x", f"place={UUID(int=1)}", "page=x", "page=99", "page=-1", "place=&page="])
def test_a_place_or_a_page_that_is_none_of_it_changes_nothing(client, shelter, query):
    response = client.get(f"/es/services/{shelter.pk}?{query}")
    assert response.status_code == 200
    assert "5a Calle Poniente 10" in response.content.decode()


def test_a_place_says_its_name_and_its_way_in_the_readers_language(client):
    service = family_shelter()
    english = {"name": "House", "transportation": "Take bus 5."}
    place = factories.location(name="Casa", transportation="Tome el bus 5.", translations={"en": english})
    factories.site(service, place)
    page = read(client, service, "en")
    assert "House" in page
    assert "Take bus 5." in page
    assert "Tome el bus" not in page
    assert '<span lang="es">Tome el bus 5.</span>' in read(client, service, "fr")


def test_a_price_follows_what_it_is_for(client):
    costs = [
        {"id": "1", "option": "No se cobra nada.", "amount": 0},
        {"id": "2", "option": "Cama", "amount": 5, "currency": "usd"},
    ]
    page = text(read(client, family_shelter(parts={"cost_options": costs})))
    assert "No se cobra nada: gratis" in page
    assert "Cama: 5 USD" in page


def test_beds_of_a_service_at_several_places_are_not_counted_at_any(client):
    service = at_places(2)
    factories.capacity(service, available=7, updated_at=clock.now())
    page = text(read(client, service))
    assert "hay lugar (ahora mismo)" in page
    assert "7 lugares" not in page


@pytest.mark.parametrize("exception", [{}, {"closed": False, "opens_at": None}, {"opens_at": "10:00", "closes_at": ""}])
def test_a_day_that_differs_without_times_says_that_its_hours_are_not_known(client, exception):
    service = family_shelter(date_exceptions=[{"from": "2126-12-25"} | exception])
    assert "25 de diciembre de 2126: no sabemos el horario." in text(read(client, service))


def test_an_address_that_runs_a_program_is_no_link(client):
    page = read(client, family_shelter(url="javascript:alert(1)"))
    assert "javascript:" not in page


def test_markup_in_a_text_stays_text(client):
    page = read(client, family_shelter(name="<b>Casa</b>", description="<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "&lt;b&gt;Casa&lt;/b&gt;" in page


def test_an_unknown_and_a_withheld_service_are_refused_alike(client, police):
    unknown, withheld = (client.get(f"/es/services/{pk}") for pk in (uuid4(), police.pk))
    assert (unknown.status_code, unknown.content) == (withheld.status_code, withheld.content)
    assert unknown.status_code == 404


def test_a_service_of_an_organization_that_is_no_help_is_refused(client):
    service = factories.service(factories.organization(is_help=False))
    assert client.get(f"/es/services/{service.pk}").status_code == 404


def test_a_place_of_the_migration_police_is_not_shown_with_a_lawyer_who_visits_it(client):
    lawyer = factories.service(name="Abogada")
    jail = factories.location(organization=factories.organization(is_help=False), name="Estación Migratoria")
    factories.site(lawyer, jail)
    assert "Estación Migratoria" not in read(client, lawyer)


@pytest.mark.parametrize("sites", [1, 12])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, sites):
    service = family_shelter()
    for _ in range(sites):
        factories.capacity(service, factories.site(service, factories.location()))
    with django_assert_num_queries(4):
        read(client, service)


def test_thanks_are_said_after_a_correction(client, shelter):
    assert "Gracias." in client.get(f"/es/services/{shelter.pk}?thanks=1").content.decode()


def test_a_hidden_place_never_gets_coordinates_by_a_rebuild(client, hidden_shelter):
    index.rebuild()
    assert hidden_shelter.search_entries.get().latitude is None
    assert hidden_shelter.sites.get().location.visibility == Visibility.HIDDEN
