from uuid import uuid4

import pytest
from django.test import Client

from acogida.directory.corrections import MOST_FOR_A_SERVICE
from acogida.directory.models import Correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(shelter) -> str:
    return f"/es/services/{shelter.pk}/wrong"


def test_a_correction_is_kept_with_nothing_about_its_sender(client, address, shelter):
    response = client.post(address, {"kind": "HOURS", "message": "  Abren a las nueve. "}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 302
    assert response.url == f"/es/services/{shelter.pk}?thanks=1#main"
    kept = Correction.objects.values().get()
    assert (kept["kind"], kept["message"], kept["handled_at"]) == ("HOURS", "Abren a las nueve.", None)
    assert set(kept) == {"id", "service_id", "kind", "message", "created_at", "handled_at"}


def test_without_a_kind_the_form_comes_back_with_what_was_typed(client, address):
    response = client.post(address, {"message": "Me pidieron dinero"})
    assert response.status_code == 422
    assert "Elija qué está mal." in response.content.decode()
    assert "Me pidieron dinero" in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("wrong", [{"kind": "NONSENSE"}, {"kind": "HOURS", "message": "x" * 1001}])
def test_what_the_form_does_not_offer_is_refused(client, address, wrong):
    assert client.post(address, wrong).status_code == 422
    assert not Correction.objects.exists()


def test_a_flood_is_stopped_and_says_what_to_do(client, address):
    for number in range(MOST_FOR_A_SERVICE):
        client.post(address, {"kind": "OTHER", "message": str(number)})
    response = client.post(address, {"kind": "OTHER", "message": "one more"})
    assert response.status_code == 422
    assert "intente de nuevo en una hora" in response.content.decode()
    assert Correction.objects.count() == MOST_FOR_A_SERVICE


def test_the_form_needs_no_cookie(address):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(address, {"kind": "HOURS"}).status_code == 302
    assert not browser.cookies


def test_an_unknown_and_a_withheld_service_are_refused_alike(client, police):
    unknown, withheld = (client.get(f"/es/services/{pk}/wrong") for pk in (uuid4(), police.pk))
    assert (unknown.status_code, unknown.content) == (withheld.status_code, withheld.content)
    assert client.post(f"/es/services/{police.pk}/wrong", {"kind": "HOURS"}).status_code == 404
