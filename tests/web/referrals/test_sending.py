"""From a need to those who are asked: nothing goes out before somebody saw what goes out, and to whom."""

import pytest

from acogida.cases.enums import NeedStatus, Purpose
from acogida.cases.services import needs
from acogida.core import clock
from acogida.directory.models import Service
from acogida.directory.search import index
from acogida.referrals.enums import State
from acogida.referrals.models import Referral
from tests.web.referrals.conftest import page

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NAMES = ("Marisol", "Pierre", "+52 962 555 0177", "Only after six")


def choose(net, **query):
    return page(net.casa.client, net.casa.url("refer", need=net.need.pk), **query)


def confirm(net, *houses, **query):
    url = net.casa.url("refer-send", need=net.need.pk)
    return net.casa.client.get(url, {"to": [one.key for one in houses], "mode": "AT_ONCE", **query})


def send(net, *houses, **more):
    url = net.casa.url("refer-send", need=net.need.pk)
    return net.casa.client.post(url, {"to": [one.key for one in houses], "mode": "AT_ONCE", "places": 4, **more})


def test_those_who_can_be_asked_are_offered(net):
    net.agree()
    shown = choose(net)
    assert net.uno.key in shown
    assert net.dos.key in shown
    assert "For all 4 of them" in shown
    assert "They have not agreed" not in shown


def test_the_one_that_was_chosen_among_the_options_is_ticked(net):
    net.agree()
    options = page(net.casa.client, net.casa.url("options"), need="SHELTER")
    assert f"/refer?to={net.uno.key}" in options
    assert f'value="{net.uno.key}" checked' in choose(net, to=net.uno.key)


def test_without_consent_the_page_says_why_and_where_to_record_one(net):
    shown = choose(net)
    assert "They have not agreed that anybody is asked for this." in shown
    assert "purpose=REFERRAL_NEED&amp;need=SHELTER" in shown
    asked = confirm(net, net.uno).content.decode()
    assert "They have not agreed that Albergue Uno is asked." in asked
    assert f"recipient={net.uno.office.workspace.pk}" in asked
    assert "<button>Send</button>" not in asked


def test_what_they_will_see_is_shown_before_it_is_sent_and_no_name_is_in_it(net):
    net.agree()
    shown = confirm(net, net.uno, places=4).content.decode()
    assert "18 to 59 years" in shown
    assert "Tapachula" in shown
    assert "<button>Send</button>" in shown
    assert [name for name in NAMES if name in shown] == []
    assert not Referral.objects.exists()


def test_it_is_sent_to_one(net):
    net.agree()
    answer = send(net, net.uno)
    assert answer.status_code == 302
    assert answer["Location"] == net.casa.url() + "#referrals"
    sent = Referral.objects.get()
    assert (sent.service, sent.site, sent.state, sent.places) == (net.uno.service, net.uno.site, State.SENT, 4)


def test_several_are_asked_in_the_order_that_was_chosen(net):
    net.agree()
    shown = confirm(net, net.uno, net.dos, mode="IN_ORDER").content.decode()
    earlier = f"?to={net.dos.key}&amp;to={net.uno.key}&amp;mode=IN_ORDER"
    assert earlier in shown
    send(net, net.dos, net.uno, mode="IN_ORDER")
    assert [one.state for one in Referral.objects.order_by("place_in_order")] == [State.SENT, State.QUEUED]
    assert Referral.objects.get(state=State.SENT).service == net.dos.service


def test_consent_that_ended_meanwhile_is_refused_and_what_was_chosen_stays(net):
    answer = send(net, net.uno)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "They have not agreed that this organization is asked" in shown
    assert net.uno.key in shown
    assert not Referral.objects.exists()


def test_who_was_asked_already_is_not_asked_again(net):
    net.agree()
    send(net, net.uno)
    assert "Asked already" in choose(net)
    assert send(net, net.uno).status_code == 409
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"mode": "AT_ONCE"}, "Choose whom to ask."),
        ({"mode": "AT_ONCE", "to": "nothing"}, "Choose whom to ask."),
        ({"mode": "AT_ONCE", "places": "many"}, "Write a whole number."),
    ],
)
def test_what_is_missing_is_said_at_its_field(net, query, said):
    answer = net.casa.client.get(net.casa.url("refer-send", need=net.need.pk), query)
    assert answer.status_code == 302
    again = net.casa.client.get(answer["Location"])
    assert again.status_code == 422
    assert said in again.content.decode()


def test_a_need_that_is_met_is_not_there_to_be_referred(net):
    needs.set_need_status(need=net.need, by=net.casa.by, status=NeedStatus.MET, now=clock.now())
    assert net.casa.client.get(net.casa.url("refer", need=net.need.pk)).status_code == 404


def test_a_consent_that_names_the_organisation_is_enough_for_it_and_for_no_other(net):
    net.agree(Purpose.REFERRAL_NAMED, recipient=net.uno.office.workspace.pk)
    shown = choose(net)
    assert shown.count("They have not agreed yet") == 1
    assert send(net, net.uno).status_code == 302
    assert send(net, net.dos).status_code == 409


def test_where_nobody_takes_referrals_the_page_says_so(net):
    net.agree()
    Service.objects.update(needs=["FOOD"])
    index.rebuild()
    assert "None of the organizations that help with this near them takes referrals here." in choose(net)
