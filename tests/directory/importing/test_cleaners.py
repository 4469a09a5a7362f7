"""One value at a time: what is mended, what is refused, and that no reason repeats the value."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.directory.hsds import cleaners as c
from acogida.directory.hsds import times as t
from acogida.directory.hsds.cleaners import Unclean

CLEANERS = (
    c.prose,
    c.line(300),
    c.email,
    c.url,
    c.number,
    c.count,
    c.age,
    c.amount,
    c.latitude,
    c.longitude,
    t.time,
    t.day,
    t.moment,
    t.byday,
    t.weekday,
    t.frequency,
    t.numbers,
    c.status,
    c.place_type,
    c.language_code,
    c.yes,
)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("09:00", "09:00"),
        ("9:00 AM", "09:00"),
        ("9am", "09:00"),
        ("12 a.m.", "00:00"),
        ("12:30 PM", "12:30"),
        ("09:00:00", "09:00"),
        ("09:00:00Z", "09:00"),
        ("0930", "09:30"),
        ("9h30", "09:30"),
        ("noon", "12:00"),
        ("medianoche", "00:00"),
        ("24:00", "23:59"),
        ("", None),
    ],
)
def test_times_are_written_as_hours_and_minutes(given, cleaned):
    assert t.time(given) == cleaned


@pytest.mark.parametrize("given", ["25:00", "9:75", "13pm", "soon", "9-5", 900, "00:60"])
def test_a_time_that_is_none_is_refused(given):
    with pytest.raises(Unclean):
        t.time(given)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("MO,TU", "MO,TU"),
        (["Monday", "tue"], "MO,TU"),
        ("lunes, miércoles", "MO,WE"),
        ("Mon-Fri", "MO,TU,WE,TH,FR"),
        ("Saturday to Monday", "SA,SU,MO"),
        ("segunda-feira", "MO"),
        ("lendi", "MO"),
        ("2nd Tuesday", "2TU"),
        ("1MO,3MO", "1MO,3MO"),
        ("todos los días", "MO,TU,WE,TH,FR,SA,SU"),
        ([], None),
    ],
)
def test_days_are_written_as_codes(given, cleaned):
    assert t.byday(given) == cleaned


@pytest.mark.parametrize("given", ["someday", 3, ["MO", 2], "MO;TU"])
def test_a_day_that_is_none_is_refused(given):
    with pytest.raises(Unclean):
        t.byday(given)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("http://example.org/a", "http://example.org/a"),
        ("example.org", "https://example.org"),
        ("//example.org/x", "https://example.org/x"),
        (" https://example.org/está aquí ", "https://example.org/est%C3%A1%20aqu%C3%AD"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("n/a", None),
    ],
)
def test_links_are_made_whole(given, cleaned):
    assert c.url(given) == cleaned


@pytest.mark.parametrize(
    "given",
    ["javascript:alert(1)", "ftp://example.org", "http://", "https://[::1", "not a link", "https://x y.org", {}],
)
def test_what_is_no_link_to_the_web_is_refused(given):
    with pytest.raises(Unclean):
        c.url(given)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [("mailto:a@example.org", "a@example.org"), ("<a@example.org>", "a@example.org"), ("none", None)],
)
def test_emails_lose_their_wrapping(given, cleaned):
    assert c.email(given) == cleaned


def test_what_is_no_email_is_refused():
    for text in ("a@b", "a b@example.org", "@example.org", "a@example.org, b@example.org"):
        with pytest.raises(Unclean):
            c.email(text)


@pytest.mark.parametrize(("given", "cleaned"), [("14,9", 14.9), ("14.9", 14.9), (14, 14.0), ("14.9°", 14.9)])
def test_coordinates_may_be_texts(given, cleaned):
    assert c.latitude(given) == cleaned


@pytest.mark.parametrize("given", [90.1, "91", math.inf, math.nan, 10**400, "1e999", True])
def test_coordinates_off_earth_are_refused(given):
    with pytest.raises(Unclean):
        c.latitude(given)


def test_a_text_is_trimmed_and_freed_of_what_a_database_refuses():
    assert c.line(300)(" a\x00b \ud800 c\t\n d ") == "ab c d"
    assert c.prose("one\r\n\r\n\r\n\r\ntwo  three") == "one\n\ntwo three"
    assert c.line(5)("123456789") == "1234…"


def test_moments_are_written_in_utc():
    assert t.moment("2024-09-25T14:23:06+01:00") == "2024-09-25T13:23:06Z"
    assert t.moment("2024-09-25") == "2024-09-25T00:00:00Z"


def test_a_year_that_was_left_out_is_not_made_up():
    with pytest.raises(Unclean, match="without a year"):
        t.day("January 01, 0001")
    assert t.day("12/24/15") == "2015-12-24"


def test_statuses_are_told_in_the_words_of_hsds():
    assert [c.status(text) for text in ("Active", "open", "suspended", "closed")] == [
        "active",
        "active",
        "temporarily closed",
        "defunct",
    ]


def reason(clean, value) -> str | None:
    try:
        clean(value)
    except Unclean as error:
        return str(error)
    return None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@given(anything)
def test_whatever_comes_a_cleaner_answers_or_says_why_not(value):
    for clean in CLEANERS:
        if value is None:
            continue
        said = reason(clean, value)
        assert said is None or said


@given(st.text(alphabet="0123456789abcxyzáñ -.,", min_size=6, max_size=40))
def test_no_reason_repeats_the_value(text):
    for clean in CLEANERS:
        assert text.strip() not in (reason(clean, text) or "")


@given(st.text())
def test_a_clean_text_stays_as_it_is(text):
    for clean in (c.line(100), c.prose):
        once = clean(text)
        assert once is None or clean(once) == once


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069"])
@pytest.mark.parametrize("clean", [c.line(300), c.prose])
def test_marks_that_turn_a_text_around_are_taken_out(clean, mark):
    assert clean(f"555-0{mark}100") == "555-0100"
