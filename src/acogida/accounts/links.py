"""Links that let somebody in once: an invitation, a new passphrase, a new second factor. Whoever has the token has the
right, so it is random, shown once, and stands here only as a hash."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from acogida.accounts.enums import Role
from acogida.accounts.models import Invitation, PassphraseLink, SecondFactorLink
from acogida.accounts.selectors import live_memberships
from acogida.core import crypto
from acogida.core.errors import DomainError

INVITATION_LASTS = timedelta(days=7)
RENEWAL_LASTS = timedelta(days=2)

L = TypeVar("L", Invitation, PassphraseLink, SecondFactorLink)


class LinkNotOpen(DomainError):
    """Unknown, used, expired, withdrawn, or made by somebody who may not any more: all alike."""

    def __init__(self) -> None:
        super().__init__(_("This link can't be used, or no longer. Ask your colleague for a new one."))


@dataclass(frozen=True)
class MadeLink(Generic[L]):
    link: L
    token: str = field(repr=False)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    return crypto.digest(b"link", token.encode(errors="surrogatepass"))


def open_link(model: type[L], *, token: str, now: datetime) -> L:
    links = model._default_manager.filter(token_hash=hashed(token), used_at=None, revoked_at=None, expires_at__gt=now)
    link = links.select_related("workspace").first()
    if link is None or not _may_still(link, now):
        raise LinkNotOpen
    return link


def _may_still(link: Invitation | PassphraseLink | SecondFactorLink, now: datetime) -> bool:
    if link.made_by_id is None:
        return True
    makers = live_memberships(now).filter(user=link.made_by_id, role=Role.COORDINATOR)
    return makers.filter(workspace=link.workspace_id).exists()
