"""The tutorial is run: what it tells a newcomer to type works, and answers what it says."""

import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from acogida.core import clock
from acogida.directory.demo.kinds import sketches
from acogida.directory.demo.not_help import records
from acogida.directory.models import Organization
from tests.directory.demo.standing import standing

DOCS = Path(__file__).parents[3] / "docs"
TUTORIAL = DOCS / "tutorials/first-steps.md"
COMMAND = re.compile(r"^    \.venv/bin/acogida (.+)$", re.MULTILINE)

pytestmark = pytest.mark.django_db


def commands(name: str) -> list[list[str]]:
    found = [shlex.split(line) for line in COMMAND.findall(TUTORIAL.read_text())]
    return [arguments for command, *arguments in found if command == name]


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(django_db_blocker, now=clock.now(), home=tmp_path_factory.mktemp("demo")) as found:
        yield found


def test_every_search_of_the_tutorial_finds_somebody(demonstration):
    searches = commands("find")
    assert len(searches) >= 5
    for arguments in searches:
        assert "\n1. " in run("find", *arguments), arguments


def test_the_first_search_answers_what_the_tutorial_shows(demonstration):
    shown = re.search(
        r"^    1\. (.+)\n       (less than 1 km · 7 family places free, updated)", TUTORIAL.read_text(), re.M
    )
    assert shown
    first = run("find", *commands("find")[0]).split("\n1. ")[1]
    assert shown[1] in first
    assert shown[2] in first


def test_what_is_exported_can_be_imported_on_another_node(demonstration, tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    monkeypatch.chdir(tmp_path)
    ((*options, file),) = commands("export_directory")
    run("export_directory", *options, file)
    Organization.objects.all().delete()
    (arguments,) = commands("import_directory")
    printed = run("import_directory", *arguments)
    assert f"organizations {demonstration.organizations} new 0 changed 0 unchanged 0 rejected" in printed
    assert "organizations 0 new 0 changed" in run("import_directory", *arguments)


def test_the_numbers_that_are_shown_are_those_that_are_built(demonstration):
    built = demonstration
    line = (
        f"Demonstration network: {built.organizations} organizations, {built.services} services, "
        f"{built.cities} cities, {built.countries} countries, all invented."
    )
    assert line in TUTORIAL.read_text()
    assert len(sketches()) + len(list(records())) == built.organizations + 1


@pytest.mark.parametrize("page", [TUTORIAL, DOCS / "explanation/demo.md"], ids=lambda page: page.name)
def test_every_organisation_that_is_named_exists(page):
    names = {f"{sketch.name} (demo)" for sketch in sketches()}
    assert set(re.findall(r"\*\*([^*]+ \(demo\))\*\*", page.read_text())) <= names
