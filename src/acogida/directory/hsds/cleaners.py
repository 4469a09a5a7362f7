"""One value at a time: returns it as HSDS wants it, None where it says nothing, or raises `Unclean` with the reason.

No reason repeats the value: it may be the address of a hidden place.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote, urlsplit

from acogida.core.text import fold
from acogida.directory.enums import LocationType, ServiceStatus

Cleaner = Callable[[object], object]

PROSE_LIMIT = 50_000
SAYS_NOTHING = frozenset({"", "-", "--", "n/a", "none", "null", "nan", "undefined"})

# The marks of direction (U+202A–E, U+2066–9) can turn a phone number around on the page.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n ?(?:\n ?){2,}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z0-9-]{2,63}|localhost", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


_STATUSES = frozenset(ServiceStatus.values)
_PLACE_TYPES = frozenset(LocationType.values)
STATUS_SYNONYMS = {
    "open": ServiceStatus.ACTIVE,
    "enabled": ServiceStatus.ACTIVE,
    "current": ServiceStatus.ACTIVE,
    "activo": ServiceStatus.ACTIVE,
    "ativo": ServiceStatus.ACTIVE,
    "actif": ServiceStatus.ACTIVE,
    "paused": ServiceStatus.TEMPORARILY_CLOSED,
    "suspended": ServiceStatus.TEMPORARILY_CLOSED,
    "temporarily_closed": ServiceStatus.TEMPORARILY_CLOSED,
    "temporary closed": ServiceStatus.TEMPORARILY_CLOSED,
    "disabled": ServiceStatus.INACTIVE,
    "inactivo": ServiceStatus.INACTIVE,
    "inativo": ServiceStatus.INACTIVE,
    "inactif": ServiceStatus.INACTIVE,
    "closed": ServiceStatus.DEFUNCT,
    "permanently closed": ServiceStatus.DEFUNCT,
}
PLACE_SYNONYMS = {
    "mailing": LocationType.POSTAL,
    "mail": LocationType.POSTAL,
    "online": LocationType.VIRTUAL,
    "remote": LocationType.VIRTUAL,
    "street": LocationType.PHYSICAL,
    "site": LocationType.PHYSICAL,
}


class Unclean(ValueError):
    """The value can't be kept; the message says why and never repeats the value."""


