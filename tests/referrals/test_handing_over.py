"""Who they are is told to who accepted, as far as they agreed, and no longer than they do."""

from datetime import timedelta

import pytest

from acogida.accounts.audit import verify
from acogida.accounts.keys import KeysNotOpened, rotate
from acogida.accounts.models import AuditEvent, WorkspaceKey
from acogida.cases.enums import DataKind, Purpose
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Consent, Document, Share
from acogida.cases.services import consents, documents, erasing, notes, resealing
from acogida.core.crypto import CannotOpen
from acogida.directory.enums import NeedKind
from acogida.referrals import access
from acogida.referrals.enums import Outcome, Reason, State
from acogida.referrals.models import ConversationKey, DoomedKey, HandOver, Message, Referral
from acogida.referrals.services import answering, conversation, handing_over, sending
from acogida.referrals.services.handing_over import NotCovered
from acogida.referrals.transitions import NotNow
from tests.accounts.people import NOW
from tests.referrals.network import LATER, SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PDF = b"%PDF-1.7 acta de Jennifer"
ALL = handing_over.TO_HAND_OVER


@pytest.fixture
def household(net):
    household = net.family()
    net.casa.call(household, "+52 55 0000")
    notes.add(household=household, by=net.casa.by, text="Vino sola.", now=NOW)
    documents.add(household=household, by=net.casa.by, title="Acta", chunks=[PDF], now=NOW)
    return household


@pytest.fixture
def accepted(net, household) -> Referral:
    return answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)


def hand_over(net, referral, kinds=ALL, **more) -> HandOver:
    papers = list(Document.objects.values_list("pk", flat=True))
    return handing_over.hand_over(referral=referral, kinds=kinds, document_ids=papers, by=net.casa.by, now=SOON, **more)


def read(net, referral, now=LATER):
    return handing_over.read(referral=referral, by=net.shelter.by, now=now)


def test_the_receiver_reads_what_was_handed_over(net, household, accepted):
    hand_over(net, accepted)
    content = read(net, accepted)
    assert [one.given for one in content.people] == ["Jennifer", "Wilmer"]
    assert [one.number for one in content.phones] == ["+52 55 0000"]
    assert [one.text for one in content.notes] == ["Vino sola."]
    (paper,) = content.documents
    stream = handing_over.read_document(
        referral=accepted, document_id=Document.objects.get().pk, by=net.shelter.by, now=LATER
    )
    assert (paper.title, stream.title, b"".join(stream.chunks)) == ("Acta", "Acta", PDF)
    accepted.refresh_from_db()
    assert accepted.state == State.HANDED_OVER
    assert str(household.pk) not in str(handing_over.handed.to_bytes(content))


def test_it_opens_with_the_receivers_key_and_no_other(net, household, accepted):
    kept = hand_over(net, accepted)
    for by in (net.casa.by, net.other.by):
        with pytest.raises(CannotOpen):
            KeyRing(by, [household.pk]).open(kept.key_id, bytes(kept.sealed), handing_over.PURPOSE, accepted.pk)
        with pytest.raises(Referral.DoesNotExist):
            handing_over.read(referral=accepted, by=by, now=LATER)
    with pytest.raises(CannotOpen):  # of the household's own, the receiver has nothing
        KeyRing(net.shelter.by, [household.pk]).open(
            household.key_id, bytes(household.sealed_record.sealed), "identity"
        )
    unopened = net.shelter.organisation.join(granted=False).acting()
    with pytest.raises(KeysNotOpened):
        handing_over.read(referral=accepted, by=unopened, now=LATER)


