"""What every write to the directory begins with. The records themselves come in through `importing`."""

from datetime import datetime, timedelta

from acogida.directory.models import DirectoryChange

STEP = timedelta(seconds=1)  # HTTP knows no smaller one


def begin_change(*, now: datetime) -> datetime:
    """The moment that everything written in this transaction carries. Other writers wait until it ends.

    Always later than the last one, whatever the clock says and however long ago it was asked: who has read the
    directory before must see that it changed.
    """
    change, is_first = DirectoryChange.objects.select_for_update().get_or_create(
        pk=DirectoryChange.ONLY, defaults={"at": now}
    )
    if not is_first:
        change.at = max(now, change.at + STEP)
        change.save(update_fields=["at"])
    return change.at