def plain(value: object) -> str:
    """A text of whatever scalar was given."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unclean(f"a text is expected here, not {_called(value)}")
    if isinstance(value, float | Decimal) and value == int(finite(value)):
        value = int(value)
    text = str(value) if not isinstance(value, int) or abs(value) < 10**30 else ""
    if not text:
        raise Unclean("the number is too long")
    return text


def _called(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case list():
            return "a list"
        case dict():
            return "an object"
        case str():
            return "a text"
    return "a number"


def finite(value: float | Decimal) -> float:
    try:
        number = float(value)
    except OverflowError:
        raise Unclean("the number is too large") from None
    if not math.isfinite(number):
        raise Unclean("the number is not finite")
    return number


def line(limit: int) -> Cleaner:
    """A text in one line, trimmed, of at most `limit` characters."""

    def clean(value: object) -> str | None:
        # Nearly all texts are in order already; isprintable() also rules out controls, odd spaces and surrogates.
        if type(value) is str and value.isprintable() and "  " not in value and value == value.strip():
            text = value
        else:
            text = _SPACES.sub(" ", _CONTROL.sub("", plain(value))).strip()
        if len(text) > limit:
            return text[: limit - 1].rstrip() + "…"
        return text or None

    return clean


def prose(value: object) -> str | None:
    """A text of several lines."""
    if type(value) is str and value.isprintable() and "  " not in value and value == value.strip():
        text = value
    else:
        text = _CONTROL.sub("", plain(value).replace("\r\n", "\n").replace("\r", "\n"))
        text = _BLANK_LINES.sub("\n\n", _SPACES_IN_LINE.sub(" ", text)).strip()
    if len(text) > PROSE_LIMIT:
        return text[: PROSE_LIMIT - 1].rstrip() + "…"
    return text or None


_short = line(500)


def email(value: object) -> str | None:
    if type(value) is str and len(value) <= 254 and _EMAIL.fullmatch(value):
        return value
    text = _short(value)
    if text is None or not isinstance(text, str) or text.lower() in SAYS_NOTHING:
        return None
    text = text.strip("<>() ;,.").removeprefix("mailto:").removeprefix("MAILTO:").split("?")[0].strip()
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Unclean("not an e-mail address")
    return text


def url(value: object) -> str | None:
    if type(value) is not str:
        value = plain(value)
    text = _CONTROL.sub("", value).strip()
    if text.lower() in SAYS_NOTHING:
        return None
    if "://" not in text[:12]:
        text = "https://" + text.removeprefix("//")
    if len(text) > 500:
        raise Unclean("the link has more than 500 characters")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        raise Unclean("not a link") from None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host) or " " in parts.netloc:
        raise Unclean("not a link to the web")
    return text if _is_plain_url(text) else _quoted(text, parts.netloc, host)


def _is_plain_url(text: str) -> bool:
    return text.isascii() and not any(char in text for char in ' "<>\\^`{|}')


def _quoted(text: str, netloc: str, host: str) -> str:
    before, _, after = text.partition(netloc)
    return before + (netloc if netloc.isascii() else host) + quote(after, safe="/?#[]@!$&'()*+,;=:%~-._")


def number(value: object) -> float | int | None:
    if type(value) is int and abs(value) < 2**53:
        return value
    if isinstance(value, str):
        text = value.strip().replace("−", "-")
        if text.lower() in SAYS_NOTHING:
            return None
        try:
            value = Decimal(text)
        except ArithmeticError:
            raise Unclean("not a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unclean(f"a number is expected here, not {_called(value)}")
    result = finite(value)
    if abs(result) >= 2**53:
        raise Unclean("the number is too large")
    return int(result) if result == int(result) else result


def count(value: object) -> int | None:
    result = number(value)
    if result is None:
        return None
    if result < 0 or result != int(result) or result > 2**31 - 1:
        raise Unclean("not a count")
    return int(result)


def age(value: object) -> float | int | None:
    result = number(value)
    if result is not None and not 0 <= result <= 150:
        raise Unclean("not an age")
    return result


def amount(value: object) -> float | int | None:
    return number(value.lstrip("$€£ ").replace(",", "") if isinstance(value, str) else value)


def _coordinate(limit: int) -> Cleaner:
    def clean(value: object) -> float | None:
        if type(value) is float and -limit <= value <= limit:
            return value
        result = number(value.replace(",", ".").rstrip("°") if isinstance(value, str) else value)
        if result is None:
            return None
        if not -limit <= result <= limit:
            raise Unclean("not on earth")
        return float(result)

    return clean


latitude = _coordinate(90)
longitude = _coordinate(180)


def status(value: object) -> str | None:
    text = value if type(value) is str else plain(value)
    if text in _STATUSES:
        return text
    folded = fold(text).strip().replace("-", " ")
    if folded in SAYS_NOTHING:
        return None
    if folded in _STATUSES:
        return folded
    if folded in STATUS_SYNONYMS:
        return STATUS_SYNONYMS[folded].value
    raise Unclean("not a status of HSDS")


def place_type(value: object) -> str | None:
    text = value if type(value) is str else plain(value)
    if text in _PLACE_TYPES:
        return text
    folded = fold(text).strip()
    if folded in _PLACE_TYPES:
        return folded
    if folded in PLACE_SYNONYMS:
        return PLACE_SYNONYMS[folded].value
    raise Unclean("a place is physical, postal or virtual")


def language_code(value: object) -> str | None:
    text = plain(value).strip().lower().replace("_", "-")
    if not text:
        return None
    if not _LANGUAGE_TAG.fullmatch(text) or len(text) > 20:
        raise Unclean("not the code of a language")
    return text


def yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = fold(plain(value)).strip()
    if text in {"true", "yes", "1", "si", "sim", "oui", "wi"}:
        return True
    if text in {"false", "no", "0", "nao", "non"}:
        return False
    raise Unclean("yes or no is expected here")
