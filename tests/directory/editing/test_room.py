from datetime import timedelta

import pytest

from acogida.directory.editing import room
from acogida.directory.editing.own import NotOurs, is_to_confirm
from acogida.directory.enums import Audience
from acogida.directory.models import Capacity, Service
from tests.directory import factories
from tests.directory.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("press", "before", "after"),
    [
        (room.plus, 3, 4),
        (room.minus, 3, 2),
        (room.full, 3, 0),
        (room.unknown, 3, None),
        (room.confirm, 3, 3),
        (room.plus, None, 1),
        (room.full, None, 0),
        (room.plus, 0, 1),
        (room.minus, 1, 0),
    ],
)
def test_a_tap_tells_the_number_and_who_and_when(beds, ana, press, before, after):
    Capacity.objects.update(available=before)
    press(capacity=beds, by=ana, now=LATER)
    beds.refresh_from_db()
    assert (beds.available, beds.updated_by, beds.updated_at) == (after, ana.user, LATER)
    assert Service.objects.get().modified_at == LATER


@pytest.mark.parametrize(
    ("press", "before", "refusal"),
    [
        (room.plus, 4, room.AllAreFree),
        (room.minus, 0, room.NoneIsFree),
        (room.minus, None, room.NoneIsFree),
        (room.confirm, None, room.FreeNotKnown),
    ],
)
def test_a_tap_that_makes_no_sense_is_refused_and_changes_nothing(beds, ana, press, before, refusal):
    Capacity.objects.update(available=before)
    with pytest.raises(refusal):
        press(capacity=beds, by=ana, now=LATER)
    beds.refresh_from_db()
    assert (beds.available, beds.updated_by, beds.updated_at) == (before, None, NOW)


def test_plus_refuses_where_there_is_no_place_at_all(beds, ana):
    Capacity.objects.update(available=None, maximum=0)
    with pytest.raises(room.AllAreFree):
        room.plus(capacity=beds, by=ana, now=LATER)


def test_without_a_maximum_plus_only_counts(beds, ana):
    Capacity.objects.update(available=7, maximum=None)
    assert room.plus(capacity=beds, by=ana, now=LATER).available == 8


@pytest.mark.parametrize("free", [-1, 5, 10**9])
def test_set_free_refuses_what_can_not_be(beds, ana, free):
    with pytest.raises(room.MoreThanThereAre):
        room.set_free(capacity=beds, free=free, by=ana, now=LATER)


def test_set_free_tells_a_number(beds, ana):
    assert room.set_free(capacity=beds, free=4, by=ana, now=LATER).available == 4


@pytest.mark.parametrize("press", [room.plus, room.minus, room.full, room.unknown, room.confirm])
def test_nobody_counts_for_another_organisation(beds, stranger, press):
    with pytest.raises(NotOurs):
        press(capacity=beds, by=stranger, now=LATER)
    beds.refresh_from_db()
    assert (beds.available, beds.updated_at) == (3, NOW)


def test_two_that_saw_the_same_number_both_count(beds, ana):
    seen_by_one, seen_by_other = Capacity.objects.get(), Capacity.objects.get()
    room.minus(capacity=seen_by_one, by=ana, now=LATER)
    room.minus(capacity=seen_by_other, by=ana, now=LATER)
    beds.refresh_from_db()
    assert beds.available == 1


def test_a_maximum_below_what_is_free_is_refused(beds, ana):
    with pytest.raises(room.MoreThanThereAre):
        room.change_maximum(capacity=beds, maximum=2, by=ana, now=LATER)
    assert room.change_maximum(capacity=beds, maximum=3, by=ana, now=LATER).maximum == 3


def test_to_say_how_many_there_are_does_not_say_how_many_are_free(beds, ana):
    changed = room.change_maximum(capacity=beds, maximum=None, by=ana, now=LATER)
    assert (changed.available, changed.updated_at) == (3, NOW)


def test_counting_starts_once_for_a_unit_and_people_at_a_place(shelter, ana):
    site = factories.site(shelter)
    asked = {"service": shelter, "site": site, "audience": Audience.WOMEN, "unit": "bed", "maximum": 6}
    made = room.start_counting(**asked, free=2, by=ana, now=LATER)
    assert (made.available, made.updated_by, made.updated_at) == (2, ana.user, LATER)
    with pytest.raises(room.AlreadyCounted):
        room.start_counting(**asked, free=1, by=ana, now=LATER)
    with pytest.raises(room.MoreThanThereAre):
        room.start_counting(**asked | {"unit": "cot"}, free=7, by=ana, now=LATER)


def test_a_number_is_to_be_confirmed_after_a_day(beds):
    assert not is_to_confirm(beds, NOW + timedelta(hours=23))
    assert is_to_confirm(beds, NOW + timedelta(hours=25))
    beds.available = None
    assert not is_to_confirm(beds, NOW + timedelta(hours=25))


def test_what_is_promised_to_people_who_were_referred_is_not_free(beds, ana):
    Capacity.objects.update(available=1, promised=2)
    assert room.plus(capacity=beds, by=ana, now=LATER).available == 2
    with pytest.raises(room.AllAreFree):
        room.plus(capacity=beds, by=ana, now=LATER)
    beds.refresh_from_db()
    with pytest.raises(room.MoreThanThereAre, match="promised"):
        room.set_free(capacity=beds, free=3, by=ana, now=LATER)
    with pytest.raises(room.MoreThanThereAre):
        room.change_maximum(capacity=beds, maximum=3, by=ana, now=LATER)
    room.unknown(capacity=beds, by=ana, now=LATER)
    with pytest.raises(room.MoreThanThereAre):
        room.change_maximum(capacity=beds, maximum=1, by=ana, now=LATER)
    assert room.change_maximum(capacity=beds, maximum=2, by=ana, now=LATER).maximum == 2
