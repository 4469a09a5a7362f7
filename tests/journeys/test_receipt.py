"""The page of a receipt in Kreyòl at every step of a referral, on a small phone."""

import pytest
from playwright.sync_api import expect

from acogida.core import clock
from acogida.directory.search import index
from acogida.referrals.enums import Outcome, Reason
from acogida.referrals.services import answering, receipts
from tests.directory import factories
from tests.journeys.browser import PHONE
from tests.journeys.conftest import overflow
from tests.journeys.test_accessibility import violations
from tests.referrals.network import network

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ASKED, WAITING = "Nou mande yo. Yo poko reponn.", "Pa gen plas kounye a."
EXPECTED, HERE, ENDED, CAN_NOT = "Y ap tann ou.", "Ou la deja.", "Èd sa a fini.", "Fwa sa a yo pa ka ede ou."


def test_each_step_is_said_in_kreyol(open_page, transactional_db):
    net, now = network(), clock.now()
    net.shelter.service.parts = {
        "phones": [{"id": "1", "number": "+52 962 555 0101"}],
        "required_documents": [{"id": "2", "document": "Cartilla de vacunas"}],
    }
    net.shelter.service.save()
    factories.site(net.shelter.service, factories.location())
    index.rebuild()
    referral, refused = net.send(now=now), net.send(now=now, to=net.other)
    by, page, faults = net.shelter.by, open_page(PHONE), []

    def shows(code: str, words: str) -> None:
        page.goto("/ht/receipt")
        page.locator("#id_code").fill(code)
        page.locator("main form button").click()
        expect(page.get_by_text(words).first).to_be_visible()
        faults.extend(violations(page))
        if overflow(page) > 0:
            faults.append(f"too wide: {words}")

    code = receipts.give_receipt(referrals=[referral], by=net.casa.by, now=now).code
    shows(code, ASKED)
    answering.put_on_list(referral=referral, by=by, now=now)
    shows(code, WAITING)
    answering.accept(referral=referral, by=by, now=now)
    receipts.tell_person(referral=referral, text="Mande pou Rosa.", by=by, now=now)
    shows(code, EXPECTED)
    for words in ("Mande pou Rosa.", "5a Calle Poniente 10", "Cartilla de vacunas", "+52 962 555 0101"):
        expect(page.get_by_text(words).first).to_be_visible()
    answering.arrive(referral=referral, by=by, now=now)
    shows(code, HERE)
    answering.close(referral=referral, outcome=Outcome.GOT_HELP, by=by, now=now)
    shows(code, ENDED)
    other = receipts.give_receipt(referrals=[refused], by=net.casa.by, now=now).code
    answering.decline(referral=refused, reason=Reason.NO_CAPACITY, by=net.other.by, now=now)
    shows(other, CAN_NOT)
    assert faults == []
