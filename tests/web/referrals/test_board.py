"""One page a house, for the phone at the door: who is expected, who is here, how many places are left tonight."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.cases import codes
from acogida.core import clock
from acogida.referrals.enums import State
from acogida.referrals.models import Referral
from tests.web.referrals.conftest import at, page, path

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def accepted(net):
    (sent,) = net.send()
    net.uno.client.post(path(sent, "deed", deed="accept"), {"hours": "24"})
    return sent


def copy_of(referral) -> None:
    again = Referral.objects.get(pk=referral.pk)
    again.pk = again.group = uuid4()
    again.need = None
    again.code = codes.new_code()
    again.save(force_insert=True)


def board(house):
    return at("board", pk=house.service.pk)


def test_one_tap_lets_in_and_one_tap_lets_go(net, accepted):
    assert "Expected (1)" in page(net.uno.client, board(net.uno))
    assert net.uno.free() == 1
    answer = net.uno.client.post(path(accepted, "deed", deed="arrive"), {"from": "board"})
    assert answer.headers["Location"] == board(net.uno)
    shown = page(net.uno.client, board(net.uno))
    assert "Expected (0)" in shown
    assert "Here (1)" in shown
    net.uno.client.post(path(accepted, "deed", deed="close"), {"from": "board", "outcome": "GOT_HELP"})
    accepted.refresh_from_db()
    assert accepted.state == State.CLOSED
    assert net.uno.free() == 5


def test_a_tap_that_is_refused_leads_back_to_the_board_in_the_end(net, accepted):
    refused = net.uno.client.post(path(accepted, "deed", deed="close"), {"from": "board"})
    assert refused.status_code == 409
    assert '<input type="hidden" name="from" value="board">' in refused.content.decode()


def test_a_place_whose_time_is_over_is_not_said_to_be_kept(net, accepted):
    assert "minutes more" in page(net.uno.client, board(net.uno))
    Referral.objects.filter(pk=accepted.pk).update(hold_until=clock.now() - timedelta(minutes=1))
    assert "minutes more" not in page(net.uno.client, board(net.uno))


def test_the_nightly_count_sets_what_is_free_and_says_who_is_missing(net, accepted):
    count = at("count", pk=net.uno.beds.pk)
    net.uno.client.post(path(accepted, "deed", deed="arrive"), {})
    answer = net.uno.client.post(count, {"people": "3"}, follow=True)
    assert "Now 6 places are free. 1 person on the board is not here" in answer.content.decode()
    assert net.uno.free() == 6
    answer = net.uno.client.post(count, {"people": "many"}, follow=True)
    assert "Write a whole number." in answer.content.decode()
    assert net.uno.free() == 6


def test_a_board_is_of_its_own_house_only(net):
    page(net.dos.client, board(net.uno), 404)
    assert net.dos.client.post(at("count", pk=net.uno.beds.pk), {"people": "1"}).status_code == 404


def test_who_waits_is_shown_in_line(net):
    (sent,) = net.send()
    net.uno.client.post(path(sent, "deed", deed="list"))
    assert sent.short_code in page(net.uno.client, board(net.uno))
    assert "Waiting list (1)" in page(net.uno.client, board(net.uno))


def test_it_asks_as_often_for_many_as_for_few(net, accepted):
    page(net.uno.client, board(net.uno))
    with CaptureQueriesContext(connection) as few:
        page(net.uno.client, board(net.uno))
    for _ in range(3):
        copy_of(accepted)
    assert "Expected (4)" in page(net.uno.client, board(net.uno))
    with CaptureQueriesContext(connection) as many:
        page(net.uno.client, board(net.uno))
    assert len(many) == len(few)


def test_today_tells_of_a_place_once_it_is_kept_for_hours_only(net, accepted):
    assert "referrals?list=expected" not in page(net.uno.client, "/en/work/")
    Referral.objects.filter(pk=accepted.pk).update(hold_until=clock.now() + timedelta(hours=5))
    assert "/en/work/referrals?list=expected" in page(net.uno.client, "/en/work/")
    assert accepted.short_code in page(net.uno.client, at("list"), list="expected")


def test_today_leads_to_what_is_to_be_answered(net):
    net.send()
    assert "/en/work/referrals?list=answer" in page(net.uno.client, "/en/work/")
    assert "referrals?list=answer" not in page(net.casa.client, "/en/work/")
