"""Words without what changes from singular to plural, alike for all five languages.

A plural `s` or `x` goes, then a final `e` (`doctores`, `doctor`; `noches`, `noche`). It is no grammar: it only has to
make the two forms of one word equal, in what is searched and in what is typed.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain

from acogida.core.text import words

Pairs = tuple[tuple[str, str], ...]  # word and stem

_SHORTEST = 3
_LONGEST_KEPT = 30  # letters


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    if len(word) > _SHORTEST and word[-1] in "sx" and not word.isdigit():
        word = word[:-1]
    return word[:-1] if len(word) > _SHORTEST and word[-1] == "e" else word


def forms_of(stemmed: str) -> list[str]:
    """The words that have this stem."""
    return [word for end in ("", "e", "s", "x", "es", "ex") if stem(word := stemmed + end) == stemmed]


def stems(text: str) -> list[str]:
    return [stemmed for _, stemmed in _said(text.split())]


def different_words(text: str) -> dict[str, str]:
    """Each word with its stem, in the order in which they come first."""
    return dict(_said(dict.fromkeys(text.split())))


def _said(runs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Whatever stands between two spaces is read on its own; most of it has been read before."""
    is_kept = max(map(len, runs), default=0) <= _LONGEST_KEPT
    return chain.from_iterable(map(_known_pairs if is_kept else _pairs, runs))


def _pairs(run: str) -> Pairs:
    return _known_pairs(run) if len(run) <= _LONGEST_KEPT else _read(run)


def _read(run: str) -> Pairs:
    return tuple([(word, stem(word)) for word in words(run)])


_known_pairs = lru_cache(maxsize=20_000)(_read)
