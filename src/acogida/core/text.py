"""Text as search sees it: lower case, without accents, in words."""

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+")
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # combining ones
_PLAIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "’": "'", "ʻ": "'"}
_NOT_PLAIN = re.compile(f"[{''.join(_PLAIN)}]")


def fold(text: str) -> str:
    """`Mérida, Yucatán` → `merida, yucatan`. ASCII passes through at little cost."""
    text = text.lower()
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFKD", _NOT_PLAIN.sub(lambda match: _PLAIN[match[0]], text)))


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
