"""The key of a request for help: one copy for each organisation that may be asked, and one that the person's code
opens. All stand in the key store, so that destroying them there ends every copy of what they opened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from acogida.accounts.models import Workspace
from acogida.cases.keyring import KeyRing, LentKey, lend_key, seal_with
from acogida.cases.keystore import store
from acogida.cases.keystore.models import DataKey
from acogida.core import crypto
from acogida.referrals.helping import content as contents
from acogida.referrals.helping.content import HelpContent
from acogida.referrals.models import HelpMessage, HelpRequest, HelpTurn, Receipt
from acogida.referrals.receipt_keys import OpenedReceipt

PURPOSE = "help request"
MESSAGE = "help message"
PERSONS = "help message for a person"


@dataclass(frozen=True)
class RequestKey:
    lent: LentKey
    persons_id: UUID
    key: bytes = field(repr=False)


def new_key(*, request_id: UUID, receipt: Receipt, workspaces: Iterable[Workspace], now: datetime) -> RequestKey:
    """In a transaction, as `lend_key` wants it. A key whose request is never committed opens nothing."""
    lent = lend_key(household_id=request_id, workspaces=workspaces, now=now)
    pk = uuid4()
    store.put(
        DataKey(
            pk=pk,
            household_id=request_id,
            workspace_id=receipt.pk,
            version=0,
            created_at=now,
            sealed=crypto.seal(bytes(receipt.public), lent.key, context=_key_context(receipt.pk, request_id, pk)),
        )
    )
    return RequestKey(lent, pk, lent.key)


def persons_key(opened: OpenedReceipt, request: HelpRequest) -> bytes:
    row = next((one for one in store.of_households([request.pk]) if one.pk == request.key_id), None)
    if row is None:
        raise crypto.CannotOpen
    where = _key_context(opened.receipt.pk, request.pk, row.pk)
    return crypto.unseal(opened.private, bytes(row.sealed), context=where)


def sealed_content(key: bytes, content: HelpContent, request_id: UUID) -> bytes:
    return seal_with(key, contents.to_bytes(content), PURPOSE, request_id)


def persons_content(opened: OpenedReceipt, request: HelpRequest) -> HelpContent:
    plain = crypto.decrypt(
        persons_key(opened, request), bytes(request.sealed), context=crypto.context(PURPOSE, request.pk)
    )
    return contents.from_bytes(crypto.unpad(plain))


def content_for(turn: HelpTurn, ring: KeyRing) -> HelpContent:
    request = turn.request
    return contents.from_bytes(ring.open(turn.key_id, bytes(request.sealed), PURPOSE, request.pk))


def put_message(
    request: HelpRequest,
    text: str,
    *,
    seal: Callable[[bytes, UUID], bytes],
    workspace: Workspace | None,
    receipt: Receipt,
    now: datetime,
) -> HelpMessage:
    pk = uuid4()
    where = crypto.context(PERSONS, request.pk, pk)
    return HelpMessage.objects.create(
        pk=pk,
        request=request,
        workspace=workspace,
        at=now,
        sealed=seal(text.encode(), pk),
        for_person=crypto.seal(bytes(receipt.public), crypto.pad(text.encode()), context=where),
    )


def persons_text(opened: OpenedReceipt, message: HelpMessage) -> str:
    where = crypto.context(PERSONS, message.request_id, message.pk)
    return crypto.unpad(crypto.unseal(opened.private, bytes(message.for_person), context=where)).decode()


def text_for(turn: HelpTurn, message: HelpMessage, ring: KeyRing) -> str:
    return ring.open(turn.key_id, bytes(message.sealed), MESSAGE, message.request_id, message.pk).decode()


def _key_context(receipt_id: UUID, request_id: UUID, key_id: UUID) -> bytes:
    return crypto.context("help key", receipt_id, request_id, key_id)
