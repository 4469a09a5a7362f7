"""Files that mean harm, or are just broken: a clear message, nothing half-written, no crash."""

import os
import stat
import zipfile
from contextlib import contextmanager

import orjson
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.directory.importing import archive, files
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.report import Report
from acogida.directory.models import Organization
from tests.directory.hostile import EXAMPLES
from tests.directory.importing.imported import MODELS, location, organization, service, state

GOOD = b'{"id": "1", "name": "Good", "description": ""}'


@contextmanager
def refused(message: str):
    before = state()
    with pytest.raises(ImportFailed, match=message):
        yield
    assert state() == before


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"  \n ", "the file is empty"),
        (b"hello", "not JSON"),
        (b"<html></html>", "not JSON"),
        (b'{"id": "1", "name": ', "broken JSON at line 1"),
        (b"[" + GOOD + b",]", "broken JSON"),
        (b"[" + GOOD + b"] and more", "broken JSON"),
        (b"[]", "no records"),
        (b'{"contents": []}', "no records"),
        (b"[" * 100_000, "broken JSON"),
        (b'[{"name": NaN}]', "broken JSON"),
        (b'[{"name": Infinity}]', "broken JSON"),
        (b'{"name": "caf\xe9 \xf1 \xc3\xa9"}' + b"\x81", "the first wrong byte is number 13"),
        (b'{"name": "\xc3\xa9 then \xe9 alone"}', "the first wrong byte"),
        ('{"name": "x"}'.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 no zip", "the zip is broken"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(importer, data, message):
    with refused(message):
        importer.bytes(data)


def test_broken_json_is_not_quoted(importer):
    with pytest.raises(ImportFailed) as failure:
        importer.bytes(b'[{"address_1": "Calle Secreta 4711" "x"}]')
    assert "Secreta" not in str(failure.value)


def test_broken_json_deep_in_a_large_file_leaves_nothing(importer):
    record = b'{"id": "%d", "name": "House", "description": "' + b"x" * 20_000 + b'"}'
    data = b"[" + b",".join(record % number for number in range(600)) + b', {"broken'
    assert len(data) > files.LARGEST_RECORD
    with refused("broken JSON after record 600"):
        importer.bytes(data)


def test_numbers_beyond_all_measure_lose_only_what_holds_them(importer):
    lines = [
        b'{"id": "1", "name": "a", "year_incorporated": ' + b"9" * 40 + b"}",
        b'{"id": "2", "name": "b", "year_incorporated": ' + b"9" * 4_000 + b"}",
        b'{"id": "3", "name": "c", "tax_id": ' + b"1" * 300 + b', "email": 1e308}',
        b'{"id": "4", "name": "d", "locations": [{"latitude": 1e300, "longitude": "' + b"9" * 5_000 + b'"}]}',
    ]
    report = importer.bytes(b"\n".join(lines), "lines.ndjson")
    assert (report.read, report.rejected) == (4, 1)
    assert sorted(Organization.objects.values_list("name", flat=True)) == ["a", "c", "d"]


def test_duplicated_keys_and_unknown_types_are_no_crash(importer):
    report = importer.bytes(
        b'{"name": "First", "name": "Second", "services": "all", "phones": 5, "locations": {"a": []}}'
    )
    assert Organization.objects.get().name == "Second"
    assert report.read == 1


def test_a_record_that_would_fill_the_memory_is_refused(importer):
    with refused("larger than 8 MB"):
        importer.bytes(b'[{"name": "' + b"x" * (files.LARGEST_RECORD + 2_000_000) + b'"}]')


def test_a_line_that_would_fill_the_memory_loses_that_line(importer):
    huge = b'{"name": "' + b"x" * (files.LARGEST_RECORD + 10) + b'"}'
    report = importer.bytes(GOOD + b"\n" + huge + b"\n" + GOOD.replace(b'"1"', b'"2"') + b"\n", "lines.ndjson")
    assert (report.read, report.accepted, report.rejected) == (3, 2, 1)


def test_nul_and_half_letters_reach_no_database(importer):
    lines = [
        b'{"id": "a\\u0000b", "name": "N\\u0000ul", "acogida": {"translations": {"es": {"name": "o\\u0000k"}}}}',
        b'{"id": "2", "name": "half \\ud800 letter"}',
    ]
    report = importer.bytes(b"\n".join(lines), "lines.ndjson")
    assert Organization.objects.get().name == "Nul"
    assert report.rejected == 1
    for model in MODELS:
        assert "\\x00" not in repr(list(model._default_manager.order_by().values_list()))


def test_a_pipe_is_refused_without_waiting(importer, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with refused("neither a file nor a folder"):
        importer.file(tmp_path / "pipe")


def test_a_pipe_in_a_folder_is_refused_too(importer, tmp_path):
    (tmp_path / "feed").mkdir()
    os.mkfifo(tmp_path / "feed/pipe.json")
    (tmp_path / "feed/a.json").write_bytes(GOOD)
    with refused("neither a file nor a folder"):
        importer.file(tmp_path / "feed")


def test_what_is_not_there_and_what_may_not_be_read(importer, tmp_path):
    with refused("no such file"):
        importer.file(tmp_path / "nowhere.json")
    with refused("neither tables of HSDS nor JSON"):
        (tmp_path / "empty").mkdir()
        importer.file(tmp_path / "empty")
    closed = tmp_path / "closed.json"
    closed.write_bytes(GOOD)
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("root reads everything")
    with refused("can't be read"):
        importer.file(closed)


# Zips


def zipped(path, *entries: tuple[str, bytes], link: str = ""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_:
        for name, data in entries:
            archive_.writestr(name, data)
        if link:
            entry = zipfile.ZipInfo("organizations.csv")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive_.writestr(entry, link)
    return path


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", "C:\\outside.csv"])
def test_a_path_out_of_the_zip_is_refused(importer, tmp_path, name):
    path = zipped(tmp_path / "a.zip", (name, b"id,name\n1,x\n"))
    with refused("outside of it"):
        importer.file(path)
    assert not (tmp_path / "outside.csv").exists()


def test_a_link_in_a_zip_is_refused(importer, tmp_path):
    with refused("a link in the zip"):
        importer.file(zipped(tmp_path / "a.zip", link="/etc/passwd"))


def test_a_zip_bomb_is_refused_before_it_fills_the_disk(importer, tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", ("organizations.csv", b"id,name\n" + b"0" * 60_000_000))
    assert bomb.stat().st_size < 100_000
    with refused("zip bomb"):
        importer.file(bomb)
    assert list(importer.home.iterdir()) == []


def test_many_files_in_a_zip_are_refused(importer, tmp_path):
    entries = [(f"{number}.json", b"{}") for number in range(archive.MOST_FILES + 1)]
    with refused("more than 1000 files"):
        importer.file(zipped(tmp_path / "many.zip", *entries))


def test_a_truncated_zip_is_refused(importer, tmp_path):
    whole = zipped(tmp_path / "a.zip", ("organizations.csv", os.urandom(50_000))).read_bytes()
    with refused("the zip is broken"):
        importer.bytes(whole[: len(whole) // 2], "half.zip")


def test_a_zip_in_a_zip_is_nothing_to_read(importer, tmp_path):
    inner = zipped(tmp_path / "inner.zip", ("organizations.csv", b"id,name\n1,x\n")).read_bytes()
    with refused("neither tables of HSDS nor JSON"):
        importer.file(zipped(tmp_path / "outer.zip", ("inner.zip", inner)))


def test_a_package_can_not_point_outside_its_folder(importer, tmp_path):
    (tmp_path / "secret.csv").write_text("id,name\n1,Outside\n")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "datapackage.json").write_text('{"resources": [{"name": "organizations", "path": "../secret.csv"}]}')
    (folder / "services.csv").write_text("id,name\n1,x\n")
    importer.file(folder)
    assert not Organization.objects.exists()


def test_no_workspace_is_left_behind(importer):
    importer.records(organization())
    with pytest.raises(ImportFailed):
        importer.bytes(b"[{")
    assert list(importer.home.iterdir()) == []


def test_the_report_stays_small_whatever_the_file(importer):
    report = importer.records([{"name": f"x{n}", **{f"odd{n}_{m}": 1 for m in range(50)}} for n in range(400)])
    assert len(report.issues) == 10_000
    assert len(report.summary) <= 2_001
    assert sum(report.summary.values()) >= 20_000


# Whatever comes

scalars = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        ["9am", "MO,TU", "c0000000-0000-4000-8000-000000000001", "\x00", "14.9", "https://x.org", "HIDDEN"]
    )
)
names = st.sampled_from(
    sorted({*organization(), *service(), *location(), "acogida", "capacities", "attributes", "taxonomy_term", "hsds"})
    + ["organization", "service", "location", "schedule", "addresss", "coordinates", "times", "visibility", "source"]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)


@st.composite
def twisted(draw) -> object:
    """A good record of which something, somewhere, was replaced."""
    record: dict = organization(services=[service(capacities=[{"unit": {"name": "b"}, "updated": "2026-01-01"}])])
    record["acogida"] = {"language": "es"}
    here: object = record
    for _ in range(draw(st.integers(0, 7))):
        if isinstance(here, dict) and here:
            key = draw(st.sampled_from(sorted(here)))
        elif isinstance(here, list) and here:
            key = 0
        else:
            break
        if not isinstance(here[key], dict | list) or draw(st.booleans()):
            here[key] = draw(values)
            break
        here = here[key]
    return record


def imported_or_refused(importer, path) -> Report | None:
    try:
        return importer.file(path)
    except ImportFailed:
        return None


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(twisted() | values, min_size=1, max_size=3))
def test_whatever_comes_is_imported_whole_or_refused_with_a_reason(importer, records):
    path = importer.folder / "records.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS) for record in records))
    with transaction.atomic():
        report = imported_or_refused(importer, path)
        if report:
            assert report.read == report.accepted + report.mended + report.rejected
            assert not (report.rejected and not report.issues)
            before = state()
            importer.file(path)
            assert state() == before
        connection.check_constraints()
        transaction.set_rollback(True)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["x.json", "x.ndjson", "x.zip", "x.csv", "x"]))
def test_whatever_bytes_come_are_read_or_refused(importer, data, name):
    path = importer.folder / name
    path.write_bytes(data)
    with transaction.atomic():
        imported_or_refused(importer, path)
        transaction.set_rollback(True)
