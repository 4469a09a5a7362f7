"""How well names are found however they are spelt, on a made list (names.py).

    python -m tests.cases.measuring_names

prints the figures that docs/explanation/households.md states.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from acogida.cases.spelling import alike, name_words
from tests.cases.names import FAMILY, GIVEN

PEOPLE = 2000
Word = tuple[str, ...]  # a name in all its spellings


@dataclass(frozen=True)
class Figures:
    recall: float  # of those who are meant, how many are found
    precision: float  # of those found, how many are meant


def half(table: tuple[Word, ...], tuned: bool) -> tuple[Word, ...]:
    middle = len(table) // 2
    return table[:middle] if tuned else table[middle:]


def measure(tuned: bool, seed: int = 1) -> Figures:
    """People of one given name and two family names, each spelt in one way or another; asked for by a given and one of
    the family names in yet another spelling. Meant is everybody who has these names, however spelt."""
    dice = random.Random(seed)
    given, family = half(GIVEN, tuned), half(FAMILY, tuned)
    people = [(dice.choice(given), dice.choice(family), dice.choice(family)) for _ in range(PEOPLE)]
    spelt = [" ".join(dice.choice(word) for word in person) for person in people]
    found_of_meant = meant_in_all = found_in_all = 0
    for person in dice.sample(people, 300):
        asked = (person[0], dice.choice(person[1:]))
        query = " ".join(dice.choice(word) for word in asked)
        meant = {number for number, one in enumerate(people) if asked[0] == one[0] and asked[1] in one[1:]}
        found = set(matching(query, spelt))
        found_of_meant += len(found & meant)
        meant_in_all += len(meant)
        found_in_all += len(found)
    return Figures(found_of_meant / meant_in_all, found_of_meant / found_in_all)


def matching(query: str, spelt: list[str]) -> Iterator[int]:
    """As the index does it, without the hashes: every word has to be alike some word."""
    asked = name_words(query)
    for number, name in enumerate(spelt):
        present = name_words(name)
        if all(any(_alike(word, other) for other in present) for word in asked):
            yield number


_KNOWN: dict[tuple[str, str], bool] = {}


def _alike(one: str, other: str) -> bool:
    key = (one, other)
    if key not in _KNOWN:
        _KNOWN[key] = alike(one, other) > 0
    return _KNOWN[key]


if __name__ == "__main__":
    for title, tuned in (("names the rules were tuned on", True), ("names they were not", False)):
        figures = [measure(tuned, seed) for seed in range(1, 6)]
        recall = sum(one.recall for one in figures) / len(figures)
        precision = sum(one.precision for one in figures) / len(figures)
        print(f"{title}: recall {recall:.3f}, precision {precision:.3f}")  # noqa: T201 - this is what it is run for
