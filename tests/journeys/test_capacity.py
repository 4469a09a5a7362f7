"""Whoever stands at the door tells with one tap, on a small phone, how many places are free."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.enums import Visibility
from acogida.directory.models import Capacity, Service
from tests.directory import factories
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import overflow, sign_in
from tests.journeys.test_accessibility import violations
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
SMALLEST_TARGET = 44  # CSS pixels, either way


def address(name: str, *args: object, language: str = "es") -> str:
    with override(language):
        return reverse(f"offers:{name}", args=args)


@pytest.fixture
def ours(network) -> Service:
    """The shelter of the network, with news of every kind."""
    told = {"unit": "cama", "updated_at": clock.now()}
    site = network.sites.get()
    Capacity.objects.filter(service=network).update(maximum=4)
    old = told | {"updated_at": clock.now() - timedelta(hours=30)}
    factories.capacity(network, site, audience="WOMEN", available=2, maximum=None, **old)
    hidden = factories.site(network, factories.location(Visibility.HIDDEN))
    factories.capacity(network, hidden, audience="MEN", available=None, **told)
    return network


@pytest.fixture
def at_work(open_page, ours, live_server) -> Callable[..., Page]:
    office = Office.open(ours.organization.name, id=ours.organization_id)

    def make(role: Role = Role.COORDINATOR, size=PHONE, **options) -> Page:
        return sign_in(open_page(size, **options), office.colleague(role).client(), live_server.url)

    return make


def room_of(page: Page, capacity: Capacity):
    return page.locator(f"#room-{capacity.pk}")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR])
def test_one_tap_changes_the_number(at_work, ours, scripts, role):
    families = ours.capacities.get(audience="FAMILIES")
    page = at_work(role, java_script_enabled=scripts)
    page.goto(address("list", language="en"))
    line = room_of(page, families)
    for button, said in ((".sign >> nth=0", "2 free"), (".sign >> nth=1", "3 free"), ("[value=full]", "Full")):
        line.locator(button).click()
        expect(line.locator(".free strong")).to_have_text(said)
    line.locator("[value=unknown]").click()
    expect(line.locator(".free strong")).to_have_text("Not known")
    expect(line.locator(".told")).to_contain_text("Ana Pérez, just now")
    families.refresh_from_db()
    assert families.available is None


def test_with_scripts_the_page_stays_and_the_number_is_read_out(at_work, ours):
    families = ours.capacities.get(audience="FAMILIES")
    page = at_work()
    page.goto(address("list", language="en"))
    page.evaluate("window.stayed = true")
    room_of(page, families).locator("[value=plus]").click()
    expect(page.locator("#said")).to_have_text("Families: 4 free")
    assert page.evaluate("window.stayed && document.activeElement.value") == "plus"
    room_of(page, families).locator("[value=plus]").click()
    expect(room_of(page, families).locator(".notice")).to_contain_text("All places are marked as free already")


def test_an_old_number_is_confirmed_with_one_tap(at_work, ours):
    women = ours.capacities.get(audience="WOMEN")
    page = at_work()
    page.goto(address("list", language="en"))
    expect(page.locator(".room").first).to_have_attribute("id", f"room-{women.pk}")
    page.get_by_role("button", name="is still right").click()
    expect(room_of(page, women).locator(".told")).to_contain_text("Ana Pérez, just now")
    expect(page.get_by_role("button", name="is still right")).to_have_count(0)
    women.refresh_from_db()
    assert women.available == 2


def test_every_button_is_wide_enough_for_a_thumb(at_work, ours):
    page = at_work()
    page.goto(address("list"))
    boxes = [button.bounding_box() for button in page.locator(".taps button:visible").all()]
    assert len(boxes) == 13
    assert all(box["width"] >= SMALLEST_TARGET and box["height"] >= SMALLEST_TARGET for box in boxes), boxes


def pages(ours: Service, language: str = "es") -> list[str]:
    site, families = ours.sites.first(), ours.capacities.get(audience="FAMILIES")
    named = [("list",), *((name, ours.pk) for name in ("service", "texts", "contact", "special-days", "count"))]
    named += [("hours-at", ours.pk, site.pk), ("maximum", families.pk)]
    return [address(*one, language=language) for one in named]


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing_on_our_services(at_work, ours, scheme, size):
    page = at_work(size=size, color_scheme=scheme)
    found = []
    for path in pages(ours):
        page.goto(path)
        found += violations(page)
    assert found == []


def test_axe_finds_nothing_on_forms_that_were_refused(at_work, ours):
    page = at_work(may_complain=True)
    site = ours.sites.first()
    page.goto(address("hours-at", ours.pk, site.pk))
    page.locator("#id_MO-0-closes").fill("")
    page.locator("main form:not(.taps) button").last.click()
    expect(page.locator("#id_MO-0-closes_error")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "ht"])
def test_our_services_fit_a_small_phone(at_work, ours, language):
    page = at_work()
    for path in pages(ours, language):
        page.goto(path)
        assert overflow(page) <= 0, path


def test_doubled_text_fits_too(at_work, ours):
    page = at_work(size={"width": 640, "height": 800})
    for path in pages(ours):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert overflow(page) <= 0, path


def test_hours_are_changed_without_a_script(at_work, ours):
    site = ours.sites.first()
    page = at_work(java_script_enabled=False)
    page.goto(address("hours-at", ours.pk, site.pk))
    page.locator("#id_MO-0-opens").fill("09:00")
    page.locator("#id_MO-0-closes").fill("13:00")
    page.locator("main form:not(.taps) button").last.click()
    page.wait_for_url(f"**{address('service', ours.pk)}")
    site.refresh_from_db()
    assert [one["byday"] for one in site.parts["schedules"]] == ["MO", "TU,WE,TH,FR,SA,SU"]


def test_closing_is_undone_with_one_button(at_work, ours):
    page = at_work()
    page.goto(address("service", ours.pk, language="en"))
    page.get_by_role("button", name="Close for now").click()
    expect(page.locator(".notice.bad")).to_contain_text("Nobody is sent here")
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Close for now")).to_be_visible()
