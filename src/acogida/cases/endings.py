"""What parts above do when a file ends, or a consent does: in the same transaction, before it is answered for.

Parts above may import this one and not the other way round, so they add themselves here when they start (ADR 0303).
"""

from collections.abc import Callable, Collection
from datetime import datetime

from acogida.accounts.acting import Acting
from acogida.cases.models import Consent, Household

# Under the lock of all these households, which are one file, before they are marked. `by` None: the node itself.
before_erasing: list[Callable[[Collection[Household], "Acting | None", datetime], None]] = []
# Under the lock of the whole file, once they and their shares have ended.
after_withdrawal: list[Callable[[Collection[Consent], Acting, datetime], None]] = []


def erasing(households: Collection[Household], *, by: Acting | None, now: datetime) -> None:
    for end in before_erasing:
        end(households, by, now)


def withdrawn(consents: Collection[Consent], *, by: Acting, now: datetime) -> None:
    for end in after_withdrawal:
        end(consents, by, now)
