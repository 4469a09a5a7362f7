"""The demonstration in the database: loaded by the importer, public where it should be, and alone."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import serializers

from acogida.directory.demo.services import HoldsOtherRecords, Installed, install
from acogida.directory.exporting import Format, export
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    PrivateSite,
    SearchEntry,
    SearchWord,
    Service,
    ServiceAtLocation,
)
from acogida.directory.selectors import public_organizations, public_services
from tests.directory import factories as make
from tests.directory.demo import built
from tests.directory.demo.standing import standing

pytestmark = pytest.mark.django_db

RECORDS = (Organization, Service, Location, ServiceAtLocation)
PUBLIC = (*RECORDS, Capacity, SearchEntry, SearchWord)
KINDS = ("organization", "service", "location", "service_at_location", "service_capacity")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module", autouse=True)
def installed(django_db_setup, django_db_blocker, home):
    with standing(django_db_blocker, now=built.NOW, home=home) as found:
        yield found


def outcomes(installed: Installed, outcome: str) -> Counter[str]:
    rows = installed.report.rows
    return Counter({kind: rows[kind, outcome] for kind in KINDS if rows[kind, outcome]})


def test_everything_is_taken_as_it_is(installed):
    report = installed.report
    assert (report.mended, report.rejected, report.summary) == (0, 0, {})
    assert report.accepted == len(built.organizations())


def test_what_is_said_is_what_is_there(installed):
    assert installed.organizations == public_organizations().count() >= 120
    assert installed.services == public_services().count() >= 600
    assert installed.cities >= 60
    assert installed.countries >= 15


def test_every_record_is_marked_as_of_the_demonstration():
    assert all(model.objects.count() == model.objects.filter(source="demo").count() > 0 for model in RECORDS)


def test_installing_again_changes_nothing(home):
    again = install(now=built.NOW, home=home)
    assert outcomes(again, "new") == outcomes(again, "changed") == Counter()


def test_installing_later_brings_capacity_up_to_date(home):
    before = dict(Capacity.objects.values_list("pk", "updated_at"))
    later = built.NOW + timedelta(days=3, hours=2)
    again = install(now=later, home=home)
    after = dict(Capacity.objects.values_list("pk", "updated_at"))
    assert outcomes(again, "new") == Counter()
    assert after == {pk: moment + timedelta(days=3, hours=2) for pk, moment in before.items()}


def test_an_organisation_from_elsewhere_stops_it(home):
    real = make.organization(name="Una casa de verdad")
    before = dict(Capacity.objects.values_list("pk", "updated_at"))
    with pytest.raises(HoldsOtherRecords, match="1 organizations that are not of the demonstration"):
        install(now=built.NOW + timedelta(days=1), home=home)
    assert Organization.objects.exclude(source="demo").get() == real
    assert dict(Capacity.objects.values_list("pk", "updated_at")) == before


@pytest.mark.parametrize("maker", [make.service, make.location, make.site])
def test_any_record_from_elsewhere_stops_it(home, maker):
    maker()
    Organization.objects.exclude(source="demo").update(source="demo")
    with pytest.raises(HoldsOtherRecords):
        install(now=built.NOW, home=home)


def planted() -> set[str]:
    """What only the private table may hold: streets and exact coordinates of places that are not public."""
    found = set()
    for details in PrivateSite.objects.values_list("details", flat=True):
        found |= {address["address_1"] for address in details["addresses"]}
        found |= {str(details["latitude"]), str(details["longitude"])}
    return found


def test_there_are_enough_hidden_places_to_look_for():
    assert PrivateSite.objects.count() >= 15
    assert len(planted()) > PrivateSite.objects.count() * 2


def test_no_public_row_holds_an_exact_hidden_place():
    rows = "".join(serializers.serialize("json", model.objects.all(), ensure_ascii=False) for model in PUBLIC)
    assert [secret for secret in planted() if secret in rows] == []


def test_no_search_word_leads_to_a_hidden_street():
    assert not SearchEntry.objects.filter(doc__contains="secreta").exists()
    assert not SearchWord.objects.filter(word__in=("secreta", "secret", "sekre")).exists()


@pytest.mark.parametrize("form", list(Format))
def test_no_export_holds_a_hidden_place_or_what_is_no_help(tmp_path, form):
    out = tmp_path / "out"
    export(format=form, out=out)
    written = "".join(path.read_text() for path in ([out] if out.is_file() else sorted(out.iterdir())))
    assert "Casa Amanecer (demo)" in written
    assert [secret for secret in planted() if secret in written] == []
    assert "detención de ejemplo" not in written
    assert "Control migratorio de ejemplo" not in written


def test_what_is_no_help_is_stored_and_never_public():
    assert Organization.objects.filter(is_help=False).count() == 1
    assert not public_services().filter(name__contains="de ejemplo").exists()
    assert not SearchEntry.objects.filter(doc__contains="detencion").exists()
    assert Service.objects.filter(name__contains="de ejemplo").count() == 2


def test_an_export_is_told_to_be_a_demonstration(tmp_path):
    out = tmp_path / "out.ndjson"
    export(format=Format.NDJSON, out=out)
    names = [json.loads(line)["name"] for line in out.read_text().splitlines()]
    assert len(names) >= 120
    assert all(name.endswith("(demo)") for name in names)
