"""Every format is told by its content and read to the last record."""

import json
import zipfile
from pathlib import Path

import orjson
import pytest

from acogida.directory.importing.errors import ImportFailed
from acogida.directory.models import Organization, Service, ServiceAtLocation
from tests.directory.importing.imported import LATER, location, organization, reasons, service, shared, state


def bare(number: int, **more: object) -> dict:
    return {"id": f"org{number}", "name": f"House {number}", "description": "", **more}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: records,
        lambda records: {"total_items": 2, "contents": records},
        lambda records: {"organizations": records},
    ],
    ids=["list", "page", "named"],
)
def test_json_documents_of_every_shape(importer, wrap):
    report = importer.bytes(json.dumps(wrap([bare(1), bare(2)]), indent=1).encode())
    assert (report.format, report.read) == ("json", 2)
    assert Organization.objects.count() == 2


def test_one_object_is_one_record(importer):
    report = importer.bytes(json.dumps(organization(), indent=2).encode())
    assert (report.format, report.read, report.accepted) == ("json", 1, 1)


def test_one_record_a_line_is_told_without_a_name(importer):
    lines = b"\n".join(orjson.dumps(bare(n)) for n in range(3))
    report = importer.bytes(b"\xef\xbb\xbf" + lines + b"\n\n", "no-suffix")
    assert (report.format, report.read, report.accepted) == ("ndjson", 3, 3)


def test_a_broken_line_loses_that_line_and_says_where(importer):
    report = importer.bytes(orjson.dumps(bare(1)) + b'\n{"id": nonsense}\n' + orjson.dumps(bare(2)), "lines.ndjson")
    assert (report.read, report.accepted, report.rejected) == (3, 2, 1)
    (issue,) = report.issues
    assert (issue.path, issue.reason.split(":")[0]) == ("line 2", "broken JSON at column 8")


def test_services_at_the_top_bring_their_organisation(importer):
    whole = organization()
    del whole["services"]
    report = importer.records(service(organization=whole))
    assert report.accepted == 1
    assert Service.objects.get().organization.name == "Casa Ejemplo"


def test_a_large_list_is_read_piece_by_piece(importer):
    text = "x" * 40_000
    records = [bare(number, description=text) for number in range(300)]
    report = importer.bytes(json.dumps({"page": 1, "contents": records}).encode())
    assert report.read == 300
    report = importer.bytes(json.dumps(records).encode(), now=LATER)
    assert report.rows["organization", "unchanged"] == 300


def test_a_folder_is_read_file_by_file(importer, tmp_path):
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "a.json").write_bytes(orjson.dumps(bare(1)))
    (folder / "b.ndjson").write_bytes(orjson.dumps(bare(2)) + b"\n" + orjson.dumps(bare(3)))
    (folder / "empty.json").write_bytes(b"")
    (folder / "notes.txt").write_text("not ours")
    (folder / "link.json").symlink_to(tmp_path / "elsewhere.json")
    report = importer.file(folder)
    assert report.read == 3
    assert "1 links in the folder were not followed" in " ".join(reasons(report))


TABLES = {
    "organizations.csv": "id,name,description\nc0000000-0000-4000-8000-000000000001,Casa Ejemplo,A house\n",
    "services.csv": "id,organization_id,name,status\n"
    "c0000000-0000-4000-8000-000000000002,c0000000-0000-4000-8000-000000000001,Albergue,active\n",
    "locations.csv": "id,name,location_type,latitude,longitude\n"
    "c0000000-0000-4000-8000-000000000004,Sede,physical,14.9056,-92.2634\n",
    "service_at_location.csv": "id,service_id,location_id\nc0000000-0000-4000-8000-000000000003,"
    "c0000000-0000-4000-8000-000000000002,c0000000-0000-4000-8000-000000000004\n",
    "phones.csv": "id,service_id,number,description\nc0000000-0000-4000-8000-000000000005,"
    'c0000000-0000-4000-8000-000000000002,555-0100,"two\nlines"\n',
    "languages.csv": "id,phone_id,name,code\nc0000000-0000-4000-8000-000000000006,"
    "c0000000-0000-4000-8000-000000000005,Spanish,es\n",
    "schedules.csv": "id,service_at_location_id,freq,byday,opens_at\nc0000000-0000-4000-8000-000000000007,"
    "c0000000-0000-4000-8000-000000000003,WEEKLY,MO,9am\n",
}


