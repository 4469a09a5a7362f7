"""One house asks two for a family of four: one is full, the next takes them in. Each at a browser of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import overflow, sign_in
from tests.journeys.test_accessibility import violations
from tests.web.accounts.signed_in import Colleague
from tests.web.referrals.conftest import Net, at, network, path

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def net(transactional_db) -> Net:
    return network()


@pytest.fixture
def browse(open_page, live_server) -> Callable[..., Page]:
    def make(colleague: Colleague, size=PHONE, **options) -> Page:
        return sign_in(open_page(size, **options), colleague.client(), live_server.url)

    return make


def look(page: Page, url: str) -> None:
    """At the page as it stands: nothing that axe finds, and nothing too wide, on a phone and on a desk."""
    page.goto(url)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, f"{url} at {size['width']}"
    assert violations(page) == [], url


def es(name: str, /, **named: object) -> str:
    return at(name, "es", **named)


def test_one_is_full_the_next_takes_them_in_and_the_sender_learns_the_outcome(net, browse):
    full, taken = net.send(net.uno, net.dos)
    sender, first, second = browse(net.casa.colleague), browse(net.uno.colleague), browse(net.dos.colleague)

    look(first, es("list"))
    first.get_by_role("link", name=full.short_code).click()
    first.get_by_role("link", name="Rechazar").click()
    first.get_by_label("Por qué").select_option("NO_CAPACITY")
    first.get_by_role("button", name="Rechazar").click()

    look(second, es("detail", pk=taken.pk))
    second.get_by_role("link", name="Aceptar").click()
    second.get_by_role("button", name="Aceptar").click()
    expect(second.get_by_role("link", name="Quiénes son")).to_have_count(0)

    look(sender, es("hand-over", pk=taken.pk))
    for kind in sender.get_by_role("checkbox").all():
        kind.check()
    sender.get_by_role("button", name="Entregar").click()

    look(second, es("detail", pk=taken.pk))
    look(second, es("handed", pk=taken.pk))
    expect(second.get_by_text("Marisol Pierre")).to_be_visible()

    look(second, es("board", pk=net.dos.service.pk))
    second.get_by_role("button", name="Ya están aquí").click()
    look(second, es("board", pk=net.dos.service.pk))
    second.get_by_role("button", name="Se fueron, con ayuda").click()
    expect(second.get_by_text("No hay aquí nadie")).to_be_visible()
    assert net.dos.free() == 5

    look(sender, es("detail", pk=taken.pk))
    expect(sender.get_by_text("recibió ayuda").first).to_be_visible()
    assert second.request.get(path(taken, "handed")).status == 404


def test_it_works_without_javascript(net, browse):
    (sent,) = net.send(net.dos)
    page = browse(net.dos.colleague, java_script_enabled=False)
    page.goto(es("detail", pk=sent.pk))
    page.get_by_role("link", name="Aceptar").click()
    page.get_by_role("button", name="Aceptar").click()
    page.goto(es("board", pk=net.dos.service.pk))
    page.get_by_role("button", name="Ya están aquí").click()
    expect(page.get_by_role("button", name="Se fueron, con ayuda")).to_be_visible()
