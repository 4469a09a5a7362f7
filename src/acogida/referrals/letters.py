"""Letters that say: something needs you. Never what, never of whom; at most one a day, a person and a kind."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from acogida.accounts.enums import KEY_ROLES
from acogida.accounts.models import User, Workspace
from acogida.accounts.selectors import live_memberships
from acogida.referrals.enums import LetterKind
from acogida.referrals.models import Letter

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)  # between two attempts
FRESH = timedelta(days=7)
KEPT = timedelta(days=30)

Wanted = tuple[LetterKind, Workspace, "User | None"]  # the user: who began it; None: all who work with households


def write(wanted: Collection[Wanted], *, now: datetime) -> None:
    """At the end of a transaction, in the order of ids: who writes the same letters at the same time waits here, and
    never in a circle."""
    rows = {
        (user_id, kind): Letter(
            user_id=user_id, workspace=workspace, kind=kind, date=now.date(), created_at=now, next_at=now
        )
        for kind, workspace, begun_by in wanted
        for user_id in _readers(workspace, begun_by, now)
    }
    if not rows:
        return
    there = Letter.objects.filter(date=now.date(), user__in={user for user, _ in rows})
    written = set(there.order_by().values_list("user", "kind"))
    new = [rows[key] for key in sorted(rows) if key not in written]
    Letter.objects.bulk_create(new, ignore_conflicts=True)


def _readers(workspace: Workspace, begun_by: User | None, now: datetime) -> list[UUID]:
    """Who began it, as long as they work here; else everybody who works with households."""
    here = live_memberships(now).filter(workspace=workspace, role__in=KEY_ROLES)
    mine = here.filter(user=begun_by) if begun_by else here.none()
    return list((mine if begun_by and mine.exists() else here).order_by("user").values_list("user", flat=True))


def waiting(now: datetime) -> QuerySet[Letter]:
    """To be sent now. What nobody could be told for a week is no news any more: Today has shown it."""
    return Letter.objects.filter(next_at__lte=now, created_at__gt=now - FRESH).order_by("next_at", "pk")


def undelivered(now: datetime) -> QuerySet[Letter]:
    """Tried in vain within the last days: for who runs the node."""
    tried = Letter.objects.filter(sent_at=None, created_at__gt=now - KEPT, attempts__gt=0)
    return tried.filter(Q(attempts__gt=1) | Q(next_at=None)).order_by("created_at", "pk")


@transaction.atomic
def lease(*, now: datetime, limit: int = 20) -> list[Letter]:
    """Letters to send now, which nobody else gets for the next five minutes. Who is killed while sending leaves them
    to the next: a letter may then come twice, and is never lost."""
    rows = waiting(now).select_for_update(skip_locked=True, of=("self",)).select_related("user")[:limit]
    leased = list(rows)
    for letter in leased:
        letter.attempts += 1
        letter.next_at = now + LEASE
        letter.save(update_fields=["attempts", "next_at"])
    return leased


def sent(letter: Letter, *, now: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, next_at=None)


def failed(letter: Letter, *, now: datetime, for_good: bool = False) -> None:
    """Tried again later and later. `for_good`: the server said that there is no such reader."""
    wait = min(LEASE * 2 ** (letter.attempts - 1), LONGEST_WAIT)
    gives_up = for_good or now + wait >= letter.created_at + FRESH
    mine = Letter.objects.filter(pk=letter.pk, sent_at=None, attempts=letter.attempts)
    mine.update(next_at=None if gives_up else now + wait)


def is_still_theirs(letter: Letter, *, now: datetime) -> bool:
    """Whoever left meanwhile is told nothing more."""
    here = live_memberships(now).filter(user=letter.user_id, workspace=letter.workspace_id, role__in=KEY_ROLES)
    return here.exists()


def drop(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).delete()


def forget_old(*, now: datetime) -> int:
    """For the worker, once a day: who was told something, and when, is kept no longer than it is of use."""
    return Letter.objects.filter(created_at__lte=now - KEPT).delete()[0]
