"""Reasons must be true: prices are checked against solving anew."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from acogida.placement import explain_household, explain_place, solve
from acogida.placement.explain import bottlenecks
from tests.placement.instances import crowd, problem_of

QUICK = {"time_limit": inf, "rounds": 20}


def test_a_household_learns_what_kept_it_from_its_wish() -> None:
    problem = problem_of([{0: 0.9, 1: 0.8}, {0: 0.8, 1: 0.2}], [[1], [1]], [[1], [1]])
    plan = solve(problem, gap=0, **QUICK)
    reasons = explain_household(problem, plan, 0)
    assert reasons.offered is not None
    assert reasons.most_valued is not None
    assert (reasons.offered.place, reasons.most_valued.place) == (1, 0)
    assert reasons.obstacle is not None
    assert (reasons.obstacle.resource, reasons.obstacle.free, reasons.obstacle.needed) == (0, 0, 1)
    assert reasons.obstacle.price > 0.09
    assert [option.place for option in reasons.alternatives] == [0]


def test_the_dearest_resource_is_the_obstacle() -> None:
    # Beds abound, the one school place is what both want.
    problem = problem_of([{0: 0.7}, {0: 0.8}], [[1, 1], [1, 1]], [[2, 1]])
    reasons = explain_household(problem, solve(problem, **QUICK), 0)
    assert reasons.offered is None
    assert reasons.obstacle is not None
    assert reasons.obstacle.resource == 1


def test_a_household_at_its_wish_has_no_obstacle() -> None:
    problem = problem_of([{0: 0.7}], [[1]], [[1]])
    assert explain_household(problem, solve(problem, **QUICK), 0).obstacle is None


def test_a_household_without_arcs_is_told_so() -> None:
    problem = problem_of([{}, {0: 0.5}], [[1], [1]], [[1]])
    reasons = explain_household(problem, solve(problem, **QUICK), 0)
    assert (reasons.offered, reasons.most_valued, reasons.alternatives, reasons.obstacle) == (None, None, (), None)


def test_places_that_could_never_hold_a_household_are_no_alternatives() -> None:
    problem = problem_of([{0: 0.9, 1: 0.3}], [[3]], [[2], [3]])
    reasons = explain_household(problem, solve(problem, **QUICK), 0)
    assert reasons.most_valued is not None
    assert reasons.most_valued.place == 1


def test_net_worth_explains_the_regret() -> None:
    problem = crowd(200, 6, seed=3)
    plan = solve(problem, exact_up_to=0, **QUICK)
    for household in range(20):
        reasons = explain_household(problem, plan, household, alternatives=20)
        best = max([0.0, *(option.net for option in reasons.alternatives)])
        here = reasons.offered.net if reasons.offered else 0.0
        assert plan.regret[household] == pytest.approx(max(best, here) - here, abs=1e-6)


def test_the_price_of_a_place_is_what_solving_with_one_unit_more_shows() -> None:
    problem = crowd(300, 5, seed=8)
    plan = solve(problem, exact_up_to=0, gap=0, **QUICK)
    for at in bottlenecks(problem, plan, 3):
        capacity = problem.capacity.copy()
        capacity[at.place, at.resource] += 1
        more = solve(replace(problem, capacity=capacity), exact_up_to=0, gap=0, **QUICK)
        capacity[at.place, at.resource] -= 2
        less = solve(replace(problem, capacity=capacity), exact_up_to=0, gap=0, **QUICK)
        slack = 1e-3 * plan.bound
        assert at.price > 0
        assert more.bound - plan.bound <= at.price + slack
        assert plan.bound - less.bound >= at.price - slack


def test_the_price_of_the_only_bed_is_the_value_of_the_first_who_waits() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.6}, {0: 0.5}], [[1]] * 3, [[1]])
    plan = solve(problem, exact_up_to=0, gap=0, **QUICK)
    at = explain_place(problem, plan, 0, 0)
    assert (at.capacity, at.used, at.free) == (1, 1, 0)
    assert 0.6 - 0.01 <= at.price <= 0.9 + 0.01


def test_bottlenecks_are_dear_and_in_order() -> None:
    problem = crowd(200, 6, seed=3)
    plan = solve(problem, exact_up_to=0, **QUICK)
    dearest = bottlenecks(problem, plan, 10)
    unit = problem.need.sum(axis=0) / (problem.need > 0).sum(axis=0)
    costs = [at.price * unit[at.resource] for at in dearest]
    assert costs == sorted(costs, reverse=True)
    assert min(costs) > 0


def test_what_is_not_there_cannot_be_explained() -> None:
    problem = problem_of([{0: 0.5}], [[1]], [[1]])
    plan = solve(problem, **QUICK)
    with pytest.raises(IndexError, match="there is no household 1"):
        explain_household(problem, plan, 1)
    with pytest.raises(IndexError, match="there is no place 0 with a resource 1"):
        explain_place(problem, plan, 0, 1)
    assert np.isfinite(plan.value)
