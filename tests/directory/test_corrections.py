import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from acogida.directory.corrections import (
    MOST_FOR_A_SERVICE,
    MOST_IN_ALL,
    URGENT,
    WINDOW,
    TooManyCorrections,
    handle_correction,
    report_correction,
)
from acogida.directory.enums import CorrectionKind
from acogida.directory.models import Correction
from tests.directory import factories
from tests.directory.factories import NOW

pytestmark = pytest.mark.django_db
HOURS = CorrectionKind.HOURS


def fill(service, count, *, kind=HOURS, at=NOW):
    Correction.objects.bulk_create(
        Correction(service=service, kind=kind, message=str(number), created_at=at) for number in range(count)
    )


def test_report_keeps_the_words_and_the_time():
    correction = report_correction(service=factories.service(), kind=HOURS, message=" abren a las 9 ", now=NOW)
    correction.refresh_from_db()
    assert (correction.kind, correction.message, correction.created_at) == (HOURS, "abren a las 9", NOW)


def test_the_same_words_twice_are_one_correction_until_it_is_handled():
    service = factories.service()
    first, again = (report_correction(service=service, kind=HOURS, message="x", now=NOW) for _ in range(2))
    assert first == again
    handle_correction(correction=first, now=NOW)
    assert report_correction(service=service, kind=HOURS, message="x", now=NOW) != first


def test_report_refuses_a_flood_on_one_service_and_leaves_others_open():
    crowded, other = factories.service(), factories.service()
    fill(crowded, MOST_FOR_A_SERVICE)
    with pytest.raises(TooManyCorrections):
        report_correction(service=crowded, kind=HOURS, message="more", now=NOW)
    report_correction(service=other, kind=HOURS, message="more", now=NOW)


def test_report_refuses_a_flood_over_many_services():
    fill(factories.service(), MOST_IN_ALL)
    with pytest.raises(TooManyCorrections):
        report_correction(service=factories.service(), kind=HOURS, message="more", now=NOW)


@pytest.mark.parametrize("kind", URGENT)
def test_no_flood_of_other_messages_closes_the_way_for_a_warning(kind):
    crowded = factories.service()
    fill(crowded, MOST_IN_ALL)
    for service in (crowded, factories.service()):
        report_correction(service=service, kind=kind, message="", now=NOW)


def test_no_flood_of_warnings_elsewhere_closes_the_way_for_one_more():
    fill(factories.service(), MOST_IN_ALL, kind=CorrectionKind.UNSAFE)
    quiet = factories.service()
    for kind in (CorrectionKind.UNSAFE, HOURS):
        report_correction(service=quiet, kind=kind, message="", now=NOW)


def test_warnings_about_one_service_are_limited_too():
    service = factories.service()
    fill(service, MOST_FOR_A_SERVICE, kind=CorrectionKind.UNSAFE)
    with pytest.raises(TooManyCorrections):
        report_correction(service=service, kind=CorrectionKind.REFUSED, message="more", now=NOW)


def test_danger_is_listed_first_then_the_oldest(capsys):
    service = factories.service()
    kinds = [HOURS, CorrectionKind.UNSAFE, CorrectionKind.OTHER, CorrectionKind.REFUSED]
    for minute, kind in enumerate(kinds):
        fill(service, 1, kind=kind, at=NOW + timedelta(minutes=minute))
    call_command("corrections")
    listed = re.findall(r"  ([A-Z]+)  open", capsys.readouterr().out)
    assert listed == ["UNSAFE", "REFUSED", "HOURS", "OTHER"]


def test_an_hour_later_the_flood_is_forgotten():
    service = factories.service()
    fill(service, MOST_FOR_A_SERVICE, at=NOW - WINDOW - timedelta(seconds=1))
    report_correction(service=service, kind=HOURS, message="more", now=NOW)


def test_the_command_lists_what_is_open_and_marks_what_was_handled(capsys):
    service = factories.service(name="Albergue")
    correction = report_correction(service=service, kind=HOURS, message="abren\na las 9\x1b[2J", now=NOW)
    call_command("corrections")
    shown = capsys.readouterr().out
    assert str(correction.pk) in shown
    assert "Albergue (Casa Puente)" in shown
    assert "  | abren\n  | a las 9?[2J\n" in shown
    call_command("corrections", handled=str(correction.pk))
    capsys.readouterr()
    call_command("corrections")
    assert capsys.readouterr().out == "0 corrections\n"
    call_command("corrections", all=True)
    assert "handled 20" in capsys.readouterr().out


def test_the_command_says_when_there_is_no_such_correction():
    with pytest.raises(CommandError, match="There is no correction"):
        call_command("corrections", handled=str(uuid4()))
