"""Names that were planted are in no row of a referral that is not sealed, and no adversary's search finds them."""

import pytest
from django.apps import apps

from acogida.cases.enums import DataKind
from acogida.cases.services import documents, notes
from acogida.referrals import receipt_keys
from acogida.referrals.enums import Outcome
from acogida.referrals.services import answering, conversation, handing_over, receipts
from tests.accounts.people import NOW
from tests.referrals.network import LATER, SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PLANTED = ("Zqjennifer", "Zqgonzalez", "Zqnota", "Zqacta", "Zqmensaje", "Zqparaella", "Zqdepersona", "+520000zq")


def rows() -> str:
    """Everything that the tables of referrals hold, sealed or not."""
    found = []
    for model in apps.get_app_config("referrals").get_models():
        for row in model.objects.order_by("pk").values():
            found += [
                bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
                for value in row.values()
            ]
    return "\n".join(found)


def test_planted_words_are_found_nowhere(net):
    household = net.family("Zqjennifer Zqgonzalez", "Zqjennifer Zqgonzalez")
    net.casa.call(household, "+520000zq")
    notes.add(household=household, by=net.casa.by, text="Zqnota", now=NOW)
    paper = documents.add(household=household, by=net.casa.by, title="Zqacta", chunks=[b"%PDF-1.7 Zqacta"], now=NOW)
    referral = net.send(household)
    given = receipts.give_receipt(referrals=[referral], by=net.casa.by, now=NOW)
    answering.ask(referral=referral, text="Zqmensaje", by=net.shelter.by, now=SOON)
    held = receipt_keys.opened(given.code, now=SOON)
    receipts.write_as_person(opened=held, referral_id=referral.pk, text="Zqdepersona", now=SOON)
    answering.accept(referral=referral, by=net.shelter.by, now=SOON)
    receipts.tell_person(referral=referral, text="Zqparaella", by=net.shelter.by, now=SOON)
    handing_over.hand_over(
        referral=referral, kinds=handing_over.TO_HAND_OVER, document_ids=[paper.pk], by=net.casa.by, now=SOON
    )
    read = str(handing_over.handed.to_bytes(handing_over.read(referral=referral, by=net.shelter.by, now=LATER)))
    said = [one.text for one in conversation.messages_of(referral, net.shelter.by, LATER)]
    (text,) = receipts.view_of(held).entries[0].texts
    opened = [read, *said, text.text]  # else the search below proves nothing
    assert not [word for word in PLANTED if not any(word in one for one in opened)]
    answering.close(referral=referral, outcome=Outcome.GOT_HELP, text="Zqmensaje", by=net.shelter.by, now=LATER)
    stored = rows()
    assert str(referral.pk) in stored
    assert not [word for word in PLANTED if word in stored]
    assert given.code.replace(" ", "") not in stored.replace(" ", "")


def test_what_is_in_memory_does_not_print_itself(net):
    household = net.family("Zqjennifer Zqgonzalez")
    referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
    handing_over.hand_over(referral=referral, kinds=[DataKind.NAMES], by=net.casa.by, now=SOON)
    conversation.write(referral=referral, text="Zqmensaje", by=net.casa.by, now=SOON)
    content = handing_over.read(referral=referral, by=net.shelter.by, now=LATER)
    said = conversation.messages_of(referral, net.shelter.by, LATER)
    printed = [repr(content), repr(content.people), *map(repr, said)]
    assert not [word for word in PLANTED for one in printed if word in one]
