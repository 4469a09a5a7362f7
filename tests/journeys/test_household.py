"""A caseworker works with a household's file in a real browser: open, note, document, consent, options, withdraw."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page

from acogida.accounts.enums import Role
from acogida.cases.enums import Purpose
from acogida.cases.services import documents, notes
from acogida.core import clock
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import overflow, sign_in
from tests.journeys.test_accessibility import violations
from tests.web.cases.household.conftest import Case, address, case, consent, register

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, format="JPEG")
    return out.getvalue()


@pytest.fixture
def family(network) -> Case:
    found = case(Role.COORDINATOR, members=4)
    now = clock.now()
    consent(found.household, found.colleague, Purpose.PLAN)
    text = "Llegó con fiebre; el médico la ve mañana a las nueve."
    notes.add(household=found.household, by=found.by, text=text, now=now)
    documents.add(household=found.household, by=found.by, title="Cartilla de vacunas", chunks=[picture()], now=now)
    return found


@pytest.fixture
def at_work(open_page, family, live_server) -> Callable[..., Page]:
    def make(size=DESK, **options) -> Page:
        return sign_in(open_page(size, **options), family.client, live_server.url)

    return make


def paths(family: Case, language: str) -> list[str]:
    pk = family.household.pk
    other = register(family.colleague)
    need = family.household.needs.all()[0]
    note, document = family.household.notes.get(), family.household.documents.get()
    given = family.household.consents.all()[0]

    def at(name: str, **more: object) -> str:
        return address(name, pk, language, **more)

    return [
        at("household"),
        at("timeline"),
        at("opened"),
        at("identity"),
        *(at("facts", section=section) for section in ("people", "place", "wishes", "work")),
        at("need-add"),
        at("need", need=need.pk),
        at("note", note=note.pk),
        at("document-add"),
        at("document-remove", document=document.pk),
        at("consent-choose") + "?organization=Casa",
        at("consent-give") + "?purpose=PLAN&language=es",
        at("consent-blank") + "?purpose=PLAN&language=ht",
        at("consent-print", consent=given.pk),
        at("consent-withdraw", consent=given.pk),
        at("options"),
        at("options-print"),
        at("merge") + f"?code={other.code}",
        at("erase"),
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing_and_nothing_is_too_wide(at_work, family, scheme, size):
    page = at_work(size, color_scheme=scheme)
    found = []
    for path in paths(family, "es"):
        answer = page.goto(path)
        assert answer.status == 200, path
        found += violations(page)
        if overflow(page) > 0:
            found.append(f"{path} is {overflow(page)} too wide")
    assert found == []


def test_a_caseworker_works_with_a_file(at_work, family):
    page = at_work(DESK)
    page.goto(address("household", family.household.pk))
    assert page.get_by_role("heading", name=family.household.short_code).is_visible()

    page.get_by_label("New note").fill("The aunt calls on Monday.")
    page.get_by_role("button", name="Keep the note").click()
    assert page.get_by_text("The aunt calls on Monday.").is_visible()

    page.get_by_role("link", name="Add a document").click()
    page.get_by_label("What it is").fill("Birth certificate")
    page.get_by_label("File").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.get_by_role("button", name="Keep it").click()
    assert page.get_by_text("Birth certificate").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download ?: Birth certificate")).click()
    assert download.value.suggested_filename == "Birth certificate.jpg"

    page.get_by_role("link", name="Record a consent").click()
    page.get_by_label("Count in published figures, without name").check()
    page.get_by_role("button", name="Read it together").click()
    page.get_by_label("who travels together, languages, needs and where you are").check()
    page.get_by_label("until they withdraw it").check()
    page.get_by_label("signed").check()
    page.get_by_role("button", name="They agree: record it").click()
    page.get_by_role("link", name=re.compile("Print ?: count in published figures, without name")).click()
    page.emulate_media(media="print")
    assert page.get_by_text(family.household.short_code).is_visible()
    assert not page.get_by_role("link", name="Back to the file").is_visible()
    page.emulate_media(media="screen")
    page.go_back()

    page.get_by_role("link", name="Find help for them").click()
    assert page.get_by_role("link", name="Albergue familiar").is_visible()
    page.go_back()

    page.get_by_role("link", name=re.compile("Withdraw ?: count in published figures, without name")).click()
    page.get_by_role("button", name="Withdraw it").click()
    assert page.get_by_text("The household counts in no figure from now on.").is_visible()


def test_without_javascript_a_note_is_kept(at_work, family):
    page = at_work(PHONE, java_script_enabled=False)
    page.goto(address("household", family.household.pk, "es"))
    page.locator("#id_text").fill("Sin JavaScript.")
    page.locator("form[action$='/notes/add'] button").click()
    assert page.get_by_text("Sin JavaScript.").is_visible()


def test_the_keyboard_alone_keeps_a_note(at_work, family):
    page = at_work(DESK)
    page.goto(address("household", family.household.pk))
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_text":
            break
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/households/*#notes")
    assert page.get_by_text("By keyboard.").is_visible()
