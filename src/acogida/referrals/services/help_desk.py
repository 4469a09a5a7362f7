"""What an organisation does with requests for help that came without a caseworker: those whose turn is theirs."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.locks import NotAllowed, locked_for
from acogida.cases.identity import LONGEST
from acogida.cases.keyring import KeyRing, opened
from acogida.cases.models import Household
from acogida.cases.perms import may_work_with_households
from acogida.cases.services import intake, notes
from acogida.core.errors import DomainError
from acogida.referrals.enums import Reason
from acogida.referrals.helping import sealing, turns
from acogida.referrals.helping.content import HelpContent, facts_of
from acogida.referrals.helping.enums import REFUSING, HelpState, TurnEnd
from acogida.referrals.helping.sealing import MESSAGE
from acogida.referrals.models import HelpDesk, HelpTurn
from acogida.referrals.transitions import NotNow, step

LONGEST_ANSWER = 2000
OURS = ("", TurnEnd.TAKEN)  # a turn that has not ended, or that they took


class AnswerIsEmptyOrTooLong(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Write something short for the person."))


@dataclass(frozen=True)
class HelpText:
    at: datetime
    is_of_person: bool
    text: str = field(repr=False)


def requests_of(by: Acting) -> QuerySet[HelpTurn]:
    """To be answered first, those most pressing before; then what they took."""
    if not may_work_with_households(by):
        return HelpTurn.objects.none()
    rows = HelpTurn.objects.filter(workspace=by.workspace, asked_at__isnull=False, end__in=OURS)
    rows = rows.exclude(request__state=HelpState.WITHDRAWN)
    return rows.select_related("request__receipt", "request__household").order_by("end", F("answer_by").asc(), "pk")


def to_answer(by: Acting) -> QuerySet[HelpTurn]:
    return requests_of(by).filter(end="")


def set_desk(*, is_open: bool, by: Acting, now: datetime) -> None:
    """Whether this organisation answers such requests. What it has already stays with it."""
    with transaction.atomic():
        workspace = locked_for(by, [Role.COORDINATOR], now)
        if is_open == HelpDesk.objects.filter(pk=workspace.pk).exists():
            return
        if is_open:
            HelpDesk.objects.create(pk=workspace.pk, opened_at=now)
        else:
            HelpDesk.objects.filter(pk=workspace.pk).delete()
        action = AuditAction.HELP_DESK_OPENED if is_open else AuditAction.HELP_DESK_CLOSED
        audit.record(by=by, action=action, workspace=workspace, subject=workspace.pk, now=now)


def glance(rows: list[HelpTurn], by: Acting) -> list[tuple[HelpTurn, HelpContent]]:
    """For a list: what is needed, where, how many. One who reads the rest opens it."""
    ring = KeyRing(by, [one.request_id for one in rows])
    return [(one, sealing.content_for(one, ring)) for one in rows]


def open_request(*, turn_id: UUID, by: Acting, now: datetime) -> tuple[HelpTurn, HelpContent]:
    """The person sees that it was opened; the log, by whom."""
    ring = KeyRing(by, [requests_of(by).get(pk=turn_id).request_id])
    with step(by=by, now=now) as done:
        turn = _locked(turn_id, by)
        if turn.opened_at is None:
            turn.opened_at = now
            turn.save(update_fields=["opened_at"])
        done.audited(AuditAction.HELP_READ, turn.request_id)
    return turn, sealing.content_for(turn, ring)


def take(*, turn_id: UUID, by: Acting, now: datetime) -> Household:
    """A file is begun with what they wrote, to be finished with them. Nobody else on the list can open it any more."""
    opened(by)
    with step(by=by, now=now) as done:
        turn = _locked(turn_id, by)
        request = turn.request
        if turn.end or request.state != HelpState.ASKED:
            raise NotNow
        content = sealing.content_for(turn, KeyRing(by, [request.pk]))
        changes = {"contact": content.reach[: LONGEST["contact"]]} if content.reach else {}
        household = intake.start_draft(by=by, facts=facts_of(content), changes=changes, now=now)
        if content.words:
            notes.add(household=household, by=by, text=content.words, now=now)
        turns.end(turn, TurnEnd.TAKEN, now)
        turns.end_all_others(request, now)
        request.household = household
        request.save(update_fields=["household"])
        turns.rest(request, HelpState.TAKEN, now)
        done.audited(AuditAction.HELP_TAKEN, request.pk)
    return household


def decline(*, turn_id: UUID, reason: Reason, by: Acting, now: datetime) -> None:
    """The next is asked at once. Who took it and could not help after all gives it back to the person."""
    if reason not in REFUSING:
        raise NotNow
    with step(by=by, now=now) as done:
        turn = _locked(turn_id, by)
        request = turn.request
        if turn.end == TurnEnd.TAKEN:
            turns.end(turn, TurnEnd.GIVEN_BACK, now, reason=reason)
            request.messages.update(sealed=b"")
            request.household = None
            request.save(update_fields=["household"])
            turns.rest(request, HelpState.UNANSWERED, now)
        else:
            turns.end(turn, TurnEnd.DECLINED, now, reason=reason)
            turns.next_turn(request, done)
        done.audited(AuditAction.HELP_DECLINED, request.pk)


def answer(*, turn_id: UUID, text: str, by: Acting, now: datetime) -> None:
    """Only by who took it: until then others could open what is said."""
    text = text.strip()
    if not text or len(text) > LONGEST_ANSWER:
        raise AnswerIsEmptyOrTooLong
    with step(by=by, now=now) as done:
        turn = _locked(turn_id, by)
        request = turn.request
        if turn.end != TurnEnd.TAKEN or request.receipt is None:
            raise NotNow
        ring = KeyRing(by, [request.pk])
        sealing.put_message(
            request,
            text,
            seal=lambda plain, pk: ring.seal(turn.key_id, plain, MESSAGE, request.pk, pk),
            workspace=by.workspace,
            receipt=request.receipt,
            now=now,
        )
        done.audited(AuditAction.HELP_ANSWERED, request.pk)


def messages_of(turn: HelpTurn, by: Acting) -> list[HelpText]:
    ring = KeyRing(by, [turn.request_id])
    rows = turn.request.messages.exclude(sealed=b"").order_by("at", "pk")
    return [HelpText(one.at, one.workspace_id is None, sealing.text_for(turn, one, ring)) for one in rows]


def _locked(turn_id: UUID, by: Acting) -> HelpTurn:
    """Raises HelpTurn.DoesNotExist alike for what there isn't and for what is not, or no longer, theirs."""
    if not may_work_with_households(by):
        raise NotAllowed
    turns.locked(requests_of(by).get(pk=turn_id).request_id)
    return requests_of(by).get(pk=turn_id)
