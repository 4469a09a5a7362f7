"""The official HSDS 3.1 schemas as judges of our output. They stand beside the project, not in it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HSDS = Path(__file__).parents[3] / "shared/data/hsds"
COMPILED = HSDS / "3.1-dev/schema/compiled"
SINGLE = HSDS / "3.1.1-schemas/examples/json_schema"
EXAMPLES = HSDS / "3.1-dev/examples"
ORUK = HSDS / "oruk-validator-mocks/OpenReferralApi/Mocks/V3.0-UK-Default"

needs_standard = pytest.mark.skipif(not HSDS.is_dir(), reason="the official HSDS files are not beside this clone")


@cache
def _registry() -> Registry:
    contents = ((path.name, json.loads(path.read_text())) for path in SINGLE.glob("*.json"))
    resources = ((name, Resource.from_contents(each, default_specification=DRAFT202012)) for name, each in contents)
    return Registry().with_resources(resources)


@cache
def _validator(path: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(path.read_text()), registry=_registry(), format_checker=FormatChecker())


def complaints(document: dict[str, Any], name: str) -> list[str]:
    """What the compiled schema of that name, and the single one of 3.1.1, say against a document. None: it is valid."""
    found = []
    for path in (COMPILED / f"{name}.json", SINGLE / f"{name.removesuffix('_list')}.json"):
        if path.exists():
            found += [f"{error.json_path}: {error.message}" for error in _validator(path).iter_errors(document)]
    return found


def nulls(value: Any, path: str = "$") -> list[str]:
    """Where a document says nothing instead of leaving it out."""
    if isinstance(value, dict):
        return [found for name, each in value.items() for found in nulls(each, f"{path}.{name}")]
    if isinstance(value, list):
        return [found for number, each in enumerate(value) for found in nulls(each, f"{path}[{number}]")]
    return [path] if value is None else []
