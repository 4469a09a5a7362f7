"""Families and papers before anybody registers them: the same each time, and plainly made up."""

import tomllib
from collections import Counter
from io import BytesIO

from PIL import Image

from acogida.core.text import fold
from acogida.demo import invented, papers
from acogida.demo.accounts import OFFICES, PEOPLE
from acogida.demo.families import DATA, written
from acogida.directory.demo.dice import Dice


def families(seed: int = 7) -> list:
    return [invented.family(office, number, Dice(seed)) for office in OFFICES for number in range(20)]


def test_the_same_seed_makes_the_same_families():
    assert families() == families()
    assert families(8) != families()


def test_every_family_name_is_an_animal_a_tree_or_a_flower():
    natural = {
        fold(word) for names in tomllib.loads((DATA / "names.toml").read_text()).values() for word in names["family"]
    }
    natural |= {fold(word) for word in ("Caracola", "Guayaba", "Marañón", "Vitória-Régia", "Kolibri", "Jacaranda")}
    by_ear = {fold(word) for word in ("Guallacán", "Karacola")}
    people = [one for office in OFFICES for family in written(office) for one in family.members]
    people += [one for family in families() for one in family.members]
    used = {fold(word) for one in people for word in one.family.split()}
    used |= {fold(word) for one in PEOPLE for word in one.name.split()[1:]}
    assert used - natural - by_ear == set()


def test_papers_are_what_they_say():
    assert Image.open(BytesIO(papers.content("card", "Cartilla (inventada)"))).format == "PNG"
    letter = papers.content("letter", "Carta (inventada)")
    start = int(letter.split(b"startxref\n")[1].split()[0])
    assert letter[start:].startswith(b"xref")
    offsets = [int(line[:10]) for line in letter[start:].splitlines() if line.endswith(b" n ")]
    assert [letter[at:].split()[0] for at in offsets] == [b"1", b"2", b"3", b"4", b"5"]
    assert b"DEMO" in letter


def test_needs_are_such_as_the_members_have():
    kinds = Counter(need.kind for family in families() for need in family.needs)
    assert len(kinds) > 15
    for family in families():
        ages = [one.age for one in family.members]
        if any(need.kind in {"SCHOOL", "CHILDCARE"} for need in family.needs):
            assert min(ages) < invented.GROWN
