"""How a service is reached: its phones, its e-mail and its page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.acting import Acting
from acogida.core.errors import DomainError
from acogida.directory.editing.own import refuse_others
from acogida.directory.editing.writing import draft, finish
from acogida.directory.hsds import cleaners as c
from acogida.directory.hsds.cleaners import Unclean
from acogida.directory.models import Service
from acogida.directory.services import begin_change

MOST_PHONES = 20
_DIALLED = re.compile(r"[0-9*#]")


@dataclass(frozen=True)
class Phone:
    id: str  # of the one it replaces; empty: a new one
    number: str  # empty: no longer
    says: str  # for whom or when


class UnusableContact(DomainError):
    """One of the entries reaches nobody. `field` names it: `email`, `url` or `phone-0`, `phone-1` …"""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def change_contact(
    *, service: Service, phones: Sequence[Phone], email: str, url: str, by: Acting, now: datetime
) -> list[str]:
    refuse_others(service, by)
    moment = begin_change(now=now)
    found = draft(service)
    known = {str(item["id"]): item for item in found.get("phones")}
    found.put(
        "phones",
        [_phone(position, phone, known) for position, phone in enumerate(phones) if phone.number][:MOST_PHONES],
    )
    try:
        found.put("email", str(c.email(email) or ""))
    except Unclean:
        raise UnusableContact("email", _("This is not an e-mail address.")) from None
    try:
        found.put("url", str(c.url(url) or ""))
    except Unclean:
        raise UnusableContact("url", _("This is not the address of a page.")) from None
    return finish(found, by=by, moment=moment)


def _phone(position: int, phone: Phone, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    number = str(c.line(60)(phone.number) or "")
    if len(_DIALLED.findall(number)) < 3:
        raise UnusableContact(f"phone-{position}", _("This is not a phone number."))
    item = {**known.get(phone.id, {"id": str(uuid4())}), "number": number}
    item.pop("description", None)
    return item | ({"description": says} if (says := c.line(300)(phone.says)) else {})
