from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.directory import opening
from acogida.directory.enums import Visibility
from acogida.directory.recurrence import WEEKDAYS
from acogida.directory.search import weekly
from tests.directory import factories, hostile

MEXICO, NEW_YORK = "America/Mexico_City", "America/New_York"
OFFICE = [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "18:00"}]
NIGHT = [{"freq": "WEEKLY", "byday": "FR,SA", "opens_at": "20:00", "closes_at": "06:00"}]
ALWAYS = [{"freq": "WEEKLY", "byday": ",".join(WEEKDAYS), "opens_at": "00:00", "closes_at": "24:00"}]
CHRISTMAS = [{"from": "2026-12-24", "to": "2026-12-26", "closed": True, "note": "Feliz Navidad"}]


def at(text: str, zone: str = MEXICO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def clock(moment: datetime | None) -> str | None:
    return moment and f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("schedules", "when", "is_open", "until"),
    [
        (OFFICE, "2026-11-24 09:00", True, "2026-11-24 18:00"),
        (OFFICE, "2026-11-24 17:59", True, "2026-11-24 18:00"),
        (OFFICE, "2026-11-24 18:00", False, "2026-11-25 09:00"),
        (OFFICE, "2026-11-27 18:30", False, "2026-11-30 09:00"),
        (NIGHT, "2026-11-28 05:59", True, "2026-11-28 06:00"),
        (NIGHT, "2026-11-28 06:00", False, "2026-11-28 20:00"),
        (NIGHT, "2026-11-29 03:00", True, "2026-11-29 06:00"),
        (ALWAYS, "2026-11-29 03:00", True, None),
        ([*OFFICE, *NIGHT], "2026-11-27 19:00", False, "2026-11-27 20:00"),
        ([{"byday": "1MO", "opens_at": "10:00", "closes_at": "12:00"}], "2026-11-03 10:00", False, "2026-12-07 10:00"),
        ([{"byday": "MO", "opens_at": "00:00", "closes_at": "23:59"}], "2026-11-23 23:59", True, "2026-11-24 00:00"),
    ],
)
def test_opening_tells_whether_and_until_when(
    schedules: list[dict[str, Any]], when: str, is_open: bool, until: str | None
) -> None:
    found = opening.opening(schedules, [], MEXICO, at(when))
    assert (found.is_open, clock(found.until)) == (is_open, until)
    assert found.next_open == (None if is_open else found.until)


@pytest.mark.parametrize(
    ("schedules", "zone"),
    [
        ([], MEXICO),
        (OFFICE, ""),
        (OFFICE, "Not/AZone"),
        ([{"freq": "WEEKLY", "opens_at": "09:00", "closes_at": "18:00"}], MEXICO),
        ([{"byday": "MO,TU,WE"}], MEXICO),
        ([{"byday": "MO,TU,WE", "opens_at": "mañana", "closes_at": "18:00"}], MEXICO),
        ([{"byday": "TU", "opens_at": "25:00", "closes_at": "26:00"}], MEXICO),
        ([OFFICE[0] | {"valid_to": "2026-06-30"}], MEXICO),
        ([{"description": "L-V 9 a 18"}], MEXICO),
        ([{"byday": "TU", "opens_at": "08:00", "closes_at": "08:00"}], MEXICO),
        ([{"byday": "TU", "opens_at": "00:00", "closes_at": "00:00"}], MEXICO),
        ([{"freq": "WEEKLY", "byday": "1TU", "opens_at": "08:00", "closes_at": "22:00"}], MEXICO),
    ],
)
def test_unknown_hours_stay_unknown(schedules: list[dict[str, Any]], zone: str) -> None:
    now = at("2026-11-24 20:00")
    assert opening.opening(schedules, [], zone, now).is_open is None
    assert opening.is_open(schedules, [], zone, now) is None
    assert not opening.today(schedules, [], zone, now).is_known


def test_a_part_that_is_not_known_hides_closed_but_not_open() -> None:
    schedules = [*OFFICE, {"description": "and by appointment"}]
    assert opening.opening(schedules, [], MEXICO, at("2026-11-24 10:00")).is_open is True
    evening = opening.opening(schedules, [], MEXICO, at("2026-11-24 20:00"))
    assert (evening.is_open, clock(evening.next_open)) == (None, "2026-11-25 09:00")


def test_schedule_without_a_zone_of_the_place_uses_its_own_offset() -> None:
    schedules = [OFFICE[0] | {"timezone": -6}]
    assert opening.opening(schedules, [], "", datetime(2026, 11, 24, 15, 30, tzinfo=UTC)).is_open is True
    assert opening.opening(schedules, [], "", datetime(2026, 11, 24, 14, 30, tzinfo=UTC)).is_open is False


