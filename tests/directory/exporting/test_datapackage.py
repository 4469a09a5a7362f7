import csv
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.directory.exporting import Format, export
from acogida.directory.exporting.tables import TABLES
from tests.directory import factories as make
from tests.directory.network import Network, network
from tests.directory.standard import HSDS, needs_standard

pytestmark = pytest.mark.django_db

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture
def of() -> Network:
    return network()


def read(folder: Path) -> Tables:
    found = {}
    for name, table in TABLES.items():
        with (folder / table.file).open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.fixture
def tables(of, tmp_path) -> Tables:
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    return read(tmp_path / "package")


@needs_standard
def test_tables_files_and_columns_are_the_standards():
    standard = json.loads((HSDS / "3.1-dev/datapackage.json").read_text())
    named = {resource["name"]: resource for resource in standard["resources"]}
    assert set(named) - set(TABLES) == {"meta_table_description"}
    for name, table in TABLES.items():
        assert table.file == named[name]["path"]
        fields = {field["name"]: field for field in named[name]["schema"]["fields"]}
        if name not in {"service_capacity", "unit"}:  # whose fields the standard's package left out
            assert set(table.columns) == set(fields)
            assert {column: table.type_of(column) for column in table.columns} == {
                column: field["type"] for column, field in fields.items()
            }


def test_every_record_has_its_row(of, tables):
    assert {row["id"] for row in tables["service"]} == {str(of.shelter.pk), str(of.clinic.pk)}
    assert {row["id"] for row in tables["organization"]} == {str(of.house.pk), str(of.house.parent_id)}
    assert {row["id"] for row in tables["location"]} == {str(place.pk) for place in of.places.values()}
    assert len(tables["service_at_location"]) == 4
    assert {row["id"] for row in tables["taxonomy_term"]} == {str(of.term.pk), str(of.term.parent_id)}


def test_every_reference_finds_its_row(tables):
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    checked = 0
    for name, table in TABLES.items():
        for column in table.references:
            target = {"parent_id": "taxonomy_term", "parent_organization_id": "organization"}.get(
                column, column.removesuffix("_id")
            )
            for row in tables[name]:
                if column in {"link_id", "resource_id"}:
                    target = row[{"link_id": "link_entity", "resource_id": "resource_type"}[column]]
                if row[column] and target in ids:
                    assert row[column] in ids[target], (name, column)
                    checked += 1
    assert checked > 100


def test_everything_hangs_from_something(tables):
    roots = {"organization", "taxonomy", "taxonomy_term", "location", "unit"}
    for name in TABLES.keys() - roots:
        for row in tables[name]:
            assert any(row[column] for column in TABLES[name].references), name


def test_nothing_secret_and_nothing_of_the_police_is_written(of, tmp_path):
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    text = "".join(path.read_text() for path in (tmp_path / "package").iterdir())
    assert make.SECRET_STREET not in text
    for hidden in (of.police, of.raid, *of.police.locations.all()):
        assert str(hidden.pk) not in text


def test_a_place_of_nobody_public_is_not_written(tmp_path):
    lonely = make.location()
    make.site(make.service(is_help=False), lonely)
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    assert read(tmp_path / "package")["location"] == []


def test_texts_go_out_as_they_are(tmp_path):
    text = "=cmd|' /C calc'!A0,\"quoted\"\r\nsecond line\t@"
    make.service(name="+1 202 555 0100", description=text)
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    (row,) = read(tmp_path / "package")["service"]
    assert (row["name"], row["description"]) == ("+1 202 555 0100", text)


def test_the_description_tells_every_file_and_column(of, tmp_path):
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    description = json.loads((tmp_path / "package/datapackage.json").read_text())
    for resource in description["resources"]:
        header = (tmp_path / "package" / resource["path"]).read_text().splitlines()[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]
    files = {path.name for path in (tmp_path / "package").iterdir()}
    assert files == {"datapackage.json", *(resource["path"] for resource in description["resources"])}


def test_a_zip_holds_the_same_files_and_is_always_the_same(of, tmp_path):
    export(format=Format.DATAPACKAGE, out=tmp_path / "package")
    export(format=Format.DATAPACKAGE, out=tmp_path / "first.zip")
    export(format=Format.DATAPACKAGE, out=tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as packed:
        assert packed.testzip() is None
        for path in (tmp_path / "package").iterdir():
            assert packed.read(path.name) == path.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"package", "first.zip", "second.zip"}


def test_a_zip_is_replaced_but_a_folder_never(of, tmp_path):
    out = tmp_path / "package"
    call_command("export_directory", "--format=datapackage", str(tmp_path / "out.zip"))
    call_command("export_directory", "--format=datapackage", str(tmp_path / "out.zip"))
    call_command("export_directory", "--format=datapackage", str(out))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(CommandError, match=r"exists already\. Name a new folder"):
        call_command("export_directory", "--format=datapackage", str(out))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_failure_leaves_nothing_behind(of, tmp_path, monkeypatch):
    monkeypatch.setattr("acogida.directory.exporting.datapackage.description", lambda: 1 / 0)
    for out in ("package", "package.zip"):
        with pytest.raises(ZeroDivisionError):
            export(format=Format.DATAPACKAGE, out=tmp_path / out)
    assert list(tmp_path.iterdir()) == []


def test_tables_do_not_go_to_stdout():
    with pytest.raises(CommandError, match="Only ndjson"):
        call_command("export_directory", "--format=datapackage", "-")


def test_queries_grow_with_batches_not_with_records(tmp_path):
    network()
    with CaptureQueriesContext(connection) as few:
        export(format=Format.DATAPACKAGE, out=tmp_path / "few")
    for _ in range(10):
        network()
    with CaptureQueriesContext(connection) as many:
        export(format=Format.DATAPACKAGE, out=tmp_path / "many")
    assert len(many) <= len(few)
