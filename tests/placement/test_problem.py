"""What may come in, and what is refused with a word about where."""

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from acogida.placement import InvalidProblem, Problem, solve, verify
from tests.placement.instances import crowd, problem_of

GOOD: dict[str, Any] = {
    "indptr": [0, 2, 3],
    "place": [0, 1, 1],
    "value": [0.5, 0.4, 0.3],
    "weight": [1.0, 2.0],
    "need": [[1], [2]],
    "capacity": [[1], [2]],
}


@pytest.mark.parametrize(
    ("array", "given", "complaint"),
    [
        ("indptr", [0, 2], "indptr has 2 entries; weight has 2"),
        ("indptr", [0, 3, 2], "indptr must run from 0 to 3"),
        ("indptr", [1, 2, 3], "indptr must run from 0 to 3"),
        ("indptr", [0.0, 2.0, 3.0], "indptr has the type float64"),
        ("place", [0, 1, 2], "place of household 1 is 2; there are 2 places"),
        ("place", [0, 1, -1], "place in row 2 is -1"),
        ("place", [1, 1, 1], "place 1 stands twice in the row of household 0"),
        ("place", [0, 1], "value has 3 entries, place has 2"),
        ("value", [0.5, float("nan"), 0.3], "value in row 1 is nan"),
        ("value", [0.5, 0.4, float("inf")], "value in row 2 is inf"),
        ("value", [0.5, -0.1, 0.3], "value of household 0 is -0.1"),
        ("value", [0.5, 0.4, 1.5], "value of household 1 is 1.5"),
        ("value", ["a", "b", "c"], "value has the type"),
        ("weight", [1.0, 0.0], "weight of household 1 is 0.0; it must be above 0"),
        ("weight", [-1.0, 1.0], "weight of household 0 is -1.0"),
        ("weight", [[1.0], [1.0]], "weight has 2 dimensions"),
        ("need", [[1], [-2]], "need in row 1 is"),
        ("need", [[1], [2**31]], "need in row 1 is"),
        ("need", [[1, 1], [1, 1]], "need is 2 × 2; weight and capacity ask for 2 × 1"),
        ("need", [[1.5], [2]], "need has the type float64"),
        ("capacity", [[1], [2**40]], "capacity in row 1 is"),
        ("capacity", [1, 2], "capacity has 1 dimensions"),
    ],
)
def test_a_wrong_array_is_named_with_its_row(array: str, given: Any, complaint: str) -> None:
    with pytest.raises(InvalidProblem, match=complaint):
        Problem(**{**GOOD, array: given})


def test_indptr_that_falls_inside_is_named() -> None:
    with pytest.raises(InvalidProblem, match="indptr falls after row 1"):
        Problem([0, 2, 1, 3], [0, 1, 1], [0.1] * 3, [1.0] * 3, [[1]] * 3, [[1], [1]])  # type: ignore[arg-type]


def solved(problem: Problem) -> Any:
    plan = solve(problem, gap=0, time_limit=inf, rounds=5)
    assert verify(problem, plan).faults == ()
    return plan


def test_nobody_and_nowhere() -> None:
    for households, places in ((0, 0), (0, 3), (3, 0)):
        problem = problem_of([{} for _ in range(households)], [[1]] * households, np.ones((places, 1), int))
        plan = solved(problem)
        assert (plan.value, plan.bound, plan.gap) == (0, 0, 0)
        assert plan.place_of.tolist() == [-1] * households


def test_one_household() -> None:
    assert solved(problem_of([{0: 0.5}], [[1]], [[1]])).place_of.tolist() == [0]


def test_all_capacities_zero_place_nobody_who_needs_something() -> None:
    problem = crowd(30, 4)
    plan = solved(replace(problem, capacity=np.zeros_like(problem.capacity)))
    assert (plan.placed, plan.bound) == (0, 0)


def test_needs_of_zero_fit_anywhere() -> None:
    problem = crowd(30, 4)
    free = replace(problem, need=np.zeros_like(problem.need), capacity=np.zeros_like(problem.capacity))
    assert solved(free).placed == 30


