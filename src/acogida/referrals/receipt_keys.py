"""From the code on a receipt to what it opens. ADR 0304."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from acogida.accounts.models import Workspace
from acogida.core import crypto
from acogida.directory.models import NodeKey
from acogida.referrals import receipt_codes
from acogida.referrals.models import Receipt

LASTS = timedelta(days=90)


@dataclass(frozen=True)
class OpenedReceipt:
    receipt: Receipt
    private: bytes = field(repr=False)


@dataclass(frozen=True, repr=False)
class Secret:
    finder: bytes
    key: bytes


def secret_of(code: str) -> Secret:
    """What is stored tells nothing of what opens, and neither tells the code. Slow on purpose: before any lock."""
    row, _created = NodeKey._default_manager.get_or_create(
        purpose="receipts", defaults={"key": secrets.token_bytes(crypto.KEY)}
    )
    stretched = crypto.stretched(code, salt=bytes(row.key)[: crypto.SALT])
    return Secret(crypto.subkey(stretched, "receipt finder"), crypto.subkey(stretched, "receipt key"))


def new_receipt(*, secret: Secret, workspace: Workspace | None, now: datetime) -> Receipt:
    """`workspace` none: nobody gave it, who holds it asked for help by themselves."""
    pk, pair = uuid4(), crypto.new_pair()
    return Receipt.objects.create(
        pk=pk,
        workspace=workspace,
        finder=secret.finder,
        public=pair.public,
        private=crypto.encrypt(secret.key, pair.private, context=crypto.context("receipt", pk)),
        created_at=now,
        expires_at=now + LASTS,
    )


def opened(code: str, *, now: datetime) -> OpenedReceipt | None:
    """As slow, and by the same questions, whether it is wrong, void or over: whoever calls this limits how often
    somebody may try."""
    digits = receipt_codes.typed(code)
    if not digits:
        return None
    secret = secret_of(digits)
    found = Receipt.objects.filter(finder=secret.finder, expires_at__gt=now).select_related("workspace").first()
    if found is None:
        return None
    where = crypto.context("receipt", found.pk)
    return OpenedReceipt(found, crypto.decrypt(secret.key, bytes(found.private), context=where))
