from datetime import timedelta

import pytest

from acogida.accounts.memberships import end_membership
from acogida.referrals import letters
from acogida.referrals.models import Letter
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def letter(net) -> Letter:
    net.send()
    return Letter.objects.get()


def waits(letter: Letter, now) -> timedelta | None:
    letter.refresh_from_db()
    return letter.next_at and letter.next_at - now


def test_what_can_not_be_sent_is_tried_later_and_later_for_a_week(letter):
    now, waited = NOW, []
    while leased := letters.lease(now=now):
        letters.failed(leased[0], now=now)
        if (wait := waits(letter, now)) is None:
            break
        waited.append(wait)
        now += wait
    assert waited[:3] == [letters.LEASE, 2 * letters.LEASE, 4 * letters.LEASE]
    assert waited[-1] == letters.LONGEST_WAIT
    assert NOW + timedelta(days=6) < now < NOW + letters.FRESH
    assert list(letters.undelivered(now)) == [letter]


def test_a_reader_whom_the_server_does_not_know_is_not_tried_again(letter):
    (leased,) = letters.lease(now=NOW)
    letters.failed(leased, now=NOW, for_good=True)
    assert waits(letter, NOW) is None
    assert list(letters.undelivered(NOW)) == [letter]


def test_who_was_slow_does_not_undo_what_the_next_one_did(letter):
    (slow,) = letters.lease(now=NOW)
    (quick,) = letters.lease(now=NOW + letters.LEASE)
    letters.failed(slow, now=NOW + letters.LEASE, for_good=True)
    assert waits(letter, NOW + letters.LEASE) == letters.LEASE
    letters.sent(quick, now=NOW + letters.LEASE)
    letters.failed(slow, now=NOW + letters.LEASE)
    assert waits(letter, NOW) is None
    assert not letters.undelivered(NOW + letters.LEASE).exists()


def test_what_waited_for_a_week_is_no_news_any_more(letter):
    assert letters.waiting(NOW + letters.FRESH - timedelta(seconds=1)).exists()
    assert letters.lease(now=NOW + letters.FRESH) == []


def test_a_letter_is_kept_for_a_month(letter):
    assert letters.forget_old(now=NOW + letters.KEPT - timedelta(seconds=1)) == 0
    assert letters.forget_old(now=NOW + letters.KEPT) == 1


def test_a_letter_is_not_for_who_left(letter, net):
    assert letters.is_still_theirs(letter, now=NOW)
    coordinator = net.shelter.organisation.coordinator
    other = net.shelter.organisation.join()
    letter.user = other.user
    assert letters.is_still_theirs(letter, now=NOW)
    end_membership(membership=other.membership, by=coordinator.acting(), now=NOW)
    assert not letters.is_still_theirs(letter, now=NOW)
