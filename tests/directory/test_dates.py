from datetime import date, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from acogida.directory.dates import ago, day, moment
from tests.directory.factories import NOW

MEXICO = timezone(timedelta(hours=-6))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "November 3, 2026"),
        ("es", "3 de noviembre de 2026"),
        ("pt", "3 de novembro de 2026"),
        ("fr", "3 novembre 2026"),
        ("ht", "3 novanm 2026"),
    ],
)
def test_a_date_reads_as_people_write_it(language, expected):
    with override(language):
        assert day(date(2026, 11, 3)) == expected


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (timedelta(seconds=40), "ahora mismo"),
        (timedelta(minutes=5), "hace 5 minutos"),
        (timedelta(hours=1), "hace 1 hora"),
        (timedelta(hours=47), "hace 47 horas"),
        (timedelta(days=9), "hace 9 días"),
        (timedelta(days=151), "hace 5 meses"),
        (-timedelta(days=1), "ahora mismo"),
    ],
)
def test_age_is_said_in_the_largest_unit_that_helps(past, expected):
    with override("es"):
        assert ago(NOW - past, NOW) == expected


@pytest.mark.parametrize(("language", "expected"), [("en", "November 3, 2026, 18:40"), ("ht", "3 novanm 2026, 18:40")])
def test_a_moment_is_said_by_the_clock_it_carries(language, expected):
    with override(language):
        assert moment(datetime(2026, 11, 3, 18, 40, tzinfo=MEXICO)) == expected
