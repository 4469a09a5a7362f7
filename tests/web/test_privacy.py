"""What a public page gives away about the person who reads it: nothing."""

import re

import pytest

from tests.directory import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(shelter, hidden_shelter, area_shelter) -> list[str]:
    services = [f"/es/services/{service.pk}" for service in (shelter, hidden_shelter, area_shelter)]
    return [
        "/es/",
        "/es/about",
        "/es/find?need=SHELTER&place=Tapachula",
        "/es/find/print?need=SHELTER&place=Tapachula",
        "/es/find?text=albergue",
        "/es/places?place=tapa",
        f"/es/organizations/{shelter.organization_id}",
        f"/es/organizations/{hidden_shelter.organization_id}",
        f"{services[0]}/wrong",
        *services,
    ]


def test_no_page_sets_a_cookie(client, pages):
    for path in pages:
        assert set(client.get(path).cookies) == set(), path


def test_what_a_person_looked_for_is_not_kept_by_the_browser(client, pages):
    for path in pages:
        kept = client.get(path).headers["Cache-Control"]
        assert kept == ("no-cache" if path in {"/es/", "/es/about"} else "no-store"), path


def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_code(client, pages):
    for path in pages:
        page = client.get(path).content.decode()
        for loaded in re.findall(r"<(?:script|img|link|iframe|source)[^>]+(?:src|href)=\"([^\"]+)\"", page):
            assert loaded.startswith("/static/"), (path, loaded)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page), path


def test_the_browser_is_told_to_load_our_own_files_only(client, pages):
    for path in pages:
        response = client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_links_that_lead_away_say_nothing_of_where_from(client, pages):
    for path in pages:
        for link in re.findall(r"<a [^>]*href=\"https?://[^>]*>", client.get(path).content.decode()):
            assert "noreferrer" in link, (path, link)


def test_no_page_knows_where_a_place_really_is_that_is_not_public(client, pages):
    for path in pages:
        page = client.get(path).content.decode()
        assert factories.SECRET_STREET not in page, path
        assert "14.9111" not in page, path


def test_only_reading_is_possible_without_a_form(client, pages):
    for path in pages:
        if not path.endswith("/wrong"):
            assert client.post(path).status_code == 405, path
            assert client.delete(path).status_code == 405, path


def test_the_about_page_says_who_runs_the_node_when_told(client, settings):
    assert "Quién administra" not in client.get("/es/about").content.decode()
    settings.CONTACT = "https://red.example.org/contacto"
    page = client.get("/es/about").content.decode()
    assert '<a href="https://red.example.org/contacto"' in page
