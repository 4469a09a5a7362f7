"""Whatever is not in the table is refused, and nothing goes round it."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest

import acogida
from acogida.accounts.models import Workspace
from acogida.referrals import deadlines, diagram, transitions
from acogida.referrals.enums import OPEN, OVER, Event, Side, State
from acogida.referrals.models import Referral, ReferralEvent
from acogida.referrals.states import BY_PAIR, TABLE, possible
from tests.accounts.people import NOW

PACKAGE = Path(acogida.__file__).parent
EXPLANATION = PACKAGE.parents[1] / "docs/explanation/referrals.md"


def test_a_pair_of_state_and_event_stands_in_the_table_once():
    assert len(BY_PAIR) == len(TABLE)
    assert {row.guard for row in TABLE if row.guard} == set(transitions.GUARDS)
    assert {effect for row in TABLE for effect in row.effects} == set(transitions.EFFECTS)


def test_what_is_over_is_over():
    assert {row.source for row in TABLE if row.target != row.source} == set(OPEN)
    assert {row.event for row in TABLE if row.source in OVER} == {Event.NO_HELP}
    reached = {State.DRAFT, *(row.target for row in TABLE)}
    assert reached == set(State)


def test_whatever_is_open_can_be_withdrawn_or_ended_by_the_sender_at_any_time():
    for state in OPEN:
        assert {Event.WITHDRAW, Event.END_ACCESS} & set(possible(state, Side.SENDER)), state


def test_access_and_room_end_wherever_they_could_have_begun():
    for row in TABLE:
        if row.source in {State.ACCEPTED, State.HANDED_OVER, State.ARRIVED} and row.target in OVER:
            assert {"end_access", "give_back_room"} <= set(row.effects), row
        if row.target in OVER and row.source not in {State.DRAFT, State.QUEUED}:
            assert row.source in OVER or "end_access" in row.effects, row


@pytest.mark.django_db
def test_every_pair_that_is_not_in_the_table_is_refused():
    referral = Referral(state_at=NOW)
    with transitions.step(by=None, now=NOW) as done:
        for state, event, side in product(State, Event, Side):
            if event in possible(state, side):
                continue
            referral.state = state
            with pytest.raises(transitions.NotNow):
                transitions.apply(referral, event, side=side, step=done)
    assert not ReferralEvent.objects.exists()


def writes_state(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text())):
        targets = node.targets if isinstance(node, ast.Assign) else []
        flat = [one for target in targets for one in getattr(target, "elts", [target])]
        if any(isinstance(one, ast.Attribute) and one.attr == "state" for one in flat):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {keyword.arg for keyword in node.keywords}
            if node.func.attr in {"update", "update_or_create", "bulk_update", "create"} and "state" in names:
                return True
    return False


def test_no_code_changes_a_state_but_transitions():
    found = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if writes_state(path)}
    # `places` changes that of a hold, `turns` that of a request for help.
    assert found == {"referrals/transitions.py", "referrals/places.py", "referrals/helping/turns.py"}


def test_no_code_changes_an_event():
    changing = re.compile(r"ReferralEvent\.objects\.(?!create\()|events\.(update|delete)\(")
    paths = [*PACKAGE.rglob("*.py")]
    assert not [str(path) for path in paths if changing.search(path.read_text())]


@pytest.mark.django_db
def test_whatever_waits_for_somebody_has_deadlines():
    ends_by_itself = {*OPEN} - {State.DRAFT, State.QUEUED}
    for state in State:
        times = {"state_at": NOW, "answer_by": NOW, "waiting_since": NOW, "hold_until": NOW}
        referral = Referral(state=state, urgency="TODAY", receiver=Workspace(), **times)
        moments = [moment for moment, _ in deadlines.moments_of(referral)]
        assert bool(moments) == (state in ends_by_itself), state
        assert moments == sorted(moments)


def test_the_picture_in_the_explanation_is_that_of_the_table():
    assert diagram.mermaid() in EXPLANATION.read_text(), "python -m acogida.referrals.diagram"
    assert diagram.as_table() in EXPLANATION.read_text(), "python -m acogida.referrals.diagram"
