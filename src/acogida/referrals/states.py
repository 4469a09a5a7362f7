"""Everything that can happen to a referral: from which state, what, by whom, to which, if what, and what it does.

Nothing else changes a state (`transitions.apply`); the diagram in docs/explanation/referrals.md is made from this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acogida.referrals.enums import Event, Side, State

S, E = State, Event
SENDER, RECEIVER, PERSON, NODE = Side.SENDER, Side.RECEIVER, Side.PERSON, Side.NODE


@dataclass(frozen=True)
class Row:
    source: State
    event: Event
    sides: tuple[Side, ...]
    target: State
    guard: str = ""  # of transitions.GUARDS; empty: none
    effects: tuple[str, ...] = ()  # of transitions.EFFECTS, in this order


def _rows(
    sources: tuple[State, ...], event: Event, sides: tuple[Side, ...], target: State | None, guard: str, *effects: str
) -> list[Row]:
    """`target` None: it stays where it is."""
    return [Row(source, event, sides, target or source, guard, effects) for source in sources]


_ANSWERABLE = (S.SENT, S.RECEIVED, S.MORE_INFORMATION, S.WAITING)
_EXPECTED = (S.ACCEPTED, S.HANDED_OVER)

TABLE: tuple[Row, ...] = (
    *_rows((S.DRAFT,), E.QUEUE, (SENDER,), S.QUEUED, "consent"),
    *_rows((S.DRAFT,), E.SEND, (SENDER, NODE), S.SENT, "consent", "write_offer", "tell_receiver"),
    *_rows((S.QUEUED,), E.SEND, (NODE,), S.SENT, "consent", "write_offer", "tell_receiver"),
    *_rows((S.SENT,), E.OPEN, (RECEIVER,), S.RECEIVED, ""),
    *_rows((S.SENT, S.RECEIVED), E.ASK, (RECEIVER,), S.MORE_INFORMATION, "", "tell_sender"),
    *_rows((S.MORE_INFORMATION,), E.TELL, (SENDER,), S.RECEIVED, "consent", "tell_receiver"),
    *_rows((S.SENT,), E.PUT_ON_LIST, (RECEIVER,), S.WAITING, "", "join_list", "tell_sender"),
    *_rows(
        (S.RECEIVED, S.MORE_INFORMATION),
        E.PUT_ON_LIST,
        (RECEIVER, NODE),
        S.WAITING,
        "",
        "join_list",
        "tell_sender",
    ),
    *_rows((S.WAITING,), E.ROOM, (NODE,), S.RECEIVED, "consent", "tell_receiver_of_room"),
    *_rows(
        _ANSWERABLE,
        E.ACCEPT,
        (RECEIVER,),
        S.ACCEPTED,
        "consent",
        "take_room",
        "withdraw_others",
        "tell_sender",
    ),
    *_rows(
        _ANSWERABLE,
        E.DECLINE,
        (RECEIVER,),
        S.DECLINED,
        "",
        "end_access",
        "forget_offer",
        "call_next",
        "tell_sender",
    ),
    *_rows(
        _EXPECTED,
        E.DECLINE,
        (RECEIVER,),
        S.DECLINED,
        "",
        "end_access",
        "forget_offer",
        "give_back_room",
        "tell_sender_it_is_back",
    ),
    *_rows(_EXPECTED, E.EXTEND, (RECEIVER,), None, "", "hold_longer"),
    *_rows((S.ACCEPTED,), E.HAND_OVER, (SENDER,), S.HANDED_OVER, "", "tell_receiver"),
    *_rows((S.HANDED_OVER, S.ARRIVED), E.HAND_OVER, (SENDER,), None, "", "tell_receiver"),
    *_rows(_EXPECTED, E.ARRIVE, (RECEIVER,), S.ARRIVED, "", "stay", "tell_sender"),
    *_rows(
        _EXPECTED,
        E.NO_SHOW,
        (RECEIVER,),
        S.NO_SHOW,
        "",
        "end_access",
        "forget_offer",
        "give_back_room",
        "tell_sender_it_is_back",
    ),
    *_rows((S.ARRIVED, *_EXPECTED), E.CLOSE, (RECEIVER,), S.CLOSED, "", "end_access", "give_back_room", "tell_sender"),
    *_rows((S.ARRIVED, S.CLOSED, S.NO_SHOW), E.NO_HELP, (PERSON,), None, "", "tell_both"),
    *_rows((S.DRAFT, S.QUEUED), E.WITHDRAW, (SENDER, NODE, PERSON), S.WITHDRAWN, ""),
    *_rows(
        _ANSWERABLE,
        E.WITHDRAW,
        (SENDER, NODE, PERSON),
        S.WITHDRAWN,
        "",
        "end_access",
        "forget_offer",
        "end_group",
        "tell_sender_if_not_theirs",
    ),
    *_rows(
        _EXPECTED,
        E.WITHDRAW,
        (SENDER, NODE, PERSON),
        S.WITHDRAWN,
        "",
        "end_access",
        "forget_offer",
        "give_back_room",
        "end_group",
        "tell_receiver",
        "tell_sender_if_not_theirs",
    ),
    *_rows((S.ARRIVED,), E.END_ACCESS, (SENDER, NODE), None, "", "end_access", "forget_offer"),
    *_rows((S.QUEUED,), E.EXPIRE, (NODE,), S.EXPIRED, "", "call_next", "tell_sender_it_is_back"),
    *_rows(
        _ANSWERABLE,
        E.EXPIRE,
        (NODE,),
        S.EXPIRED,
        "",
        "end_access",
        "forget_offer",
        "call_next",
        "tell_sender_it_is_back",
    ),
    *_rows(
        _EXPECTED,
        E.EXPIRE,
        (NODE,),
        S.EXPIRED,
        "",
        "end_access",
        "forget_offer",
        "give_back_room",
        "tell_receiver",
        "tell_sender_it_is_back",
    ),
)

BY_PAIR: Mapping[tuple[State, Event], Row] = {(row.source, row.event): row for row in TABLE}


def possible(state: State, side: Side) -> tuple[Event, ...]:
    """What somebody may do now, in the order of the table."""
    return tuple(row.event for row in TABLE if row.source == state and side in row.sides)
