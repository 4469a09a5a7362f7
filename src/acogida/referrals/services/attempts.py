"""How often something may be tried: by one address, and by all together. Nothing of who tried it is kept: a row lives
as long as it counts, and names one of 65,536 numbers that an address falls on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from acogida.referrals.models import Attempt, AttemptKind


@dataclass(frozen=True)
class Limit:
    kind: AttemptKind
    within: timedelta
    each: int  # from one address
    strained: int  # from one address, once half of `all` were tried
    all: int


CODES = Limit(AttemptKind.CODE, timedelta(minutes=1), each=10, strained=3, all=100)  # ADR 0304 counts with these
REQUESTS = Limit(AttemptKind.REQUEST, timedelta(hours=1), each=10, strained=4, all=200)


def begin(limit: Limit, *, source: int, now: datetime) -> Attempt | None:
    """None: too many. It is written before it is counted, so that many at once don't all find room."""
    rows = Attempt.objects.filter(kind=limit.kind)
    rows.filter(at__lte=now - limit.within).delete()
    mine = Attempt.objects.create(kind=limit.kind, source=source, at=now)
    everybody, here = rows.count(), rows.filter(source=source).count()
    most = limit.strained if everybody > limit.all // 2 else limit.each
    if everybody > limit.all or here > most:
        mine.delete()
        return None
    return mine


def forget_old(*, now: datetime) -> int:
    """For the worker, every minute: what no longer counts goes, also when nobody tries again."""
    old = [Attempt.objects.filter(kind=limit.kind, at__lte=now - limit.within) for limit in (CODES, REQUESTS)]
    return sum(rows.delete()[0] for rows in old)


def forgive(attempt: Attempt) -> None:
    """It was right: whoever else comes from the same place has as many tries as before."""
    attempt.delete()