def test_only_what_they_agreed_to_is_handed_over(net):
    household = net.family(agreed=False)
    kinds = [DataKind.SITUATION, DataKind.NAMES]
    net.casa.agree(household, Purpose.REFERRAL_NAMED, recipient=net.shelter.id, kinds=kinds)
    referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
    assert handing_over.allowed(referral, net.casa.by, NOW) == [DataKind.NAMES]
    with pytest.raises(NotCovered):
        hand_over(net, referral, [DataKind.NAMES, DataKind.CONTACT])
    hand_over(net, referral, [DataKind.NAMES])
    content = read(net, referral)
    assert content.people[0].given == "Jennifer"
    assert (content.phones, content.contact, content.notes, content.documents, content.kin) == ((), "", (), (), ())
    share = Share.objects.get()
    assert (share.kinds, share.recipient, share.referral) == (["NAMES"], net.shelter.id, referral.pk)


def test_of_one_persons_need_nobody_else_is_named(net, household):
    need = net.need(household)
    need.member = household.members.order_by("position").last()
    need.save()
    referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
    hand_over(net, referral, [DataKind.NAMES])
    assert [one.given for one in read(net, referral).people] == ["Wilmer"]


def test_nothing_is_handed_over_before_it_was_accepted(net, household):
    with pytest.raises(NotNow):
        hand_over(net, net.send(household))
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("end", ["consent", "withdrawn", "declined", "no show", "closed", "erased"])
def test_access_ends_with_what_it_rested_on(net, household, accepted, end):
    hand_over(net, accepted)
    conversation.write(referral=accepted, text="Llega Jennifer.", by=net.casa.by, now=SOON)
    assert len(conversation.messages_of(accepted, net.shelter.by, LATER)) == 1
    assert DataKey.objects.filter(workspace_id=net.shelter.id).count() == 2
    match end:
        case "consent":
            consent = Consent.objects.get(purpose=Purpose.REFERRAL_NEED)
            effects = consents.withdraw(consent=consent, by=net.casa.by, now=LATER)
            assert net.shelter.id in {effect.recipient for effect in effects}
        case "withdrawn":
            sending.withdraw(referral=accepted, by=net.casa.by, now=LATER)
        case "declined":
            answering.decline(referral=accepted, reason=Reason.CLOSED, by=net.shelter.by, now=LATER)
        case "no show":
            answering.no_show(referral=accepted, by=net.shelter.by, now=LATER)
        case "closed":
            answering.close(referral=accepted, outcome=Outcome.GOT_HELP, by=net.shelter.by, now=LATER)
        case "erased":
            erasing.erase(household=household, by=net.casa.by, now=LATER)
    for attempt in (
        lambda: read(net, accepted),
        lambda: handing_over.read_document(referral=accepted, document_id=accepted.pk, by=net.shelter.by, now=LATER),
    ):
        with pytest.raises(HandOver.DoesNotExist):
            attempt()
    assert not HandOver.objects.exists()
    assert not DataKey.objects.filter(workspace_id=net.shelter.id).exists()
    assert not Share.objects.filter(ended_at=None).exists()
    assert conversation.messages_of(accepted, net.shelter.by, LATER) == []
    row = Referral.objects.get()
    assert (row.offer == {}) == (end != "closed")
    assert net.shelter.free() == 3
    access.sweep()
    assert not DoomedKey.objects.exists()
    if end != "erased":
        assert [one.text for one in conversation.messages_of(accepted, net.casa.by, LATER)] == ["Llega Jennifer."]
    else:
        assert (row.household_id, row.state, Message.objects.count()) == (None, State.WITHDRAWN, 0)


def test_who_has_arrived_stays_when_consent_ends(net, household, accepted):
    hand_over(net, accepted)
    answering.arrive(referral=accepted, by=net.shelter.by, now=SOON)
    consents.withdraw(consent=Consent.objects.get(purpose=Purpose.REFERRAL_NEED), by=net.casa.by, now=LATER)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.offer, net.shelter.free()) == (State.ARRIVED, {}, 1)
    with pytest.raises(HandOver.DoesNotExist):
        read(net, accepted)


