"""Names by how they sound. Clerks write what they hear: González, Gonçalves, Gonzales; Yenifer, Jennifer; Pierre, Pyè.

Two keys a word: one for how Spanish and Portuguese are spelt, one for French and Haitian Creole. Both forgive; the
exact word counts more. `tests/cases/test_name_search.py` measures them.
"""

import re
from collections.abc import Iterable, Iterator

from acogida.core.text import fold, words

PARTICLES = frozenset(
    (
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "da",
        "do",
        "das",
        "dos",
        "di",
        "du",
        "des",
        "le",
        "y",
        "e",
        "i",
        "san",
        "santa",
        "van",
        "von",
    )
)
_BEFORE_FOLDING = str.maketrans({"ç": "s", "-": " ", "'": "", "’": "", "ʻ": ""})

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


# J: the consonant of Jennifer, Yenifer, Genifer; X: of Chávez, Xavier in Portuguese, Charles.
_IBERIAN = _rules(
    (r"ph", "f"),
    (r"s?ch|sh", "X"),
    (r"th", "t"),
    (r"elle$", "el"),
    (r"l[lh]", "L"),
    (r"(?<=[ng])h", ""),
    (r"nn|gn(?=[aeo])|ny(?=[aeo])", "n"),
    (r"aes$", "anes"),
    (r"cqu?|ck|qu(?=[eiy])|q|k", "k"),
    (r"s?c(?=[eiy])|(?<=n)c(?=alv)", "s"),
    (r"c", "k"),
    (r"gu(?=[eiy])", "g"),
    (r"^(h|g)u(?=[aeio])|^w", "u"),
    (r"^x", "J"),
    (r"[dj]?j+h?|dy(?=[aeou])|g(?=[eiy])", "J"),
    (r"^[yi](?=[aeou])|(?<=[aeiou])y(?=[aeou])", "J"),
    (r"ou", "u"),
    (r"w", "u"),
    (r"h", ""),
    (r"[zx]", "s"),
    (r"v", "b"),
    (r"y", "i"),
    (r"m(?=[pb])|m$", "n"),
    (r"(.)\1+", r"\1"),
    (r"(?<=[^aeiou])e$", ""),
)
_CREOLE = _rules(
    (r"ph", "f"),
    (r"t?ch|sh", "X"),
    (r"cqu?|ck|qu|q", "k"),
    (r"s?c(?=[eiy]|oi)", "s"),
    (r"c", "k"),
    (r"gu(?=[eiy])", "g"),
    (r"g(?=[eiy])|dj", "j"),
    (r"h", ""),
    (r"^des(?=[^aeiou])", "de"),
    (r"eaux?|aux?|auld?$|ault$", "o"),
    (r"ean", "an"),
    (r"oi|oy", "ua"),
    (r"eu|ai|ei", "e"),
    (r"ou|oo|w", "u"),
    (r"y|ill(?=[eai])", "i"),
    (r"pt", "t"),
    (r"r(?=[ou])", "u"),
    (r"r(?=[^aeiou]|$)", ""),
    (r"(?<=..)e+s?$", ""),
    (r"[aei][nm](?=[^aeiou]|$)", "N"),
    (r"z", "s"),
    (r"(.)\1+", r"\1"),
    (r"(?<=..)[estdxpr]+$", ""),
    (r"(?<=.)e", ""),
    (r"(.)\1+", r"\1"),
)


def name_words(name: str) -> list[str]:
    """What a name is found by: `María de los Ángeles Pérez` → maria, angeles, perez. A lone initial says too little."""
    found = words(name.lower().translate(_BEFORE_FOLDING).replace("gü", "w"))
    telling = [word for word in found if len(word) > 1 and word not in PARTICLES]
    return telling or [word for word in found if len(word) > 1]


def tokens(word: str) -> Iterator[tuple[str, float]]:
    """A word as it is written and as it may sound, with how much it tells that two are alike so."""
    word = fold(word)
    yield f"={word}", 1.0
    for key in _readings(_apply(_IBERIAN, word)):
        yield f"~{key}", 0.9
    creole = _apply(_CREOLE, word)
    if len(creole) > 1:
        yield f"^{creole}", 0.8


def alike(one: str, other: str) -> float:
    """How much two words of names are alike, from 0 to 1."""
    mine = dict(tokens(one))
    return max((weight for token, weight in tokens(other) if token in mine), default=0.0)


def _apply(rules: _Rules, word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def _readings(key: str) -> Iterable[str]:
    """`ll` is one letter in Castillo and the same as `l` in Camilla."""
    if "L" not in key:
        return (key,)
    return (key.replace("L", "J"), key.replace("L", "l"))
