"""What comes in goes out, and what went out comes in as it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from acogida.directory.demo.network import records as demo_records
from acogida.directory.exporting import Format, export
from acogida.directory.importing.report import Report
from acogida.directory.importing.run import Options, import_directory
from acogida.directory.models import (
    Capacity,
    DirectoryChange,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from tests.directory import factories as make
from tests.directory import hostile
from tests.directory.exporting.random_records import ORGANIZATIONS, told_apart
from tests.directory.standard import EXAMPLES, SINGLE, needs_standard
from tests.security.planted import plant

pytestmark = pytest.mark.django_db

MODELS = (Capacity, ServiceAtLocation, Service, Location, Organization, TaxonomyTerm, Taxonomy, DirectoryChange)
OFFICIAL = [
    *(EXAMPLES / f"{name}.json" for name in ("organization_full", "service_full", "service_at_location_full")),
    *(EXAMPLES / f"{name}.json" for name in ("service_list", "organization_list")),
    *(SINGLE.parent / f"correct_example/{name}_full.json" for name in ("organization", "service")),
]


@dataclass(frozen=True)
class Node:
    """The one database of the test, used as if it were the node's own, then emptied to be another's."""

    folder: Path

    def take(self, path: Path, **options: Any) -> Report:
        return import_directory(str(path), options=Options(source="feed", **options), now=make.NOW, home=self.folder)

    def take_records(self, records: Iterable[Any]) -> Report:
        path = self.folder / "records.ndjson"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return self.take(path)

    def give(self, format: Format = Format.NDJSON) -> Path:
        suffix = {Format.NDJSON: "ndjson", Format.DATAPACKAGE: "zip"}[format]
        path = self.folder / f"{len(list(self.folder.iterdir()))}.{suffix}"
        export(format=format, out=path)
        return path

    def empty(self) -> None:
        for model in MODELS:
            model.objects.all().delete()


@pytest.fixture
def node(tmp_path) -> Node:
    return Node(tmp_path)


def changes(report: Report) -> dict[tuple[str, str], int]:
    return {key: count for key, count in report.rows.items() if key[1] != "unchanged" and count}


def check(node: Node, format: Format) -> None:
    first, tables = node.give(), node.give(format)
    assert changes(node.take(tables, own_export=True)) == {}
    assert node.give().read_bytes() == first.read_bytes()
    node.empty()
    node.take(tables)
    assert node.give().read_bytes() == first.read_bytes()
    assert node.give(format).read_bytes() == tables.read_bytes()


@needs_standard
@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("path", OFFICIAL, ids=lambda path: path.stem)
def test_the_official_examples(node, path, format):
    node.take(path)
    check(node, format)


@pytest.mark.parametrize("format", Format)
def test_the_demonstration(node, format):
    node.take_records(list(demo_records(now=make.NOW))[:15])
    check(node, format)


@pytest.mark.parametrize("format", Format)
def test_places_that_are_not_public(node, format):
    node.take_records(plant(9).records)
    check(node, format)


@pytest.mark.parametrize("format", Format)
@settings(
    max_examples=max(4, hostile.EXAMPLES // 75),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(records=st.lists(ORGANIZATIONS, min_size=1, max_size=3))
def test_whatever_comes_in(tmp_path_factory, format, records):
    node = Node(tmp_path_factory.mktemp("node"))
    node.empty()
    node.take_records(told_apart(records) if format is Format.DATAPACKAGE else records)
    assume(Organization.objects.exists())
    check(node, format)
