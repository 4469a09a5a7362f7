"""Letters that say: something needs you. Never what, never of whom; at most one a day, a person and a kind."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from acogida.accounts.enums import KEY_ROLES
from acogida.accounts.models import User, Workspace
from acogida.accounts.selectors import live_memberships
from acogida.referrals.enums import LetterKind
from acogida.referrals.models import Letter

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5

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


@transaction.atomic
def lease(*, now: datetime, limit: int = 20) -> list[Letter]:
    """Letters to send now, which nobody else gets for the next five minutes. Who is killed while sending leaves them
    to the next: a letter may then come twice, and is never lost."""
    due = Letter.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("user")[:limit])
    for letter in rows:
        letter.attempts += 1
        letter.next_at = now + LEASE if letter.attempts < MOST_ATTEMPTS else None
        letter.save(update_fields=["attempts", "next_at"])
    return rows


def sent(letter: Letter, *, now: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, next_at=None)
