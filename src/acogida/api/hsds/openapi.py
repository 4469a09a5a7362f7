"""The OpenAPI document of this API, made from the same tables as its paths and parameters."""

from typing import Any

from acogida.api.hsds.parameters import FORMS, JSON, PARAMETERS
from acogida.api.hsds.resources import RESOURCES, Resource

HSDS_VERSION = "3.1.1"
PROFILE = "https://docs.openreferral.org/"  # plain HSDS: the profile is the standard itself
OPENAPI_VERSION = "3.1.0"
NDJSON = "application/x-ndjson"
PROBLEM = "application/problem+json"

REQUIRED = {
    "service": ("id", "name", "status"),
    "organization": ("id", "name", "description"),
    "service_at_location": ("id",),
    "taxonomy": ("id", "name", "description"),
    "taxonomy_term": ("id", "name", "description"),
}
PAGE_FIELDS = {
    "total_items": "integer",
    "total_pages": "integer",
    "page_number": "integer",
    "size": "integer",
    "first_page": "boolean",
    "last_page": "boolean",
    "empty": "boolean",
    "contents": "array",
}

Schema = dict[str, Any]


def openapi_document(server: str) -> Schema:
    return {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": "Acogida directory",
            "version": HSDS_VERSION,
            "summary": "Organizations and services that help people on the move, as HSDS 3.1.",
            "description": "Public data, without an account, readable from any web page. Filters are joined by AND; "
            "`POST` on a list is a query with the same parameters in its body.",
        },
        "externalDocs": {"description": "Human Services Data Specification", "url": PROFILE},
        "servers": [{"url": server.rstrip("/")}],
        "paths": {"/": _about(), **{path: each for resource in RESOURCES for path, each in _paths(resource).items()}},
        "components": {
            "parameters": {name: _parameter(name) for name in PARAMETERS} | {"id": _ID},
            "schemas": {"page": _page(), "problem": _PROBLEM, **{name: _record(name) for name in REQUIRED}},
            "responses": {
                "problem": {
                    "description": "What is wrong and what to do.",
                    "content": {PROBLEM: {"schema": _ref("schemas", "problem")}},
                }
            },
        },
    }


_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of the record.",
    "schema": {"type": "string", "format": "uuid"},
}
_PROBLEM: Schema = {
    "description": "RFC 9457; `errors` names each parameter that can't be used.",
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}}},
        },
    },
}


def _about() -> Schema:
    fields = {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    }
    schema = {"type": "object", "required": list(fields), "properties": fields}
    return {
        "get": {
            "operationId": "about",
            "summary": "What this API is",
            "responses": {"200": {"description": "Version, profile, address of this document.", **_json(schema)}},
        }
    }


def _paths(resource: Resource) -> dict[str, Schema]:
    return {
        f"/{resource.name}": {
            "get": _list_operation(resource, "list"),
            "post": _list_operation(resource, "query") | {"requestBody": _body(resource)},
        },
        f"/{resource.name}/{{id}}": {"get": _item_operation(resource)},
    }


def _list_operation(resource: Resource, verb: str) -> Schema:
    contents = {"properties": {"contents": {"type": "array", "items": _listed(resource)}}}
    page = {"allOf": [_ref("schemas", "page"), contents]}
    return {
        "operationId": f"{verb}_{resource.name}",
        "summary": f"A page of {resource.name}, or all of them as ndjson",
        "parameters": [_ref("parameters", name) for name in resource.list_parameters],
        "responses": {
            "200": {
                "description": "A page; with `format=ndjson` one record a line.",
                "content": {JSON: {"schema": page}, NDJSON: {"schema": {"type": "string"}}},
            },
            "304": {"description": "Nothing has changed."},
            **_problems("400", "405", "413", "415"),
        },
    }


def _listed(resource: Resource) -> Schema:
    if "minimal" not in resource.list_forms:
        return _ref("schemas", resource.record)
    minimal = {"type": "object", "required": ["id", "modified_date"]}
    return {"anyOf": [_ref("schemas", resource.record), minimal]}


def _body(resource: Resource) -> Schema:
    fields = {name: PARAMETERS[name].schema for name in resource.list_parameters}
    schema = {"type": "object", "properties": fields}
    return {"required": False, "content": {JSON: {"schema": schema}, FORMS[0]: {"schema": schema}}}


def _item_operation(resource: Resource) -> Schema:
    return {
        "operationId": f"get_{resource.record}",
        "summary": f"One {resource.record} with everything nested in it",
        "parameters": [_ref("parameters", name) for name in ("id", *resource.item_parameters)],
        "responses": {
            "200": {"description": "The record.", **_json(_ref("schemas", resource.record))},
            "304": {"description": "Nothing has changed."},
            **_problems("400", "404", "405"),
        },
    }


def _parameter(name: str) -> Schema:
    parameter = PARAMETERS[name]
    return {"name": name, "in": "query", "description": parameter.description, "schema": parameter.schema}


def _page() -> Schema:
    fields = {name: {"type": kind} for name, kind in PAGE_FIELDS.items()}
    return {"type": "object", "required": list(fields), "properties": fields}


def _record(name: str) -> Schema:
    return {
        "description": f"HSDS 3.1 {name}.",
        "type": "object",
        "required": list(REQUIRED[name]),
        "properties": {"id": {"type": "string", "format": "uuid"}},
    }


def _problems(*statuses: str) -> Schema:
    return {status: _ref("responses", "problem") for status in statuses}


def _json(schema: Schema) -> Schema:
    return {"content": {JSON: {"schema": schema}}}


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}
