"""Reads what a person typed: needs, a town, for whom, and the words that remain. Any of the five languages, or a mix.

Phrases are looked for from the longest to the shortest; each word belongs to one reading. Typing errors are put right
only in words that mean nothing as they are, and the person is told.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from acogida.core.text import words
from acogida.directory import gazetteer, needs
from acogida.directory.models import SearchWord
from acogida.directory.search.match import LONGEST_TEXT, entries_matching
from acogida.directory.search.tokens import Alternative, Prefix, need
from acogida.directory.search.types import Near, Query, Understood
from acogida.directory.stems import stem, stems

MOST_WORDS = 12
LONGEST_PLACE_NAME = 5  # words
TOWN_WITHOUT_A_HINT = 50_000  # people; a smaller town needs a word such as "in" before it
SHORTEST_TO_CORRECT = 5
MOST_CORRECTED = 3  # words; more of them is no slip but another language, and each costs a look at many words
MOST_ALIKE = 20
SHORTEST_TO_COMPLETE = 3


@dataclass
class Reading:
    """A text while it is read. What a word was read as is struck out."""

    said: list[str]
    open: list[bool] = field(init=False)
    needs: dict[str, None] = field(default_factory=dict)
    need_phrases: list[Alternative] = field(default_factory=list)
    audience: str = ""
    near: Near | None = None
    corrected: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = [True] * len(self.said)

    def strike(self, start: int, end: int) -> None:
        self.open[start:end] = [False] * (end - start)

    def is_open(self, start: int, end: int) -> bool:
        return all(self.open[start:end])

    def left(self) -> Iterator[tuple[int, str]]:
        return ((position, word) for position, word in enumerate(self.said) if self.open[position])


@dataclass(frozen=True)
class Meaning:
    understood: Understood
    needs: tuple["str | Alternative", ...]  # tokens, any of which answers the needs
    words: tuple["str | Prefix", ...]  # tokens, all of which must be there


def understand(query: Query) -> Meaning:
    said = words(query.text[:LONGEST_TEXT])[:MOST_WORDS]
    reading = Reading(said, needs=dict.fromkeys(query.needs), audience=query.audience, near=query.near)
    _read_needs(reading)
    _read_audience(reading)
    if reading.near is None:
        _read_place(reading, query.language)
    _strike_stop_words(reading)
    found = list(_read_words(reading, query.language))
    return Meaning(
        Understood(
            needs=tuple(reading.needs),
            near=reading.near,
            words=tuple(word for word, _ in found),
            corrected=tuple(reading.corrected),
            audience=reading.audience,
        ),
        needs=(*map(need, reading.needs), *reading.need_phrases),
        words=tuple(token for _, token in found),
    )


def _read_needs(reading: Reading) -> None:
    """A need is also met by a place that says the very words."""
    for start, end, kind in list(needs.asked().read([stem(word) for word in reading.said])):
        reading.needs[kind] = None
        said = [word for word in reading.said[start:end] if stem(word) not in _stop_words()]
        reading.need_phrases.append(tuple(map(stem, said or reading.said[start:end])))
        reading.strike(start, end)


def _read_audience(reading: Reading) -> None:
    found = [stem(word) for word in reading.said]
    for start, end in _spans(len(found), longest=2):
        audience = _audiences().get(tuple(found[start:end]))
        if audience and reading.is_open(start, end):
            reading.audience = reading.audience or audience
            reading.strike(start, end)


def _read_place(reading: Reading, language: str) -> None:
    for start, end in _spans(len(reading.said), longest=LONGEST_PLACE_NAME):
        if not reading.is_open(start, end) or _stop_words().issuperset(reading.said[start:end]):
            continue
        hinted = _is_hinted(reading, start)
        at_edge = start == 0 or end == len(reading.said)
        if not hinted and not at_edge and any(reading.open[end:]):
            continue
        named = gazetteer.exact(" ".join(reading.said[start:end]))
        if named and (hinted or named[0].population >= TOWN_WITHOUT_A_HINT):
            _take_place(reading, start, end, named[0], language)
            return


def _take_place(reading: Reading, start: int, end: int, place: gazetteer.Place, language: str) -> None:
    reading.near = near(place, language)
    reading.strike(start, end)


def near(place: gazetteer.Place, language: str) -> Near:
    return Near(place.latitude, place.longitude, place.label(language), place.country, place.admin1)


def _is_hinted(reading: Reading, start: int) -> bool:
    before = [" ".join(reading.said[max(0, start - length) : start]) for length in (1, 2)]
    return start > 0 and any(text in _before_place() for text in before)


def _strike_stop_words(reading: Reading) -> None:
    for position, word in list(reading.left()):
        if word in _stop_words():
            reading.strike(position, position + 1)


def _read_words(reading: Reading, language: str) -> Iterator[tuple[str, str | Prefix]]:
    left = list(reading.left())
    known = _known([word for _, word in left])
    looked_at = 0
    for position, word in left:
        is_last = position == len(reading.said) - 1
        if word in known:
            yield word, stem(word)
        elif is_last and len(word) >= SHORTEST_TO_COMPLETE and _starts_some(word):
            yield word, Prefix(word)
        elif looked_at >= MOST_CORRECTED or not _may_be_a_slip(word):
            yield word, stem(word)
        else:
            looked_at += 1
            if not _correct(reading, word, language):
                better = _closest_word(word) or word
                if better != word:
                    reading.corrected.append((word, better))
                yield better, stem(better)


def _may_be_a_slip(word: str) -> bool:
    return len(word) >= SHORTEST_TO_CORRECT and not word.isdigit()


def _correct(reading: Reading, word: str, language: str) -> bool:
    """Whether a word is a slip of one that names a need or a town."""
    meant = _closest(word, _need_words())
    if meant:
        reading.needs[_need_words()[meant]] = None
        reading.need_phrases.append((stem(meant),))
        reading.corrected.append((word, meant))
        return True
    towns = gazetteer.similar(word, limit=1) if reading.near is None else []
    if towns and towns[0].population >= TOWN_WITHOUT_A_HINT:
        reading.near = near(towns[0], language)
        reading.corrected.append((word, towns[0].name))
        return True
    return False


def _known(said: list[str]) -> set[str]:
    return set(SearchWord.objects.filter(word__in=said).values_list("word", flat=True)) if said else set()


def _starts_some(word: str) -> bool:
    return SearchWord.objects.filter(word__gte=word, word__lt=f"{word}zzzz").exists()


def alike(word: str) -> QuerySet[SearchWord, str]:
    """Words of the directory that a slip or two could have turned into this one; in a large vocabulary still few."""
    slips = _slips(word)
    same_letter = SearchWord.objects.filter(word__gte=word[0], word__lt=f"{word[0]}zzzz").order_by()
    near = same_letter.alias(length=Length("word")).filter(length__range=(len(word) - slips, len(word) + slips))
    return near.values_list("word", flat=True)


def _closest_word(word: str) -> str:
    """One that is still said somewhere: a vocabulary may outlive what it was read from."""
    return next((better for better in _close(word, alike(word)) if entries_matching([[stem(better)]]).exists()), "")


def _closest(word: str, choices: Iterable[str]) -> str:
    return next(iter(_close(word, choices)), "")


def _close(word: str, choices: Iterable[str]) -> list[str]:
    """The nearest first, and none with another first letter."""
    same_letter = [choice for choice in choices if choice[0] == word[0]]
    hits = process.extract(word, same_letter, scorer=OSA.distance, score_cutoff=_slips(word), limit=None)
    return [choice for _, choice in sorted((distance, choice) for choice, distance, _ in hits)][:MOST_ALIKE]


def _slips(word: str) -> int:
    """One in a short word, two in a longer one."""
    return 1 if len(word) < 8 else 2


def _spans(count: int, longest: int) -> Iterator[tuple[int, int]]:
    """Every run of words, the longest first."""
    for length in range(min(longest, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    path = files("acogida.directory") / "data" / "search_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for texts in _data()["stop"].values() for text in texts for word in words(text))


@cache
def _before_place() -> frozenset[str]:
    return frozenset(" ".join(words(text)) for text in _data()["before_place"]["words"])


@cache
def _audiences() -> dict[tuple[str, ...], str]:
    return {tuple(stems(text)): code.upper() for code, texts in _data()["audiences"].items() for text in texts}


@cache
def _need_words() -> dict[str, str]:
    """Single words that name a need, as they are written, long enough to tell a slip from another word."""
    found = {}
    for language in needs.LANGUAGES:
        for kind, entry in needs.table(language).items():
            for text in [*entry["words"], *entry["asks"]]:
                said = words(text)
                if len(said) == 1 and len(said[0]) >= SHORTEST_TO_CORRECT:
                    found[said[0]] = kind
    return found
