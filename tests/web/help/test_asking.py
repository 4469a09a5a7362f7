"""The public form: nothing kept until it is sent, told before who will read it, one request however often sent."""

import re

import pytest
from django.test import Client

from acogida.core import clock
from acogida.directory.search import index
from acogida.referrals.models import HelpRequest
from acogida.referrals.services import help_desk
from acogida.referrals.services.attempts import REQUESTS
from tests.directory import factories
from tests.referrals.network import Network, network

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SAID = {
    "needs": ["SHELTER"],
    "urgency": "TODAY",
    "place": "Tapachula",
    "people_18_59": "1",
    "people_5_11": "2",
    "languages": ["es", "ht"],
    "reach": "962 555 0199",
    "words": "Mi hijo tose.",
}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
DESKS = re.compile(r'name="desk" value="([^"]+)"')
CODE = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")


@pytest.fixture
def net() -> Network:
    net = network()
    for one in (net.shelter, net.other):
        factories.site(one.service, factories.location())
        help_desk.set_desk(is_open=True, by=one.by, now=clock.now())
    index.rebuild()
    return net


def carried(page: str) -> dict[str, list[str]]:
    """What the browser sends from the page that says who will read it."""
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        fields.setdefault(name, []).append(value)
    return fields | {"desk": DESKS.findall(page)}


def checked(client, **changed) -> str:
    response = client.post("/es/help", SAID | changed)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_nothing_is_kept_before_it_is_sent(client, net):
    page = checked(client)
    assert "Albergue Uno" in page
    assert "Albergue Dos" in page
    assert "Mi hijo tose." in page
    assert not HelpRequest.objects.exists()


def test_it_is_sent_and_its_code_opens_it(client, net):
    response = client.post("/es/help/send", carried(checked(client)))
    code = CODE.search(response.content.decode())[0]
    assert HelpRequest.objects.count() == 1
    page = client.post("/ht/receipt", {"code": code}).content.decode()
    assert "Albergue" in page
    assert "Mi hijo tose." in page


def test_sent_twice_it_is_one_request_with_one_code(client, net):
    fields = carried(checked(client))
    codes = {CODE.search(client.post("/es/help/send", fields).content.decode())[0] for _ in range(2)}
    assert (len(codes), HelpRequest.objects.count()) == (1, 1)


def test_only_those_that_stay_marked_can_open_it(client, net):
    fields = carried(checked(client))
    fields["desk"] = [str(net.other.id)]
    client.post("/es/help/send", fields)
    assert [one.workspace_id for one in HelpRequest.objects.get().turns.all()] == [net.other.id]
    response = client.post("/es/help/send", carried(checked(client)) | {"desk": ["x"]})
    assert response.status_code == 422
    assert HelpRequest.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": []},
        {"needs": ["NONSENSE"]},
        {"urgency": ""},
        {"place": "Xyzzyqq"},
        {"place": "San José"},
        {"people_18_59": "", "people_5_11": ""},
        {"people_18_59": "41"},
        {"words": "x" * 1001},
        {"reach": "x" * 301},
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client, net, wrong):
    response = client.post("/es/help", SAID | wrong)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'role="alert"' in page
    if "words" not in wrong:
        assert "Mi hijo tose." in page
    assert not HelpRequest.objects.exists()


def test_of_towns_called_so_one_is_marked(client, net):
    page = client.post("/es/help", SAID | {"place": "San José"}).content.decode()
    town = re.search(r'name="town" value="(\d+)"', page)[1]
    assert client.post("/es/help", SAID | {"place": "San José", "town": town}).status_code == 200


def test_what_was_written_can_be_changed(client, net):
    fields = carried(checked(client)) | {"change": "1"}
    response = client.post("/es/help", fields)
    assert response.status_code == 200
    assert "Mi hijo tose." in response.content.decode()
    assert 'role="alert"' not in response.content.decode()


def test_where_nobody_answers_such_requests_it_leads_to_who_can_be_called(client, net):
    page = checked(client, needs=["JOB"])
    assert "/es/find?need=JOB&amp;town=" in page
    assert DESKS.findall(page) == []


def test_a_page_that_was_not_ours_or_too_old_sends_nothing(client, net):
    response = client.post("/es/help/send", carried(checked(client)) | {"token": "made up"})
    assert response.status_code == 422
    assert not HelpRequest.objects.exists()


def test_a_flood_from_one_address_is_stopped(client, net):
    for _ in range(REQUESTS.each):
        assert client.post("/es/help/send", carried(checked(client))).status_code == 200
    response = client.post("/es/help/send", carried(checked(client)))
    assert response.status_code == 429
    assert HelpRequest.objects.count() == REQUESTS.each


def test_the_form_needs_no_cookie_and_sets_none(net):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/es/help/send", carried(checked(browser)))
    assert response.status_code == 200
    assert not browser.cookies
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "ht"])
def test_it_never_asks_who_somebody_is(client, net, language):
    page = client.get(f"/{language}/help").content.decode()
    names = set(re.findall(r'name="([^"]+)"', page)) - {"viewport", "color-scheme", "theme-color"}
    assert not [name for name in names if "name" in name or "passport" in name or "birth" in name]
