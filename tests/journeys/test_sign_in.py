"""From an invitation to the workspace, in a real browser: passphrase, passkey, codes, and back again."""

import re
import time
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect

from acogida.accounts.enums import Role
from acogida.accounts.workspaces import create_workspace
from acogida.core import clock
from acogida.web.accounts import held_key
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import overflow
from tests.journeys.test_accessibility import violations
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PASSPHRASE = "seven green herons wait"
EMAIL = "rosa@example.org"


def invitation() -> str:
    made = create_workspace(id=uuid4(), name="Casa Puente", email=EMAIL, person="Rosa Coordina", now=clock.now())
    return f"/en/work/join/{made.invitation.token}"


def with_authenticator(page: Page) -> None:
    """A phone that answers by itself, as Chromium's developer tools have it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def join(page: Page) -> str:
    """Takes up the invitation; returns the recovery key that the page shows."""
    page.goto(invitation())
    page.get_by_label("New passphrase").fill(PASSPHRASE)
    page.get_by_label("Once more").fill(PASSPHRASE)
    button(page, "Go on")
    shown = page.locator("code.recovery").inner_text()
    page.get_by_role("link", name="It stands on paper, go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more thing before you start")
    return shown


def sign_in(page: Page) -> None:
    page.goto("/en/work/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    button(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")


def code(secret: str) -> str:
    cache.clear()  # a code is good once, and a test is quicker than half a minute
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["320", "1280"])
def test_invited_enrolled_by_passkey_and_back_with_it(open_page, size):
    page = open_page(size)
    with_authenticator(page)
    recovery_key = join(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you call this device?").fill("Rosa's phone")
    button(page, "Add a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator("ol.codes li").count() == 10
    page.get_by_role("link", name="I have kept them, go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")

    page.goto("/en/work/settings/recovery-key")
    page.get_by_label("Recovery key, as it stands on the paper").fill(recovery_key.lower().replace("-", " "))
    button(page, "Test it")
    expect(page.get_by_role("status")).to_contain_text("The paper is right.")

    button(page, "Sign out")
    expect(page.get_by_role("status")).to_contain_text("You have signed out.")
    page.goto("/en/work/staff")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    sign_in(page)
    button(page, "Use a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")

    page.context.clear_cookies(name=held_key.COOKIE)
    page.goto("/en/work/staff")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passphrase, please")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    button(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_enrolled_with_an_app_and_back_with_its_code(open_page, javascript):
    page = open_page(PHONE, java_script_enabled=javascript)
    join(page)
    page.get_by_role("link", name="Use an app").click()
    page.locator("summary", has_text="I can't scan it").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill(code(secret))
    button(page, "Use this app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery_code = page.locator("ol.codes code").first.inner_text()
    for proof in (code(secret), recovery_code):
        button(page, "Sign out")
        sign_in(page)
        page.get_by_label("Code").fill(proof)
        button(page, "Sign in with the code")
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_a_passkey_that_does_not_answer_says_so(open_page):
    page = open_page(PHONE)
    join(page)
    page.goto("/en/work/settings/second-factors/passkeys/add")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    button(page, "Add a passkey")
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not made.")


@pytest.fixture
def rosa(transactional_db) -> Colleague:
    office = Office.open("Casa Puente")
    rosa = office.colleague(Role.COORDINATOR, name="Rosa Coordina")
    office.colleague(name="Bela Espera", with_key=False)
    Office.open("Otra Casa").colleague(Role.PLANNER, user=rosa.user)
    return rosa


def at_work(page: Page, colleague: Colleague, host: str) -> Page:
    cookies = colleague.client().cookies
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "domain": host, "path": "/"} for name, cookie in cookies.items()]
    )
    return page


def addresses(language: str, waiting: str) -> list[str]:
    names = (
        "staff",
        "staff/invite",
        f"staff/{waiting}",
        f"staff/{waiting}/end",
        f"staff/{waiting}/reset",
        "audit",
        "settings",
        "settings/passphrase",
        "settings/retention",
        "settings/recovery-key",
        "settings/second-factors",
        "settings/second-factors/app/remove",
        "settings/second-factors/codes/new",
        "settings/sessions",
        "choose",
        "unlock",
    )
    return [f"/{language}/work/{name}" for name in names]


@pytest.mark.parametrize(
    ("scheme", "size", "language"), [("light", PHONE, "en"), ("dark", DESK, "en"), ("light", PHONE, "fr")]
)
def test_axe_finds_nothing_and_all_fits(open_page, rosa, live_server, scheme, size, language):
    page = at_work(open_page(size, color_scheme=scheme), rosa, "localhost")
    waiting = rosa.workspace.memberships.get(user__name="Bela Espera")
    found = []
    for address in addresses(language, str(waiting.pk)):
        page.goto(address)
        assert page.get_by_role("navigation").first.is_visible(), page.url
        found += violations(page)
        assert overflow(page) <= 0, page.url
    page.goto(f"/{language}/work/staff/invite")
    page.locator("#id_person").fill("Dora")
    page.locator("#id_email").fill("dora@example.org")
    page.locator("form.stack > button").click()
    link = page.locator("#link").inner_text()
    assert re.match(rf"http://localhost:\d+/{language}/work/join/", link)
    found += violations(page)
    assert overflow(page) <= 0
    page.goto(f"/{language}/work/audit")
    page.locator(".split form button").click()
    found += violations(page)
    assert found == []


@pytest.mark.parametrize(("scheme", "size"), [("dark", PHONE), ("light", DESK)])
def test_axe_finds_nothing_at_the_door(open_page, transactional_db, scheme, size):
    page = open_page(size, color_scheme=scheme, may_complain=True)
    found = []
    for address in ("/en/work/sign-in", invitation(), "/en/work/join/nothing", "/fr/work/sign-in?left=1"):
        page.goto(address)
        found += violations(page)
        assert overflow(page) <= 0, page.url
    assert found == []


def test_the_keyboard_alone_signs_in(open_page):
    page = open_page(DESK)
    with_authenticator(page)
    join(page)
    button(page, "Sign out")
    page.goto("/en/work/sign-in")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more thing before you start")
