import re

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse

from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import AuditEvent, Invitation, KeyGrant, Membership, WorkspaceKey
from acogida.accounts.opening import member_context
from acogida.core import crypto
from tests.accounts.people import PASSPHRASE
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db


def page(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def link_in(text: str) -> str:
    (link,) = re.findall(r"http://testserver(/[^<]+)</code>", text)
    return link


def membership(person) -> Membership:
    return Membership.objects.get(user=person.user)


def test_the_staff_page_names_colleagues_and_who_waits(office, coordinator):
    office.colleague(name="Bela Espera", with_key=False)
    Office.open("Otra Casa").colleague(name="Carla Ajena")
    text = page(coordinator.client().get(reverse("accounts:staff")))
    assert "Rosa Coordina" in text
    assert "Give Bela Espera the key" in text
    assert "Carla Ajena" not in text


def test_one_tap_gives_the_key(office, coordinator):
    waiting = office.colleague(name="Bela Espera", with_key=False)
    assert waiting.acting().keys is None
    answer = coordinator.client().post(reverse("accounts:give-key", args=[membership(waiting).pk]), follow=True)
    assert "Bela Espera has the key now." in page(answer)
    assert waiting.acting().keys.current == 1


def test_a_caseworker_gives_the_key_but_changes_nobody(office, caseworker):
    waiting = membership(office.colleague(with_key=False))
    client = caseworker.client()
    text = page(client.get(reverse("accounts:staff")))
    assert reverse("accounts:give-key", args=[waiting.pk]) in text
    assert f'"{reverse("accounts:colleague", args=[waiting.pk])}"' not in text
    for name in ("colleague", "end", "reset"):
        assert client.post(reverse(f"accounts:{name}", args=[waiting.pk])).status_code == 404
    client.post(reverse("accounts:give-key", args=[waiting.pk]))
    assert KeyGrant.objects.filter(member_key__user=waiting.user).exists()


def test_an_invitation_is_shown_once_and_can_be_withdrawn(office, coordinator):
    client = coordinator.client()
    form = {"person": "Dora Nueva", "email": "dora@example.org", "role": "PLANNER", "until": "2031-05-01"}
    path = link_in(page(client.post(reverse("accounts:invite"), form)))
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.until_at.date().isoformat()) == (
        "dora@example.org",
        "PLANNER",
        "2031-05-01",
    )
    staff = page(client.get(reverse("accounts:staff")))
    assert "Dora Nueva" in staff
    assert path.rsplit("/", 1)[1] not in staff
    client.post(reverse("accounts:revoke", args=[invitation.pk]))
    assert client.get(path).status_code == 404
    assert "Dora Nueva" not in page(client.get(reverse("accounts:staff")))


def test_an_invitation_refused_by_the_rules_says_why(coordinator, caseworker):
    form = {"person": "Ana", "email": caseworker.user.email, "role": "CASEWORKER"}
    answer = coordinator.client().post(reverse("accounts:invite"), form)
    assert answer.status_code == 422
    assert "This person works here already." in answer.content.decode()


def test_role_and_end_are_changed_together(coordinator, caseworker):
    path = reverse("accounts:colleague", args=[membership(caseworker).pk])
    answer = coordinator.client().post(path, {"role": "PLANNER", "until": "2031-05-01"})
    assert answer.status_code == 302
    changed = membership(caseworker)
    assert (changed.role, changed.until_at.date().isoformat()) == (Role.PLANNER, "2031-05-01")


def test_the_last_coordinator_can_not_be_lost(coordinator):
    path = reverse("accounts:colleague", args=[membership(coordinator).pk])
    answer = coordinator.client().post(path, {"role": "CASEWORKER", "until": ""})
    assert answer.status_code == 422
    assert "This is the last coordinator here." in answer.content.decode()


