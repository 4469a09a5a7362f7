from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from acogida.directory.hsds.times import moment
from acogida.directory.hsds.values import plain

ID = "0f6b1a52-7a8c-4a7f-9d0e-2f1f5e4f7a11"
MEXICO = timezone(timedelta(hours=-6))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=MEXICO), "2026-11-24T18:00:00Z"),
        (date(2026, 11, 24), "2026-11-24"),
        (UUID(ID), ID),
        (12.0, 12),
        (12.5, 12.5),
        ("12.0", "12.0"),
        (None, None),
        (True, True),
    ],
)
def test_values_are_written_as_json_has_them(value: object, written: object) -> None:
    assert plain(value) == written
    assert type(plain(value)) is type(written)


def test_a_moment_goes_out_as_the_cleaners_write_it() -> None:
    now = datetime(2026, 11, 24, 18, 0, 5, 120, tzinfo=UTC)
    assert plain(now) == moment(now.isoformat())
