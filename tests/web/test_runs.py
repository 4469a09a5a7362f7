from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from acogida.web.runs import runs

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Happened:
    what: str
    at: datetime


def told(*events: tuple[str, int]) -> list[tuple[str, int]]:
    """What happened so many minutes before noon; capital letters stand alone."""
    listed = [Happened(what, NOON - timedelta(minutes=before)) for what, before in events]
    return [(run.event.what, run.count) for run in runs(listed, lambda one: one.what if one.what.islower() else None)]


def test_what_was_done_again_and_again_is_one_line():
    assert told(("a", 0), ("b", 1), ("a", 2), ("b", 3), ("a", 4)) == [("a", 3), ("b", 2)]


def test_what_stands_alone_parts_what_was_before_from_what_came_after():
    assert told(("a", 0), ("a", 1), ("N", 2), ("a", 3), ("N", 4), ("N", 5)) == [
        ("a", 2),
        ("N", 1),
        ("a", 1),
        ("N", 1),
        ("N", 1),
    ]


def test_an_hour_without_it_makes_it_another_time():
    assert told(("a", 0), ("a", 59), ("a", 118), ("a", 178)) == [("a", 3), ("a", 1)]


def test_a_line_says_since_when():
    listed = [Happened("a", NOON), Happened("a", NOON - timedelta(minutes=5))]
    (run,) = runs(listed, lambda one: one.what)
    assert (run.event.at, run.since) == (NOON, NOON - timedelta(minutes=5))