def test_the_sender_can_end_what_is_seen_of_who_has_arrived(net, accepted):
    hand_over(net, accepted, [DataKind.NAMES])
    with pytest.raises(NotNow):
        sending.end_access(referral=accepted, by=net.casa.by, now=SOON)
    answering.arrive(referral=accepted, by=net.shelter.by, now=SOON)
    assert sending.end_access(referral=accepted, by=net.casa.by, now=LATER).state == State.ARRIVED
    with pytest.raises(HandOver.DoesNotExist):
        read(net, accepted)


def test_a_consent_that_is_over_shows_nothing_even_before_the_node_has_acted(net):
    household = net.family(agreed=False)
    net.casa.agree(household, Purpose.REFERRAL_NEED, need=NeedKind.SHELTER, until_date=NOW.date())
    referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
    hand_over(net, referral, [DataKind.NAMES])
    conversation.write(referral=referral, text="Llega hoy.", by=net.casa.by, now=SOON)
    assert read(net, referral).people
    assert len(conversation.messages_of(referral, net.shelter.by, LATER)) == 1
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(HandOver.DoesNotExist):
        read(net, referral, now=tomorrow)
    assert conversation.messages_of(referral, net.shelter.by, tomorrow) == []
    assert len(conversation.messages_of(referral, net.casa.by, tomorrow)) == 1


def test_both_sides_logs_tell_that_it_was_read(net, household, accepted):
    hand_over(net, accepted)
    read(net, accepted)
    told = AuditEvent.objects.filter(action="HAND_OVER_READ", subject=accepted.pk)
    assert set(told.values_list("workspace", flat=True)) == {net.shelter.id, net.casa.by.workspace.pk}
    assert {one.actor for one in told} == {net.shelter.by.user.pk}
    assert not [*verify(net.shelter.by.workspace), *verify(net.casa.by.workspace)]


def test_handed_over_again_it_takes_the_place_of_what_was_there(net, household, accepted):
    old = hand_over(net, accepted).key_id
    hand_over(net, accepted, [DataKind.NAMES])
    assert read(net, accepted).notes == ()
    assert not DataKey.objects.filter(pk=old).exists()
    assert Share.objects.filter(ended_at=None).count() == 1


def test_what_was_lent_is_sealed_to_the_receivers_new_key_before_the_old_one_goes(net, household, accepted):
    hand_over(net, accepted)
    conversation.write(referral=accepted, text="Llega hoy.", by=net.casa.by, now=SOON)
    rotate(by=net.shelter.by, now=LATER)
    assert resealing.progress(by=net.shelter.by) == resealing.Progress(done=0, left=2)
    assert resealing.reseal_some(by=net.shelter.by, now=LATER, limit=1).left == 1
    assert WorkspaceKey.objects.filter(workspace=net.shelter.id).count() == 2
    assert resealing.reseal_some(by=net.shelter.by, now=LATER).is_done
    assert WorkspaceKey.objects.filter(workspace=net.shelter.id).count() == 1
    assert read(net, accepted).people[0].given == "Jennifer"
    assert len(conversation.messages_of(accepted, net.shelter.by, LATER)) == 1
    conversation.write(referral=accepted, text="A las seis.", by=net.shelter.by, now=LATER)
    assert ConversationKey.objects.count() == 2
    assert [one.text for one in conversation.messages_of(accepted, net.casa.by, LATER)] == ["Llega hoy.", "A las seis."]


def test_the_senders_own_copy_of_a_conversation_is_sealed_anew_too(net, accepted):
    conversation.write(referral=accepted, text="Llega hoy.", by=net.casa.by, now=SOON)
    rotate(by=net.casa.by, now=LATER)
    while not resealing.reseal_some(by=net.casa.by, now=LATER).is_done:
        pass
    assert WorkspaceKey.objects.filter(workspace=net.casa.by.workspace).count() == 1
    assert [one.text for one in conversation.messages_of(accepted, net.casa.by, LATER)] == ["Llega hoy."]
