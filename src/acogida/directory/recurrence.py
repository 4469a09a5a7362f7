"""On which days a schedule of HSDS holds. The fields are those of iCalendar (RFC 5545), as far as HSDS 3.1 has them."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIELDS = (
    "valid_from",
    "valid_to",
    "dtstart",
    "until",
    "count",
    "wkst",
    "freq",
    "interval",
    "byday",
    "byweekno",
    "bymonthday",
    "byyearday",
)
_BYDAY = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Rule:
    freq: str  # WEEKLY, MONTHLY, or ONCE
    interval: int
    days: tuple[tuple[int, int], ...]  # (which in the month, 0 for each; weekday from Monday 0)
    month_days: tuple[int, ...]
    week_numbers: tuple[int, ...]
    year_days: tuple[int, ...]
    first: date | None
    last: date | None
    count: int  # 0: without end
    valid: tuple[date, date]  # outside, the schedule says nothing
    week_start: int

    @property
    def is_plain_week(self) -> bool:
        """The same every week, from start to end."""
        filters = self.month_days or self.week_numbers or self.year_days or self.count
        return self.freq == "WEEKLY" and self.interval == 1 and not filters


def read(schedule: Mapping[str, Any]) -> Rule | None:
    """The rule of a schedule; None when it doesn't say enough to know its days."""
    return _read(tuple([_plain(schedule.get(name)) for name in FIELDS]))


def _plain(value: object) -> object:
    """Something that can be a key."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value) if isinstance(value, dict) else value


# Most places keep hours that many keep: a rule is read once.
@lru_cache(maxsize=8192)
def _read(values: tuple[object, ...]) -> Rule | None:
    schedule = dict(zip(FIELDS, values, strict=True))
    first = read_date(schedule.get("dtstart"))
    days, month_days = _days(schedule.get("byday")), _numbers(schedule.get("bymonthday"))
    freq = str(schedule.get("freq") or "").upper() or _implied(days, month_days, first)
    interval, count = _whole(schedule.get("interval"), 1), _whole(schedule.get("count"), 0)
    if freq == "WEEKLY" and not days and first:
        days = ((0, first.weekday()),)
    if freq == "MONTHLY" and not days and not month_days and first:
        month_days = (first.day,)
    if freq == "WEEKLY" and any(which for which, _ in days):  # the first Monday of every week: meant is something else
        return None
    says_days = first if freq == "ONCE" else days if freq == "WEEKLY" else (days or month_days)
    needs_first = interval > 1 or count
    if freq not in {"WEEKLY", "MONTHLY", "ONCE"} or not says_days or (needs_first and not first) or interval < 1:
        return None
    return Rule(
        freq=freq,
        interval=interval,
        days=days,
        month_days=month_days,
        week_numbers=_numbers(schedule.get("byweekno")),
        year_days=_numbers(schedule.get("byyearday")),
        first=first,
        last=read_date(schedule.get("until")),
        count=count,
        valid=(read_date(schedule.get("valid_from")) or date.min, read_date(schedule.get("valid_to")) or date.max),
        week_start=WEEKDAYS.index(schedule["wkst"]) if schedule.get("wkst") in WEEKDAYS else 0,
    )


def occurs(rule: Rule, day: date) -> bool:
    if not _repeats(rule, day):
        return False
    return not rule.count or day in _counted(rule)


def is_valid(rule: Rule, day: date) -> bool:
    """Whether the schedule says anything about this day."""
    return rule.valid[0] <= day <= rule.valid[1]


def _implied(days: tuple[tuple[int, int], ...], month_days: tuple[int, ...], first: date | None) -> str:
    if days:
        return "MONTHLY" if any(which for which, _ in days) else "WEEKLY"
    return "MONTHLY" if month_days else "ONCE" if first else ""


def _repeats(rule: Rule, day: date) -> bool:
    if not is_valid(rule, day) or (rule.first and day < rule.first) or (rule.last and day > rule.last):
        return False
    if rule.freq == "ONCE":
        return day == rule.first
    if rule.week_numbers and not _in_week(rule.week_numbers, day):
        return False
    length = 366 if calendar.isleap(day.year) else 365
    if rule.year_days and not _counts(rule.year_days, day.timetuple().tm_yday, length):
        return False
    return _in_weekly(rule, day) if rule.freq == "WEEKLY" else _in_monthly(rule, day)


def _in_weekly(rule: Rule, day: date) -> bool:
    if all(weekday != day.weekday() for _, weekday in rule.days):
        return False
    if rule.interval == 1 or rule.first is None:
        return True
    weeks = (_week_of(day, rule.week_start) - _week_of(rule.first, rule.week_start)).days // 7
    return weeks % rule.interval == 0


def _in_monthly(rule: Rule, day: date) -> bool:
    if rule.first and ((day.year - rule.first.year) * 12 + day.month - rule.first.month) % rule.interval:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.month_days and not _counts(rule.month_days, day.day, length):
        return False
    if not rule.days:
        return True
    from_start, from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return any(weekday == day.weekday() and which in {0, from_start, from_end} for which, weekday in rule.days)


@lru_cache(maxsize=512)
def _counted(rule: Rule) -> frozenset[date]:
    """The first `count` days on which the rule repeats; looks at most forty years ahead."""
    if rule.first is None:
        return frozenset()
    found: list[date] = []
    for offset in range(min(40 * 366, (date.max - rule.first).days)):
        day = rule.first + timedelta(offset)
        if _repeats(rule, day):
            found.append(day)
        if len(found) == rule.count or (rule.last and day >= rule.last):
            break
    return frozenset(found)


def _week_of(day: date, week_start: int) -> date:
    back = (day.weekday() - week_start) % 7
    return day - timedelta(min(back, day.toordinal() - 1))


def _in_week(numbers: tuple[int, ...], day: date) -> bool:
    year, number, _ = day.isocalendar()
    return _counts(numbers, number, date(year, 12, 28).isocalendar().week if 1 <= year <= 9999 else 53)


def _counts(numbers: tuple[int, ...], number: int, length: int) -> bool:
    """Whether a list such as `1,15,-1` names the number, counted from the start or, if negative, from the end."""
    return number in numbers or number - length - 1 in numbers


def _days(value: object) -> tuple[tuple[int, int], ...]:
    text = str(value or "")
    matches = (_BYDAY.fullmatch(part.strip()) for part in text.upper().split(","))
    return tuple((int(m[1]) if m[1].strip("+-") else 0, WEEKDAYS.index(m[2])) for m in matches if m)


def _numbers(value: object) -> tuple[int, ...]:
    text = str(value or "")
    return tuple(int(part) for part in text.replace(" ", "").split(",") if re.fullmatch(r"[+-]?\d{1,3}", part))


def _whole(value: object, default: int) -> int:
    return int(value) if isinstance(value, int | float) and value == value and abs(value) < 10_000 else default


def read_date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None
