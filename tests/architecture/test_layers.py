"""What import-linter can't see: tables, URLs and file names keep to the layers too."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField
from django.urls import URLPattern, URLResolver, get_resolver

from acogida.directory import models
from acogida.directory.hsds import layout

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/acogida"
SPEAKS_HTTP = ("django.http", "django.urls", "django.views", "django.forms", "django.shortcuts")
ABOVE_THE_DOMAIN = {"config", "worker", "web", "api"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def layer_of() -> dict[str, int]:
    """Part → height, 0 lowest, from the contract that import-linter enforces."""
    (contract,) = [c for c in project()["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    heights = {}
    for height, line in enumerate(reversed(contract["layers"])):
        for part in line.split("|"):
            heights[part.strip(" ()")] = height
    return heights


def test_no_foreign_key_points_upwards():
    heights = layer_of()
    relations = [
        (model, field)
        for config in apps.get_app_configs()
        if config.name.startswith("acogida.")
        for model in config.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
    ]
    assert relations
    for model, field in relations:
        here, there = model._meta.app_label, field.related_model._meta.app_label
        assert heights[there] <= heights[here], f"{model.__name__}.{field.name} points up to {there}"
        assert here == there or heights[there] < heights[here], f"{model.__name__}.{field.name} points sideways"


def views(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_every_view_declares_who_may():
    found = list(views(get_resolver().url_patterns))
    assert found
    undeclared = [route for route, view in found if getattr(view, "access", None) is None]
    assert undeclared == []


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_domain_parts_know_no_http():
    speaking = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ABOVE_THE_DOMAIN
        for name in imports(path)
        if name.startswith(SPEAKS_HTTP)
    }
    assert speaking == set()


def test_no_module_has_a_vague_name():
    assert [path for path in PACKAGE.rglob("*") if path.stem in VAGUE] == []


def test_no_file_grows_past_what_one_can_hold():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and (lines := path.read_text().count("\n")) > 350
    }
    assert long == {}


def test_every_dependency_says_why():
    declared = (ROOT / "pyproject.toml").read_text().split("[build-system]")[0]
    dependencies = [line for line in declared.splitlines() if line.startswith('    "')]
    assert len(dependencies) > 20
    assert [line for line in dependencies if not re.search(r'",\s+# \w', line)] == []


def test_layout_names_only_fields_that_exist():
    pairs = {
        layout.ORGANIZATION: models.Organization,
        layout.SERVICE: models.Service,
        layout.LOCATION: models.Location,
        layout.SERVICE_AT_LOCATION: models.ServiceAtLocation,
        layout.TAXONOMY: models.Taxonomy,
        layout.TAXONOMY_TERM: models.TaxonomyTerm,
        layout.CAPACITY: models.Capacity,
    }
    for one, model in pairs.items():
        attributes = {field.name for field in model._meta.get_fields()}
        assert set(one.columns.values()) <= attributes, model.__name__
        assert not set(one.columns) & {*one.scalars, *one.lists}, model.__name__