def test_no_resource_at_all() -> None:
    problem = Problem(**{**GOOD, "need": np.empty((2, 0), int), "capacity": np.empty((2, 0), int)})
    assert solved(problem).place_of.tolist() == [0, 1]


def test_values_of_zero_are_worth_nothing() -> None:
    problem = crowd(30, 4)
    assert solved(replace(problem, value=np.zeros_like(problem.value))).value == 0


def test_equal_values_fill_the_places() -> None:
    problem = problem_of([{0: 0.5, 1: 0.5} for _ in range(10)], [[1]] * 10, [[3], [4]])
    plan = solved(problem)
    assert (plan.placed, plan.gap) == (7, pytest.approx(0, abs=1e-3))


def test_unsorted_arcs_are_as_good_as_sorted_ones() -> None:
    problem = crowd(40, 6)
    back = np.concatenate([np.arange(problem.indptr[i], problem.indptr[i + 1])[::-1] for i in range(40)])
    turned = replace(problem, place=problem.place[back], value=problem.value[back])
    assert solved(turned).value == pytest.approx(solved(problem).value)


def test_large_numbers_do_not_overflow() -> None:
    most = 2**31 - 1
    problem = problem_of([{0: 0.5}, {0: 0.6}, {0: 0.7}], [[most], [most], [most]], [[most]])
    assert solved(problem).place_of.tolist() == [-1, -1, 0]


def test_units_of_very_different_size_are_one_problem() -> None:
    problem = crowd(2_500, 10, resources=2)
    scale = np.array([1, 100_000], np.int32)
    plan = solve(
        replace(problem, need=problem.need * scale, capacity=problem.capacity * scale), time_limit=inf, rounds=50
    )
    assert plan.gap < 0.01


def test_weights_far_apart_are_one_problem() -> None:
    problem = crowd(2_500, 10)
    plan = solve(replace(problem, weight=problem.weight * 1e6), time_limit=inf, rounds=50)
    assert plan.gap < 0.01


def test_ten_million_arcs_of_one_household() -> None:
    arcs = 10_000_000
    value = np.full(arcs, 0.5, np.float32)
    value[1_234_567] = 0.75
    problem = Problem(
        np.array([0, arcs]), np.arange(arcs, dtype=np.int32), value, np.ones(1), np.ones((1, 1), np.int32),
        np.ones((arcs, 1), np.int32),
    )  # fmt: skip
    assert problem.memory_estimate() > 1e9
    demand, best = problem.respond(np.zeros((arcs, 1)))
    assert (best, int(demand.argmax())) == (0.75, 1_234_567)


def test_respond_takes_the_best_at_the_prices() -> None:
    problem = problem_of([{0: 0.9, 1: 0.5}, {0: 0.8}], [[2], [1]], [[5], [5]], weight=[2, 1])
    demand, value = problem.respond([[0.5], [0.0]])
    # The first leaves 1.8 − 1.0 for 1.0 at place 1, the second takes 0.8 − 0.5 at place 0.
    assert demand.tolist() == [[1.0], [2.0]]
    assert value == pytest.approx(1.0 + 0.3)


def test_respond_adds_up_over_shards() -> None:
    problem = crowd(100, 6, seed=9)
    prices = np.random.default_rng(1).exponential(0.2, problem.capacity.shape)
    width = int(problem.indptr[1])
    parts = [
        Problem(
            problem.indptr[: last - first + 1], problem.place[first * width : last * width],
            problem.value[first * width : last * width], problem.weight[first:last], problem.need[first:last],
            problem.capacity,
        )
        for first, last in ((0, 37), (37, 100))
    ]  # fmt: skip
    demand, value = problem.respond(prices)
    answers = [part.respond(prices) for part in parts]
    assert (sum(answer[0] for answer in answers) == demand).all()
    assert sum(answer[1] for answer in answers) == pytest.approx(value)


@pytest.mark.parametrize(
    ("prices", "complaint"),
    [
        ([[0.0]], "prices must be 2 × 1"),
        ([[0.0], [-1.0]], "prices of place 1"),
        ([[float("nan")], [0.0]], "prices of place 0"),
    ],
)
def test_respond_refuses_what_are_no_prices(prices: list[list[float]], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        problem_of([{0: 0.9}], [[1]], [[1], [1]]).respond(prices)
