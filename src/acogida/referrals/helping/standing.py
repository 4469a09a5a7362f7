"""What the person sees of their request, with the code that opens it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from acogida.directory.models import Service
from acogida.directory.selectors import public_services
from acogida.referrals.helping import sealing
from acogida.referrals.helping.content import HelpContent
from acogida.referrals.helping.enums import HelpFact, HelpState, TurnEnd
from acogida.referrals.models import HelpRequest, HelpTurn
from acogida.referrals.receipt_keys import OpenedReceipt


@dataclass(frozen=True)
class HelpStep:
    organization: str
    fact: HelpFact
    at: datetime | None  # when it came to stand so
    answer_by: datetime | None
    service: Service | None  # as the public directory knows it

    @property
    def is_now(self) -> bool:
        return self.fact in {HelpFact.ASKED, HelpFact.OPENED, HelpFact.TAKEN}


@dataclass(frozen=True)
class HelpSaid:
    at: datetime
    by: str  # the organisation; empty: the person
    text: str = field(repr=False)


@dataclass(frozen=True)
class HelpView:
    state: HelpState
    created_at: datetime
    content: HelpContent | None = field(repr=False)  # none: they took it back
    steps: tuple[HelpStep, ...] = ()
    messages: tuple[HelpSaid, ...] = ()

    @property
    def may_withdraw(self) -> bool:
        return self.state != HelpState.WITHDRAWN

    @property
    def may_write(self) -> bool:
        return self.state in {HelpState.ASKED, HelpState.TAKEN}

    @property
    def may_send_on(self) -> bool:
        return self.state in {HelpState.UNANSWERED, HelpState.TAKEN}


def view_of(opened: OpenedReceipt) -> HelpView | None:
    request = HelpRequest.objects.filter(receipt=opened.receipt).first()
    if request is None:
        return None
    state = HelpState(request.state)
    content = sealing.persons_content(opened, request) if state != HelpState.WITHDRAWN else None
    turns = list(request.turns.select_related("workspace").order_by("number"))
    services = public_services().in_bulk(list(content.services.values())) if content else {}
    rows = request.messages.select_related("workspace").order_by("at", "pk")
    said = [
        HelpSaid(one.at, one.workspace.name if one.workspace else "", sealing.persons_text(opened, one)) for one in rows
    ]
    steps = [_step(one, content, services) for one in turns]
    return HelpView(state, request.created_at, content, tuple(steps), tuple(said))


def organizations_asked(opened: OpenedReceipt, *, declined_only: bool = False) -> set[UUID]:
    rows = HelpTurn.objects.filter(request__receipt=opened.receipt)
    if declined_only:
        rows = rows.filter(end__in=[TurnEnd.DECLINED, TurnEnd.GIVEN_BACK, TurnEnd.TAKEN])
    return set(rows.exclude(end=TurnEnd.PASSED).order_by().values_list("workspace", flat=True))


def _step(turn: HelpTurn, content: HelpContent | None, services: Mapping[UUID, Service]) -> HelpStep:
    service = services.get(content.services[turn.workspace_id]) if content else None
    fact = _fact(turn)
    at = turn.ended_at or turn.opened_at or turn.asked_at
    return HelpStep(turn.workspace.name, fact, at, turn.answer_by if not turn.end else None, service)


def _fact(turn: HelpTurn) -> HelpFact:
    if turn.end:
        return HelpFact(turn.end)
    if turn.asked_at is None:
        return HelpFact.NEXT
    return HelpFact.OPENED if turn.opened_at else HelpFact.ASKED
