"""Whole fillings of small places: the knapsack is exact, the bound holds, the plan is better than without."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.placement import Problem, fillings, small, solve
from acogida.placement.certificate import arcs_of
from acogida.placement.knapsack import best_filling
from acogida.placement.watch import Watch
from tests.placement.instances import best_by_trying_all, crowd


def filled(problem: Problem) -> tuple[float, fillings.Filled, float]:
    """Value of a plan without fillings, what fillings make of it, and the value of that."""
    plan = solve(problem, exact_up_to=0, gap=0, time_limit=inf, rounds=20)
    arc, _ = arcs_of(problem, plan.place_of)
    watch = Watch()
    found = fillings.improve(problem, arc, plan, small.exact_solver(0.0, 0, watch, small.LONGEST), watch)
    taken = found.arc >= 0
    value = float((problem.weight[taken] * problem.value[found.arc[taken]]).sum())
    room = problem.capacity.astype(np.int64)
    np.subtract.at(room, problem.place[found.arc[taken]], problem.need[taken])
    assert (room >= 0).all()
    assert plan.bound >= found.bound
    return plan.value, found, value


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_the_best_filling_is_that_of_all_subsets(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    value, need = random.random(count), random.integers(0, 5, (count, 2))
    capacity, price = random.integers(1, 9, 2), random.random(2) + 0.01
    cost = need @ price + 1e-9
    order = np.argsort(-value / cost)
    taken = np.zeros(count, np.int64)
    bound = best_filling(value[order], need[order], cost[order], capacity, price, taken)
    subsets = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    fits = (subsets @ need <= capacity).all(axis=1)
    assert bound == pytest.approx((subsets @ value)[fits].max())
    assert bound == pytest.approx(float(value[order] @ taken))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_bound_of_fillings_is_above_the_best_of_all_plans(seed: int) -> None:
    problem = crowd(6, 3, seed, resources=2, tight=0.6)
    _, found, value = filled(problem)
    best = best_by_trying_all(problem)
    assert value <= best + 1e-9
    assert best <= found.bound + 1e-6


def test_fillings_close_most_of_the_gap_where_places_hold_few() -> None:
    before, found, value = filled(crowd(120, 40, seed=3))
    assert value > before
    assert found.bound - value < 0.01 * found.bound
