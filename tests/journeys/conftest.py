"""A real browser against a real server on loopback. What a page asks of any other host fails the test."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page, sync_playwright

from acogida.core import clock
from acogida.directory.enums import Visibility
from acogida.directory.models import Service
from acogida.directory.search import index
from acogida.web.accounts import held_key
from acogida.web.directory.views import PLACES_A_PAGE
from tests.directory import factories
from tests.journeys.browser import ARGUMENTS, CHROMIUM, PHONE
from tests.web.conftest import family_shelter

# Playwright keeps an event loop in this thread, which makes Django believe that its own queries are misplaced.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="module")
def browser(django_db_setup) -> Iterator[Browser]:
    """Stops with its module: tests that come after must not find its event loop, nor the database its connections."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium; make test installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
        connections.close_all()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    contexts, strangers, complaints = [], [], []
    home = urlsplit(live_server.url).netloc

    def make(size: dict[str, int] = PHONE, *, may_complain: bool = False, **options: object) -> Page:
        """`may_complain`: the browser itself complains of pages that answer with an error."""
        context = browser.new_context(viewport=size, base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: strangers.append(request.url))
        if not may_complain:
            page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert [url for url in strangers if urlsplit(url).netloc not in {home, "www.wikipedia.org", ""}] == []
    assert complaints == []


@pytest.fixture
def network(transactional_db) -> Service:
    """Around Tapachula: a family shelter always open, a hidden one, one known by its town, a clinic, kitchens."""
    shelter = family_shelter()
    site = factories.site(shelter, factories.location())
    factories.capacity(shelter, site, audience="FAMILIES", available=3, updated_at=clock.now())
    hidden = family_shelter(name="Refugio Esperanza", audiences=["WOMEN"], translations={})
    factories.site(hidden, factories.location(Visibility.HIDDEN))
    town = family_shelter(name="Casa Luz", audiences=["WOMEN"], translations={})
    factories.site(town, factories.location(Visibility.AREA_ONLY))
    clinic = factories.service(name="Clínica San Mateo", language="es", needs=["HEALTH"])
    factories.site(clinic, factories.location())
    index.rebuild()
    kitchens = family_shelter(name="Comedores", needs=["FOOD"])  # at many places; after the index, so in no result
    for number in range(PLACES_A_PAGE + 1):
        phones = [{"id": str(number), "number": f"+52 962 555 02{number:02}"}]
        spoken = {"languages": [{"id": "1", "code": "quc"}]}
        factories.site(kitchens, factories.location(name=f"Comedor {number}", parts=spoken), parts={"phones": phones})
    return shelter


def address(view: str, language: str = "es", **kwargs: object) -> str:
    with override(language):
        return reverse(f"directory:{view}", kwargs=kwargs)


def sign_in(page: Page, client: Client, url: str) -> Page:
    """As whoever is signed in at `client`, without the seconds that it takes."""
    kept = {name: client.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, held_key.COOKIE)}
    page.context.add_cookies([{"name": n, "value": v, "url": url, "httpOnly": True} for n, v in kept.items()])
    return page


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
