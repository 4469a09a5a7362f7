"""Accounts that the sign-in page of a demonstration lists, so that whoever looks around needs no invitation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class DemoAccount:
    name: str
    organization: str
    role: str  # as it is shown
    email: str
    passphrase: str
    code: str  # of the second factor, good for half a minute


def accounts() -> list[DemoAccount]:
    """`settings.DEMO_ACCOUNTS` names a function without arguments that returns them."""
    if not settings.DEMO or not settings.DEMO_ACCOUNTS:
        return []
    return list(import_string(settings.DEMO_ACCOUNTS)())


def code_of(email: str) -> str:
    return next((account.code for account in accounts() if account.email == email), "")
