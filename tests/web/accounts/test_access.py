"""Who may call what. The whole matrix of roles, routes and methods stands in tests/security."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from acogida.accounts.enums import Role
from acogida.web.access import Entrance, MemberOf, SignedIn
from acogida.web.middleware import AccessMiddleware
from tests.web.accounts.routes import work_routes
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_view_that_declares_nothing_is_not_there():
    def undeclared(request):
        raise AssertionError

    with pytest.raises(Http404):
        AccessMiddleware(undeclared).process_view(RequestFactory().get("/en/"), undeclared, (), {})


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_from_everywhere(client, method):
    closed = [path for path, view in work_routes().items() if not isinstance(view.access, Entrance)]
    assert closed
    for path in [*closed, "/en/work", "/en/work/", "/en/work/nowhere", "/en/work/households/nowhere"]:
        answer = getattr(client, method)(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"] == f"/en/work/sign-in?next={path.replace('/', '%2F')}"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.cookies == {}


def test_pages_beside_the_workspace_are_not_taken_for_it(client):
    assert client.get("/en/workshop").status_code == 404
    assert client.get("/xx/work/settings").status_code == 404


def test_nothing_behind_the_sign_in_is_kept_by_the_browser():
    client = Office.open().colleague(Role.COORDINATOR).client()
    for path in work_routes():
        if path != reverse("account_logout"):
            assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_without_a_second_factor_one_is_led_to_set_one_up():
    client = Office.open().colleague(Role.COORDINATOR, with_second_factor=False).client()
    closed = [
        path for path, view in work_routes().items() if isinstance(view.access, MemberOf) or view.access == SignedIn()
    ]
    for path in closed:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("mfa_index")), path
    assert client.get(reverse("mfa_index")).status_code == 200


def test_whoever_belongs_nowhere_finds_nothing():
    client = Colleague.new().client()
    absent = client.get("/en/work/nowhere")
    for path, view in work_routes().items():
        if isinstance(view.access, MemberOf):
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, absent.content), path
    assert "no organization" in client.get(reverse("accounts:enter")).content.decode()


def test_forbidden_and_absent_are_one_answer(office, caseworker, coordinator):
    """Status, body and headers, with and without the token of a form."""
    someone = office.colleague().user.memberships.get()
    stranger = Office.open("Otra Casa").colleague().user.memberships.get()
    nobody = "00000000-0000-4000-8000-000000000000"
    client = caseworker.client(enforce_csrf_checks=True)
    expected = client.get("/en/work/nowhere")
    for pk in (someone.pk, stranger.pk, nobody):
        for method in ("get", "post", "put", "delete"):
            answer = getattr(client, method)(f"/en/work/staff/{pk}/end")
            told = (answer.status_code, answer.content, dict(answer.headers))
            assert told == (expected.status_code, expected.content, dict(expected.headers)), (pk, method)
    client = coordinator.client()
    assert client.get(f"/en/work/staff/{stranger.pk}").content == client.get(f"/en/work/staff/{nobody}").content
    assert client.get(f"/en/work/staff/{nobody}").headers == client.get("/en/work/nowhere").headers
