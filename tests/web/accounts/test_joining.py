"""Links from hand to hand: an invitation makes an account, or adds an organisation to one."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from acogida.accounts.enums import Role
from acogida.accounts.invitations import invite, invite_operator
from acogida.accounts.models import Membership, RecoveryKey, User
from acogida.accounts.workspaces import create_workspace
from acogida.core import clock
from acogida.web.accounts import held_key
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db

CHOSEN = {"name": "Dora Nueva", "new": "siete garzas verdes esperan", "again": "siete garzas verdes esperan"}


def link(coordinator: Colleague, email: str = "dora@example.org", role: Role = Role.CASEWORKER) -> str:
    made = invite(email=email, role=role, person="Dora", by=coordinator.acting(), now=clock.now())
    return reverse("accounts:join", args=[made.token])


def test_an_invitation_signs_in_once_and_leads_to_the_second_factor(client, coordinator):
    path = link(coordinator)
    assert 'value="Dora"' in client.get(path).content.decode()
    joined = client.post(path, CHOSEN)
    assert (joined.status_code, held_key.COOKIE in joined.cookies) == (302, True)
    first = client.get(joined.headers["Location"])
    assert first.headers["Location"].startswith(reverse("mfa_index"))
    assert Membership.objects.get(user__email="dora@example.org").role == Role.CASEWORKER
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [({"again": "other"}, "The two are not alike."), ({"new": "short", "again": "short"}, "too short")],
)
def test_a_passphrase_that_will_not_do_is_explained(client, coordinator, change, says):
    answer = client.post(link(coordinator), CHOSEN | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert CHOSEN["new"] not in answer.content.decode()


def test_whoever_has_an_account_is_asked_to_sign_in_with_it(client, coordinator):
    other = Office.open("Otra Casa").colleague()
    path = link(coordinator, other.user.email)
    answer = client.post(path, CHOSEN)
    assert answer.status_code == 422
    assert f"{reverse('account_login')}?next={path}" in answer.content.decode()
    client = other.client()
    assert client.post(path).status_code == 302
    assert set(other.user.memberships.values_list("workspace__name", flat=True)) == {"Casa Puente", "Otra Casa"}


def test_a_link_is_of_no_use_to_another_account(coordinator, caseworker):
    path = link(coordinator)
    client = caseworker.client()
    assert "somebody else" in client.get(path).content.decode()
    assert "somebody else" in client.post(path).content.decode()
    assert not User.objects.filter(email="dora@example.org").exists()


def test_links_that_open_nothing_look_alike(client, coordinator):
    used = link(coordinator)
    client.post(used, CHOSEN)
    paths = (used, reverse("accounts:join", args=["x"]), reverse("accounts:new-passphrase", args=["x"]))
    answers = [(path.removeprefix("/en/"), Client().get(path)) for path in paths]
    assert {answer.status_code for _, answer in answers} == {404}
    assert len({answer.content.decode().replace(path, "") for path, answer in answers}) == 1


def test_the_first_coordinator_sees_the_recovery_key_once(client):
    made = create_workspace(id=uuid4(), name="Casa Nueva", email="rosa@example.org", now=clock.now())
    shown = client.post(reverse("accounts:join", args=[made.invitation.token]), CHOSEN)
    assert shown.status_code == 200
    key = shown.context["recovery_key"]
    assert key in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert held_key.COOKIE in shown.cookies
    assert not RecoveryKey.objects.filter(confirmed_at__isnull=False).exists()


def test_an_operator_joins_the_node_and_reads_no_case(client):
    made = invite_operator(email="opal@example.org", now=clock.now())
    client.post(reverse("accounts:join", args=[made.token]), CHOSEN)
    person = User.objects.get(email="opal@example.org")
    operator = Colleague(user=person, pair=None)
    operator.prove()
    operators = operator.client(unlocked=False)
    page = operators.get(reverse("accounts:enter"), follow=True).content.decode()
    assert "Operators can read no case." in page
    for name in ("cases:today", "cases:list", "accounts:staff", "accounts:audit"):
        assert operators.get(reverse(name)).status_code == 404


def test_nobody_else_finds_the_operators_page(coordinator):
    assert coordinator.client().get(reverse("accounts:operator")).status_code == 404
