"""Requests for help in the workspace: whose turn it is opens, takes or declines them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.models import Organization
from acogida.directory.search import index
from acogida.referrals import receipt_codes
from acogida.referrals.helping.desks import desks_for
from acogida.referrals.models import HelpDesk, HelpRequest, HelpTurn
from acogida.referrals.services import help_desk, helping
from tests.directory import factories
from tests.referrals.helping import TAPACHULA, written
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def office() -> Office:
    office = Office.open("Casa Puente")
    owner = Organization.objects.create(pk=office.workspace.pk, name="Casa Puente", modified_at=clock.now())
    factories.site(factories.service(owner, needs=["SHELTER"]), factories.location())
    index.rebuild()
    return office


@pytest.fixture
def rosa(office) -> Colleague:
    return office.colleague(Role.COORDINATOR)


@pytest.fixture
def turn(rosa) -> HelpTurn:
    now = clock.now()
    help_desk.set_desk(is_open=True, by=rosa.acting(), now=now)
    desks = desks_for(needs=["SHELTER"], locality=TAPACHULA, language="es", now=now)
    request = helping.send(content=written(), code=receipt_codes.new_code(), desks=desks, now=now)
    return request.turns.get()


def test_a_coordinator_decides_whether_requests_come(office, rosa):
    client = rosa.client()
    assert client.post("/es/work/help/desk", {"open": "1"}).status_code == 302
    assert HelpDesk.objects.filter(pk=office.workspace.pk).exists()
    client.post("/es/work/help/desk", {"open": "0"})
    assert not HelpDesk.objects.exists()


def test_the_list_says_what_is_needed_and_not_what_was_written(rosa, turn):
    page = rosa.client().get("/es/work/help").content.decode()
    assert "Tapachula" in page
    assert "Zqpalabras" not in page
    assert "Zqtelefono" not in page


def test_opened_it_is_read_taken_and_answered(rosa, turn):
    client = rosa.client()
    assert "Zqpalabras" in client.get(f"/es/work/help/{turn.pk}").content.decode()
    response = client.post(f"/es/work/help/{turn.pk}/take")
    household = HelpRequest.objects.get().household
    assert response.url == f"/es/work/households/{household.pk}/register"
    assert client.get(response.url).status_code == 200
    assert client.post(f"/es/work/help/{turn.pk}/answer", {"text": "Venga a las seis."}).status_code == 302
    assert "Venga a las seis." in client.get(f"/es/work/help/{turn.pk}").content.decode()


def test_declined_with_a_reason_it_is_gone(rosa, turn):
    client = rosa.client()
    assert client.post(f"/es/work/help/{turn.pk}/decline", {}).status_code == 422
    assert client.post(f"/es/work/help/{turn.pk}/decline", {"reason": "CLOSED"}).status_code == 302
    assert client.get(f"/es/work/help/{turn.pk}").status_code == 404


def test_the_list_asks_as_often_whatever_its_length(rosa, turn, django_assert_num_queries):
    now = clock.now()
    desks = desks_for(needs=["SHELTER"], locality=TAPACHULA, language="es", now=now)
    client = rosa.client()
    client.get("/es/work/help")
    with CaptureQueriesContext(connection) as one:
        client.get("/es/work/help")
    for _ in range(5):
        helping.send(content=written(), code=receipt_codes.new_code(), desks=desks, now=now)
    with django_assert_num_queries(len(one)):
        client.get("/es/work/help")
