"""How the API behaves as a web service: methods, validators, CORS, errors."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from acogida.api.hsds import views
from acogida.api.hsds.resources import RESOURCES
from acogida.directory.models import Service
from acogida.directory.services import begin_change
from tests.directory import factories as make

pytestmark = pytest.mark.django_db

NAMES = [resource.name for resource in RESOURCES]
PATHS = ["", "openapi.json", *NAMES]


def post(client: Client, path: str, **more):
    return client.post(f"/hsds/{path}", **more)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_post_is_a_query_with_or_without_a_slash(of, client, name, slash):
    asked = client.get(f"/hsds/{name}?per_page=1&page=2").json()
    assert post(client, f"{name}{slash}?per_page=1&page=2").json() == asked
    assert post(client, f"{name}{slash}", data={"per_page": "1", "page": "2"}).json() == asked
    form = "page=2&per_page=1"
    assert post(client, name + slash, data=form, content_type="application/x-www-form-urlencoded").json() == asked
    body = json.dumps({"per_page": 1, "page": 2})
    assert post(client, f"{name}{slash}", data=body, content_type="application/json").json() == asked
    assert (
        post(client, f"{name}{slash}?per_page=1", data='{"page": 2}', content_type="application/json").json() == asked
    )


def test_the_body_of_a_post_outweighs_its_query(of, client):
    body = json.dumps({"per_page": 1, "full": True, "search": None})
    page = post(client, "services?per_page=50&full=false", data=body, content_type="application/json").json()
    assert page["size"] == 1
    assert "service_at_locations" in json.dumps(page) or "capacities" in json.dumps(page)


def test_post_creates_nothing_and_needs_no_token(of):
    client = Client(enforce_csrf_checks=True)
    response = post(client, "services", data='{"id": "x", "name": "New"}', content_type="application/json")
    assert response.status_code == 200
    assert not Service.objects.filter(name="New").exists()
    assert not response.cookies


@pytest.mark.parametrize("path", PATHS)
def test_any_web_page_may_read(of, client, path):
    response = client.get(f"/hsds/{path}", headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "ETag"
    assert not response.cookies


@pytest.mark.parametrize("path", [*PATHS, "services/1", "nowhere"])
def test_a_browser_may_ask_before_it_asks(client, path):
    preflight = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    response = client.options(f"/hsds/{path}", headers=preflight)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert "Content-Type" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", [*PATHS, "services/1"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, path, method):
    response = getattr(client, method)(f"/hsds/{path}")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["", "openapi.json", "services/{service}", "services", "organizations?full=true"])
def test_what_has_not_changed_is_not_sent_again(of, client, path):
    path = "/hsds/" + path.format(service=of.shelter.pk)
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_an_etag_changes_with_the_smallest_change(of, client):
    path = f"/hsds/services/{of.shelter.pk}"
    first = client.get(path)
    of.shelter.capacities.update(available=3)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("query", ["", "?format=ndjson"])
def test_last_modified_is_when_the_directory_last_changed(of, client, query):
    begin_change(now=make.NOW)
    first = client.get(f"/hsds/services{query}")
    assert first["Last-Modified"] == "Tue, 24 Nov 2026 18:00:00 GMT"
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(f"/hsds/services{query}", headers=since).status_code == 304
    begin_change(now=make.NOW)
    assert client.get(f"/hsds/services{query}", headers=since).status_code == 200


def test_news_from_the_future_does_not_hide_the_changes_that_follow(of, client):
    begin_change(now=make.NOW)
    of.shelter.capacities.update(updated_at=make.NOW + timedelta(days=2000))
    assert client.get("/hsds/services")["Last-Modified"] == "Tue, 24 Nov 2026 18:00:00 GMT"


def test_a_change_while_the_answer_is_made_is_seen_the_next_time(of, client, monkeypatch):
    begin_change(now=make.NOW)
    listed = views.page

    def page(*args, **options):
        found = listed(*args, **options)
        begin_change(now=make.NOW + timedelta(minutes=1))
        return found

    monkeypatch.setattr(views, "page", page)
    since = {"if-modified-since": client.get("/hsds/services")["Last-Modified"]}
    assert client.get("/hsds/services", headers=since).status_code == 200


def test_head_says_the_same_without_the_body(of, client):
    begin_change(now=make.NOW)
    got, head = client.get("/hsds/services"), client.head("/hsds/services")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Last-Modified"] == got["Last-Modified"]


def problem(response, status: int) -> dict:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    document = json.loads(response.content)
    assert document["status"] == status
    assert document["title"]
    return document


def test_absent_hidden_malformed_and_no_help_look_alike(of, client):
    answers = {
        client.get(f"/hsds/{path}").content
        for path in (
            f"services/{uuid4()}",
            f"services/{of.raid.pk}",
            f"services/{of.police.services.get().pk}",
            f"organizations/{of.police.pk}",
            f"service_at_locations/{of.police.services.get().sites.get().pk}",
            f"service_at_locations/{of.raid.sites.get().pk}",
            "taxonomies/1",
            "services/%00",
            "nowhere",
            "services/a/b",
        )
    }
    assert len(answers) == 1
    problem(client.get("/hsds/services/1"), 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "2.0"),
        ("page", "9" * 400),
        ("page", "１"),
        ("per_page", "501"),
        ("per_page", "1_0"),
        ("format", "xml"),
        ("full", "maybe"),
        ("minimal", "2"),
        ("search", "x" * 201),
        ("search", "a\0b"),
        ("taxonomy_term_id", "12"),
        ("organization_id", "\0"),
        ("modified_after", "yesterday"),
        ("modified_after", "2026-13-40"),
        ("modified_after", "0001-01-01T00:00:00+14:00"),
        ("modified_after", "9999-12-31T23:59:59-14:00"),
        ("modified_after", "2026-11-24T25:00:00Z"),
    ],
)
def test_an_error_names_the_parameter(client, name, value):
    document = problem(client.get("/hsds/services", {name: value}), 400)
    assert [error["parameter"] for error in document["errors"]] == [name]
    assert document["detail"].startswith(f"{name} must be ")
    assert value not in document["detail"] or len(value) < 3


@pytest.mark.parametrize("value", ["nan", "inf", "-5", "1e9", "99999999"])
def test_proximity_is_a_distance_on_earth(client, value):
    document = problem(client.get("/hsds/service_at_locations", {"postcode": "30700", "proximity": value}), 400)
    assert document["errors"][0]["parameter"] == "proximity"


def test_proximity_needs_a_postcode(client):
    document = problem(client.get("/hsds/service_at_locations", {"proximity": "500"}), 400)
    assert "postcode" in document["detail"]


def test_all_errors_are_told_at_once(client):
    document = problem(client.get("/hsds/services?page=0&format=xml&full=x"), 400)
    assert [error["parameter"] for error in document["errors"]] == ["full", "page", "format"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"page"', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 50_000, "application/json", 400),
        ('{"page": 1}'.encode("utf-16"), "application/json", 400),
        (b'{"search": "\\ud800"}', "application/json", 400),
        (b'{"search": "a\\u0000b"}', "application/json", 400),
        (b'{"page": [1]}', "application/json", 400),
        (b'{"page": {"a": 1}}', "application/json", 400),
        (b'{"page": 1e999}', "application/json", 400),
        (b'{"page": 1.5}', "application/json", 400),
        (b"x" * 10_000_000, "application/json", 413),
        (b"x" * 10_000_000, "multipart/form-data; boundary=x", 413),
        (b"page=1", "text/plain", 415),
        (b"\x80\x81", "multipart/form-data", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 200),
        (b"page=%ff", "application/x-www-form-urlencoded", 400),
        (b"search=%ff%00", "application/x-www-form-urlencoded", 400),
        (b"page=1", "application/x-www-form-urlencoded; charset=utf-7", 400),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded", 400),
        (b"", "application/json", 200),
        (b'{"unknown": {"deep": [1, 2]}, "page": 1}', "application/json", 200),
    ],
)
def test_no_body_breaks_it(client, body, content_type, status):
    response = post(client, "services", data=body, content_type=content_type)
    assert response.status_code == status, response.content
    if status != 200:
        problem(response, status)


@pytest.mark.parametrize(
    "query", ["search=%ff%fe", "search=%F0%9F", "&".join(f"a{number}=1" for number in range(2000)), "=&=&%", "%00=1"]
)
def test_no_query_breaks_it(client, query):
    assert client.get(f"/hsds/services?{query}").status_code in {200, 400}
