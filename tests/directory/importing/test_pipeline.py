"""A large source is read in a second process: nothing shows of it but the time, however either process ends."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from acogida.directory.importing import enrich, pipeline, reading
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.identity import SourceIdentity
from acogida.directory.importing.reading import Portion, portions
from acogida.directory.importing.run import Options, import_directory
from acogida.directory.importing.source import Meter, SourceRecord
from acogida.directory.models import Location, Organization, SearchEntry
from tests.directory.importing.imported import NOW, location, organization, service, state

IDENTITY = SourceIdentity("feed", b"key")
FOR_EVER = """
import itertools, multiprocessing, sys
import django

django.setup()
from acogida.directory.importing import pipeline
from acogida.directory.importing.reading import Portion
from acogida.directory.importing.source import Meter

pipeline.WORTH_BYTES = 0
read = pipeline.read((Portion(read=number) for number in itertools.count()), 0, Meter(lambda _: None))
next(read)
print("reading", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def no_process_is_left():
    yield
    assert active_children() == []


@pytest.fixture
def ahead(monkeypatch):
    """However small the source, and whatever the machine."""
    monkeypatch.setattr(pipeline, "WORTH_BYTES", 0)
    monkeypatch.setattr(pipeline.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(reading, "MOST_RECORDS", 7)


def read(found: Iterator[Portion], meter: Meter | None = None):
    return pipeline.read(found, 0, meter or Meter(lambda _: None))


def many(number: int) -> dict[str, object]:
    at = location(id=_id(4, number), latitude=14.9 + number / 100)
    offered = service(
        id=_id(2, number), name=f"Albergue {number}", service_at_locations=[{"id": _id(3, number), "location": at}]
    )
    return organization(id=_id(1, number), horoscope="lion" if number % 3 else None, services=[offered])


def _id(kind: int, number: int) -> str:
    return str(UUID(int=kind << 64 | number, version=4))


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "feed.ndjson"
    lines = [orjson.dumps(many(number)) for number in range(40)]
    path.write_bytes(
        b"\n".join([*lines[:20], b"{broken", b"[]", orjson.dumps({"description": "nameless"}), *lines[20:]])
    )
    return path


def test_a_second_process_changes_nothing_in_what_comes_of_it(importer, source, request):
    alone = importer.file(source, dry_run=True)
    rows = _rows_of_an_import(importer, source)
    request.getfixturevalue("ahead")
    assert importer.file(source, dry_run=True) == alone
    assert _rows_of_an_import(importer, source) == rows
    assert alone.rejected == 3
    assert alone.mended == 26


def _rows_of_an_import(importer, source) -> str:
    importer.file(source)
    entries = sorted(SearchEntry.objects.values_list("doc", "hours"))
    rows = repr([entries, {**state(), SearchEntry._meta.db_table: []}])  # without the numbers of the entries
    rows = re.sub(r"datetime\.datetime\([^)]*\)", "some moment", rows)
    Organization.objects.all().delete()
    Location.objects.all().delete()
    return rows


def test_portions_come_whole_and_in_order_and_are_read_by_somebody_else(ahead):
    asked = [SourceRecord(f"line {number}", organization(id=_id(1, number))) for number in range(30)]
    numbers = [record.number for portion in read(portions(asked, IDENTITY)) for record in portion.records]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 31))

    def whose() -> Iterator[Portion]:
        yield Portion(read=os.getpid())

    (portion,) = read(whose())
    assert portion.read != os.getpid()


@pytest.mark.parametrize(("size", "cores"), [(10, 8), (10 << 20, 1)])
def test_a_small_source_or_a_single_core_needs_no_second_process(monkeypatch, size, cores):
    monkeypatch.setattr(pipeline.os, "cpu_count", lambda: cores)
    found = portions([], IDENTITY)
    assert pipeline.read(found, size, Meter(lambda _: None)) is found


