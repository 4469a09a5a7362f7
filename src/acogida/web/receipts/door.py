"""A code that somebody typed, and how often that may be tried (ADR 0307). Nothing of it is kept: each request brings
the code in its body, and nowhere else."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from acogida.core.errors import DomainError
from acogida.referrals import receipt_keys
from acogida.referrals.receipt_keys import OpenedReceipt
from acogida.referrals.services import attempts
from acogida.referrals.services.attempts import CODES
from acogida.web.accounts.guessing import comes_from

ONE_HOUSEHOLD = 64  # bits of an IPv6 address that name who connects, not which of their devices


class TriedTooOften(DomainError):
    """From there, or by everybody together."""


def opened(request: HttpRequest, code: str, *, now: datetime) -> OpenedReceipt | None:
    """Only what opens nothing counts: many share one address, and who holds a code is not to wait for the others."""
    attempt = attempts.begin(CODES, source=source_of(request, now), now=now)
    if attempt is None:
        raise TriedTooOften
    found = receipt_keys.opened(code, now=now)
    if found is not None:
        attempts.forgive(attempt)
    return found


def source_of(request: HttpRequest, now: datetime) -> int:
    """16 bits, under another key each day: some 65,000 addresses of the old internet fall on each."""
    text = comes_from(request)
    address = ip_address(text) if text else IPv6Address(0)
    if isinstance(address, IPv6Address):
        text = str(ip_network((address, ONE_HOUSEHOLD), strict=False))
    digest = salted_hmac(f"acogida.attempts {now:%Y-%m-%d}", text, algorithm="sha256").digest()
    return int.from_bytes(digest[:2])
