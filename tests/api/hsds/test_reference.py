"""docs/reference/hsds-api.md says what the code does."""

import re
from pathlib import Path

from acogida.api.hsds.parameters import MAX_PER_PAGE, MAX_TEXT, MINIMAL_PER_PAGE, PARAMETERS, PER_PAGE
from acogida.api.hsds.resources import RESOURCES

PAGE = (Path(__file__).parents[3] / "docs/reference/hsds-api.md").read_text()


def rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_path_is_listed_with_its_parameters():
    listed = {path.strip("`"): set(re.findall(r"`(\w+)`", names)) for path, _, _, names in rows("Paths")}
    expected = {"/": set(), "/openapi.json": set()}
    for resource in RESOURCES:
        expected[f"/{resource.name}"] = set(resource.list_parameters)
        expected[f"/{resource.name}/{{id}}"] = set(resource.item_parameters)
    assert listed == expected


def test_every_parameter_is_explained():
    assert [row[0].strip("`") for row in rows("Parameters")] == list(PARAMETERS)


def test_the_limits_are_those_of_the_code():
    said = {row[0].strip("`"): " ".join(row[1:]) for row in rows("Parameters")}
    assert f"1 to {MAX_PER_PAGE}, else {PER_PAGE}" in said["per_page"]
    assert f"at most {MAX_TEXT} characters" in said["search"]
    assert f"{MINIMAL_PER_PAGE:,}" in said["minimal"]
