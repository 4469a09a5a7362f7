"""Cleaners of hours, days and dates."""

import re
from datetime import UTC, date, datetime

from acogida.core.text import fold
from acogida.directory.hsds.cleaners import SAYS_NOTHING, Unclean, line, plain

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?(?: ?([ap])\.? ?m\.?)?(?:z|[+-]\d{2}:?\d{2})?")
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})")
_NAMED_TIMES = {"noon": "12:00", "midday": "12:00", "mediodia": "12:00", "midnight": "00:00", "medianoche": "00:00"}
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_DATE_FORMATS = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%Y%m%d")
_BYDAY = re.compile(r"(?:-?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:-?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU))*")
_DAY = re.compile(r"(-?\d{1,2}(?:st|nd|rd|th)?)?\s*([a-z]+)")

_DAYS = {
    "MO": "mo mon monday lu lun lunes segunda lundi lendi",
    "TU": "tu tue tues tuesday ma mar martes terca mardi madi",
    "WE": "we wed weds wednesday mi mie miercoles quarta mercredi mekredi",
    "TH": "th thu thur thurs thursday ju jue jueves quinta jeudi jedi",
    "FR": "fr fri friday vi vie viernes sexta vendredi vandredi",
    "SA": "sa sat saturday sab sabado samedi samdi",
    "SU": "su sun sunday do dom domingo dimanche dimanch",
}
_DAY_CODES = {name: code for code, names in _DAYS.items() for name in names.split()}
_WEEK = list(_DAYS)

_short = line(500)


def time(value: object) -> str | None:
    """`09:00`. Understands `9:00 AM`, `9am`, `09:00:00`, `0900`, `9h30`, `noon`."""
    if type(value) is not str:
        raise Unclean("a time is expected here")
    if len(value) == 5 and value[2] == ":" and value < "24:00" and value[:2].isdecimal() and value[3:].isdecimal():
        if value[3:] > "59":
            raise Unclean("not a time of day")
        return value
    text = fold(value).strip()
    if text in SAYS_NOTHING:
        return None
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text]
    match = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
    if not match:
        raise Unclean("not a time of day")
    hour, minute = int(match[1]), int(match[2] or 0)
    half = match[3] if match.re is _TIME else None
    if half:
        if not 1 <= hour <= 12:
            raise Unclean("not a time of day")
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return "23:59"
    if hour > 23 or minute > 59:
        raise Unclean("not a time of day")
    return f"{hour:02}:{minute:02}"


def day(value: object) -> str | None:
    """A date, `2026-12-24`."""
    text = _short(value)
    if not isinstance(text, str) or text.lower() in SAYS_NOTHING:
        return None
    try:
        match = _ISO_DATE.fullmatch(text)
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        raise Unclean("not a date") from None
    for form in _DATE_FORMATS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if found.year < 1800:
            raise Unclean("a date without a year")
        return found.isoformat()
    raise Unclean("not a date")


def moment(value: object) -> str | None:
    """A moment in UTC, always spelt the same; without a time zone it is taken as UTC, a date alone as its start."""
    text = _short(value)
    if not isinstance(text, str) or text.lower() in SAYS_NOTHING:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unclean("not a date and time") from None
    if not 1900 <= found.year <= 9998:
        raise Unclean("not a date and time")
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.isoformat().replace("+00:00", "Z")


def byday(value: object) -> str | None:
    """`MO,WE`. Understands names of days in five languages, lists, `2nd Tuesday`, `Mon-Fri`."""
    if type(value) is str and _BYDAY.fullmatch(value):
        return value
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        raise Unclean("days of the week are expected here")
    codes: list[str] = []
    for entry in value:
        if not isinstance(entry, str):
            raise Unclean("not a day of the week")
        codes += _days_of(fold(entry).strip())
    return ",".join(dict.fromkeys(codes)) or None


def _days_of(text: str) -> list[str]:
    if text in {"", "null"}:
        return []
    if text in {"daily", "every day", "todos los dias", "tous les jours", "todos os dias", "chak jou"}:
        return _WEEK
    first, dash, last = (
        part.strip() for part in re.sub(r"\s+(?:to|through|a|au)\s+", "-", text, count=1).partition("-")
    )
    if first and dash and first in _DAY_CODES and last in _DAY_CODES:
        start, end = _WEEK.index(_DAY_CODES[first]), _WEEK.index(_DAY_CODES[last])
        return _WEEK[start : end + 1] if start <= end else _WEEK[start:] + _WEEK[: end + 1]
    match = _DAY.fullmatch(text.removesuffix("-feira"))
    code = _DAY_CODES.get(match[2]) or _DAY_CODES.get(match[2].removesuffix("s")) if match else None
    if not match or not code:
        raise Unclean("not a day of the week")
    return [(re.sub(r"[a-z]", "", match[1]) if match[1] else "") + code]


def weekday(value: object) -> str | None:
    days = byday(value)
    if days is not None and len(days) != 2:
        raise Unclean("not a day of the week")
    return days


def frequency(value: object) -> str | None:
    text = fold(plain(value)).strip()
    if text in {"weekly", "monthly"}:
        return text.upper()
    if text in SAYS_NOTHING:
        return None
    raise Unclean("a schedule repeats WEEKLY or MONTHLY")


def numbers(value: object) -> str | None:
    """`41,42`, as byweekno, bymonthday and byyearday are written."""
    parts = value if isinstance(value, list) else plain(value).split(",")
    texts = [plain(part).strip() for part in parts]
    texts = [text for text in texts if text]
    if not all(re.fullmatch(r"-?\d{1,3}", text, re.ASCII) for text in texts):
        raise Unclean("whole numbers with commas between are expected here")
    return ",".join(texts) or None