@pytest.mark.parametrize(
    ("opens_at", "zone", "expected"),
    [
        ("09:00", NEW_YORK, time(9)),
        ("09:00:00", NEW_YORK, time(9)),
        ("09:00-05:00", NEW_YORK, time(9)),  # written in winter, holds in summer
        ("09:00-04:00", NEW_YORK, time(9)),
        ("14:00Z", MEXICO, time(8)),
        ("14:00+00:00", MEXICO, time(8)),
        ("9:00", MEXICO, time(9)),
    ],
)
def test_time_with_an_offset_is_the_clock_time_of_the_place(opens_at: str, zone: str, expected: time) -> None:
    schedules = [{"byday": ",".join(WEEKDAYS), "opens_at": opens_at, "closes_at": "21:30"}]
    assert opening.today(schedules, [], zone, at("2026-07-10 12:00", zone)).times == [(expected, time(21, 30))]


def test_exception_closes_a_day_and_says_why() -> None:
    now = at("2026-12-24 10:00")
    found = opening.opening(OFFICE, CHRISTMAS, MEXICO, now)
    assert (found.is_open, clock(found.next_open)) == (False, "2026-12-28 09:00")
    assert opening.today(OFFICE, CHRISTMAS, MEXICO, now).note == "Feliz Navidad"


def test_exception_ends_the_night_before_it_at_its_own_closing_time() -> None:
    closed = [{"from": "2026-11-28", "closed": True}]
    assert opening.opening(NIGHT, closed, MEXICO, at("2026-11-28 03:00")).is_open is True
    assert opening.opening(NIGHT, closed, MEXICO, at("2026-11-29 03:00")).is_open is False


def test_exception_replaces_the_hours_of_a_day() -> None:
    short = [{"from": "2026-11-24", "to": "2026-11-24", "closed": False, "opens_at": "10:00", "closes_at": "12:00"}]
    week = opening.week(OFFICE, short, MEXICO, at("2026-11-24 08:00"))
    assert week[0].times == [(time(10), time(12))]
    assert week[1].times == [(time(9), time(18))]
    assert [day.date for day in week] == [date(2026, 11, 24) + timedelta(offset) for offset in range(7)]


def test_exception_without_hours_makes_the_day_unknown() -> None:
    vague = [{"from": "2026-11-24", "note": "Pregunte"}]
    assert opening.opening(OFFICE, vague, MEXICO, at("2026-11-24 10:00")).is_open is None


def test_clock_changes_move_no_opening_time() -> None:
    """On 2026-11-01 New York's clocks go back at 2:00; on 2026-03-08 they go forward."""
    night = [{"byday": "SA,SU", "opens_at": "22:00", "closes_at": "06:00"}]
    autumn = opening.opening(night, [], NEW_YORK, datetime(2026, 11, 1, 3, 0, tzinfo=UTC))
    assert autumn.until == datetime(2026, 11, 1, 11, 0, tzinfo=UTC)
    spring = opening.opening(night, [], NEW_YORK, datetime(2026, 3, 8, 4, 0, tzinfo=UTC))
    assert spring.until == datetime(2026, 3, 8, 10, 0, tzinfo=UTC)
    skipped = [{"byday": "SU", "opens_at": "02:30", "closes_at": "04:00"}]
    assert opening.opening(skipped, [], NEW_YORK, datetime(2026, 3, 8, 4, 0, tzinfo=UTC)).next_open == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )


@pytest.mark.django_db
def test_hours_of_the_service_at_the_place_come_before_those_of_service_and_place() -> None:
    place = factories.location(Visibility.PUBLIC, parts={"schedules": ALWAYS})
    service = factories.service(parts={"schedules": OFFICE})
    site = factories.site(service, place, parts={"schedules": NIGHT})
    assert opening.schedules_of(service, site, place) == NIGHT
    site.parts = {}
    assert opening.schedules_of(service, site, place) == OFFICE
    service.parts = {}
    assert opening.schedules_of(service, site, place) == ALWAYS
    assert opening.schedules_of(service) == []


clocks = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(",".join)
plain_schedules = st.lists(
    st.fixed_dictionaries(
        {"freq": st.just("WEEKLY"), "byday": weekdays, "opens_at": clocks, "closes_at": clocks}
    ).filter(lambda schedule: schedule["opens_at"] != schedule["closes_at"]),
    min_size=1,
    max_size=4,
)
exceptions = st.lists(
    st.builds(
        lambda day, length: {
            "from": f"{date(2026, 1, 1) + timedelta(day)}",
            "to": f"{date(2026, 1, 1) + timedelta(day + length)}",
            "closed": True,
        },
        st.integers(0, 370),
        st.integers(0, 3),
    ),
    max_size=3,
)
zones = st.sampled_from([MEXICO, NEW_YORK, "America/Sao_Paulo", "America/Santiago", "America/St_Johns"])
moments = st.integers(0, 362 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
)


