"""A new plan after changes moves few."""

from math import inf

import numpy as np
import pytest

from acogida.placement import Changes, Floor, Plan, Problem, resolve, solve, verify
from acogida.placement.replan import FixedDoNotFit, FloorsForgotten, apply
from tests.placement.instances import crowd, problem_of

QUICK = {"time_limit": inf, "rounds": 20}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return crowd(2_500, 25, seed=11)


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return solve(problem, **QUICK)


def test_without_changes_hardly_anybody_moves(problem: Problem, plan: Plan) -> None:
    again = resolve(problem, plan, Changes(), **QUICK)
    assert len(again.moved) < 0.01 * plan.placed
    assert again.plan.value >= 0.99 * plan.value
    assert verify(again.problem, again.plan).faults == ()


def test_those_who_refuse_get_another_place_or_none(problem: Problem, plan: Plan) -> None:
    unwilling = np.flatnonzero(plan.place_of >= 0)[:20]
    refused = [(int(i), int(plan.place_of[i])) for i in unwilling]
    again = resolve(problem, plan, Changes(refused=refused), **QUICK)
    assert (again.plan.place_of[unwilling] != plan.place_of[unwilling]).all()
    assert np.isin(unwilling, again.moved).all()
    assert len(again.moved) < 20 + 0.05 * plan.placed
    assert verify(again.problem, again.plan).faults == ()


def test_lost_beds_move_those_who_must_and_few_others(problem: Problem, plan: Plan) -> None:
    capacity = problem.capacity.copy()
    capacity[3] //= 2
    staying = resolve(problem, plan, Changes(capacity=capacity), stay=0.3, **QUICK)
    free = resolve(problem, plan, Changes(capacity=capacity), stay=0.0, **QUICK)
    assert verify(staying.problem, staying.plan).faults == ()
    assert len(staying.moved) < len(free.moved)
    assert staying.plan.value >= 0.97 * free.plan.value


def test_arrivals_come_after_the_others(problem: Problem, plan: Plan) -> None:
    arrivals = crowd(100, 25, seed=99)
    again = resolve(problem, plan, Changes(arrivals=arrivals), **QUICK)
    assert again.plan.place_of.shape == (2_600,)
    assert (again.plan.place_of[2_500:] >= 0).any()
    assert verify(again.problem, again.plan).faults == ()


def test_those_who_are_gone_free_their_places(problem: Problem, plan: Plan) -> None:
    gone = np.flatnonzero(plan.place_of >= 0)[:200]
    again = resolve(problem, plan, Changes(gone=gone.tolist()), **QUICK)
    assert (again.plan.place_of[gone] == -1).all()
    assert not np.isin(gone, again.moved).any()
    assert again.plan.placed > plan.placed - 200


def test_the_fixed_stay_whatever_it_costs(problem: Problem, plan: Plan) -> None:
    fixed = np.flatnonzero(plan.place_of >= 0)[::2]
    again = resolve(problem, plan, Changes(arrivals=crowd(500, 25, seed=98)), fixed=fixed.tolist(), **QUICK)
    assert (again.plan.place_of[fixed] == plan.place_of[fixed]).all()
    assert verify(again.problem, again.plan).faults == ()


def test_the_fixed_must_have_room() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.8}], [[1], [1]], [[2]])
    plan = solve(problem, **QUICK)
    with pytest.raises(FixedDoNotFit, match="stay at place 0 need more of resource 0 than it has"):
        resolve(problem, plan, Changes(capacity=np.array([[1]], np.int32)), fixed=[0, 1], **QUICK)


def test_the_fixed_cannot_have_refused() -> None:
    problem = problem_of([{0: 0.9}], [[1]], [[2]])
    plan = solve(problem, **QUICK)
    with pytest.raises(FixedDoNotFit, match="household 0 is to stay at place 0, which is no arc of it now"):
        resolve(problem, plan, Changes(refused=[(0, 0)]), fixed=[0], **QUICK)


@pytest.fixture(scope="module")
def large_families(problem: Problem) -> Floor:
    return Floor("large", np.flatnonzero(problem.need[:, 0] == 5), 0.8)


@pytest.fixture(scope="module")
def floored(problem: Problem, large_families: Floor) -> Plan:
    return solve(problem, floors=[large_families], **QUICK)


def share_placed(plan: Plan, members: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
    return float((plan.place_of[members] >= 0).mean())


def test_floors_are_kept_after_changes(problem: Problem, floored: Plan, large_families: Floor) -> None:
    changes = Changes(capacity=problem.capacity * 9 // 10)
    forgetful = resolve(problem, floored, changes, floors=(), **QUICK)
    again = resolve(problem, floored, changes, floors=[large_families], **QUICK)
    assert share_placed(forgetful.plan, large_families.members) < 0.8
    assert share_placed(again.plan, large_families.members) >= 0.8
    assert again.plan.floors[0].binds
    assert verify(again.problem, again.plan, again.floors).faults == ()


def test_the_fixed_count_towards_a_floor(problem: Problem, floored: Plan, large_families: Floor) -> None:
    fixed = np.flatnonzero(floored.place_of >= 0)[::2]
    again = resolve(problem, floored, Changes(), fixed=fixed.tolist(), floors=[large_families], **QUICK)
    (outcome,) = again.plan.floors
    assert outcome.required == large_families.required <= outcome.placed
    assert verify(again.problem, again.plan, again.floors).faults == ()


def test_those_who_are_gone_no_longer_count_for_a_floor(problem: Problem, floored: Plan, large_families: Floor) -> None:
    gone = large_families.members[::2]
    again = resolve(problem, floored, Changes(gone=gone.tolist()), floors=[large_families], **QUICK)
    assert again.plan.floors[0].members == len(large_families.members) - len(gone)
    assert not again.plan.floors[0].relaxed
    assert verify(again.problem, again.plan, again.floors).faults == ()


def test_floors_are_never_forgotten_silently(problem: Problem, floored: Plan) -> None:
    with pytest.raises(FloorsForgotten, match="name the floors again, or none: large"):
        resolve(problem, floored, Changes(), **QUICK)


def test_apply_leaves_the_old_problem_alone(problem: Problem) -> None:
    arcs = problem.arcs
    after = apply(problem, Changes(refused=[(0, int(problem.place[0]))], gone=[1]))
    assert problem.arcs == arcs
    assert after.arcs == arcs - 1 - int(problem.indptr[2] - problem.indptr[1])
    assert after.households == problem.households
