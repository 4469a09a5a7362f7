"""Opening hours: a few patterns, each with several clocks, and the holidays that interrupt them."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from acogida.directory.demo.texts import variants

Json = dict[str, Any]

EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"
WEEKDAYS = "MO,TU,WE,TH,FR"
TO_SATURDAY = "MO,TU,WE,TH,FR,SA"
_PAIRS = ("MO,TH", "TU,FR", "WE,SA", "TU,TH")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")

# pattern → clocks to choose from; a clock is a list of (days, from, to), which may end on the next day.
Clock = tuple[tuple[str, str, str], ...]
WEEKLY: Mapping[str, tuple[Clock, ...]] = {
    "always": (((EVERY_DAY, "00:00", "23:59"),),),
    "reception": (((EVERY_DAY, "08:00", "20:00"),), ((EVERY_DAY, "07:00", "21:00"),)),
    "night": (((EVERY_DAY, "19:00", "07:00"),), ((EVERY_DAY, "20:00", "08:00"),)),
    "night_early": (((EVERY_DAY, "17:30", "07:30"),),),
    "office": (
        ((WEEKDAYS, "09:00", "17:00"),),
        ((WEEKDAYS, "08:00", "16:00"),),
        ((WEEKDAYS, "08:30", "17:30"), ("SA", "09:00", "13:00")),
    ),
    "split": (
        ((WEEKDAYS, "09:00", "13:00"), (WEEKDAYS, "15:00", "18:30")),
        ((TO_SATURDAY, "08:00", "12:00"), (WEEKDAYS, "14:00", "18:00")),
    ),
    "morning": (((WEEKDAYS, "08:00", "12:30"),), ((TO_SATURDAY, "07:30", "12:00"),)),
    "afternoon": (((WEEKDAYS, "14:00", "19:00"),), ((TO_SATURDAY, "13:30", "18:00"),)),
    "meals": (
        ((EVERY_DAY, "07:30", "09:30"), (EVERY_DAY, "13:00", "15:00")),
        ((EVERY_DAY, "07:00", "09:00"), (EVERY_DAY, "12:30", "14:30"), (EVERY_DAY, "19:00", "20:30")),
    ),
    "lunch": (((TO_SATURDAY, "12:00", "15:00"),), ((EVERY_DAY, "12:30", "14:30"),)),
    "daylight": (((EVERY_DAY, "07:00", "18:00"),), ((EVERY_DAY, "06:00", "19:00"),)),
    "weekly": tuple(((day, "10:00", "14:00"),) for day in _DAYS),
    "two_days": tuple(((pair, "09:00", "13:00"),) for pair in _PAIRS),
    "weekly_evening": tuple(((pair, "18:00", "20:30"),) for pair in _PAIRS),
}
MONTHLY: Mapping[str, tuple[Clock, ...]] = {
    "monthly": (
        (("2SA", "09:00", "14:00"),),
        (("1SU", "10:00", "15:00"),),
        (("-1SA", "08:00", "13:00"),),
        (("3FR", "15:00", "19:00"),),
    ),
    "monthly_pair": ((("1TH,3TH", "16:00", "19:00"),), (("2TU,4TU", "17:00", "20:00"),)),
}
OPEN_ON_HOLIDAYS = frozenset({"always", "night", "night_early"})

# Days on which nearly everything rests: the year's end, and each country's own day.
NATIONAL_DAYS = {
    "AR": (7, 9),
    "BO": (8, 6),
    "BR": (9, 7),
    "BZ": (9, 21),
    "CA": (7, 1),
    "CL": (9, 18),
    "CO": (7, 20),
    "CR": (9, 15),
    "DO": (2, 27),
    "EC": (8, 10),
    "GF": (7, 14),
    "GT": (9, 15),
    "GY": (5, 26),
    "HN": (9, 15),
    "MX": (9, 16),
    "NI": (9, 15),
    "PA": (11, 3),
    "PE": (7, 28),
    "PY": (5, 15),
    "SV": (9, 15),
    "US": (7, 4),
    "UY": (8, 25),
    "VE": (7, 5),
}
_YEARS_END = ((12, 25), (1, 1))


def schedules(pattern: str, rng: Random) -> list[Json]:
    freq = "MONTHLY" if pattern in MONTHLY else "WEEKLY"
    clocks = MONTHLY.get(pattern) or WEEKLY[pattern]
    return [
        {"freq": freq, "byday": days, "opens_at": opens, "closes_at": closes}
        for days, opens, closes in rng.choice(clocks)
    ]


def exceptions(country: str, today: date, language: str) -> list[Json]:
    """The next holidays on which a place is closed, and the short day before Christmas."""
    closed = [_next(today, month, day) for month, day in _YEARS_END]
    if own := NATIONAL_DAYS.get(country):
        closed.append(_next(today, *own))
    eve = _next(today, 12, 25) - timedelta(days=1)
    note = variants("holiday", "closed")[0][language]
    found = [_exception(day, closed=True, note=note) for day in closed]
    if eve >= today:
        found.append(_exception(eve, hours=("08:00", "12:00"), note=variants("holiday", "short")[0][language]))
    return sorted(found, key=lambda entry: str(entry["from"]))


def _next(today: date, month: int, day: int) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _exception(day: date, *, note: str, closed: bool = False, hours: tuple[str, str] = ("", "")) -> Json:
    return {
        "from": day.isoformat(),
        "to": day.isoformat(),
        "closed": closed,
        "opens_at": hours[0],
        "closes_at": hours[1],
        "note": note,
    }
