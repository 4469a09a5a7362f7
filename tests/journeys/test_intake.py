"""A family of four is registered in Spanish: by keyboard alone, without connection for a while, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from acogida.accounts.enums import Role
from acogida.cases import sealed_identity
from acogida.cases.enums import Status
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import overflow, sign_in
from tests.journeys.test_accessibility import violations
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

FAMILY = (
    ("SPEAKER", "18_59", "Marisol", "Quispe Mamani", "1990"),
    ("PARTNER", "18_59", "Wilner", "Pierre", "1988-04"),
    ("CHILD", "5_11", "Dayana", "Pierre Quispe", ""),
    ("CHILD", "0_4", "Ezequiel", "Pierre Quispe", "2024-02-29"),
)


@pytest.fixture
def colleague(network) -> Colleague:
    return Office.open().colleague(Role.COORDINATOR)


@pytest.fixture
def at_work(open_page, colleague, live_server) -> Callable[..., Page]:
    client = colleague.client()

    def make(size=DESK, **options) -> Page:
        return sign_in(open_page(size, **options), client, live_server.url)

    return make


def begin(page: Page) -> Household:
    page.goto("/es/work/")
    page.locator("form[action$='/households/register'] button").first.click()
    page.wait_for_url("**/register")
    return Household.objects.get(pk=page.url.split("/")[-2])


def names(household: Household, colleague: Colleague) -> dict[str, str]:
    """What is sealed, by the name of its field and not by whose it is."""
    by = colleague.acting()
    identity = sealed_identity.of(household, KeyRing(by, [household.pk]))
    members = {one.pk: position for position, one in enumerate(household.members.order_by("position"))}
    found = {"contact": identity.contact}
    for pk, person in identity.people.items():
        found[f"{members[pk]}"] = f"{person.given} {person.family} {person.birth_date}".strip()
    return found


class Keys:
    """Hands that never leave the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        for _ in range(90):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    def choose(self, code: str) -> None:
        """As the arrow keys do: down from the first."""
        position = self.page.evaluate(
            "code => [...document.activeElement.options].findIndex(one => one.value === code)", code
        )
        now = self.page.evaluate("document.activeElement.selectedIndex")
        for _ in range(abs(position - now)):
            self.page.keyboard.press("ArrowDown" if position > now else "ArrowUp")
        assert self.page.evaluate("document.activeElement.value") == code

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator("#kept")).to_have_text(re.compile(r"^se guardó a las \d\d?:\d\d"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "320"])
def test_a_family_of_four_by_the_keyboard_alone(at_work, colleague, size):
    page = at_work(size)
    household = begin(page)
    keys = Keys(page)
    for position, (relation, age, given, family, born) in enumerate(FAMILY):
        if position:
            keys.press("Enter")
        keys.to("[name^='relation.']")
        keys.choose(relation)
        keys.to("[name^='age_band.']")
        keys.choose(age)
        keys.to("[name$='.given']")
        keys.type(given)
        keys.press("Tab")
        keys.type(family)
        keys.press("Tab")
        keys.type(born)
    keys.to("[name=town]")
    keys.type("Tapachula")
    keys.to("[name='language.0']")
    keys.choose("es")
    keys.to("[name='need.0']")
    keys.choose("SHELTER")
    keys.to("[name='urgency.0']")
    keys.choose("TODAY")
    keys.press("Enter")
    keys.to("[name^='need.']")
    keys.choose("HEALTH")
    keys.to("[name$='.number']")
    keys.type("+52 962 555 0133")
    keys.to("[name=contact]")
    keys.type("Después de las seis.")
    keys.to("[name=how]")
    keys.press("Space")
    keys.to(".keeping button:not(.plain-only):not([hidden])")
    assert overflow(page) <= 0
    keys.press("Enter")
    page.wait_for_url(f"**/households/{household.pk}")

    household.refresh_from_db()
    assert household.status == Status.OPEN
    assert household.languages == ["es"]
    assert [(one.relation, one.age_band) for one in household.members.all()] == [(r, a) for r, a, *_ in FAMILY]
    assert {(one.kind, one.urgency) for one in household.needs.all()} == {("SHELTER", "TODAY"), ("HEALTH", "WEEKS_2")}
    assert names(household, colleague) == {"contact": "Después de las seis."} | {
        str(position): f"{given} {family} {born}".strip()
        for position, (_r, _a, given, family, born) in enumerate(FAMILY)
    }


def test_without_a_connection_nothing_is_lost(at_work, colleague):
    page = at_work(PHONE, may_complain=True)
    household = begin(page)
    speaker = str(household.members.get().pk)
    page.locator(f"[name='people.{speaker}.given']").fill("Marisol")
    saved(page)
    page.context.set_offline(True)
    page.locator(f"[name='people.{speaker}.family']").fill("Quispe")
    expect(page.locator("#kept")).to_contain_text("no hay conexión")
    page.locator(f"[name='people.{speaker}.family']").fill("Quispe Mamani")
    page.locator("[name=contact]").fill("Mornings.")
    page.locator(".keeping button[value=finish]").click()
    assert page.url.endswith("/register")
    assert names(household, colleague) == {"contact": "", "0": "Marisol"}
    page.context.set_offline(False)
    saved(page)
    page.wait_for_timeout(1000)
    assert names(household, colleague) == {"contact": "Mornings.", "0": "Marisol Quispe Mamani"}
    page.reload()
    expect(page.locator("[name=contact]")).to_have_value("Mornings.")


