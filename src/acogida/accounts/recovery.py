"""The recovery key as it stands on paper: nine groups of four characters, the last one against typing errors."""

import secrets
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from acogida.core import crypto
from acogida.core.crypto import KeyPair
from acogida.core.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
READ_AS = str.maketrans("OILoil", "011011", " -\u2010\u2011\u2013\t\r\n.")
BYTES = 20  # 160 bits, 32 characters
GROUP = 4
CHECK = 4


class RecoveryKeyMistyped(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This is not a recovery key: at least one character is wrong or missing."))


@dataclass(frozen=True)
class RecoveryCode:
    """`text` is what gets printed; it is made here and kept nowhere."""

    text: str = field(repr=False)
    pair: KeyPair = field(repr=False)


def new_code() -> RecoveryCode:
    seed = secrets.token_bytes(BYTES)
    characters = _base32(int.from_bytes(seed), BYTES * 8 // 5) + _check(seed)
    return RecoveryCode(text=_grouped(characters), pair=_pair(seed))


def read_code(typed: str) -> KeyPair:
    """However it was typed: small letters, spaces, O for 0."""
    characters = typed.translate(READ_AS).upper()
    body, check = characters[:-CHECK], characters[-CHECK:]
    if len(body) != BYTES * 8 // 5 or not set(body) <= set(ALPHABET):
        raise RecoveryKeyMistyped
    number = 0
    for character in body:
        number = number * 32 + ALPHABET.index(character)
    seed = number.to_bytes(BYTES)
    if _check(seed) != check:
        raise RecoveryKeyMistyped
    return _pair(seed)


def grouped(content: bytes, *, groups: int) -> str:
    """The first bits of something as people can read them to each other."""
    length = groups * GROUP
    return _grouped(_base32(int.from_bytes(content) >> (len(content) * 8 - length * 5), length))


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))


def _pair(seed: bytes) -> KeyPair:
    return crypto.pair_of(crypto.subkey(seed, "recovery"))


def _check(seed: bytes) -> str:
    return _base32(int.from_bytes(crypto.digest(b"recovery-check", seed)[:4]) >> 12, CHECK)


def _base32(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(length)))
