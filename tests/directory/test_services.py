"""Every write to the directory takes a later moment than the one before, whatever the clock says."""

from datetime import timedelta

import pytest

from acogida.directory.selectors import newest_change
from acogida.directory.services import begin_change
from tests.directory.factories import NOW

pytestmark = pytest.mark.django_db


def test_nothing_was_written_yet():
    assert newest_change() is None


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=-1), timedelta(milliseconds=300)])
def test_each_change_is_later_than_the_one_before_by_a_second_at_least(later):
    assert begin_change(now=NOW) == NOW
    assert begin_change(now=NOW + later) == NOW + timedelta(seconds=1)
    assert newest_change() == NOW + timedelta(seconds=1)


def test_a_change_carries_the_time_of_the_clock_where_it_can():
    begin_change(now=NOW)
    assert begin_change(now=NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
