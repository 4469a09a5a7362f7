"""Whose right ends while their browser is open: the next request is refused, whatever it asks for."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from acogida.accounts.enums import Role
from acogida.accounts.memberships import change_role, end_membership, end_operator
from acogida.accounts.models import Membership
from acogida.accounts.opening import member_context
from acogida.accounts.resets import complete_reset, reset_member
from acogida.cases.models import Note
from acogida.core import clock, crypto
from tests.web.access.scene import Browser
from tests.web.accounts.signed_in import Colleague, Office
from tests.web.cases.household.conftest import address, register

PASSPHRASE = "seven green herons wait"

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def is_let_go(who: Membership, by: Colleague) -> None:
    end_membership(membership=who, by=by.acting(), now=clock.now())


def has_reached_the_last_day(who: Membership, by: Colleague) -> None:
    who.until_at = clock.now()
    who.save()


def gets_another_role(who: Membership, by: Colleague) -> None:
    change_role(membership=who, role=Role.PLANNER, by=by.acting(), now=clock.now())


def is_held(who: Membership, by: Colleague) -> None:
    """Another organisation gave them a new passphrase."""
    who.held_at = clock.now()
    who.save()


def has_not_begun_yet(who: Membership, by: Colleague) -> None:
    who.from_at = clock.now() + timedelta(hours=1)
    who.save()


def is_signed_out_from_afar(who: Membership, by: Colleague) -> None:
    UserSession.objects.get(user=who.user).end()


def gets_a_new_passphrase(who: Membership, by: Colleague) -> None:
    made = reset_member(membership=who, by=by.acting(), now=clock.now())
    complete_reset(token=made.token, passphrase="siete garzas verdes esperan", now=clock.now())


def has_their_account_shut(who: Membership, by: Colleague) -> None:
    who.user.is_active = False
    who.user.save()


ABSENT, SIGN_IN = 404, 302


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (is_let_go, ABSENT),
        (has_reached_the_last_day, ABSENT),
        (gets_another_role, ABSENT),
        (is_held, ABSENT),
        (has_not_begun_yet, ABSENT),
        (is_signed_out_from_afar, SIGN_IN),
        (gets_a_new_passphrase, SIGN_IN),
        (has_their_account_shut, SIGN_IN),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_whoever_reads_nothing_any_more_from_the_next_request_on(who, answer):
    office = Office.open()
    coordinator = office.colleague(Role.COORDINATOR, name="Rosa Coordina")
    caseworker = office.colleague(name="Eva Estuvo")
    household = register(caseworker)
    browser = Browser(caseworker.client())
    page = address("household", household.pk)
    assert "Marisol" in browser.ask("GET", page).content.decode()

    who(Membership.objects.get(user=caseworker.user), coordinator)

    for method, path, form in [
        ("GET", page, {}),
        ("GET", "/en/work/households", {}),
        ("POST", "/en/work/households/search", {"asked": "Pierre"}),
        ("POST", address("note-add", household.pk), {"text": "One last word."}),
    ]:
        response = browser.ask(method, path, form)
        assert response.status_code == answer, path
        assert answer == ABSENT or response.headers["Location"].startswith(reverse("account_login"))
        assert b"Marisol" not in response.content
        assert household.short_code.encode() not in response.content
    assert not Note.objects.exists()
    assert coordinator.client().get(page).status_code == 200


def test_a_copied_cookie_opens_nothing_after_signing_out():
    caseworker = Office.open().colleague()
    client = caseworker.client()
    copied = Browser(caseworker.client())
    copied.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    assert copied.ask("GET", "/en/work/").status_code == 200
    client.post(reverse("account_logout"))
    assert copied.ask("GET", "/en/work/").status_code == SIGN_IN


def test_the_passphrase_again_gives_the_session_another_name():
    ana = Office.open().colleague()
    key = ana.user.key
    key.protected = crypto.protect(PASSPHRASE, ana.pair.private, context=member_context(key.pk))
    key.save()
    client = ana.client()
    copied = Browser(ana.client())
    copied.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSPHRASE})
    assert answer.status_code == 302
    assert client.get("/en/work/").status_code == 200
    assert copied.ask("GET", "/en/work/").status_code == SIGN_IN
    assert UserSession.objects.filter(session_key=client.cookies["sessionid"].value).count() == 1


def test_whoever_works_elsewhere_too_keeps_that():
    office, other = Office.open(), Office.open("Otra Casa")
    coordinator, both = office.colleague(Role.COORDINATOR), office.colleague(name="Ana Ejemplo")
    other.colleague(user=both.user)
    theirs, ours = register(both), register(other.colleague(name="Carla Ajena"))
    browser = Browser(both.client())
    assert browser.ask("GET", address("household", theirs.pk)).status_code == 200
    assert browser.ask("GET", address("household", ours.pk)).status_code == 404
    is_let_go(Membership.objects.get(user=both.user, workspace=office.workspace), coordinator)
    assert browser.ask("GET", address("household", theirs.pk)).status_code == 404
    assert browser.ask("GET", address("household", ours.pk)).status_code == 200


def test_an_operator_no_more_is_led_nowhere():
    operator = Colleague.new("Omar Opera")
    Membership.objects.create(user=operator.user, role=Role.OPERATOR, from_at=clock.now())
    browser = Browser(operator.client())
    assert browser.ask("GET", reverse("accounts:operator")).status_code == 200
    end_operator(user=operator.user, now=clock.now())
    assert browser.ask("GET", reverse("accounts:operator")).status_code == 404
