"""Signing in with a real passphrase: the key opens, is held in two halves, and is asked for again when one is gone."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from acogida.accounts.models import Membership, User
from acogida.accounts.opening import member_context
from acogida.core import clock, crypto
from acogida.web.accounts import held_key, lifetime
from tests.web.accounts.signed_in import TOTP_SECRET, Colleague, Office

pytestmark = pytest.mark.django_db

PASSPHRASE = "seven green herons wait"
SIGN_IN = "/en/work/sign-in"
SECOND = "/en/work/sign-in/second"


def code() -> str:
    cache.clear()  # a code is good once, and tests are quicker than half a minute
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


@pytest.fixture
def ana(caseworker) -> Colleague:
    """With a passphrase that opens the key."""
    key = caseworker.user.key
    key.protected = crypto.protect(PASSPHRASE, caseworker.pair.private, context=member_context(key.pk))
    key.save()
    return caseworker


def signed_in(client: Client, user: User, target: str = "") -> object:
    client.post(f"{SIGN_IN}?next={target}", {"login": user.email, "password": PASSPHRASE})
    return client.post(SECOND, {"code": code()})


def test_passphrase_and_second_factor_lead_to_where_one_wanted(client, ana):
    wanted = reverse("accounts:staff")
    first = client.post(SIGN_IN, {"login": ana.user.email.upper(), "password": PASSPHRASE, "next": wanted})
    assert (first.status_code, first.headers["Location"]) == (302, SECOND)
    assert client.get(wanted).status_code == 302
    second = client.post(SECOND, {"code": code()})
    assert (second.status_code, second.headers["Location"]) == (302, wanted)
    assert client.get(wanted).status_code == 200


def test_letters_come_in_the_language_of_the_pages_where_one_signed_in(client, ana):
    assert ana.user.language == "es"
    client.post("/fr/work/sign-in", {"login": ana.user.email, "password": PASSPHRASE})
    client.post("/fr/work/sign-in/second", {"code": code()})
    ana.user.refresh_from_db()
    assert ana.user.language == "fr"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(client, ana, target):
    client.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE, "next": target})
    assert client.post(SECOND, {"code": code()}).headers["Location"] == reverse("accounts:enter")
    client.post(reverse("accounts:choose"), {"workspace": ana.workspace.pk})
    assert "evil" not in client.get(f"{SIGN_IN}?next={target}").headers["Location"]


def test_a_wrong_code_does_not_sign_in_and_a_right_one_does_once(client, ana):
    client.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE})
    assert "This code is not right" in client.post(SECOND, {"code": "000000"}).content.decode()
    right = code()
    assert client.post(SECOND, {"code": right}).status_code == 302
    other = Client()
    other.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE})
    assert other.post(SECOND, {"code": right}).status_code == 200


def test_a_code_is_good_once_even_when_phones_are_late(client, ana):
    right = code()
    signed_in_with = {"code": right}
    client.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE})
    client.post(SECOND, signed_in_with)
    cache.delete(f"allauth.mfa.totp.used?user={ana.user.pk}&code={right}")  # as after half a minute
    other = Client()
    other.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE})
    assert other.post(SECOND, signed_in_with).status_code == 200


def test_guessing_codes_is_slowed_down(client, ana):
    client.post(SIGN_IN, {"login": ana.user.email, "password": PASSPHRASE})
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    right = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
    assert "Too many attempts" in client.post(SECOND, {"code": right}).content.decode()


def test_too_many_attempts_from_one_place_get_a_page_of_ours(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        client.post(SIGN_IN, {"login": "", "password": ""})
    answer = client.post(SIGN_IN, {"login": "", "password": ""})
    assert answer.status_code == 429
    assert "Too many attempts from where you are" in answer.content.decode()


def test_sessions_that_are_over_are_swept_out(client, ana):
    ana.client()
    Session.objects.update(expire_date=clock.now() - timedelta(minutes=1))
    signed_in(client, ana.user)
    assert Session.objects.count() == 1


def refusal(client: Client, login: str, passphrase: str = "wrong") -> str:
    answer = client.post(SIGN_IN, {"login": login, "password": passphrase})
    assert answer.status_code == 200
    (text,) = [line for line in answer.content.decode().splitlines() if "notice bad" in line]
    return text


@pytest.fixture
def derived(monkeypatch) -> list[bytes]:
    """A line for each key that is derived from a passphrase: that is what takes the time."""
    salts, derive = [], crypto._argon2id
    monkeypatch.setattr(crypto, "_argon2id", lambda salt: salts.append(salt) or derive(salt))
    return salts


def test_wrong_unknown_and_locked_out_sound_alike_and_take_as_long(client, ana, derived):
    said = [refusal(client, ana.user.email), refusal(client, "nobody@example.org")]
    for _ in range(settings.AXES_FAILURE_LIMIT):
        refusal(client, ana.user.email)
    said.append(refusal(client, ana.user.email, PASSPHRASE))
    assert len(set(said)) == 1
    assert len(derived) == 2 + settings.AXES_FAILURE_LIMIT + 1


def test_the_count_of_attempts_is_no_list_of_addresses(client, ana):
    refusal(client, ana.user.email)
    client.post(f"{SIGN_IN}?next=/en/work/households/secret", {"login": "typed@example.org", "password": "typed"})
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.count() == 2
    for told in (ana.user.email, "typed", "secret"):
        assert told not in kept


def test_whoever_is_no_longer_active_is_unknown(client, ana):
    User.objects.filter(pk=ana.user.pk).update(is_active=False)
    assert "That did not work" in refusal(client, ana.user.email, PASSPHRASE)


def test_neither_half_of_the_held_key_opens_it_alone(client, ana):
    signed_in(client, ana.user)
    cookie = client.cookies[held_key.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    stored = str([session.get_decoded() for session in Session.objects.all()])
    for private in (ana.pair.private, ana.pair.private.hex()):
        assert str(private) not in stored
    assert cookie.value not in stored
    assert client.get(reverse("accounts:staff")).context["has_keys"]


@pytest.mark.parametrize("half", ["absent", "of another browser", "nonsense"])
def test_without_the_half_of_the_browser_the_passphrase_is_asked_for_again(client, ana, half):
    signed_in(client, ana.user)
    del client.cookies[held_key.COOKIE]
    if half != "absent":
        client.cookies[held_key.COOKIE] = "AAAA" if half == "nonsense" else "A" * 43 + "="
    wanted = reverse("accounts:staff")
    asked = client.get(wanted)
    assert asked.status_code == 302
    unlock = asked.headers["Location"]
    assert unlock.startswith(reverse("account_reauthenticate"))
    assert "That did not work" in client.post(unlock, {"password": "wrong"}).content.decode()
    assert client.get(wanted).status_code == 302
    assert client.post(unlock, {"password": PASSPHRASE}).headers["Location"] == wanted
    assert client.get(wanted).context["has_keys"]


def test_a_page_in_pieces_is_led_whole_to_the_passphrase(caseworker):
    client = caseworker.client(unlocked=False)
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/en/work/households?need=FOOD"}
    answer = client.post(reverse("accounts:give-key", args=[caseworker.user.pk]), headers=headers)
    assert answer.headers["HX-Redirect"].endswith("unlock?next=%2Fen%2Fwork%2Fhouseholds%3Fneed%3DFOOD")


def test_signing_out_forgets_both_halves(client, ana):
    signed_in(client, ana.user)
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.cookies[held_key.COOKIE].value == ""
    assert Session.objects.count() == 0
    assert client.get(reverse("accounts:staff")).status_code == 302
    assert client.get(reverse("account_logout")).status_code == 405


def test_a_session_ends_after_twelve_hours_whatever_one_does(caseworker):
    client = caseworker.client()
    session = client.session
    session[lifetime.BEGAN] = (clock.now() - lifetime.LONGEST + timedelta(minutes=1)).timestamp()
    session.save()
    assert client.get(reverse("accounts:staff")).status_code == 200
    session[lifetime.BEGAN] = (clock.now() - lifetime.LONGEST).timestamp()
    session.save()
    answer = client.get(reverse("accounts:staff"))
    assert answer.headers["Location"].startswith(SIGN_IN)
    assert "Clear-Site-Data" in answer.headers


def test_a_session_lives_four_hours_from_the_last_click(caseworker):
    client = caseworker.client()
    client.get(reverse("accounts:staff"))
    (before,) = Session.objects.values_list("expire_date", flat=True)
    assert timedelta(hours=3, minutes=59) < before - clock.now() <= timedelta(hours=4)
    session = client.session
    session[lifetime.SEEN] = (clock.now() - timedelta(hours=2)).timestamp()
    session.save()
    Session.objects.update(expire_date=clock.now() + timedelta(hours=2))
    client.get(reverse("accounts:staff"))
    (after,) = Session.objects.values_list("expire_date", flat=True)
    assert after >= before


def test_public_pages_know_nobody_even_when_somebody_is_signed_in(caseworker, django_assert_num_queries):
    client = caseworker.client()
    before = Session.objects.values().get()
    answer = client.get("/en/about")
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert Session.objects.values().get() == before


def test_whoever_works_for_two_chooses_and_sees_for_whom(office, caseworker):
    other = Office.open("Otra Casa")
    both = other.colleague(user=caseworker.user)
    both.workspace = None
    client = both.client()
    asked = client.get(reverse("accounts:staff"))
    assert asked.headers["Location"].startswith(reverse("accounts:choose"))
    assert client.get(reverse("accounts:choose")).status_code == 200
    assert client.post(reverse("accounts:choose"), {"workspace": Office.open().workspace.pk}).status_code == 404
    client.post(reverse("accounts:choose"), {"workspace": other.workspace.pk})
    page = client.get(reverse("accounts:staff")).content.decode()
    assert "<strong>Otra Casa</strong>" in page
    Membership.objects.filter(workspace=other.workspace).update(held_at=clock.now())
    assert "<strong>Casa Puente</strong>" in client.get(reverse("accounts:staff")).content.decode()


def test_changing_the_passphrase_keeps_the_key_and_ends_other_sessions(client, ana):
    elsewhere = ana.client()
    signed_in(client, ana.user)
    new = {"old": PASSPHRASE, "new": "ocho garzas verdes esperan", "again": "ocho garzas verdes esperan"}
    wrong = client.post(reverse("accounts:passphrase"), new | {"old": "wrong"})
    assert (wrong.status_code, "not your passphrase" in wrong.content.decode()) == (422, True)
    assert client.post(reverse("accounts:passphrase"), new).status_code == 302
    assert client.get(reverse("accounts:staff")).context["has_keys"]
    assert elsewhere.get(reverse("accounts:staff")).status_code == 302
    assert "That did not work" in refusal(Client(), ana.user.email, PASSPHRASE)
