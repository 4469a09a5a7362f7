"""Whose turn it is: under the lock of the request, in one transaction with what caused it."""

from datetime import datetime, timedelta
from uuid import UUID

from acogida.accounts.keys import newest_key
from acogida.cases.enums import Urgency
from acogida.referrals import access
from acogida.referrals.deadlines import rules_of, time_to_answer
from acogida.referrals.enums import LetterKind
from acogida.referrals.helping.enums import HelpState, TurnEnd
from acogida.referrals.models import HelpDesk, HelpRequest, HelpTurn
from acogida.referrals.transitions import Step

KEPT = timedelta(days=30)  # after it was taken, taken back, or nobody took it


def locked(request_id: UUID) -> HelpRequest:
    return HelpRequest.objects.select_for_update(no_key=True).get(pk=request_id)


def current(request: HelpRequest) -> HelpTurn | None:
    return request.turns.filter(asked_at__isnull=False, end="").select_related("workspace").first()


def next_turn(request: HelpRequest, done: Step) -> None:
    """The next in order that still answers such requests; nobody left: the person sees it and can send it on."""
    for turn in request.turns.filter(asked_at=None, end="").select_related("workspace").order_by("number"):
        if not HelpDesk.objects.filter(pk=turn.workspace_id).exists() or newest_key(turn.workspace) is None:
            end(turn, TurnEnd.PASSED, done.now)
            continue
        length = answer_within(request, turn)
        turn.asked_at, turn.answer_by = done.now, done.now + length
        turn.save(update_fields=["asked_at", "answer_by"])
        request.state, request.step, request.due_at = HelpState.ASKED, 0, done.now + length / 2
        _entered(request, done.now)
        done.letter(LetterKind.HELP, turn.workspace)
        return
    rest(request, HelpState.UNANSWERED, done.now)


def answer_within(request: HelpRequest, turn: HelpTurn) -> timedelta:
    return time_to_answer(Urgency(request.urgency), rules_of(turn.workspace))


def rest(request: HelpRequest, state: HelpState, now: datetime) -> None:
    """Nobody's turn; it is kept a while and then destroyed."""
    request.state, request.step, request.due_at = state, 0, now + KEPT
    _entered(request, now)


def end(turn: HelpTurn, how: TurnEnd, now: datetime, *, reason: str = "") -> None:
    """Whoever did not take it can open it no more: its copy of the key is destroyed."""
    turn.end, turn.ended_at, turn.reason = how, now, reason
    turn.save(update_fields=["end", "ended_at", "reason"])
    if how != TurnEnd.TAKEN:
        access.doom([turn.key_id], now=now)


def end_all_others(request: HelpRequest, now: datetime) -> None:
    for turn in request.turns.filter(end=""):
        end(turn, TurnEnd.PASSED, now)


def forget(request: HelpRequest, now: datetime) -> None:
    """For good: every copy of its key, the row, and the receipt if it opens nothing else."""
    access.doom([request.key_id, *request.turns.values_list("key_id", flat=True)], now=now)
    receipt = request.receipt
    request.delete()
    if receipt is not None and not receipt.referrals.exists():
        receipt.delete()


def _entered(request: HelpRequest, now: datetime) -> None:
    request.state_at = now
    request.save(update_fields=["state", "step", "due_at", "state_at"])
