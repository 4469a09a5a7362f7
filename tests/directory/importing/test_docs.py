"""The reference pages say what the code does."""

from pathlib import Path

import pytest

from acogida.directory.enums import Audience, Visibility
from acogida.directory.hsds import profile
from acogida.directory.importing import flat
from acogida.directory.importing.formats import FORMATS
from acogida.directory.management.commands.import_directory import Command

DOCS = Path(__file__).parents[3] / "docs"
IMPORT = (DOCS / "reference/import.md").read_text()
PROFILE = (DOCS / "reference/profile.md").read_text()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_explained(format):
    assert f"`{format}`" in IMPORT


@pytest.mark.parametrize("section", sorted(flat.SECTIONS))
def test_every_section_of_a_mapping_is_explained(section):
    assert f"`{section}`" in IMPORT or f"[{section}" in IMPORT


def test_every_option_is_explained():
    parser = Command().create_parser("acogida", "import_directory")
    django = {"--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--help"}
    django |= {"--no-color", "--force-color", "--skip-checks"}
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    assert [option for option in options - django if f"`{option}`" not in IMPORT] == []


def test_every_field_of_the_profile_is_explained():
    fields = {name for table in profile.FIELDS.values() for name in table} | {"service_at_location_id"}
    texts = {name for names in profile.TRANSLATED.values() for name in names}
    codes = {*Audience.values, *Visibility.values, *profile.FACTS, *profile.OPERATORS}
    quoted = PROFILE.replace('"', "`")
    assert [name for name in sorted(fields | texts | codes) if f"`{name}`" not in quoted] == []
