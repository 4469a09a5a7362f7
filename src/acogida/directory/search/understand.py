"""Reads what a person typed: needs, a town, for whom, and the words that remain. Any of the five languages, or a mix.

Phrases are looked for from the longest to the shortest; each word belongs to one reading. Typing errors are put right
only in words that mean nothing as they are, and the person is told.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from acogida.core.text import words
from acogida.directory import countries, gazetteer, needs
from acogida.directory.models import SearchWord
from acogida.directory.search.match import LONGEST_TEXT, is_said
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
_WORD_AS_TYPED = re.compile(r"\w+")


@dataclass
class Reading:
    """A text while it is read. What a word was read as is struck out."""

    said: list[str]
    typed: list[str]  # the same, as the person wrote them
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
    words: tuple["str | Prefix", ...]  # tokens; all must be there, unless there is a need: then they only rank
    is_unread: bool = False  # something was typed, and no word of it is in letters that we know


def understand(query: Query) -> Meaning:
    text = query.text[:LONGEST_TEXT].strip()
    pairs = _as_typed(text)[:MOST_WORDS]
    reading = Reading(
        [word for word, _ in pairs],
        [typed for _, typed in pairs],
        needs=dict.fromkeys(query.needs),
        audience=query.audience,
        near=query.near,
    )
    _read_needs(reading)
    _read_audience(reading)
    if reading.near is None:
        _read_place(reading, query.language)
    if reading.near:
        _strike(reading, frozenset(words(reading.near.label)))
    _strike(reading, _stop_words() | _people() if reading.needs else _stop_words())
    found = list(_read_words(reading, query.language))
    return Meaning(
        Understood(
            needs=tuple(reading.needs),
            near=reading.near,
            words=tuple(word for word, _ in found),
            corrected=tuple(reading.corrected),
            audience=reading.audience,
            unused=(text,) if text and not pairs else (),
        ),
        needs=(*map(need, reading.needs), *reading.need_phrases),
        words=tuple(token for _, token in found),
        is_unread=bool(text and not pairs and not reading.needs),
    )


def _as_typed(text: str) -> list[tuple[str, str]]:
    """(word as the search sees it, as it was written): `("ninos", "niños")`."""
    chunks = _WORD_AS_TYPED.findall(unicodedata.normalize("NFC", text))
    return [(word, chunk if len(seen) == 1 else word) for chunk in chunks for seen in [words(chunk)] for word in seen]


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
    """`en Lima` says where, `de Lima` may say whose: the longest of the first kind, else the longest."""
    found = list(_places(reading))
    if found:
        start, end, place = min(found, key=lambda one: not _is_hinted(reading, one[0], _before_place()))
        reading.near = near(place, language)
        reading.strike(start, end)


def _places(reading: Reading) -> Iterator[tuple[int, int, gazetteer.Place]]:
    for start, end in _spans(len(reading.said), longest=LONGEST_PLACE_NAME):
        name = " ".join(reading.said[start:end])
        if not reading.is_open(start, end) or _stop_words().issuperset(reading.said[start:end]):
            continue
        is_of = _is_hinted(reading, start, _before_owner())
        hinted = is_of or _is_hinted(reading, start, _before_place())
        at_edge = start == 0 or end == len(reading.said)
        is_country = bool(countries.code_of(name))
        if is_of and is_country or not hinted and not at_edge and any(reading.open[end:]):
            continue
        named = gazetteer.exact(name)
        # A country is not the village that has its name.
        if named and (hinted and not is_country or named[0].population >= TOWN_WITHOUT_A_HINT):
            yield start, end, named[0]


def near(place: gazetteer.Place, language: str) -> Near:
    return Near(place.latitude, place.longitude, place.label(language), place.country, place.admin1)


def _is_hinted(reading: Reading, start: int, hints: frozenset[str]) -> bool:
    before = [" ".join(reading.said[max(0, start - length) : start]) for length in (1, 2)]
    return start > 0 and any(text in hints for text in before)


def _strike(reading: Reading, said: frozenset[str]) -> None:
    for position, word in list(reading.left()):
        if word in said:
            reading.strike(position, position + 1)


def _read_words(reading: Reading, language: str) -> Iterator[tuple[str, str | Prefix]]:
    left = list(reading.left())
    known = _known([word for _, word in left])
    looked_at = 0
    for position, word in left:
        typed, is_last = reading.typed[position], position == len(reading.said) - 1
        if word in known:
            yield typed, stem(word)
        elif is_last and len(word) >= SHORTEST_TO_COMPLETE and _starts_some(word):
            yield typed, Prefix(word)
        elif looked_at >= MOST_CORRECTED or not _may_be_a_slip(word):
            yield typed, stem(word)
        else:
            looked_at += 1
            if not _correct(reading, word, typed, language):
                better = _closest_word(word)
                if better:
                    reading.corrected.append((typed, better))
                yield better or typed, stem(better or word)


def _may_be_a_slip(word: str) -> bool:
    """A word of one of the languages is none, however near it is to another."""
    return len(word) >= SHORTEST_TO_CORRECT and not word.isdigit() and stem(word) not in _ordinary()


def _correct(reading: Reading, word: str, typed: str, language: str) -> bool:
    """Whether a word is a slip of one that names a need or a town."""
    meant = _closest(word, _need_words())
    if meant:
        reading.needs[_need_words()[meant]] = None
        reading.need_phrases.append((stem(meant),))
        reading.corrected.append((typed, meant))
        return True
    towns = gazetteer.similar(word, limit=1) if reading.near is None else []
    if towns and towns[0].population >= TOWN_WITHOUT_A_HINT:
        reading.near = near(towns[0], language)
        reading.corrected.append((typed, towns[0].name))
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
    return next((better for better in _close(word, alike(word)) if is_said(stem(better))), "")


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
def _people() -> frozenset[str]:
    """Whom it is for, where the need says what: `comida para mis hijos` asks for food."""
    return frozenset(word for texts in _data()["people"].values() for text in texts for word in words(text))


@cache
def _ordinary() -> frozenset[str]:
    """Stems of words that everybody writes, and of all that the needs are told in."""
    listed = [*_stop_words(), *_people(), *(word for texts in _data()["ordinary"].values() for word in texts)]
    return frozenset(stem for text in listed for stem in stems(text)) | needs.asked().stems


@cache
def _before_place() -> frozenset[str]:
    return frozenset(" ".join(words(text)) for text in _data()["before_place"]["words"])


@cache
def _before_owner() -> frozenset[str]:
    return frozenset(_data()["before_place"]["or_owner"])


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
