"""Letters by e-mail: that something needs the reader, with a link, and not a word of what or of whom."""

import logging
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from acogida.referrals import letters
from acogida.referrals.models import Letter
from acogida.worker.faults import attempted, place
from acogida.worker.jobs import Clock, Stopping

logger = logging.getLogger(__name__)

AT_ONCE = 20  # then deadlines have their turn


def is_wanted(now: datetime) -> bool:
    return bool(settings.SENDS_LETTERS) and letters.waiting(now).exists()


def send(clock: Clock, stopping: Stopping) -> None:
    """When the server can't be reached, the whole job waits, and no letter counts it as an attempt."""
    connection = get_connection()
    connection.open()
    try:
        for _ in range(AT_ONCE):
            # One by one: what is leased is sent long before the lease is over.
            leased = [] if stopping() else letters.lease(now=clock(), limit=1)
            if not leased:
                break
            _deliver(leased[0], connection, clock)
    finally:
        connection.close()


def _deliver(letter: Letter, connection: BaseEmailBackend, clock: Clock) -> None:
    if not letters.is_still_theirs(letter, now=clock()):
        letters.drop(letter)
        return
    error = attempted(lambda: connection.send_messages([written(letter)]))
    if error is None:
        letters.sent(letter, now=clock())
        return
    letters.failed(letter, now=clock(), for_good=_knows_no_such_reader(error))
    logger.error("Letter %s could not be sent: %s.", letter.pk, place(error))
    connection.close()  # whatever state it is in
    connection.open()


def written(letter: Letter) -> EmailMessage:
    """The same each time, and by the same name: whoever gets it twice can tell."""
    with translation.override(letter.user.language):
        link = settings.URL + reverse("cases:today")
        lines = (
            gettext("Something needs you. Sign in to see what it is:"),
            link,
            gettext(
                "This message says no more, so that nobody who sees it learns anything of the people you work with. "
                "Please do not answer it: nobody reads the answers."
            ),
            settings.NODE_NAME,
        )
        subject = gettext("Something needs you")
    return EmailMessage(
        subject=f"{settings.NODE_NAME}: {subject}",
        body="\n\n".join(lines) + "\n",
        to=[letter.user.email],
        headers={
            "Message-ID": f"<{letter.pk}@{urlsplit(settings.URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _knows_no_such_reader(error: Exception) -> bool:
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _text in error.recipients.values())
