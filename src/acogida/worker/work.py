"""All that the node does by itself: what waits for a moment of its own, and what is done every so often."""

import logging
from datetime import timedelta

from acogida.accounts.memberships import end_overdue
from acogida.cases.services import retention
from acogida.referrals import access, letters
from acogida.referrals.services import attempts, help_running, receipts, running
from acogida.worker import mail
from acogida.worker.jobs import Clock, Periodic, Stopping
from acogida.worker.waiting import Source

logger = logging.getLogger(__name__)

NOW, SECONDS, MINUTES, DAY = timedelta(), timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def beat(clock: Clock, stopping: Stopping) -> None:
    """Nothing: that it was done is the news."""


def offer_rooms(clock: Clock, stopping: Stopping) -> None:
    running.offer_rooms(now=clock())


def destroy_keys(clock: Clock, stopping: Stopping) -> None:
    while access.sweep() and not stopping():
        pass


def keep_to_retention(clock: Clock, stopping: Stopping) -> None:
    retention.run(now=clock())


def end_memberships(clock: Clock, stopping: Stopping) -> None:
    for left in end_overdue(now=clock()):
        logger.warning(
            "Membership %s is over, but nobody else holds the key of workspace %s.", left.pk, left.workspace_id
        )


def forget_receipts(clock: Clock, stopping: Stopping) -> None:
    receipts.forget_expired(now=clock())


def forget_attempts(clock: Clock, stopping: Stopping) -> None:
    attempts.forget_old(now=clock())


def forget_letters(clock: Clock, stopping: Stopping) -> None:
    letters.forget_old(now=clock())


SOURCES = (
    Source("referral", running.due, running.act),
    Source("help", help_running.due, help_running.act),
)
BEAT = Periodic("beat", every=30 * SECONDS, lease=30 * SECONDS, work=beat)
PERIODIC = (
    BEAT,
    Periodic("rooms", every=MINUTES, lease=2 * MINUTES, work=offer_rooms),
    Periodic("attempts", every=MINUTES, lease=2 * MINUTES, work=forget_attempts),
    Periodic("keys", every=5 * MINUTES, lease=10 * MINUTES, work=destroy_keys),
    Periodic("retention", every=DAY, lease=60 * MINUTES, work=keep_to_retention),
    Periodic("memberships", every=DAY, lease=10 * MINUTES, work=end_memberships),
    Periodic("receipts", every=DAY, lease=10 * MINUTES, work=forget_receipts),
    Periodic("letters", every=DAY, lease=10 * MINUTES, work=forget_letters),
    Periodic("mail", every=NOW, lease=MINUTES, work=mail.send, wanted=mail.is_wanted),
)
