"""Words without what changes from singular to plural, alike for all five languages.

A plural `s` or `x` goes, then a final `e` (`doctores`, `doctor`; `noches`, `noche`). It is no grammar: it only has to
make the two forms of one word equal, in what is searched and in what is typed.
"""

from functools import lru_cache

from acogida.core.text import words

_SHORTEST = 3


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    if len(word) > _SHORTEST and word[-1] in "sx" and not word.isdigit():
        word = word[:-1]
    return word[:-1] if len(word) > _SHORTEST and word[-1] == "e" else word


def forms_of(stemmed: str) -> list[str]:
    """The words that have this stem."""
    return [word for end in ("", "e", "s", "x", "es", "ex") if stem(word := stemmed + end) == stemmed]


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]
