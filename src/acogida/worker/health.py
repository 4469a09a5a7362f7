"""Whether the node does what it should do by itself: for who runs it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from acogida.referrals import letters
from acogida.worker.models import Job, Setback
from acogida.worker.work import BEAT

LONG = timedelta(minutes=5)


@dataclass(frozen=True)
class Health:
    beat_at: datetime | None
    is_running: bool
    failing: tuple[Job, ...]
    setbacks: tuple[Setback, ...]
    letters_waiting: int
    letters_undelivered: int


def health(now: datetime) -> Health:
    beat = Job.objects.filter(pk=BEAT.name).first()
    beat_at = beat.done_at if beat else None
    return Health(
        beat_at=beat_at,
        is_running=beat_at is not None and beat_at > now - LONG,
        failing=tuple(Job.objects.filter(failures__gt=0)),
        setbacks=tuple(Setback.objects.all()),
        letters_waiting=letters.waiting(now).count(),
        letters_undelivered=letters.undelivered(now).count(),
    )