def package(folder, **more: str):
    folder.mkdir()
    for name, text in {**TABLES, **more}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_tabular_package_is_joined(importer, tmp_path):
    report = importer.file(package(tmp_path / "package"))
    assert (report.format, report.read, report.rejected) == ("datapackage", 1, 0)
    found = Service.objects.get()
    assert found.parts["phones"][0]["description"] == "two\nlines"
    assert found.parts["phones"][0]["languages"][0]["code"] == "es"
    assert ServiceAtLocation.objects.get().parts["schedules"][0]["opens_at"] == "09:00"
    before = state()
    importer.file(tmp_path / "package", now=LATER)
    assert state() == before


def test_a_row_that_belongs_to_nothing_is_told(importer, tmp_path):
    orphan = "id,service_id,number\nc0000000-0000-4000-8000-000000000009,nobody,555-0101\n"
    report = importer.file(package(tmp_path / "package", **{"phones.csv": orphan}))
    assert (report.read, report.rejected) == (3, 2)
    unplaced = [issue.path for issue in report.issues if "belongs to no record" in issue.reason]
    assert sorted(unplaced) == ["languages.csv row 2", "phones.csv row 2"]  # the language of a phone that is not there


def test_a_zipped_package_is_the_same(importer, tmp_path):
    folder = package(tmp_path / "package")
    importer.file(folder)
    before = state()
    with zipfile.ZipFile(tmp_path / "package.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"wrapped/{path.name}")
    report = importer.file(tmp_path / "package.zip", now=LATER)
    assert report.rows["service", "unchanged"] == 1
    assert state() == before


def test_other_separators_and_windows_letters(importer, tmp_path):
    text = TABLES["organizations.csv"].replace(",", ";").replace("A house", "Año nuevo")
    folder = package(tmp_path / "package")
    (folder / "organizations.csv").write_bytes(text.encode("cp1252"))
    importer.file(folder)
    assert Organization.objects.get().description == "Año nuevo"


MAPPING = """
key = "Code"
not_help = ["jail"]
[organization]
name = "Nombre"
[location]
latitude = "Lat"
longitude = "Lon"
[phone]
number = "Tel"
[languages]
column = "Habla"
[needs]
column = "Tipo"
[needs.values]
"cama" = "SHELTER"
[profile.location]
visibility = "AREA_ONLY"
"""


def test_a_flat_table_is_told_by_its_mapping(importer, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING)
    rows = "Code,Nombre,Lat,Lon,Tel,Habla,Tipo,Otro\na1,Casa,14.9056,-92.2634,555-0100,Spanish|Kreyòl|anything,cama,x\n"
    rows += "jail,Celda,14.9,-92.2,,,,\n"
    report = importer.bytes(rows.encode(), "flat.csv", mapping=mapping)
    assert (report.format, report.read, report.rejected) == ("csv", 2, 0)
    casa = Service.objects.get(name="Casa")
    assert (casa.needs, casa.needs_basis) == (["SHELTER"], "GIVEN")
    assert [language.get("code") for language in casa.parts["languages"]] == ["es", "ht", None]
    assert casa.sites.get().location.visibility == "AREA_ONLY"
    assert casa.sites.get().location.latitude != 14.9056
    assert Service.objects.get(name="Celda").is_help is False
    assert "Otro: this column is not mapped" in reasons(report)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("not toml", "not a mapping file"),
        ("[organization]\nnickname = 'x'", "organization has no field nickname"),
        ("[organisation]\nname = 'x'", "there is no section organisation"),
        ("[organization]\nname = 'x'\n[needs.values]\na = 'BEDS'", "BEDS is not a need"),
        ("", "maps no column"),
        ("organization = 3", "not a table"),
    ],
)
def test_a_faulty_mapping_says_what_is_wrong(importer, tmp_path, mapping, message):
    path = tmp_path / "mapping.toml"
    path.write_text(mapping)
    with pytest.raises(ImportFailed, match=message):
        importer.bytes(b"x,y\n1,2\n", "flat.csv", mapping=path)


def test_a_table_without_a_mapping_says_what_to_do(importer):
    with pytest.raises(ImportFailed, match="--mapping"):
        importer.bytes(b"name,phone\nCasa,555-0100\n", "flat.csv")


# Envelopes: ids mean something only inside one


def envelope(name: str, **more: object) -> dict:
    place = location(id="loc_1", name=name)
    return {
        "source": "scraper",
        "hsds": {"id": "org_1", "name": name, "locations": [place], **more},
    }


