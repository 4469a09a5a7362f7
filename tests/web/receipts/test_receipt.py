"""The page of a receipt: the code in the body of a request and nowhere else; a code that opens nothing looks alike."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.core import clock
from acogida.referrals import receipt_codes
from acogida.referrals.enums import State
from acogida.referrals.models import Attempt, Receipt, Referral
from acogida.referrals.services import answering, attempts, receipts, sending
from acogida.referrals.services.attempts import CODES
from tests.referrals.network import Network, network

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def net() -> Network:
    return network()


@pytest.fixture
def referral(net) -> Referral:
    return net.send(now=clock.now())


@pytest.fixture
def code(net, referral) -> str:
    return receipts.give_receipt(referrals=[referral], by=net.casa.by, now=clock.now()).code


def look(client, code, language="es", **more):
    return client.post(f"/{language}/receipt", {"code": code}, **more)


def void(net, referral, code) -> str:
    receipts.give_receipt(referrals=[referral], by=net.casa.by, now=clock.now())
    return code


def expired(net, referral, code) -> str:
    Receipt.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    return code


def test_it_shows_each_step_in_plain_words(client, net, referral, code):
    assert "Les preguntamos" in look(client, code).content.decode()
    answering.accept(referral=referral, by=net.shelter.by, now=clock.now())
    receipts.tell_person(referral=referral, text="Pregunte por Rosa.", by=net.shelter.by, now=clock.now())
    page = look(client, code, "ht").content.decode()
    assert "Pregunte por Rosa." in page
    assert "Albergue Uno" in page


def test_a_slip_of_the_finger_is_told_before_anything_is_looked_up(client, code):
    digits = code.replace(" ", "")
    slip = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with CaptureQueriesContext(connection) as asked:
        response = look(client, slip)
    assert response.status_code == 422
    assert len(asked) == 0
    assert not Attempt.objects.exists()
    assert slip in response.content.decode()


@pytest.mark.parametrize("spoil", [void, expired])
def test_a_code_that_opens_nothing_looks_alike(client, net, referral, code, spoil):
    other = receipt_codes.grouped(receipt_codes.new_code())
    spoilt = spoil(net, referral, code)
    answers = []
    for one in (other, spoilt):
        with CaptureQueriesContext(connection) as asked:
            response = look(client, one)
        body = response.content.decode().replace(one, "")
        answers.append((response.status_code, body, dict(response.headers), len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_the_code_stays_out_of_addresses_cookies_and_caches(client, code):
    response = look(client, code)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert client.get("/es/receipt", {"code": code}).content.decode().count(code) == 0
    for path in ("answer", "write", "onward"):
        assert 'name="code"' in client.get(f"/es/receipt/{path}", {"code": code}).content.decode()


def test_what_is_said_by_a_tap_is_asked_once_more(client, net, referral, code):
    said = {"code": code, "about": referral.pk, "said": "CANT_COME"}
    assert client.post("/es/receipt/answer", said).status_code == 200
    referral.refresh_from_db()
    assert referral.state == State.SENT
    assert client.post("/es/receipt/answer", said | {"sure": "1"}).status_code == 200
    referral.refresh_from_db()
    assert referral.state == State.WITHDRAWN
    assert client.post("/es/receipt/answer", said | {"sure": "1"}).status_code == 422


def test_a_message_that_can_not_be_sent_is_not_lost(client, net, referral, code):
    said = {"code": code, "about": referral.pk, "text": "Llego tarde."}
    assert client.post("/es/receipt/write", said).status_code == 200
    assert referral.messages.count() == 1
    sending.withdraw(referral=referral, reason="FOUND_ELSEWHERE", by=net.casa.by, now=clock.now())
    response = client.post("/es/receipt/write", said)
    assert response.status_code == 422
    assert "Llego tarde." in response.content.decode()


@pytest.mark.parametrize("about", ["", "help", "not-an-id", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_theirs_can_not_be_answered(client, code, about):
    said = {"code": code, "about": about}
    assert client.post("/es/receipt/answer", said | {"said": "NO_HELP", "sure": "1"}).status_code == 422
    assert client.post("/es/receipt/write", said | {"text": "x"}).status_code == 422


def test_who_guesses_is_stopped_and_others_are_not(client, code):
    for _ in range(CODES.each):
        assert look(client, receipt_codes.new_code(), REMOTE_ADDR="203.0.113.9").status_code == 422
    assert look(client, receipt_codes.new_code(), REMOTE_ADDR="203.0.113.9").status_code == 429
    assert look(client, code, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert look(client, code, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_right_code_costs_no_try(client, code):
    for _ in range(CODES.each + 2):
        assert look(client, code).status_code == 200
    assert not Attempt.objects.exists()


def test_nothing_of_the_address_is_kept_beyond_a_number_that_many_share(client, code):
    look(client, receipt_codes.new_code(), REMOTE_ADDR="203.0.113.9")
    kept = Attempt.objects.values().get()
    assert 0 <= kept["source"] < 65_536
    assert set(kept) == {"id", "kind", "source", "at"}
    Attempt.objects.update(at=clock.now() - CODES.within)
    assert attempts.forget_old(now=clock.now()) == 1
