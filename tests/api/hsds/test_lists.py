"""The five lists: pages, forms, schemas."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.api.hsds.resources import RESOURCES
from tests.directory import factories as make
from tests.directory.network import network
from tests.directory.standard import complaints, needs_standard, nulls

FORMS = [(resource, form) for resource in RESOURCES for form in resource.list_forms if form != "minimal"]
NAMES = [resource.name for resource in RESOURCES]
WRAPPER = [
    "total_items",
    "total_pages",
    "page_number",
    "size",
    "first_page",
    "last_page",
    "empty",
    "contents",
]


def schema_of(record: str, form: str) -> str:
    return record if form or record.startswith("taxonomy") else f"{record}_list"


@needs_standard
@pytest.mark.parametrize(("resource", "form"), FORMS)
def test_every_list_answers_what_the_schema_demands(of, get, resource, form):
    page = get(resource.name, **{form: "true"} if form else {})
    assert page["contents"]
    for document in page["contents"]:
        assert complaints(document, schema_of(resource.record, form)) == []
    assert nulls(page) == []


@needs_standard
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_record_answers_what_the_schema_demands(of, get, resource):
    for record in get(resource.name)["contents"]:
        for parameter in ("", *resource.item_parameters):
            document = get(f"{resource.name}/{record['id']}", **{parameter: "true"} if parameter else {})
            assert document["id"] == record["id"]
            assert complaints(document, resource.record) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_where_it_stands(of, get, name):
    whole = get(name)["contents"]
    assert len(whole) >= 1
    seen = []
    for number in range(1, len(whole) + 1):
        page = get(name, page=number, per_page=1)
        assert list(page) == WRAPPER
        assert page["total_items"] == page["total_pages"] == len(whole)
        assert (page["page_number"], page["size"], page["empty"]) == (number, 1, False)
        assert (page["first_page"], page["last_page"]) == (number == 1, number == len(whole))
        seen += page["contents"]
    assert seen == whole


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [2, 999_999_999_999_999])
def test_a_page_past_the_last_is_empty(of, get, name, number):
    page = get(name, page=number)
    assert (page["empty"], page["size"], page["contents"]) == (True, 0, [])
    assert (page["first_page"], page["last_page"]) == (False, True)
    assert page["total_items"] > 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_an_empty_directory_has_an_empty_first_page(get, name):
    assert get(name) == {
        "total_items": 0,
        "total_pages": 0,
        "page_number": 1,
        "size": 0,
        "first_page": True,
        "last_page": True,
        "empty": True,
        "contents": [],
    }


@pytest.mark.parametrize(("resource", "form"), FORMS)
def test_queries_of_a_page_do_not_grow_with_it(of, get, resource, form):
    asked = {form: "true"} if form else {}
    with CaptureQueriesContext(connection) as few:
        get(resource.name, **asked)
    for _ in range(4):
        network()
    with CaptureQueriesContext(connection) as many:
        get(resource.name, **asked)
    assert len(many) == len(few) <= 17


@pytest.mark.parametrize(("resource", "form"), FORMS)
def test_ndjson_streams_everything_a_record_a_line(of, client, get, resource, form):
    network()
    asked = {form: "true"} if form else {}
    response = client.get(f"/hsds/{resource.name}", asked | {"format": "ndjson", "per_page": 1})
    assert response.streaming
    assert response["Content-Type"] == "application/x-ndjson"
    lines = b"".join(response.streaming_content).splitlines()
    assert [json.loads(line) for line in lines] == get(resource.name, **asked)["contents"]


def test_minimal_services_are_id_and_date_all_on_one_page(of, get):
    for _ in range(60):
        make.service(of.house)
    page = get("services", minimal="true")
    assert page["total_items"] == page["size"] == 62
    assert all(record.keys() == {"id", "modified_date"} for record in page["contents"])
    assert page["contents"][0]["modified_date"] == "2026-11-24T18:00:00Z"


def test_organizations_list_their_services_in_short_or_in_full(of, get):
    (full,) = [o for o in get("organizations", full="true")["contents"] if o["id"] == str(of.house.pk)]
    (whole,) = [o for o in get("organizations", full_service="true")["contents"] if o["id"] == str(of.house.pk)]
    assert {service["id"] for service in full["services"]} == {str(of.shelter.pk), str(of.clinic.pk)}
    assert not any("phones" in service for service in full["services"])
    assert any("phones" in service for service in whole["services"])
    assert get(f"organizations/{of.house.pk}") == full
    assert get(f"organizations/{of.house.pk}", full_service="true") == whole


def test_the_first_page_tells_what_this_is(client, get):
    about = get("")
    assert about.keys() == {"version", "profile", "openapi_url"}
    assert about["version"].startswith("3.1")
    assert client.get(about["openapi_url"]).status_code == 200