def test_an_ended_membership_opens_nothing_at_once(coordinator, caseworker):
    theirs = caseworker.client()
    assert theirs.get(reverse("accounts:staff")).status_code == 200
    client, path = coordinator.client(), reverse("accounts:end", args=[membership(caseworker).pk])
    assert "Ana Ejemplo" in page(client.get(path))
    assert membership(caseworker).ended_at is None
    client.post(path)
    assert theirs.get(reverse("accounts:staff")).status_code == 404
    assert WorkspaceKey.objects.count() == 2
    assert not KeyGrant.objects.filter(member_key__user=caseworker.user).exists()


def test_a_new_passphrase_comes_by_a_link_that_is_shown_once(client, office, coordinator, caseworker):
    theirs = caseworker.client()
    path = reverse("accounts:reset", args=[membership(caseworker).pk])
    link = link_in(page(coordinator.client().post(path)))
    form = {"new": "siete garzas verdes esperan", "again": "siete garzas verdes esperan"}
    assert "works" in page(client.post(link, form))
    assert client.get(link).status_code == 404
    assert theirs.get(reverse("accounts:settings")).status_code == 302
    assert not KeyGrant.objects.filter(member_key__user=caseworker.user).exists()


def test_a_new_second_factor_needs_the_link_and_the_passphrase(client, coordinator, caseworker):
    key = caseworker.user.key
    key.protected = crypto.protect(PASSPHRASE, caseworker.pair.private, context=member_context(key.pk))
    key.save()
    theirs = caseworker.client()
    path = reverse("accounts:second-factor", args=[membership(caseworker).pk])
    assert caseworker.client().get(path).status_code == 404
    assert "works once" in page(coordinator.client().get(path))
    link = link_in(page(coordinator.client().post(path)))
    assert caseworker.user.email in page(client.get(link))
    assert client.post(link, {"passphrase": "eight red herons wait"}).status_code == 422
    assert Authenticator.objects.filter(user=caseworker.user).exists()
    answer = client.post(link, {"passphrase": PASSPHRASE})
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
    assert not Authenticator.objects.filter(user=caseworker.user).exists()
    assert "One more thing before you start" in page(client.get(reverse("mfa_index")))
    assert client.get(reverse("accounts:staff")).status_code == 302, "nothing is open before there is another"
    caseworker.prove()
    assert client.get(reverse("accounts:staff")).context["has_keys"]
    assert theirs.get(reverse("accounts:settings")).status_code == 302
    assert client.get(link).status_code == 404
    assert AuditEvent.objects.filter(action=AuditAction.SECOND_FACTOR_RESET).count() == 1


def test_what_is_tried_at_the_link_is_kept_nowhere(client, coordinator, caseworker):
    path = reverse("accounts:second-factor", args=[membership(caseworker).pk])
    link = link_in(page(coordinator.client().post(path)))
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(link, {"passphrase": "eight red herons wait"})
    client.post(link, {"passphrase": PASSPHRASE})  # the right one, while nobody is let in
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.exists()
    for told in ("herons", PASSPHRASE, link.rstrip("/").rsplit("/", 1)[1], caseworker.user.email):
        assert told not in kept


def test_colleagues_of_others_are_absent(coordinator):
    stranger = membership(Office.open("Otra Casa").colleague())
    client = coordinator.client()
    absent = client.get("/en/work/nowhere")
    for name in ("colleague", "end", "reset", "second-factor", "give-key"):
        answer = client.post(reverse(f"accounts:{name}", args=[stranger.pk]))
        assert (answer.status_code, answer.content) == (404, absent.content)


def test_retention_is_changed_by_who_coordinates_and_recorded(coordinator, caseworker):
    assert caseworker.client().get(reverse("accounts:retention")).status_code == 404
    client = coordinator.client()
    assert client.post(reverse("accounts:retention"), {"months": "0"}).status_code == 422
    client.post(reverse("accounts:retention"), {"months": "6"})
    assert "kept 6 months" in page(client.get(reverse("accounts:settings")))
    assert AuditEvent.objects.filter(action=AuditAction.RETENTION_CHANGED).count() == 1
