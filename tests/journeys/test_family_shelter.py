"""The main journey: a family needs a bed tonight near Tapachula."""

import re

import pytest

from acogida.directory import needs
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import address, overflow

WORDS = {
    "es": {"search": "Buscar", "open": "Abierto ahora", "sheet": "Hoja para imprimir", "name": "Albergue familiar"},
    "ht": {"search": "Chèche", "open": "Louvri kounye a", "sheet": "Fèy pou enprime", "name": "Kay pou fanmi"},
}


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320", "1280"])
@pytest.mark.parametrize("language", WORDS)
def test_a_family_finds_a_shelter_that_is_open_and_prints_it(open_page, network, language, size, javascript):
    words = WORDS[language]
    page = open_page(size, java_script_enabled=javascript)

    def fits() -> None:
        if javascript:
            assert overflow(page) <= 0, page.url

    page.goto(address("finder", language))
    fits()
    page.locator("#place").fill("Tapachula")
    page.get_by_role("button", name=needs.label("SHELTER", language), exact=True).click()
    page.wait_for_url("**/find?**")
    fits()
    page.get_by_role("link", name=words["open"]).click()
    page.wait_for_url("**open=1**")
    page.locator("#id_audience").select_option("FAMILIES")
    page.locator("#change").get_by_role("button", name=words["search"]).click()
    page.wait_for_url("**audience=FAMILIES**")
    results = page.url
    fits()

    page.get_by_role("link", name=words["name"]).click()
    page.wait_for_url("**/services/**")
    assert page.get_by_role("heading", level=1).inner_text() == words["name"]
    assert page.locator("a[href='tel:+529625550101']").first.is_visible()
    fits()

    page.goto(results)
    page.get_by_role("link", name=words["sheet"]).click()
    page.wait_for_url("**/find/print?**")
    assert page.get_by_text("+52 962 555 0101").is_visible()
    assert page.get_by_text("5a Calle Poniente 10, Tapachula").is_visible()
    fits()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
