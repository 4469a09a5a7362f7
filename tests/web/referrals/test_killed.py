"""The web process is killed at some point of accepting, handing over, arriving. Whoever clicks again finds each step
done or not done, and in the end it was done once."""

import random

import pytest

from acogida.cases.enums import DataKind
from acogida.directory.models import Capacity
from acogida.referrals.enums import EXPECTED, HoldState, State
from acogida.referrals.models import HandOver, Hold, Referral
from tests.cases.killing import POINTS, run_and_kill
from tests.web.referrals.conftest import Net, page, path
from tests.worker.processes import wait_until_nobody_is_there

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ROOM = 5
PEOPLE = 4


def click_on(net: Net, referral: Referral) -> None:
    """As people do: look how it stands, and do what is missing."""
    steps = {
        State.SENT: (net.uno.client, path(referral, "deed", deed="accept"), {"hours": "24"}),
        State.ACCEPTED: (net.casa.client, path(referral, "hand-over"), {"kinds": [DataKind.NAMES.value]}),
        State.HANDED_OVER: (net.uno.client, path(referral, "deed", deed="arrive"), {}),
    }
    while (state := Referral.objects.get(pk=referral.pk).state) in steps:
        client, url, said = steps[State(state)]
        assert client.post(url, said).status_code == 302


def assert_whole(net: Net, referral: Referral) -> None:
    """At any moment: room is held for who is expected or there, and names are with whom they were handed to."""
    referral.refresh_from_db()
    beds = Capacity.objects.get(pk=net.uno.beds.pk)
    active = Hold.objects.exclude(state=HoldState.RELEASED)
    comes = referral.state in {*EXPECTED, State.ARRIVED}
    assert (beds.promised, beds.available) == ((PEOPLE, ROOM - PEOPLE) if comes else (0, ROOM))
    assert active.count() == int(comes)
    assert HandOver.objects.count() == int(referral.state in {State.HANDED_OVER, State.ARRIVED})


def begin_anew(net: Net) -> Referral:
    Referral.objects.all().delete()
    Capacity.objects.filter(pk=net.uno.beds.pk).update(available=ROOM, promised=0)
    (sent,) = net.send()
    return sent


def test_what_a_kill_left_undone_is_done_by_the_next_click_and_once(net):
    click_on(net, begin_anew(net))  # what is done but once a minute does not count
    referral = begin_anew(net)
    count = run_and_kill(lambda: click_on(net, referral))
    for point in sorted(random.Random(17).sample(range(count), min(POINTS, count))):
        referral = begin_anew(net)
        assert run_and_kill(lambda referral=referral: click_on(net, referral), at=point) is None
        wait_until_nobody_is_there()
        assert_whole(net, referral)
        click_on(net, referral)
        assert_whole(net, referral)
        events = list(referral.events.order_by("number").values_list("event", flat=True))
        assert events == ["SEND", "ACCEPT", "HAND_OVER", "ARRIVE"]
        assert "Marisol Pierre" in page(net.uno.client, path(referral, "handed"))
