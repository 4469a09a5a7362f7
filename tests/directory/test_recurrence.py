from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.directory import recurrence
from tests.directory import hostile

NOVEMBER = [date(2026, 11, day) for day in range(1, 31)]


def november(**schedule: Any) -> list[int]:
    """Days of November 2026 (the 1st is a Sunday) on which the schedule holds."""
    rule = recurrence.read(schedule)
    assert rule is not None
    return [day.day for day in NOVEMBER if recurrence.occurs(rule, day)]


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ({"freq": "WEEKLY", "byday": "MO,TH"}, [2, 5, 9, 12, 16, 19, 23, 26, 30]),
        ({"byday": "SU"}, [1, 8, 15, 22, 29]),
        ({"freq": "WEEKLY", "dtstart": "2026-11-11"}, [11, 18, 25]),
        ({"freq": "WEEKLY", "byday": "MO", "interval": 2, "dtstart": "2026-11-02"}, [2, 16, 30]),
        ({"freq": "WEEKLY", "byday": "MO,SU", "interval": 2, "dtstart": "2026-11-02"}, [2, 8, 16, 22, 30]),
        ({"freq": "WEEKLY", "byday": "SU", "interval": 2, "dtstart": "2026-11-02", "wkst": "SU"}, [15, 29]),
        ({"freq": "WEEKLY", "byday": "FR", "until": "2026-11-13"}, [6, 13]),
        ({"freq": "WEEKLY", "byday": "FR", "dtstart": "2026-11-06", "count": 3}, [6, 13, 20]),
        ({"freq": "WEEKLY", "byday": "TU", "valid_from": "2026-11-04", "valid_to": "2026-11-17"}, [10, 17]),
        ({"freq": "WEEKLY", "byday": "WE", "byweekno": "46,48"}, [11, 25]),
        ({"freq": "WEEKLY", "byday": "WE", "byweekno": "-6"}, [25]),
        ({"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "byyearday": "306,-55"}, [2, 7]),
        ({"freq": "MONTHLY", "byday": "1MO,-1FR"}, [2, 27]),
        ({"byday": "2TU"}, [10]),
        ({"freq": "MONTHLY", "byday": "SA"}, [7, 14, 21, 28]),
        ({"freq": "MONTHLY", "bymonthday": "1,15,-1"}, [1, 15, 30]),
        ({"freq": "MONTHLY", "byday": "FR", "bymonthday": "13"}, [13]),
        ({"freq": "MONTHLY", "dtstart": "2026-09-09"}, [9]),
        ({"freq": "MONTHLY", "bymonthday": "5", "interval": 2, "dtstart": "2026-10-05"}, []),
        ({"freq": "MONTHLY", "bymonthday": "5", "interval": 2, "dtstart": "2026-09-05"}, [5]),
        ({"dtstart": "2026-11-20"}, [20]),
    ],
)
def test_schedule_holds_on_the_days_it_names(schedule: dict[str, Any], days: list[int]) -> None:
    assert november(**schedule) == days


@pytest.mark.parametrize(
    "schedule",
    [
        {},
        {"freq": "WEEKLY"},
        {"freq": "WEEKLY", "wkst": "MO"},
        {"freq": "MONTHLY"},
        {"freq": "YEARLY", "byday": "MO"},
        {"freq": "WEEKLY", "byday": "MO", "interval": 2},
        {"freq": "WEEKLY", "byday": "MO", "count": 4},
        {"freq": "WEEKLY", "byday": "MO", "interval": -1, "dtstart": "2026-11-02"},
        {"freq": "WEEKLY", "byday": "1MO"},
        {"freq": "WEEKLY", "byday": "MO,-1FR"},
        {"byday": "someday"},
        {"description": "Mondays"},
    ],
)
def test_schedule_that_says_too_little_is_not_guessed(schedule: dict[str, Any]) -> None:
    assert recurrence.read(schedule) is None


def test_only_a_plain_week_is_called_so() -> None:
    weekly = {"freq": "WEEKLY", "byday": "MO"}
    assert recurrence.read(weekly).is_plain_week
    for more in ({"byweekno": "3"}, {"dtstart": "2026-01-05", "interval": 2}, {"dtstart": "2026-01-05", "count": 2}):
        assert not recurrence.read(weekly | more).is_plain_week


@given(
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    weekdays=st.lists(st.integers(0, 6), min_size=1, unique=True),
    interval=st.integers(1, 4),
    count=st.integers(0, 9),
    ahead=st.integers(0, 200),
)
@settings(max_examples=100, deadline=None)
def test_weekly_rule_agrees_with_walking_from_week_to_week(
    first: date, weekdays: list[int], interval: int, count: int, ahead: int
) -> None:
    monday, walked = first - timedelta(first.weekday()), []
    while monday <= first + timedelta(230):
        walked += [monday + timedelta(day) for day in sorted(weekdays) if monday + timedelta(day) >= first]
        monday += timedelta(7 * interval)
    expected = set(walked[:count] if count else walked)
    rule = recurrence.read(
        {
            "freq": "WEEKLY",
            "byday": ",".join(recurrence.WEEKDAYS[day] for day in weekdays),
            "dtstart": first.isoformat(),
            "interval": interval,
            "count": count or None,
        }
    )
    assert rule is not None
    day = first + timedelta(ahead)
    assert recurrence.occurs(rule, day) == (day in expected)


junk = st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.lists(st.text(max_size=3), max_size=3)


@given(st.dictionaries(st.sampled_from(recurrence.FIELDS), junk), st.dates())
@settings(max_examples=hostile.EXAMPLES, deadline=None)
def test_any_schedule_can_be_read(schedule: dict[str, Any], day: date) -> None:
    rule = recurrence.read(schedule)
    if rule:
        recurrence.occurs(rule, day)
