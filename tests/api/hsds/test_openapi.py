"""Our published OpenAPI document: it is valid, complete, and no request made from it breaks the API."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from acogida.api.hsds.parameters import PARAMETERS
from acogida.config.wsgi import application
from tests.directory.hostile import EXAMPLES
from tests.directory.network import network
from tests.directory.standard import SINGLE, needs_standard


@pytest.fixture
def document(client) -> dict:
    return client.get("/hsds/openapi.json").json()


@needs_standard
def test_it_has_every_path_method_and_parameter_of_the_standard(document):
    standard = json.loads((SINGLE / "openapi.json").read_text())
    for path, methods in standard["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            wanted = {each.get("name") or each["$ref"].rsplit("/")[-1] for each in operation.get("parameters", [])}
            ours = {each["$ref"].rsplit("/")[-1] for each in document["paths"][path][method].get("parameters", [])}
            assert wanted - {"id"} <= ours, (path, method)


def test_every_parameter_is_used_somewhere(document):
    used = {
        each["$ref"].rsplit("/")[-1]
        for methods in document["paths"].values()
        for operation in methods.values()
        for each in operation.get("parameters", [])
    }
    assert used == {"id", *PARAMETERS}


@pytest.fixture
def api(transactional_db):
    network()
    return schemathesis.openapi.from_wsgi("/hsds/openapi.json", application)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(max_examples=max(5, EXAMPLES // 50), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_generated_request_breaks_it(case):
    case.call_and_validate(
        headers={"Accept-Encoding": "identity"},  # nobody unpacks between the application and the checks
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