def is_open_naively(schedules: list[dict[str, str]], closed: list[dict[str, Any]], zone: str, now: datetime) -> bool:
    """Looks at the clock on the wall, and asks each schedule about today and yesterday in turn."""
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for schedule in schedules:
        for back in (0, 1):
            day = local.date() - timedelta(back)
            if WEEKDAYS[day.weekday()] not in schedule["byday"].split(","):
                continue
            if any(entry["from"] <= f"{day}" <= entry["to"] for entry in closed):
                continue
            start = datetime.combine(day, time.fromisoformat(schedule["opens_at"]))
            end = datetime.combine(day, time.fromisoformat(schedule["closes_at"]))
            if end < start:
                end += timedelta(days=1)
            if start <= local < end:
                return True
    return False


@given(plain_schedules, exceptions, zones, moments)
@settings(max_examples=150, deadline=None)
def test_opening_agrees_with_a_look_at_the_clock(
    schedules: list[dict[str, str]], closed: list[dict[str, Any]], zone: str, now: datetime
) -> None:
    expected = is_open_naively(schedules, closed, zone, now)
    assert opening.opening(schedules, closed, zone, now).is_open is expected
    assert opening.is_open(schedules, closed, zone, now) is expected


@given(plain_schedules, exceptions, zones, moments)
@settings(max_examples=150, deadline=None)
def test_compiled_week_agrees_with_the_schedules_or_asks_them(
    schedules: list[dict[str, str]], closed: list[dict[str, Any]], zone: str, now: datetime
) -> None:
    compiled = weekly.compile_week(schedules, closed, zone)
    assert compiled is not None
    local = now.astimezone(ZoneInfo(zone))
    answer = weekly.is_open(compiled, local)
    if answer is None:
        near = {f"{local.date()}", f"{local.date() - timedelta(1)}"}
        assert any(entry["from"] <= day <= entry["to"] for entry in closed for day in near)
    else:
        assert answer is is_open_naively(schedules, closed, zone, now)


@given(plain_schedules, zones, moments)
@settings(max_examples=100, deadline=None)
def test_until_is_the_next_moment_at_which_the_answer_changes(
    schedules: list[dict[str, str]], zone: str, now: datetime
) -> None:
    found = opening.opening(schedules, [], zone, now)
    if found.until is None:
        assert found.is_open
        return
    zone_changes = now.astimezone(ZoneInfo(zone)).utcoffset() != found.until.utcoffset()
    assert found.until > now - timedelta(hours=1)
    if not zone_changes:
        assert opening.is_open(schedules, [], zone, found.until) is not found.is_open
        assert opening.is_open(schedules, [], zone, found.until - timedelta(minutes=1)) is found.is_open


@pytest.mark.parametrize(
    ("schedules", "zone"),
    [
        ([], MEXICO),
        (OFFICE, ""),
        ([{"byday": "1MO", "opens_at": "10:00", "closes_at": "12:00"}], MEXICO),
        ([OFFICE[0] | {"valid_from": "2026-05-01"}, NIGHT[0]], MEXICO),
        ([{"byday": "MO", "opens_at": "14:00Z", "closes_at": "20:00Z"}], MEXICO),
        ([{"byday": "MO"}], MEXICO),
    ],
)
def test_what_is_no_plain_week_is_not_compiled(schedules: list[dict[str, Any]], zone: str) -> None:
    assert weekly.compile_week(schedules, [], zone) is None


def test_compiled_week_holds_only_within_its_season() -> None:
    compiled = weekly.compile_week([OFFICE[0] | {"valid_from": "2026-05-01", "valid_to": "2026-11-30"}], [], MEXICO)
    assert compiled is not None
    inside, outside = at("2026-11-24 10:00"), at("2026-12-08 10:00")
    assert weekly.is_open(compiled, inside.astimezone(ZoneInfo(MEXICO))) is True
    assert weekly.is_open(compiled, outside.astimezone(ZoneInfo(MEXICO))) is None


def test_compiled_week_is_small() -> None:
    compiled = weekly.compile_week(OFFICE, CHRISTMAS, MEXICO)
    assert compiled is not None
    assert len(compiled) < 50


junk = st.none() | st.booleans() | st.text(max_size=9) | st.integers() | st.lists(st.text(max_size=3), max_size=2)
keys = st.sampled_from(
    ["freq", "byday", "opens_at", "closes_at", "timezone", "dtstart", "from", "to", "closed", "note"]
)
junk_list = st.lists(st.dictionaries(keys, junk), max_size=3)


@given(junk_list, junk_list, st.sampled_from([MEXICO, "", "../etc/passwd", "x" * 300]), moments)
@settings(max_examples=hostile.EXAMPLES, deadline=None)
def test_any_schedule_gets_an_answer(
    schedules: list[dict[str, Any]], special: list[dict[str, Any]], zone: str, now: datetime
) -> None:
    opening.opening(schedules, special, zone, now)
    opening.week(schedules, special, zone, now)
    weekly.compile_week(schedules, special, zone)
