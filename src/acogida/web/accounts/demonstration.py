"""Accounts that the sign-in page of a demonstration lists, so that whoever looks around needs no invitation.

Their passphrases stand in our source for all to read. On a node that is no demonstration they open nothing, not even
when somebody brought the whole database along.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from acogida.accounts.models import User


@dataclass(frozen=True)
class DemoAccount:
    name: str
    organization: str
    role: str  # as it is shown
    email: str
    passphrase: str
    code: str  # of the second factor, good for half a minute


def accounts() -> list[DemoAccount]:
    """Those that are on this node."""
    if not settings.DEMO:
        return []
    present = set(User.objects.filter(email__in=_addresses(settings.DEMO_ACCOUNTS)).values_list("email", flat=True))
    return [one for one in _listed(settings.DEMO_ACCOUNTS) if one.email in present]


def is_locked(user: User) -> bool:
    return not settings.DEMO and user.email in _addresses(settings.DEMO_ACCOUNTS)


def _listed(name: str) -> list[DemoAccount]:
    """By the function without arguments that `settings.DEMO_ACCOUNTS` names."""
    return list(import_string(name)())


@cache
def _addresses(name: str) -> frozenset[str]:
    """Asked at every request of somebody who is signed in."""
    return frozenset(one.email for one in _listed(name))


def code_of(email: str) -> str:
    return next((account.code for account in accounts() if account.email == email), "")
