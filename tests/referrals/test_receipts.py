"""A code of 16 digits, for somebody without an account."""

import random
from datetime import timedelta

import pytest

from acogida.accounts.enums import Role
from acogida.core import crypto
from acogida.referrals import receipt_codes, receipt_keys
from acogida.referrals.enums import Event, Outcome, Reason, Side, State
from acogida.referrals.models import ForPerson, Letter, Message, Receipt, Referral
from acogida.referrals.person import Answer, Standing
from acogida.referrals.services import answering, conversation, receipts, sending
from acogida.referrals.services.sending import Mode, Target
from tests.accounts.people import NOW
from tests.referrals.network import LATER, SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def referral(net) -> Referral:
    return net.send()


@pytest.fixture
def code(net, referral) -> str:
    return receipts.give_receipt(referrals=[referral], by=net.casa.by, now=NOW).code


def opened(code, now=SOON):
    found = receipt_keys.opened(code, now=now)
    assert found is not None
    return found


def view(code, now=SOON):
    return receipts.view_of(opened(code, now))


def entry(code, now=SOON):
    return view(code, now).entries[0]


def test_a_code_tells_every_wrong_digit_and_every_two_that_changed_places():
    for code in {receipt_codes.new_code() for _ in range(20)} | {"0" * 14 + "98"}:
        if receipt_codes.typed(code) != code:  # the made-up one
            continue
        for place in range(receipt_codes.LENGTH):
            for digit in set("0123456789") - {code[place]}:
                assert not receipt_codes.typed(code[:place] + digit + code[place + 1 :])
            swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
            assert swapped == code or not receipt_codes.typed(swapped)


def test_a_code_can_be_typed_as_one_likes():
    code = receipt_codes.new_code()
    for typed in (receipt_codes.grouped(code), code, f" {code[:8]}-{code[8:]}\n", code.translate(ARABIC)):
        assert receipt_codes.typed(typed) == code
    for wrong in ("", code[:-1], code + "0", f"{code}x", "x" * 16, "²" * 16):
        assert receipt_codes.typed(wrong) == ""


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_it_shows_how_it_stands_at_every_step(net, referral, code):
    by = net.shelter.by
    assert (entry(code).standing, entry(code).organization) == (Standing.ASKED, "Albergue Uno")
    answering.put_on_list(referral=referral, by=by, now=SOON)
    assert entry(code).standing == Standing.WAITING
    answering.accept(referral=referral, by=by, now=SOON)
    assert (entry(code).standing, entry(code).expected_until) == (Standing.EXPECTED, SOON + timedelta(hours=24))
    answering.arrive(referral=referral, by=by, now=SOON)
    assert (entry(code).standing, entry(code).answers) == (Standing.HERE, (Answer.NO_HELP,))
    answering.close(referral=referral, outcome=Outcome.GOT_HELP, by=by, now=SOON)
    assert entry(code).standing == Standing.ENDED


def test_what_is_written_for_the_person_only_the_code_opens(net, referral, code):
    receipts.tell_person(referral=referral, text="Pregunte por Rosa.", by=net.shelter.by, now=SOON)
    (text,) = entry(code).texts
    assert (text.text, text.side) == ("Pregunte por Rosa.", Side.RECEIVER)
    kept = ForPerson.objects.get()
    assert b"Rosa" not in bytes(kept.sealed)
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(bytes(kept.receipt.private)[:32], bytes(kept.sealed), context=b"")
    digits = code.replace(" ", "")
    assert not [value for value in Receipt.objects.values_list().get() if digits in str(value)]


def test_nothing_is_written_for_who_has_no_receipt(net, referral):
    with pytest.raises(receipts.NoReceipt):
        receipts.tell_person(referral=referral, text="Pregunte por Rosa.", by=net.shelter.by, now=SOON)


