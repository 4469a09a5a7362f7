"""One address for both sides; each sees what it may do, and what is refused says so and loses nothing."""

import pytest

from acogida.referrals.enums import State
from tests.web.referrals.conftest import at, page, path

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def do(client, referral, deed, **said):
    return client.post(path(referral, "deed", deed=deed), said)


def state(referral):
    referral.refresh_from_db()
    return referral.state


def test_it_goes_from_the_question_to_the_outcome(net):
    (sent,) = net.send()
    assert sent.short_code in page(net.uno.client, at("list"))
    assert "Accept" in page(net.uno.client, path(sent))
    assert state(sent) == State.RECEIVED
    assert do(net.uno.client, sent, "ask", text="Any allergies?").status_code == 302
    assert "Any allergies?" in page(net.casa.client, path(sent))
    assert do(net.casa.client, sent, "tell", text="None.").status_code == 302
    assert do(net.uno.client, sent, "accept", hours="24").status_code == 302
    assert net.uno.free() == 1
    assert do(net.uno.client, sent, "arrive").status_code == 302
    assert do(net.uno.client, sent, "close", outcome="GOT_HELP").status_code == 302
    assert net.uno.free() == 5
    assert "got help" in page(net.casa.client, path(sent))


def test_a_full_house_is_told_so_and_shown_the_way_out(net):
    (sent,) = net.send()
    net.uno.beds.available = 3
    net.uno.beds.save()
    answer = do(net.uno.client, sent, "accept", hours="24")
    assert answer.status_code == 409
    assert "There is no room for all of them." in answer.content.decode()
    assert path(sent, "deed", deed="list") in answer.content.decode()
    assert state(sent) == State.SENT


def test_who_declines_and_who_withdraws_say_why(net):
    first, second = net.send(net.uno, net.dos)
    do(net.uno.client, first, "decline", reason="NO_CAPACITY")
    assert (state(first), first.reason) == (State.DECLINED, "NO_CAPACITY")
    do(net.casa.client, second, "withdraw", reason="FOUND_ELSEWHERE")
    assert (state(second), second.reason) == (State.WITHDRAWN, "FOUND_ELSEWHERE")


def test_nobody_sees_or_does_what_is_not_theirs(net):
    (sent,) = net.send()
    assert net.dos.client.get(path(sent)).status_code == 404
    assert do(net.dos.client, sent, "accept", hours="24").status_code == 404
    assert do(net.casa.client, sent, "accept", hours="24").status_code == 404
    assert do(net.uno.client, sent, "withdraw", reason="OTHER").status_code == 404
    assert do(net.uno.client, sent, "nothing").status_code == 404
    assert state(sent) == State.SENT


def test_what_cannot_be_asked_stays_typed(net):
    (sent,) = net.send()
    do(net.uno.client, sent, "decline", reason="CLOSED")
    answer = do(net.uno.client, sent, "ask", text="Too late?")
    assert answer.status_code == 409
    assert "Too late?" in answer.content.decode()


@pytest.mark.parametrize("name", ["answer", "received", "sent", "overdue", "returned"])
def test_a_list_asks_as_often_for_many_as_for_one(net, name, django_assert_max_num_queries):
    net.send(net.uno, net.dos)
    for client in (net.casa.client, net.uno.client):
        page(client, at("list"), list=name)
        with django_assert_max_num_queries(14):
            page(client, at("list"), list=name)
