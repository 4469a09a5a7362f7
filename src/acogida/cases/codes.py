"""Codes of households: 128 random bits in letters and digits that can't be taken for each other when read aloud."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 26
SHORT = 8
_TAKEN_FOR = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    number = secrets.randbits(128)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def short(code: str) -> str:
    """`7K3F-9QWD`: enough to tell the files of one organisation apart."""
    return f"{code[:4]}-{code[4:SHORT]}"


def long(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def typed(text: str) -> str:
    """A code, or its beginning, as somebody typed it: any case, any grouping, O for 0. Empty when it is none."""
    code = text.upper().translate(_TAKEN_FOR)
    return code if SHORT <= len(code) <= LENGTH and set(code) <= set(ALPHABET) else ""
