"""The whole demonstration through the API, judged by the official schemas, and ORUK's own answers given back."""

import json
from collections.abc import Iterator

import pytest

from acogida.api.hsds.resources import RESOURCES
from acogida.directory.demo.services import install
from acogida.directory.importing.run import Options, import_directory
from tests.directory import factories as make
from tests.directory.standard import ORUK, complaints, needs_standard

pytestmark = [pytest.mark.django_db, needs_standard]


@needs_standard
def test_every_answer_over_the_whole_demonstration_is_valid(client, tmp_path):
    installed = install(now=make.NOW, home=tmp_path)
    counts = {}
    for resource in RESOURCES:
        for form in resource.list_forms.keys() - {"minimal"}:
            asked = {"format": "ndjson"} | ({form: "true"} if form else {})
            lines = b"".join(client.get(f"/hsds/{resource.name}", asked).streaming_content).splitlines()
            is_list = not form and not resource.record.startswith("taxonomy")
            schema = f"{resource.record}_list" if is_list else resource.record
            for line in lines:
                assert complaints(json.loads(line), schema) == []
            counts[resource.name, form] = len(lines)
    assert counts["services", "full"] == counts["services", ""] == installed.services > 500
    assert counts["organizations", "full_service"] == installed.organizations > 100


def paths(value: object, path: str = "") -> Iterator[str]:
    """Where something is said."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, f"{path}/{name}")
    elif isinstance(value, list):
        for each in value:
            yield from paths(each, path)
    elif value not in ("", None):
        yield path


# What the mock answers hold that HSDS 3.1 does not.
NOT_STANDARD = ("/term", "/service_area", "/accessibility/accessibility", "/contents/attributes")
IMPOSSIBLE = ("/latitude", "/longitude", "/parent_organization_id", "/parent_id")  # no such place, no such parent
EMPTY = ("/languages/id",)  # a language without a name or code
NOT_KEPT = NOT_STANDARD + IMPOSSIBLE + EMPTY


@pytest.mark.parametrize(
    ("mock", "path"),
    [
        ("service_full", "services/{id}"),
        ("service_at_location_full", "service_at_locations/{id}"),
        ("organization", "organizations/{id}?full_service=true"),
        ("service_list", "services"),
        ("service_at_location_list", "service_at_locations"),
        ("taxonomy_list", "taxonomies"),
        ("taxonomy_term_list", "taxonomy_terms"),
        ("taxonomy_term", "taxonomy_terms/{id}"),
    ],
)
def test_oruk_finds_its_fields_where_it_looks_for_them(client, tmp_path, mock, path):
    source = ORUK / f"{mock}.json"
    answer = json.loads(source.read_text())
    import_directory(str(source), options=Options(source="oruk"), now=make.NOW, home=tmp_path)
    ours = client.get("/hsds/" + path.format(id=answer.get("id"))).json()
    lost = {found for found in set(paths(answer)) - set(paths(ours)) if not found.endswith(NOT_KEPT)}
    assert lost == set()
