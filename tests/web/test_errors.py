import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory

from acogida.web import errors

TITLES = {
    "es": "Algo falló de nuestro lado",
    "pt": "Algo falhou do nosso lado",
    "en": "Something broke on our side",
    "fr": "Quelque chose a cassé de notre côté",
    "ht": "Gen yon bagay ki kase bò kote pa nou",
}


@pytest.mark.parametrize("language", TITLES)
def test_each_error_speaks_the_language_of_the_address(language):
    response = errors.server_error(RequestFactory().get(f"/{language}/find"))
    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}">' in page
    assert TITLES[language] in page
    assert f'href="/{language}/"' in page


def test_without_a_language_in_the_address_the_browsers_counts():
    request = RequestFactory().get("/nowhere", headers={"accept-language": "ht"})
    assert "Pa gen anyen isit la" in errors.not_found(request).content.decode()


@pytest.mark.parametrize(
    ("failure", "status"),
    [(SuspiciousOperation, 400), (PermissionDenied, 403), (Http404, 404), (ZeroDivisionError, 500)],
)
def test_every_failure_ends_in_a_page_of_ours(monkeypatch, failure, status):
    def broken(*args, **kwargs):
        raise failure("the exact reason")

    monkeypatch.setattr("acogida.web.directory.search.show_finder", broken)
    response = Client(raise_request_exception=False).get("/es/")
    page = response.content.decode()
    assert response.status_code == status
    assert 'href="/es/"' in page
    assert "the exact reason" not in page


def test_an_error_page_asks_nothing_of_the_database_or_the_manifest(settings):
    settings.STORAGES = {"staticfiles": {"BACKEND": "does.not.exist"}, "default": {"BACKEND": "does.not.exist"}}
    assert errors.server_error(RequestFactory().get("/es/")).status_code == 500


def test_a_form_from_elsewhere_is_refused_in_the_readers_language():
    response = Client(enforce_csrf_checks=True).post("/es/find", {"need": "SHELTER"})
    assert response.status_code == 403
    assert "No pudimos recibir el formulario" in response.content.decode()
