"""Asking for help without a caseworker: what the person does, with a receipt that opens it and no account. ADR 0306."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from acogida.cases.keyring import seal_with
from acogida.core.errors import DomainError
from acogida.directory.models import NodeKey
from acogida.referrals import access, receipt_codes, receipt_keys
from acogida.referrals.enums import LetterKind
from acogida.referrals.helping import content as contents
from acogida.referrals.helping import sealing, turns
from acogida.referrals.helping.content import HelpContent, NotARequest
from acogida.referrals.helping.desks import Desk
from acogida.referrals.helping.enums import HelpState, TurnEnd
from acogida.referrals.helping.sealing import MESSAGE, RequestKey
from acogida.referrals.models import HelpRequest, HelpTurn, Receipt
from acogida.referrals.receipt_keys import OpenedReceipt
from acogida.referrals.transitions import step

LONGEST_MESSAGE = 1000
MOST_MESSAGES = 50
WITH_SOMEBODY = (HelpState.ASKED, HelpState.TAKEN)
TO_SEND_ON = (HelpState.TAKEN, HelpState.UNANSWERED)


class NobodyToAsk(DomainError):
    """No organisation was chosen, or none of them answers such requests."""


def send(*, content: HelpContent, code: str, desks: Sequence[Desk], now: datetime) -> HelpRequest:
    """`code` was made when the person was shown who will read it: sent again, since no answer reached them, it is the
    same request."""
    contents.check(content)
    if not desks:
        raise NobodyToAsk
    digits = receipt_codes.typed(code)
    if not digits:
        raise NotARequest
    secret = receipt_keys.secret_of(digits)
    with step(by=None, now=now) as done:
        NodeKey._default_manager.select_for_update(no_key=True).get(purpose="receipts")  # two taps are one request
        there = HelpRequest.objects.filter(receipt__finder=secret.finder).first()
        if there is not None:
            return there
        receipt = receipt_keys.new_receipt(secret=secret, workspace=None, now=now)
        pk = uuid4()
        key = _key_for(pk, receipt, desks, now)
        request = HelpRequest.objects.create(
            pk=pk,
            receipt=receipt,
            key_id=key.persons_id,
            sealed=sealing.sealed_content(key.key, _naming(content, desks), pk),
            urgency=content.urgency,
            state_at=now,
            created_at=now,
        )
        _line_up(request, desks, key, first=1)
        turns.next_turn(request, done)
    return request


def withdraw(*, opened: OpenedReceipt, now: datetime) -> bool:
    """What they wrote is destroyed at once. False: there is no such request, or it is over."""
    with step(by=None, now=now):
        request = _locked(opened)
        if request is None or request.state == HelpState.WITHDRAWN:
            return False
        keys = [request.key_id, *request.turns.values_list("key_id", flat=True)]
        turns.end_all_others(request, now)
        request.messages.all().delete()
        request.sealed = b""
        request.save(update_fields=["sealed"])
        turns.rest(request, HelpState.WITHDRAWN, now)
        access.doom(keys, now=now)
    return True


def send_on(*, opened: OpenedReceipt, desks: Sequence[Desk], now: datetime) -> bool:
    """To others, when nobody took it, or who took it did not help. Under a new key: those before open nothing more, and
    those after not what was said with them."""
    if not desks:
        raise NobodyToAsk
    with step(by=None, now=now) as done:
        request = _locked(opened)
        if request is None or request.state not in TO_SEND_ON:
            return False
        content = sealing.persons_content(opened, request)
        old = [request.key_id, *request.turns.values_list("key_id", flat=True)]
        request.turns.filter(end=TurnEnd.TAKEN).update(end=TurnEnd.GIVEN_BACK, ended_at=now)
        key = _key_for(request.pk, opened.receipt, desks, now)
        request.key_id = key.persons_id
        request.sealed = sealing.sealed_content(key.key, _naming(content, desks), request.pk)
        request.household = None
        request.save(update_fields=["key_id", "sealed", "household"])
        request.messages.update(sealed=b"")
        _line_up(request, desks, key, first=request.turns.count() + 1)
        turns.next_turn(request, done)
        access.doom(old, now=now)
    return True


def write(*, opened: OpenedReceipt, text: str, now: datetime) -> bool:
    """To whoever has the request. False: nobody has it, or there is nothing to write, or too much."""
    text = text.strip()
    if not text or len(text) > LONGEST_MESSAGE:
        return False
    with step(by=None, now=now) as done:
        request = _locked(opened)
        if request is None or request.state not in WITH_SOMEBODY or request.messages.count() >= MOST_MESSAGES:
            return False
        key = sealing.persons_key(opened, request)
        sealing.put_message(
            request,
            text,
            seal=lambda plain, pk: seal_with(key, plain, MESSAGE, request.pk, pk),
            workspace=None,
            receipt=opened.receipt,
            now=now,
        )
        with_them = turns.current(request) or request.turns.get(end=TurnEnd.TAKEN)
        done.letter(LetterKind.HELP_MESSAGE, with_them.workspace)
    return True


def _locked(opened: OpenedReceipt) -> HelpRequest | None:
    rows = HelpRequest.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(receipt=opened.receipt).first()


def _key_for(request_id: UUID, receipt: Receipt, desks: Sequence[Desk], now: datetime) -> RequestKey:
    workspaces = [desk.workspace for desk in desks]
    return sealing.new_key(request_id=request_id, receipt=receipt, workspaces=workspaces, now=now)


def _naming(content: HelpContent, desks: Sequence[Desk]) -> HelpContent:
    """Which service was asked tells what is needed: that is sealed with the rest."""
    return replace(content, services={**content.services, **{one.workspace.pk: one.service.pk for one in desks}})


def _line_up(request: HelpRequest, desks: Sequence[Desk], key: RequestKey, *, first: int) -> None:
    for number, desk in enumerate(desks, start=first):
        HelpTurn.objects.create(
            request=request, number=number, workspace=desk.workspace, key_id=key.lent.ids[desk.workspace.pk]
        )
