"""The recovery key: shown once, typed back, used when nobody else can give the key."""

import pytest
from django.urls import reverse

from acogida.accounts.models import KeyGrant, Membership, RecoveryKey
from acogida.core import clock

pytestmark = pytest.mark.django_db


def new_key(client) -> str:
    shown = client.post(reverse("accounts:recovery-new"))
    assert shown.status_code == 200
    return shown.context["recovery_key"]


def test_a_new_key_is_confirmed_by_typing_it_back(coordinator):
    client, path = coordinator.client(), reverse("accounts:recovery")
    key = new_key(client)
    assert "Nobody has typed the key back yet." in client.get(path).content.decode()
    wrong = client.post(path, {"typed": key[:-1] + ("0" if key[-1] != "0" else "1")})
    assert wrong.status_code == 422
    assert client.post(path, {"typed": key.lower()}).status_code == 302
    assert RecoveryKey.objects.get().confirmed_at is not None
    assert key not in client.get(path).content.decode()


def test_the_paper_gives_the_key_to_who_has_none(office, coordinator):
    key = new_key(coordinator.client())
    left = office.colleague(name="Bela Espera", with_key=False)
    Membership.objects.filter(user=left.user).update(held_at=clock.now())
    client, path = left.client(), reverse("accounts:recover", args=[office.workspace.pk])
    assert path in client.get(reverse("accounts:enter")).content.decode()
    assert client.post(path, {"typed": "nonsense"}).status_code == 422
    assert client.post(path, {"typed": key}).status_code == 302
    assert KeyGrant.objects.filter(member_key__user=left.user).exists()
    assert client.get(reverse("accounts:staff")).context["has_keys"]


def test_it_is_asked_of_nobody_who_does_not_work_there(office, caseworker):
    stranger = type(office).open("Otra Casa").colleague()
    path = reverse("accounts:recover", args=[office.workspace.pk])
    assert stranger.client().get(path).status_code == 404
    assert caseworker.client().get(reverse("accounts:recovery")).status_code == 404


def test_whoever_waits_is_told_and_shown_their_own_fingerprint(office, coordinator):
    waiting = office.colleague(name="Bela Espera", with_key=False)
    page = waiting.client().get(reverse("accounts:settings"))
    assert "You have not got the key of this organization yet" in page.content.decode()
    staff = coordinator.client().get(reverse("accounts:staff")).content.decode()
    assert page.context["fingerprint"] in staff