def test_a_wrong_code_and_one_that_is_over_look_alike(net, referral, code):
    over = NOW + receipts.LASTS
    digits = code.replace(" ", "")
    wrong = receipt_codes.new_code()
    for attempt in (wrong, digits[:-1], "", digits[::-1]):
        assert receipt_keys.opened(attempt, now=SOON) is None
    assert receipt_keys.opened(code, now=over) is None
    assert receipts.forget_expired(now=over - timedelta(seconds=1)) == 0
    assert receipts.forget_expired(now=over) == 1


def test_a_new_receipt_makes_the_old_one_void(net, referral, code):
    again = receipts.give_receipt(referrals=[referral], by=net.casa.by, now=SOON)
    assert receipt_keys.opened(code, now=SOON) is None
    assert entry(again.code).id == referral.pk


@pytest.mark.parametrize(
    ("said", "reason"), [(Answer.CANT_COME, Reason.CANT_COME), (Answer.NO_LONGER, Reason.NOT_WANTED)]
)
def test_they_can_say_that_they_do_not_come_and_the_room_is_free_again(net, referral, code, said, reason):
    answering.accept(referral=referral, by=net.shelter.by, now=SOON)
    assert receipts.answer(opened=opened(code), referral_id=referral.pk, said=said, now=LATER) is True
    assert receipts.answer(opened=opened(code), referral_id=referral.pk, said=said, now=LATER) is False
    referral.refresh_from_db()
    assert (referral.state, referral.reason, net.shelter.free()) == (State.WITHDRAWN, reason, 3)
    assert Letter.objects.filter(kind="RETURNED", user=net.casa.by.user).exists()
    assert referral.events.last().side == Side.PERSON


def test_they_can_say_that_they_got_no_help_whatever_others_say(net, referral, code):
    by = net.shelter.by
    answering.accept(referral=referral, by=by, now=SOON)
    assert receipts.answer(opened=opened(code), referral_id=referral.pk, said=Answer.NO_HELP, now=SOON) is False
    answering.close(referral=referral, outcome=Outcome.GOT_HELP, by=by, now=SOON)
    assert receipts.answer(opened=opened(code), referral_id=referral.pk, said=Answer.NO_HELP, now=LATER) is True
    assert referral.events.last().event == Event.NO_HELP
    referral.refresh_from_db()
    assert referral.state == State.CLOSED


def test_they_can_write_to_both(net, referral, code):
    assert receipts.write_as_person(opened=opened(code), referral_id=referral.pk, text="Llego tarde.", now=SOON) is True
    for by in (net.casa.by, net.shelter.by):
        (said,) = conversation.messages_of(referral, by, LATER)
        assert (said.side, said.by, said.text) == (Side.PERSON, None, "Llego tarde.")
    assert b"tarde" not in bytes(Message.objects.get().sealed)
    other = net.send()
    assert receipts.write_as_person(opened=opened(code), referral_id=other.pk, text="¿?", now=SOON) is False


def test_it_follows_the_one_who_is_asked_next(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    one, two = sending.send_group(
        need=net.need(net.family()), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    code = receipts.give_receipt(referrals=[one], by=net.casa.by, now=NOW).code
    assert len(view(code).entries) == 1
    answering.decline(referral=one, reason=Reason.NO_CAPACITY, by=net.shelter.by, now=SOON)
    entries = view(code).entries
    assert [(one.id, one.standing) for one in entries] == [(two.pk, Standing.ASKED), (one.pk, Standing.CAN_NOT)]


def test_a_receipt_is_given_by_the_sender_for_one_household(net, referral):
    planner = net.casa.organisation.join(Role.PLANNER).acting()
    for by in (net.shelter.by, net.other.by, planner):
        with pytest.raises(Referral.DoesNotExist):
            receipts.give_receipt(referrals=[referral], by=by, now=NOW)
    with pytest.raises(receipts.NotOneHousehold):
        receipts.give_receipt(referrals=[referral, net.send()], by=net.casa.by, now=NOW)


def test_codes_are_as_random_as_they_look():
    random.seed(1)
    assert len({receipt_codes.new_code() for _ in range(500)}) == 500
