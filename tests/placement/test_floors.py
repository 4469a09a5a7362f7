"""Minimum shares of groups."""

from math import inf

import numpy as np
import pytest

from acogida.placement import Floor, Problem, solve, verify
from acogida.placement.floors import groups
from tests.placement.instances import crowd, problem_of

QUICK = {"time_limit": inf, "rounds": 20}


def unequal(households: int) -> Problem:
    """A crowd that counts households, not people: large families lose."""
    problem = crowd(households, 20, seed=6)
    return Problem(problem.indptr, problem.place, problem.value, np.ones(households), problem.need, problem.capacity)


def test_a_floor_gives_the_bed_to_the_group_at_the_price_it_costs() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.5}], [[1], [1]], [[1]])
    floor = Floor("second", np.array([1]), 1.0)
    plan = solve(problem, floors=[floor], **QUICK)
    assert plan.place_of.tolist() == [-1, 0]
    (outcome,) = plan.floors
    assert (outcome.required, outcome.placed, outcome.binds, outcome.relaxed) == (1, 1, True, False)
    assert outcome.price == pytest.approx(0.4, abs=0.05)
    assert verify(problem, plan, [floor]).faults == ()


def test_a_floor_that_holds_anyway_costs_nothing() -> None:
    problem = unequal(2_500)
    floor = Floor("all", np.arange(2_500), 0.1)
    (outcome,) = solve(problem, floors=[floor], **QUICK).floors
    assert (outcome.binds, outcome.relaxed) == (False, False)


def test_floors_for_every_size_are_met_and_cost_little() -> None:
    problem = unequal(2_500)
    free = solve(problem, **QUICK)
    sizes = problem.need[:, 0].astype(np.int64)
    share = 0.8 * free.placed / problem.households
    placed = {s: float((free.place_of[sizes == s] >= 0).mean()) for s in range(1, 6)}
    assert placed[5] < share
    floors = groups(sizes, share, "size")
    plan = solve(problem, floors=floors, **QUICK)
    assert verify(problem, plan, floors).faults == ()
    assert not any(outcome.relaxed for outcome in plan.floors)
    assert any(outcome.binds for outcome in plan.floors)
    assert free.value * 0.85 < plan.value <= free.bound


def test_overlapping_floors_are_met_together() -> None:
    problem = unequal(2_500)
    floors = [
        Floor("large", np.flatnonzero(problem.need[:, 0] >= 4), 0.5),
        Floor("even", np.arange(0, 2_500, 2), 0.75),
    ]
    plan = solve(problem, floors=floors, **QUICK)
    assert verify(problem, plan, floors).faults == ()
    assert not any(outcome.relaxed for outcome in plan.floors)


def test_a_floor_that_cannot_be_met_is_relaxed_and_told() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.5}, {0: 0.4}], [[1], [1], [1]], [[2]])
    floor = Floor("all", np.arange(3), 1.0)
    plan = solve(problem, floors=[floor], **QUICK)
    assert plan.floors[0].relaxed
    assert (plan.floors[0].required, plan.floors[0].placed) == (3, 2)
    assert verify(problem, plan, [floor]).faults == ()
    assert plan.value <= plan.bound + 1e-9


def test_floors_for_people_who_have_nowhere_to_go_are_relaxed() -> None:
    problem = problem_of([{}, {0: 0.0}], [[1], [1]], [[1]])
    plan = solve(problem, floors=[Floor("both", np.arange(2), 1.0)], **QUICK)
    assert plan.floors[0].relaxed
    assert verify(problem, plan, [Floor("both", np.arange(2), 1.0)]).faults == ()


def test_the_bound_with_floors_is_above_the_best_plan_that_meets_them() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.8}, {0: 0.3}, {0: 0.2}], [[1]] * 4, [[2]])
    plan = solve(problem, floors=[Floor("low", np.array([2, 3]), 0.5)], **QUICK)
    assert plan.value == pytest.approx(1.2)
    assert 1.2 <= plan.bound + 1e-6 < 1.7


def test_required_counts_are_not_raised_by_rounding() -> None:
    assert Floor("ten", np.arange(10), 0.3).required == 3
    assert Floor("ten", np.arange(10), 0.31).required == 4


@pytest.mark.parametrize(
    ("members", "share", "complaint"),
    [
        (np.array([0, 0]), 0.5, "a household stands twice in floor f"),
        (np.array([0.5]), 0.5, "members of floor f must be a list of household numbers"),
        (np.array([0]), 1.1, "share of floor f is 1.1"),
    ],
)
def test_a_wrong_floor_is_refused(
    members: "np.ndarray[tuple[int], np.dtype[np.int64]]", share: float, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Floor("f", members, share)


def test_a_floor_for_strangers_is_refused() -> None:
    with pytest.raises(ValueError, match="floor f names a household that is not among the 2"):
        solve(problem_of([{}, {}], [[1], [1]], [[1]]), floors=[Floor("f", np.array([2]), 0.5)])
