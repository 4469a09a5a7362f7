"""On a small phone, without JavaScript and with: somebody asks for help, an organisation takes it, the code shows each
step, in Spanish and in Kreyòl."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.models import Organization
from acogida.directory.search import index
from acogida.referrals import receipt_codes
from acogida.referrals.helping.desks import desks_for
from acogida.referrals.models import HelpRequest
from acogida.referrals.services import help_desk, helping, receipts
from tests.directory import factories
from tests.journeys.browser import PHONE
from tests.journeys.conftest import overflow, sign_in
from tests.journeys.test_accessibility import violations
from tests.referrals.helping import TAPACHULA, written
from tests.referrals.network import Network, network
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def net(transactional_db) -> Network:
    net = network()
    for one in (net.shelter, net.other):
        Organization.objects.filter(pk=one.id).update(parts={"phones": [{"id": "1", "number": "+52 962 555 0100"}]})
        factories.site(one.service, factories.location())
        help_desk.set_desk(is_open=True, by=one.by, now=clock.now())
    index.rebuild()
    return net


def seen(page, faults: list[str]) -> None:
    faults += violations(page)
    if overflow(page) > 0:
        faults.append(f"{page.url} is {overflow(page)} pixels too wide")


def fill(page, language: str) -> None:
    with override(language):
        page.goto(reverse("help:ask"))
    page.locator("[name=needs][value=SHELTER]").check()
    page.locator("[name=urgency][value=TODAY]").check()
    page.locator("#id_place").fill("Tapachula")
    page.locator("[name=people_18_59]").fill("1")
    page.locator("[name=people_5_11]").fill("2")
    page.locator("[name=words]").fill("Mi hijo tose.")


@pytest.mark.parametrize(("language", "javascript"), [("es", True), ("ht", False)])
def test_somebody_asks_and_sees_each_step(open_page, net, language, javascript):
    page, faults = open_page(PHONE, java_script_enabled=javascript), []
    fill(page, language)
    page.wait_for_load_state("networkidle")
    if javascript:
        seen(page, faults)
    page.locator("main form button:not([name])").last.click()
    expect(page.locator("[name=desk]")).to_have_count(2)
    page.locator("main form button:not([name])").click()
    code = page.locator(".code-large").inner_text()
    page.locator("main form button").click()
    expect(page.locator("main article ol li")).to_have_count(2)
    if javascript:
        seen(page, faults)
    turn = HelpRequest.objects.get().turns.get(number=1)
    first = next(one for one in (net.shelter, net.other) if one.id == turn.workspace_id)
    help_desk.take(turn_id=turn.pk, by=first.by, now=clock.now())
    help_desk.answer(turn_id=turn.pk, text="Venga a las seis.", by=first.by, now=clock.now())
    with override(language):
        page.goto(reverse("receipts:page"))
    page.locator("#id_code").fill(code)
    page.locator("main form button").click()
    expect(page.get_by_text("Venga a las seis.")).to_be_visible()
    page.locator("[value=TAKE_BACK]").click()
    page.locator("[name=sure]").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("Venga a las seis.")).to_have_count(0)
    assert HelpRequest.objects.get().state == "WITHDRAWN"
    assert faults == []


def test_each_page_passes_axe_in_kreyol_and_a_typing_error_is_told(open_page, net):
    page, faults = open_page(PHONE, may_complain=True), []
    referral = net.send(now=clock.now())
    code = receipts.give_receipt(referrals=[referral], by=net.casa.by, now=clock.now()).code
    page.goto("/ht/receipt")
    seen(page, faults)
    page.locator("#id_code").fill("1234 5678 9012 3456")
    page.locator("main form button").click()
    expect(page.locator("#id_code_error")).to_be_visible()
    seen(page, faults)
    page.locator("#id_code").fill(code)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    seen(page, faults)
    page.locator("button[lang=es]").click()
    page.wait_for_url("**/es/receipt")
    expect(page.get_by_text("Albergue Uno").first).to_be_visible()
    page.locator("[value=CANT_COME]").click()
    expect(page.locator("[name=sure]")).to_be_visible()
    seen(page, faults)
    fill(page, "ht")
    page.locator("main form button:not([name])").last.click()
    expect(page.locator("[name=desk]")).to_have_count(2)
    seen(page, faults)
    page.locator("main form button:not([name])").click()
    expect(page.locator(".code-large")).to_be_visible()
    seen(page, faults)
    assert faults == []


def test_a_caseworker_takes_it_on_a_phone(open_page, live_server, transactional_db):
    office = Office.open("Casa Puente")
    owner = Organization.objects.create(pk=office.workspace.pk, name="Casa Puente", modified_at=clock.now())
    factories.site(factories.service(owner, needs=["SHELTER"]), factories.location())
    index.rebuild()
    rosa, faults = office.colleague(Role.COORDINATOR), []
    page = sign_in(open_page(PHONE), rosa.client(), live_server.url)
    page.goto("/es/work/help")
    page.locator("[name=open]").click()
    expect(page.get_by_role("status")).to_be_visible()
    desks = desks_for(needs=["SHELTER"], locality=TAPACHULA, language="es", now=clock.now())
    helping.send(content=written(), code=receipt_codes.new_code(), desks=desks, now=clock.now())
    page.goto("/es/work/help")
    seen(page, faults)
    page.locator("article h2 a").click()
    expect(page.get_by_text("Zqpalabras")).to_be_visible()
    seen(page, faults)
    page.locator("form[action$=take] button").click()
    page.wait_for_url("**/register")
    expect(page.locator("input[value^=Tapachula]")).to_be_visible()
    page.goto(f"/es/work/help/{HelpRequest.objects.get().turns.get().pk}")
    page.locator("[name=text]").fill("Venga a las seis.")
    page.locator("form[action$=answer] button").click()
    expect(page.locator("blockquote")).to_contain_text("Venga a las seis.")
    seen(page, faults)
    assert faults == []
