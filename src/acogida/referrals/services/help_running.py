"""What the node does by itself with requests for help. Same signatures as `running`, same promises."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from acogida.accounts.acting import Acting
from acogida.cases.enums import Status
from acogida.cases.models import Household
from acogida.referrals.enums import LetterKind
from acogida.referrals.helping import turns
from acogida.referrals.helping.enums import HelpState, TurnEnd
from acogida.referrals.models import HelpRequest
from acogida.referrals.transitions import Step, step


def due(*, now: datetime, limit: int = 100) -> list[UUID]:
    rows = HelpRequest.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def act(request_id: UUID, *, now: datetime) -> bool:
    """Reminds whose turn it is, then asks the next; a request that is over and was kept long enough is destroyed."""
    with step(by=None, now=now) as done:
        rows = HelpRequest.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        request = rows.filter(pk=request_id, due_at__lte=now).select_related("receipt").first()
        if request is None:
            return False
        if request.state != HelpState.ASKED:
            turns.forget(request, now)
        else:
            _carry_on(request, done)
    return True


def file_is_erased(households: Collection[Household], by: Acting | None, now: datetime) -> None:
    """With a file goes the request that it began with. Not with one that was only begun: the person still has theirs,
    and can send it on."""
    kept = [one.pk for one in households if one.status != Status.DRAFT]
    for request in HelpRequest.objects.filter(household__in=kept).order_by("pk"):
        turns.forget(turns.locked(request.pk), now)


def _carry_on(request: HelpRequest, done: Step) -> None:
    turn = turns.current(request)
    if turn is None or turn.answer_by is None:
        turns.next_turn(request, done)
    elif request.step == 0:
        half = turns.answer_within(request, turn) / 2
        turn.answer_by = max(turn.answer_by, done.now + half)  # a node that stood still takes no time from anybody
        turn.save(update_fields=["answer_by"])
        request.step, request.due_at = 1, turn.answer_by
        request.save(update_fields=["step", "due_at"])
        done.letter(LetterKind.HELP_SOON, turn.workspace)
    else:
        turns.end(turn, TurnEnd.LAPSED, done.now)
        turns.next_turn(request, done)
