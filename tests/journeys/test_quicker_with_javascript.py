"""What JavaScript adds: location, suggestions, quick exit, map, sharing. And that it gives nobody away."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import address, overflow
from tests.journeys.test_accessibility import violations

SEARCH = "?need=SHELTER&place=Tapachula"
ELSEWHERE = "https://www.wikipedia.org/"


def with_an_elsewhere(page):
    page.context.route(ELSEWHERE, lambda route: route.fulfill(body="<h1>elsewhere</h1>", content_type="text/html"))
    return page


@pytest.mark.parametrize("how", ["button", "escape"])
def test_quick_exit_leaves_and_going_back_does_not_return(open_page, network, how):
    page = with_an_elsewhere(open_page(PHONE))
    page.goto(address("finder"))
    page.goto(address("find") + SEARCH)
    page.goto(address("service", pk=network.pk))
    if how == "button":
        page.locator("[data-exit]").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    for _ in ("results", "finder"):
        with page.expect_navigation(url=ELSEWHERE):
            page.evaluate("setTimeout(() => history.back(), 0)")
        expect(page.get_by_role("heading")).to_have_text("elsewhere")


def test_quick_exit_is_a_plain_link_without_javascript(open_page, network):
    page = with_an_elsewhere(open_page(PHONE, java_script_enabled=False))
    page.goto(address("find") + SEARCH)
    page.locator("[data-exit]").click()
    page.wait_for_url(ELSEWHERE)


def test_whoever_comes_back_by_the_address_starts_afresh(open_page, network):
    page = with_an_elsewhere(open_page(PHONE))
    page.goto(address("finder"))
    page.locator("[data-exit]").click()
    page.wait_for_url(ELSEWHERE)
    page.goto(address("finder"))
    assert page.get_by_role("heading", level=1).is_visible()


def test_the_location_is_asked_for_by_a_tap_and_rounded_before_it_leaves(open_page, network):
    page = open_page(PHONE, geolocation={"latitude": 14.905612, "longitude": -92.263411}, permissions=["geolocation"])
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(address("finder"))
    assert not page.locator("[name=at]").input_value()
    page.locator("[data-near]").click()
    expect(page.locator("[name=at]")).to_have_value("14.91,-92.26")
    page.get_by_role("button", name="Albergue", exact=True).click()
    page.wait_for_url("**/find?**")
    assert parse_qs(urlsplit(page.url).query)["at"] == ["14.91,-92.26"]
    assert page.get_by_role("heading", level=1).inner_text() == "Albergue cerca de Tapachula"
    assert not any("14.9056" in url or "92.2634" in url for url in sent)


def test_a_refused_location_says_what_to_do_instead(open_page, network):
    page = open_page(PHONE)
    page.goto(address("finder"))
    page.locator("[data-near]").click()
    expect(page.locator("[data-near-says]")).to_have_text("Su teléfono no dio la ubicación. Escriba la ciudad.")


def test_towns_are_suggested(open_page, network):
    page = open_page(PHONE)
    page.goto(address("finder", "ht"))
    page.locator("#place").press_sequentially("tapach")
    expect(page.locator("#places option").first).to_have_attribute("value", "Tapachula, Chiapas, Meksik")


def test_a_condition_changes_the_list_without_loading_the_page_anew(open_page, network):
    page = open_page(DESK)
    page.goto(address("find") + SEARCH)
    page.evaluate("window.stayed = true")
    page.locator("#only-open").click()
    page.wait_for_url("**open=1**")
    expect(page.locator("#only-open")).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.stayed")
    page.locator("#languages summary").click()
    page.locator("#languages a[lang=ht]").click()
    page.wait_for_url("**/ht/find?**")
    assert "open=1" in page.url


def test_without_signal_the_list_stays_and_says_so(open_page, network):
    page = open_page(PHONE, may_complain=True)
    page.goto(address("find") + SEARCH)
    page.context.set_offline(True)
    page.locator("#only-open").click()
    expect(page.locator("[data-no-signal]")).to_be_visible()
    assert page.get_by_text("Albergue familiar").is_visible()
    page.context.set_offline(False)
    page.locator("#only-open").click()
    page.wait_for_url("**open=1**")
    expect(page.locator("[data-no-signal]")).to_be_hidden()


def test_an_answer_that_is_an_error_is_shown_whole(open_page, network):
    page = open_page(PHONE, may_complain=True)
    page.goto(address("find") + SEARCH)
    page.locator("#only-open").evaluate("link => { link.href += '&need=NONSENSE'; }")
    page.evaluate("htmx.process(document.body)")
    page.locator("#only-open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No pudimos leer esta búsqueda")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_comes_when_asked_for_and_works_offline(open_page, network, scheme):
    page = open_page(PHONE, color_scheme=scheme)
    page.goto(address("find") + SEARCH)
    assert page.locator("#map").is_hidden()
    page.locator("[data-map]").click()
    expect(page.locator("#map path.spot")).to_have_count(2)
    expect(page.locator("#map path")).not_to_have_count(2)
    page.locator("#map path.spot").first.click(force=True)
    expect(page.locator("#map .leaflet-popup-content a")).to_be_visible()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_the_shared_link_names_the_town_only(open_page, network):
    page = open_page(PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(address("find") + "?need=SHELTER&at=14.91,-92.27")
    page.locator("[data-share]").click()
    expect(page.locator("[data-share-says]")).to_have_text("El enlace está copiado.")
    query = parse_qs(urlsplit(page.evaluate("navigator.clipboard.readText()")).query)
    assert set(query) == {"need", "town"}


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_somebody_tells_us_that_a_service_is_wrong(open_page, network, javascript):
    page = open_page(PHONE, java_script_enabled=javascript)
    page.goto(address("service", pk=network.pk))
    page.get_by_role("link", name="Avise que esto está mal").click()
    page.get_by_label("El horario está mal").check()
    page.get_by_label("Cuéntenos más, si quiere").fill("Abren a las nueve.")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Gracias. Alguien lo va a revisar.")).to_be_visible()
    assert network.corrections.get().message == "Abren a las nueve."
