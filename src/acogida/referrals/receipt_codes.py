"""The code on a person's receipt: 14 random digits and two that tell a typing error (ISO 7064, MOD 97-10): every wrong
digit and every two that changed places. ADR 0304 says what guessing costs."""

import secrets

RANDOM = 14
LENGTH = RANDOM + 2
_MODULUS = 97


def new_code() -> str:
    digits = f"{secrets.randbelow(10**RANDOM):0{RANDOM}d}"
    return f"{digits}{_MODULUS + 1 - int(digits) * 100 % _MODULUS:02d}"


def grouped(code: str) -> str:
    """`1234 5678 9012 3456`"""
    return " ".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def typed(text: str) -> str:
    """As somebody typed it: any grouping, any digits of the world. Empty: a digit is missing or wrong."""
    digits = "".join(str(int(one)) for one in text if one.isdecimal())
    rest = [one for one in text if not one.isdecimal() and one not in " -.\u00a0\u202f\t\r\n"]
    return digits if len(digits) == LENGTH and not rest and int(digits) % _MODULUS == 1 else ""