def test_an_answer_that_got_lost_is_no_conflict(at_work, colleague):
    page = at_work(DESK, may_complain=True)
    household = begin(page)
    lost = []

    def arrives_but_is_not_answered(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/register/keep", arrives_but_is_not_answered)
    page.locator("[name='need.0']").select_option("FOOD")
    expect(page.locator("#kept")).to_contain_text("no hay conexión")
    page.locator("[name='need.1']").select_option("LEGAL")
    page.locator("#again").evaluate("button => button.click()")  # it may just now try again by itself
    saved(page)
    page.wait_for_timeout(1000)
    assert page.locator(".contest").count() == 0
    assert {one.kind for one in household.needs.all()} == {"FOOD", "LEGAL"}


def test_who_is_signed_out_meanwhile_loses_nothing(at_work, colleague):
    page = at_work(DESK, may_complain=True)
    household = begin(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[name=contact]").fill("Mornings.")
    expect(page.locator("#kept")).to_contain_text("su sesión está cerrada")
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] != "csrftoken"])
    page.context.new_page().goto("/es/work/")  # where they sign in again: a new token for forms
    page.locator("#again").evaluate("button => button.click()")  # it may just now try again by itself
    saved(page)
    assert names(household, colleague)["contact"] == "Mornings."


def test_two_windows_show_each_other_what_they_wrote(at_work, colleague):
    one = at_work(DESK)
    household = begin(one)
    two = one.context.new_page()
    two.goto(one.url)
    one.locator("[name=contact]").fill("Mornings.")
    saved(one)
    two.locator("[name=contact]").fill("Evenings.")
    notice = two.locator(".contest")
    expect(notice).to_contain_text("Mornings.")
    assert names(household, colleague)["contact"] == "Mornings."
    assert violations(two) == []
    notice.locator("button").click()
    saved(two)
    assert names(household, colleague)["contact"] == "Evenings."


def test_without_javascript(at_work, colleague):
    page = at_work(PHONE, java_script_enabled=False, may_complain=True)
    household = begin(page)
    speaker = str(household.members.get().pk)
    page.locator(f"[name='people.{speaker}.given']").fill("Marisol")
    page.locator("[data-add=people]").click()
    page.wait_for_url("**more=people**")
    expect(page.locator(f"[name='people.{speaker}.given']")).to_have_value("Marisol")
    page.locator("[name^='relation.']").nth(1).select_option("CHILD")
    page.locator("[name$='.given']:not([type=hidden])").nth(1).fill("Dayana")
    page.locator("[name='need.0']").select_option("SHELTER")
    page.locator("[name=town]").fill("Xyzzyqq")
    page.locator(".keeping button[value=finish]").click()
    expect(page.locator("#wrong")).to_be_visible()
    page.locator("[name=town]").fill("Tapachula")
    page.locator("[name=how]").first.check()
    page.locator(".keeping button[value=finish]").click()
    page.wait_for_url(f"**/households/{household.pk}")
    household.refresh_from_db()
    assert household.status == Status.OPEN
    assert {names(household, colleague)[key] for key in "01"} == {"Marisol", "Dayana"}


def test_nothing_is_left_in_the_browser(at_work, colleague):
    page = at_work(DESK)
    begin(page)
    page.locator("[name=contact]").fill("Mornings.")
    saved(page)
    stored = page.evaluate(
        "async () => [localStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,"
        " document.cookie, Object.keys(sessionStorage)]"
    )
    assert stored == [0, 0, 0, "", ["htmx-current-path-for-history"]]  # an address, which holds nothing sealed


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing_and_nothing_is_too_wide(at_work, colleague, scheme, size):
    page = at_work(size, color_scheme=scheme, may_complain=True)
    found, wide = [], []

    def look() -> None:
        found.extend(violations(page))
        wide.extend([page.url] if overflow(page) > 0 else [])

    page.goto("/es/work/")
    look()
    household = begin(page)
    page.locator("[data-add=people]").click()
    page.locator("[name^='age_band.']").nth(1).select_option("5_11")
    expect(page.locator(".error")).to_have_count(1)
    page.locator("summary").first.click()
    look()
    page.locator("[name^='relation.']").nth(1).select_option("CHILD")
    page.locator("[name='need.0']").select_option("SHELTER")
    page.locator("[name='urgency.0']").select_option("TODAY")
    saved(page)
    page.goto(f"/es/work/households/{household.pk}/register/discard")
    look()
    page.goto(f"/es/work/households/{household.pk}/register")
    page.locator("[name=how]").first.check()
    page.locator(".keeping button[value=finish]").click()
    page.wait_for_url(f"**/households/{household.pk}")
    for path in ("", "households", "households/print", "households/search"):
        page.goto(f"/es/work/{path}")
        look()
    assert (found, wide) == ([], [])
