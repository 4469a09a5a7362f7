import json
import sys
from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.directory.exporting import Format, export, write_ndjson
from tests.directory import factories as make
from tests.directory.network import Network, network
from tests.directory.standard import complaints, needs_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def of() -> Network:
    return network()


def lines() -> list[dict]:
    file = BytesIO()
    write_ndjson(file)
    return [json.loads(line) for line in file.getvalue().splitlines()]


@needs_standard
def test_every_line_is_a_valid_organization(of):
    written = lines()
    assert {organization["id"] for organization in written} == {str(of.house.pk), str(of.house.parent_id)}
    for organization in written:
        assert complaints(organization, "organization") == []


def test_services_sites_and_places_stand_inside_their_organization(of):
    (house,) = [organization for organization in lines() if organization["id"] == str(of.house.pk)]
    sites = [site for service in house["services"] for site in service["service_at_locations"]]
    assert {service["id"] for service in house["services"]} == {str(of.shelter.pk), str(of.clinic.pk)}
    assert {site["id"] for site in sites} == {str(of.clinic.sites.get().pk), *(str(s.pk) for s in of.sites.values())}
    assert {place["id"] for place in house["locations"]} == {str(place.pk) for place in of.places.values()}


def test_nothing_secret_and_nothing_of_the_police_is_written(of):
    text = json.dumps(lines(), ensure_ascii=False)
    assert make.SECRET_STREET not in text
    assert str(of.police.pk) not in text
    assert str(of.raid.pk) not in text
    assert "acogida" not in text


def test_the_same_directory_gives_the_same_bytes(of, tmp_path):
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    export(format=Format.NDJSON, out=first)
    export(format=Format.NDJSON, out=second)
    assert first.read_bytes() == second.read_bytes() != b""


def test_an_empty_directory_gives_an_empty_file(tmp_path):
    assert export(format=Format.NDJSON, out=tmp_path / "out") == 0
    assert (tmp_path / "out").read_bytes() == b""


def test_queries_grow_with_batches_not_with_records():
    network()
    with CaptureQueriesContext(connection) as few:
        lines()
    for _ in range(10):
        network()
    with CaptureQueriesContext(connection) as many:
        lines()
    assert len(many) <= len(few)


def test_a_failure_leaves_the_old_file_and_nothing_else(of, tmp_path, monkeypatch):
    out = tmp_path / "out.ndjson"
    out.write_text("old")

    def full_disk(file):
        file.write(b"half a li")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("acogida.directory.exporting.files.write_ndjson", full_disk)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_directory", str(out))
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_the_command_says_how_much_it_wrote(of, tmp_path, capsys):
    call_command("export_directory", str(tmp_path / "out.ndjson"))
    assert capsys.readouterr().out == f"2 organizations written to {tmp_path / 'out.ndjson'}\n"


def test_a_dash_means_stdout(of, monkeypatch, tmp_path):
    stdout = TextIOWrapper(BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    call_command("export_directory", "-")
    export(format=Format.NDJSON, out=tmp_path / "out")
    assert stdout.buffer.getvalue() == (tmp_path / "out").read_bytes()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_directory", str(tmp_path / "no" / "out"))