def test_a_portion_is_full_by_records_or_by_faults(monkeypatch):
    monkeypatch.setattr(reading, "MOST_RECORDS", 6)
    whole = [SourceRecord("line", organization(id=_id(1, number))) for number in range(3)]
    assert [portion.read for portion in portions(whole, IDENTITY)] == [2, 1]  # an organisation with all in it has four
    broken = [SourceRecord("line", fault="broken JSON")] * 8
    assert [(portion.read, portion.rejected) for portion in portions(broken, IDENTITY)] == [(6, 6), (2, 2)]
    monkeypatch.setattr(reading, "MOST_ISSUES", 3)
    assert [len(portion.issues) for portion in portions(broken, IDENTITY)] == [3, 3, 2]


def test_how_far_it_has_read_is_told_to_the_last_byte(ahead, importer, source):
    told: list[int] = []
    import_directory(str(source), options=Options(source="feed"), now=NOW, home=importer.home, progress=told.append)
    assert sum(told) == source.stat().st_size


def test_a_source_that_breaks_off_says_where_and_changes_nothing(ahead, importer, source, monkeypatch):
    monkeypatch.setattr("acogida.directory.importing.json_records.LARGEST_RECORD", 2_000)
    path = source.with_name("broken.json")
    path.write_bytes(b"[" + b",".join(orjson.dumps(many(number)) for number in range(40)) + b',{"id": ]')
    with pytest.raises(ImportFailed, match=r"broken\.json: broken JSON after record 40"):
        importer.file(path)
    assert not Organization.objects.exists()


@pytest.mark.parametrize("error", [ImportFailed("The third file is locked."), PermissionError(13, "Permission denied")])
def test_an_error_comes_over_as_it_is(ahead, error):
    def failing() -> Iterator[Portion]:
        yield Portion(read=1)
        raise error

    found = read(failing())
    assert next(found).read == 1
    with pytest.raises(type(error)) as raised:
        next(found)
    assert str(raised.value) == str(error)


def test_a_reader_that_is_killed_fails_the_import(ahead):
    def killed() -> Iterator[Portion]:
        yield Portion(read=1)
        os.kill(os.getpid(), signal.SIGKILL)

    found = read(killed())
    next(found)
    with pytest.raises(ImportFailed, match="was stopped"):
        next(found)


def for_ever() -> Iterator[Portion]:
    while True:
        yield Portion(read=1)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_reader_ends_when_the_import_fails(ahead, error):
    def failing() -> None:
        with closing(read(for_ever())) as found:
            next(found)
            raise error

    with pytest.raises(error):
        failing()


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_reader_ends_when_the_import_is_killed(tmp_path, sent):
    with subprocess.Popen(
        [sys.executable, "-c", FOR_EVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout.readline() == b"reading\n"
        process.send_signal(sent)
        out, _ = process.communicate(timeout=20)  # the end of the output: nobody holds it any more
        assert out == b""
    assert process.returncode != 0


def test_towns_and_needs_are_found_where_the_source_is_read():
    (portion,) = portions([SourceRecord("line 1", organization())], IDENTITY)
    (offered,) = (record for record in portion.records if record.kind == "service")
    (at,) = (record for record in portion.records if record.kind == "location")
    assert offered.guessed == ["SHELTER"]
    assert at.where == enrich.where(at.content, "PUBLIC", "")
    assert at.where["timezone"] == "America/Merida"


def test_needs_that_are_given_are_not_guessed():
    given = organization(services=[service(acogida={"needs": ["FOOD"]})])
    (portion,) = portions([SourceRecord("line 1", given)], IDENTITY)
    assert {record.guessed for record in portion.records} == {None}


def test_a_place_far_from_its_country_is_known_as_such_where_the_source_is_read():
    abroad = location(latitude=-34.6, longitude=-58.38)
    sites = [{"id": _id(3, 1), "location": abroad}]
    (portion,) = portions(
        [SourceRecord("line 1", organization(services=[service(service_at_locations=sites)]))], IDENTITY
    )
    (at,) = (record for record in portion.records if record.kind == "location")
    assert at.is_elsewhere
    assert at.where["country"] == "AR"


def test_where_a_place_is_that_is_not_public_is_not_looked_up_ahead():
    hidden = location(acogida={"visibility": "AREA_ONLY"})
    sites = [{"id": _id(3, 1), "location": hidden}]
    (portion,) = portions(
        [SourceRecord("line 1", organization(services=[service(service_at_locations=sites)]))], IDENTITY
    )
    assert {record.where for record in portion.records} == {None}
