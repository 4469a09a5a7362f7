"""Text as search sees it: lower case, without accents, in words."""

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+")
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "’": "'", "ʻ": "'"})


def fold(text: str) -> str:
    """`Mérida, Yucatán` → `merida, yucatan`. ASCII passes through at little cost."""
    text = text.lower()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
