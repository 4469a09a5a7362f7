import re
from pathlib import Path

import pytest

from acogida.config import env

SECRET = "s" * 40
PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"


def read(**environ: str) -> dict:
    return env.read({"ACOGIDA_SECRET_KEY": SECRET, **environ})


def test_a_secret_is_enough_to_start():
    values = read()
    assert values["PORT"] == 8000
    assert values["ACOGIDA_HOSTS"] == ["127.0.0.1", "localhost"]
    assert values["DATABASE_URL"] == {}


def test_a_missing_secret_is_named_outside_the_demonstration():
    with pytest.raises(env.SettingError, match="ACOGIDA_SECRET_KEY: missing"):
        env.read({})
    assert env.read({"ACOGIDA_DEMO": "1"})["ACOGIDA_DEMO"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("ACOGIDA_DEMO", "maybe"),
        ("ACOGIDA_WORKERS", "-1"),
        ("ACOGIDA_LOG_LEVEL", "LOUD"),
        ("ACOGIDA_SECRET_KEY", "short"),
        ("ACOGIDA_URL", "acogida.example.org"),
        ("ACOGIDA_URL", "https://acogida.example.org/es/"),
        ("ACOGIDA_MAIL", "mail.example.org"),
        ("ACOGIDA_MAIL", "smtp://ana@mail.example.org"),
        ("ACOGIDA_MAIL", "smtp://mail.example.org:mail"),
        ("ACOGIDA_MAIL_FROM", "Acogida <acogida@example.org>"),
        ("DATABASE_URL", "mysql://127.0.0.1/acogida"),
        ("DATABASE_URL", "postgresql://127.0.0.1"),
        ("DATABASE_URL", "sqlite:///relative.sqlite3"),
    ],
)
def test_a_value_without_sense_is_refused_by_name(name, value):
    with pytest.raises(env.SettingError, match=f"^{name}: "):
        read(**{name: value})


def test_every_fault_is_reported_at_once():
    with pytest.raises(env.SettingError) as error:
        read(PORT="x", ACOGIDA_DEBUG="x", ACOGIDA_TYPO="1")
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == ["PORT", "ACOGIDA_DEBUG", "ACOGIDA_TYPO"]


def test_faults_never_repeat_the_secret():
    with pytest.raises(env.SettingError) as error:
        read(ACOGIDA_SECRET_KEY="hunter2", ACOGIDA_MAIL="smtps://ana:hunter2/@mail.example.org", PORT="x")
    assert "hunter2" not in str(error.value)


def test_a_postgresql_address_is_taken_apart():
    database = read(DATABASE_URL="postgresql://ana:p%40ss@db.example.org:5433/acogida")["DATABASE_URL"]
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "acogida",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }


LETTERS = {"ACOGIDA_URL": "https://acogida.example.org/", "ACOGIDA_MAIL_FROM": "acogida@example.org"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://ana:p%40ss@mail.example.org", env.MailServer("mail.example.org", 465, "ana", "p@ss", "TLS")),
        ("smtp://mail.example.org", env.MailServer("mail.example.org", 587, "", "", "STARTTLS")),
        ("smtp://mail.example.org:2525", env.MailServer("mail.example.org", 2525, "", "", "STARTTLS")),
        ("smtp://127.0.0.1", env.MailServer("127.0.0.1", 25, "", "", "")),
        ("", None),
    ],
)
def test_letters_travel_in_clear_to_this_machine_only(url, server):
    assert read(ACOGIDA_MAIL=url, **LETTERS)["ACOGIDA_MAIL"] == server


def test_letters_need_a_sender_and_the_address_of_the_node():
    assert read(ACOGIDA_MAIL="smtp://127.0.0.1", **LETTERS)["ACOGIDA_URL"] == "https://acogida.example.org"
    with pytest.raises(env.SettingError) as error:
        read(ACOGIDA_MAIL="smtp://127.0.0.1")
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == ["ACOGIDA_URL", "ACOGIDA_MAIL_FROM"]


def test_an_absolute_sqlite_path_has_four_slashes():
    assert read(DATABASE_URL="sqlite:////srv/acogida.sqlite3")["DATABASE_URL"]["NAME"] == "/srv/acogida.sqlite3"


def test_the_reference_page_lists_exactly_the_settings():
    rows = re.findall(r"^\| `(\w+)` \| (?:`(.*?)`)? ?\| (.+?) \|$", PAGE.read_text(), re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.help) for setting in env.SETTINGS]
