from datetime import timedelta

import pytest

from acogida.accounts.memberships import end_membership
from acogida.accounts.models import User
from acogida.referrals import letters
from acogida.referrals.models import Letter
from acogida.worker import jobs
from acogida.worker.faults import FIRST_WAIT
from acogida.worker.models import Job
from acogida.worker.work import PERIODIC
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MAIL = [one for one in PERIODIC if one.name == "mail"]


def send(now=NOW) -> None:
    jobs.prepare(MAIL, now=now)
    while jobs.run_due(MAIL, lambda: now, lambda: False):
        continue


def call(user: User, address: str) -> User:
    User.objects.filter(pk=user.pk).update(email=address)
    return user


def test_a_letter_says_that_something_needs_its_reader_and_where(net, box):
    net.send()
    User.objects.filter(pk=net.shelter.by.user.pk).update(language="en")
    send()
    (letter,) = box.taken()
    kept = Letter.objects.get()
    assert letter["To"] == net.shelter.by.user.email
    assert letter["From"] == "acogida@example.org"
    assert letter["Subject"] == "Acogida: Something needs you"
    assert letter["Message-ID"] == f"<{kept.pk}@acogida.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert "https://acogida.example.org/en/work/" in letter.get_content().splitlines()
    assert (kept.sent_at, kept.next_at) == (NOW, None)
    send()
    assert len(box.taken()) == 1


@pytest.mark.parametrize("language", ["es", "pt", "fr", "ht"])
def test_it_is_in_the_language_of_its_reader(net, box, language):
    net.send()
    User.objects.filter(pk=net.shelter.by.user.pk).update(language=language)
    send()
    (letter,) = box.taken()
    assert f"/{language}/work/" in letter.get_content()
    assert "Something" not in letter.as_string()
    assert "This message" not in letter.get_content()


def test_nothing_of_anybody_is_in_it(net, box):
    """Not even which organisation, or why: who reads somebody's mail would learn who works with whom."""
    referral = net.send(net.family("Zquinoa Planted", "Zquinoa Sown"))
    send()
    (letter,) = box.taken()
    text = letter.as_string() + letter.get_content()
    kept = Letter.objects.get()
    household = referral.household
    for word in (
        *("Zquinoa", "Planted", "Sown", kept.get_kind_display(), kept.kind),
        *(referral.receiver.name, referral.sender.name, referral.service.name, net.shelter.by.user.name),
        *(str(one.pk) for one in (referral, household, referral.need, referral.receiver, kept.user)),
    ):
        assert word not in text


def test_a_reader_whom_the_server_refuses_holds_up_no_other(net, box, caplog):
    call(net.shelter.organisation.join().user, "ana@example.org")
    gone = call(net.shelter.by.user, "gone@example.org")
    busy = call(net.shelter.organisation.join().user, "busy@example.org")
    net.send()
    send()
    assert [letter["To"] for letter in box.taken()] == ["ana@example.org"]
    assert Letter.objects.get(user=gone).next_at is None
    assert Letter.objects.get(user=busy).next_at == NOW + letters.LEASE
    assert set(letters.undelivered(NOW).values_list("user", flat=True)) == {gone.pk}
    assert "SMTPRecipientsRefused" in caplog.text
    assert "@example.org" not in caplog.text


def test_when_the_server_is_away_letters_wait_and_none_has_been_tried(net, box, settings, caplog):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    net.send()
    send()
    assert Letter.objects.get().attempts == 0
    assert Job.objects.get().next_at == NOW + FIRST_WAIT
    assert "Job mail failed: ConnectionRefusedError" in caplog.text
    settings.EMAIL_PORT = port
    send(NOW + FIRST_WAIT)
    assert len(box.taken()) == 1


def test_without_a_server_letters_wait(net, box, settings):
    settings.SENDS_LETTERS = False
    net.send()
    send()
    assert (box.taken(), Letter.objects.get().attempts) == ([], 0)
    settings.SENDS_LETTERS = True
    send(NOW + timedelta(days=1))
    assert len(box.taken()) == 1


def test_who_left_meanwhile_is_told_nothing(net, box):
    other = net.shelter.organisation.join()
    net.send()
    end_membership(membership=other.membership, by=net.shelter.organisation.coordinator.acting(), now=NOW)
    send()
    assert [letter["To"] for letter in box.taken()] == [net.shelter.by.user.email]
    assert not Letter.objects.filter(user=other.user).exists()
