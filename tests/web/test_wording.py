from datetime import date, timedelta

import pytest
from django.utils.translation import override

from acogida.directory.models import Service
from acogida.web.directory.wording import Text, ago, day, translated, web_address
from tests.directory.factories import NOW


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


def test_a_translation_is_preferred_to_the_original():
    service = Service(name="Shelter", language="en", translations={"ht": {"name": "Kay"}})
    assert translated(service, "name", "ht") == Text("Kay")


def test_an_original_in_another_language_says_which():
    text = translated(Service(name="Shelter", language="en", translations={"ht": {"name": ""}}), "name", "ht")
    assert (text.value, text.language, text.language_name) == ("Shelter", "en", "English")


def test_an_original_in_the_readers_language_or_an_unknown_one_is_not_marked():
    assert translated(Service(name="Kay", language="ht"), "name", "ht") == Text("Kay")
    assert translated(Service(name="Kay"), "name", "ht") == Text("Kay")


def test_an_empty_text_is_never_marked():
    assert translated(Service(language="en"), "alert", "ht") == Text("")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "example.org", ""])
def test_only_web_addresses_can_be_followed(url):
    assert web_address(url) == ""


def test_a_web_address_stays_as_it_is():
    assert web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"
