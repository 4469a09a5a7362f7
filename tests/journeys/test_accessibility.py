"""axe finds nothing; the keyboard reaches everything; large text and narrow windows lose nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from acogida.directory.models import Service
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import address, overflow

SEARCH = "?need=SHELTER&place=Tapachula"
PAGES = [
    "finder",
    "results",
    "nothing",
    "unknown",
    "refused",
    "sheet",
    "service",
    "places",
    "hidden",
    "organization",
    "correction",
    "about",
    "missing",
]


def path(name: str, network: Service, language: str = "es") -> str:
    find = address("find", language)
    match name:
        case "results":
            return find + SEARCH
        case "nothing":
            return find + "?need=MONEY&place=San+Jose&open=1&nopapers=1"
        case "unknown":
            return find + "?need=SHELTER&place=Xyzzyqq"
        case "refused":
            return find + "?need=NONSENSE"
        case "sheet":
            return address("print", language) + SEARCH
        case "service" | "correction":
            return address(name, language, pk=network.pk)
        case "places":
            return address("service", language, pk=Service.objects.get(name="Comedores").pk)
        case "hidden":
            return address("service", language, pk=Service.objects.get(name="Refugio Esperanza").pk)
        case "organization":
            return address(name, language, pk=network.organization_id)
        case "missing":
            return f"/{language}/nowhere"
    return address(name, language)


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing(open_page, network, scheme, size):
    page = open_page(size, color_scheme=scheme, may_complain=True)
    found = []
    for name in PAGES:
        page.goto(path(name, network))
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("language", ["pt", "en", "fr", "ht"])
def test_axe_finds_nothing_in_the_other_languages(open_page, network, language):
    page = open_page(PHONE)
    found = []
    for name in ("finder", "results", "service"):
        page.goto(path(name, network, language))
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("language", ["es", "ht", "fr"])
def test_doubled_text_fits_a_narrow_window(open_page, network, language):
    page = open_page({"width": 640, "height": 800}, may_complain=True)
    for name in PAGES:
        page.goto(path(name, network, language))
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert overflow(page) <= 0, page.url


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "ht"])
def test_no_page_is_wider_than_a_small_phone(open_page, network, language):
    page = open_page(PHONE, may_complain=True)
    for name in PAGES:
        page.goto(path(name, network, language))
        assert overflow(page) <= 0, page.url


def test_the_keyboard_alone_finds_a_shelter(open_page, network):
    page = open_page(DESK)
    focused = page.locator(":focus")
    page.goto(address("finder"))

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard never reaches {selector}")

    page.keyboard.press("Tab")
    assert focused.get_attribute("href") == "#main"
    tab_to("[data-exit]")
    tab_to("#place")
    page.keyboard.type("Tapachula")
    tab_to("[value=SHELTER]")
    outline = focused.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?**")
    tab_to("#only-open")
    page.keyboard.press("Enter")
    page.wait_for_url("**open=1**")
    tab_to("article h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/**")
    tab_to("a[href^='tel:']")


def test_enter_in_the_field_of_the_town_searches_for_every_kind_of_help(open_page, network):
    page = open_page(PHONE)
    page.goto(address("finder"))
    page.locator("#place").fill("Tapachula")
    page.locator("#place").press("Enter")
    page.wait_for_url("**/find?**")
    assert "need=" not in page.url
    assert page.get_by_text("Clínica San Mateo").is_visible()