def test_the_same_local_id_in_two_envelopes_is_two_organisations(importer):
    report = importer.records([envelope("First pantry"), envelope("Second pantry")])
    assert report.rejected == 0
    assert sorted(Organization.objects.values_list("name", flat=True)) == ["First pantry", "Second pantry"]
    before = state()
    importer.records([envelope("First pantry"), envelope("Second pantry")], now=LATER)
    assert state() == before


def test_references_inside_an_envelope_find_each_other(importer):
    offered = {"id": "svc_1", "name": "Food", "status": "active", "locations": ["loc_1"], "program_id": "prg_1"}
    program = {"id": "prg_1", "name": "Pantry program", "description": ""}
    importer.records(envelope("Pantry", services=[offered], programs=[program]))
    found = Service.objects.get()
    assert found.sites.get().location.name == "Pantry"
    assert str(found.program_id) == found.organization.parts["programs"][0]["id"]


def test_an_envelope_can_not_claim_the_records_of_another_source(importer):
    importer.records(organization(), source="scraper")
    before = state()
    forged = {"source": "scraper", "hsds": organization(name="Casa Ejemplo, new address")}
    importer.records(forged, source="somebody")
    assert state() == before


# Real sets


def test_the_scraped_feed_loses_no_record(importer):
    path = shared("directory/us_food_hsds_dirty.jsonl")
    report = importer.file(path)
    assert report.read == 1582
    assert report.accepted + report.mended + report.rejected == 1582
    assert report.rejected < 20
    assert Organization.objects.count() > 1550
    before = state()
    again = importer.file(path, now=LATER)
    assert state() == before
    assert again.rows["organization", "new"] == again.rows["organization", "changed"] == 0


def test_the_tijuana_list_shows_no_migration_police(importer):
    mapping = "src/acogida/directory/data/mappings/mx_tijuana.toml"
    report = importer.file(shared("directory/mx_tijuana_migrant_services.csv"), mapping=mapping_file(mapping))
    assert (report.read, report.rejected) == (55, 0)
    hidden = set(Organization.objects.filter(is_help=False).values_list("name", flat=True))
    assert hidden == {
        "Instituto Nacional de Migración (INM)",
        "Estación Migratoria (INM)",
        "Estancia Municipal de Infractores",
    }
    assert Service.objects.get(name="Espacio Migrante").needs == ["SHELTER"]


def test_the_new_york_list_keeps_languages_and_phones(importer):
    mapping = "src/acogida/directory/data/mappings/nyc_cbos.toml"
    report = importer.file(shared("directory/nyc_immigrant_cbos.csv"), mapping=mapping_file(mapping))
    assert report.read == 129
    found = Service.objects.get(name__startswith="Casita Maria")
    assert [language["code"] for language in found.parts["languages"]] == ["en", "es"]
    assert found.parts["phones"][0]["number"] == "(718) 589-2230"


def mapping_file(path: str) -> Path:
    return Path(__file__).parents[3] / path


def test_the_ohana_sample_is_whole(importer):
    report = importer.file(shared("directory/ohana_sample_sanmateo/data/sample-csv"))
    assert report.format == "hsds1"
    assert (report.rows["organization", "new"], report.rows["service", "new"], report.rows["location", "new"]) == (
        8,
        23,
        22,
    )
    assert report.rejected == 0
    photos = Service.objects.get(name="Passport Photos")
    assert photos.date_exceptions == [
        {
            "from": "2015-12-24",
            "to": "2015-12-24",
            "closed": False,
            "opens_at": "10:00",
            "closes_at": "16:00",
            "note": "",
        }
    ]
    assert "date_exceptions/0: a date without a year" in reasons(report)
    before = state()
    importer.file(shared("directory/ohana_sample_sanmateo/data/sample-csv"), now=LATER)
    assert state() == before


@pytest.mark.parametrize(
    "name",
    [
        "organization_full",
        "organization_list",
        "service_full",
        "service_list",
        "service_at_location_full",
        "location",
        "taxonomy",
        "taxonomy_list",
        "taxonomy_term",
        "taxonomy_term_list",
        "csv",
    ],
)
def test_the_official_examples(importer, name):
    path = shared(f"hsds/3.1-dev/examples/{name}" + ("" if name == "csv" else ".json"))
    report = importer.file(path)
    assert report.read >= 1
    assert report.accepted + report.mended >= 1
    before = state()
    importer.file(path, now=LATER)
    assert state() == before


def test_all_official_examples_in_their_folder(importer):
    report = importer.file(shared("hsds/3.1-dev/examples"), format="json")
    assert Organization.objects.count() == Service.objects.count() == 1
    assert report.read >= 12
