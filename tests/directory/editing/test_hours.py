from datetime import date, time, timedelta

import pytest

from acogida.directory import opening
from acogida.directory.editing.hours import (
    WHOLE_DAY,
    HoursSayNothing,
    SpecialDay,
    change_special_days,
    change_week,
    hours_of,
)
from acogida.directory.models import Edit, Service
from tests.directory import factories
from tests.directory.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
MORNING, AFTERNOON = (time(9), time(13)), (time(14), time(18))
MONTHLY = {"id": "m", "freq": "MONTHLY", "byday": "1MO", "opens_at": "09:00", "closes_at": "10:00"}
IN_WORDS = {"id": "w", "description": "Solo con cita"}


def test_a_week_is_written_as_people_say_it_and_read_back(shelter, ana):
    week = {"MO": [MORNING, AFTERNOON], "TU": [MORNING], "SA": []}
    change_week(service=shelter, site=None, week=week, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in shelter.parts["schedules"]] == [
        ("MO,TU", "09:00", "13:00"),
        ("MO", "14:00", "18:00"),
    ]
    read = hours_of(shelter, None)
    assert (read.week["MO"], read.week["TU"], read.week["SU"]) == ([MORNING, AFTERNOON], [MORNING], [])


def test_the_same_week_again_changes_nothing(shelter, ana):
    week = {"MO": [MORNING]}
    change_week(service=shelter, site=None, week=week, by=ana, now=LATER)
    assert change_week(service=shelter, site=None, week=week, by=ana, now=LATER) == []


def test_hours_of_one_place_leave_the_others_alone(shelter, ana):
    site, other = factories.site(shelter), factories.site(shelter)
    Service.objects.update(parts={"schedules": [{"id": "1", "byday": "SU", "opens_at": "8:00", "closes_at": "9:00"}]})
    shelter.refresh_from_db()
    change_week(service=shelter, site=site, week={"MO": [WHOLE_DAY]}, by=ana, now=LATER)
    site.refresh_from_db()
    assert opening.today(site.parts["schedules"], [], "America/Bogota", NOW - timedelta(days=1)).is_all_day
    assert hours_of(shelter, other).week["SU"] == [(time(8), time(9))]
    assert Edit.objects.values_list("service", "site", "field").get() == (shelter.pk, site.pk, "schedules")
    shelter.refresh_from_db()
    assert shelter.modified_at == LATER


def test_schedules_that_are_no_plain_week_stay_unless_taken_out(shelter, ana):
    winter = {"byday": "MO", "opens_at": "09:00", "closes_at": "10:00", "valid_from": "2026-11-01"}
    Service.objects.update(parts={"schedules": [MONTHLY, IN_WORDS, winter]})
    shelter.refresh_from_db()
    assert hours_of(shelter, None).others == [MONTHLY, IN_WORDS, winter]
    change_week(service=shelter, site=None, week={"MO": [MORNING]}, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.parts["schedules"][1:] == [MONTHLY, IN_WORDS, winter]
    change_week(service=shelter, site=None, week={"MO": [MORNING]}, without_others=True, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert len(shelter.parts["schedules"]) == 1


def test_times_past_midnight_are_allowed_and_equal_ones_are_not(shelter, ana):
    change_week(service=shelter, site=None, week={"FR": [(time(20), time(7))]}, by=ana, now=LATER)
    with pytest.raises(HoursSayNothing) as refused:
        change_week(service=shelter, site=None, week={"FR": [(time(8), time(8))]}, by=ana, now=LATER)
    assert refused.value.day == "FR"


def test_special_days_replace_the_whole_list_in_order(shelter, ana):
    christmas = SpecialDay(date(2026, 12, 25), date(2026, 12, 25), None, " Navidad ")
    eve = SpecialDay(date(2026, 12, 24), date(2026, 12, 24), MORNING)
    change_special_days(service=shelter, days=[christmas, eve], by=ana, now=LATER)
    shelter.refresh_from_db()
    assert [(one["from"], one["closed"], one["note"]) for one in shelter.date_exceptions] == [
        ("2026-12-24", False, ""),
        ("2026-12-25", True, "Navidad"),
    ]
    assert hours_of(shelter, None).special[0] == eve


def test_a_special_day_that_nobody_can_read_stays(shelter, ana):
    odd = {"from": "2026-12-24", "to": "2026-12-24", "closed": False, "opens_at": "", "closes_at": "", "note": "?"}
    Service.objects.update(date_exceptions=[odd])
    shelter.refresh_from_db()
    change_special_days(service=shelter, days=[], by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.date_exceptions == [odd]


def test_special_days_that_end_before_they_start_are_refused(shelter, ana):
    day = SpecialDay(date(2026, 12, 25), date(2026, 12, 24), None)
    with pytest.raises(HoursSayNothing) as refused:
        change_special_days(service=shelter, days=[day], by=ana, now=LATER)
    assert refused.value.day == "0"
