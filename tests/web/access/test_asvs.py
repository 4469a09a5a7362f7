"""The page about ASVS names each requirement of levels 1 and 2 once, and no file that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/asvs.md").read_text()
STATES = {"met", "in part", "not met", "operator", "none"}
# Chapter → how many of levels 1 and 2 each of its sections has. In 5.0.0 those of level 3 come last in each.
COUNTS = {
    1: {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    2: {1: 3, 2: 3, 3: 4, 4: 1},
    3: {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    4: {1: 3, 2: 1, 3: 2, 4: 4},
    5: {1: 1, 2: 3, 3: 2, 4: 3},
    6: {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    7: {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    8: {1: 2, 2: 3, 3: 1, 4: 1},
    9: {1: 3, 2: 4},
    10: {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    11: {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    12: {1: 3, 2: 2, 3: 4},
    13: {1: 1, 2: 5, 3: 2, 4: 5},
    14: {1: 2, 2: 4, 3: 3},
    15: {1: 3, 2: 3, 3: 7},
    16: {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    17: {1: 1, 2: 4, 3: 2},
}


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:3] > "| 0"]


def test_each_requirement_stands_there_once():
    numbers = [number for cells in rows() if cells[0][0].isdecimal() for number in cells[0].split(", ")]
    expected = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in COUNTS.items()
        for section, count in sections.items()
        for number in range(1, count + 1)
    ]
    assert len(expected) == 253
    assert sorted(numbers) == sorted(expected)


def test_each_line_says_how_it_stands_and_where_it_is_met():
    for cells in rows():
        if cells[0][0].isdecimal():
            assert cells[2] in STATES, cells
            assert cells[3] or cells[2] in {"none", "operator"}, cells


def test_the_files_and_tests_that_are_named_exist():
    named = set(re.findall(r"`((?:src|tests|docs)/[\w./-]+\.\w+|uv\.lock|pyproject\.toml)`", PAGE))
    assert len(named) > 70
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []
    for test, path in re.findall(r"`(test_\w+)` in `(tests/[\w./]+)`", PAGE):
        assert f"def {test}(" in (ROOT / path).read_text(), test
    adrs = {path.name[:4] for path in (ROOT / "docs/adr").glob("0*.md")}
    assert set(re.findall(r"(?:ADR|, )\s?(\d{4})\b", PAGE)) <= adrs
