"""The judge of plans must find what is wrong with them."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from acogida.placement import Floor, Plan, Problem, solve, verify
from tests.placement.instances import crowd, problem_of


@pytest.fixture
def problem() -> Problem:
    return crowd(60, 5, seed=1)


@pytest.fixture
def plan(problem: Problem) -> Plan:
    return solve(problem, time_limit=inf, rounds=5)


def test_a_true_plan_has_no_fault(problem: Problem, plan: Plan) -> None:
    report = verify(problem, plan)
    assert report.ok
    assert (report.value, report.bound, report.gap) == (plan.value, plan.bound, plan.gap)


def test_value_and_bound_are_what_the_definitions_say() -> None:
    problem = problem_of([{0: 0.9}, {0: 0.5}], [[1], [1]], [[1]], weight=[1, 2])
    prices = np.array([[0.9]])
    plan = Plan(np.array([-1, 0], np.int32), prices, 1.0, 1.0, np.zeros(2), (), "gap")
    assert verify(problem, plan).faults == ()


def test_an_overfull_place_is_found(problem: Problem, plan: Plan) -> None:
    crammed = replace(plan, place_of=np.full(60, problem.place[0], np.int32))
    assert any("the plan uses" in fault for fault in verify(problem, crammed).faults)


def test_a_place_that_is_no_arc_is_found(plan: Plan) -> None:
    problem = problem_of([{0: 0.5}], [[1]], [[1], [1]])
    lost = Plan(np.array([1], np.int32), np.zeros((2, 1)), 0.0, 0.5, np.array([0.5]), (), "gap")
    assert "household 0 has no arc to place 1" in verify(problem, lost).faults


def test_a_place_that_does_not_exist_is_found(problem: Problem, plan: Plan) -> None:
    place_of = plan.place_of.copy()
    place_of[0] = 99
    assert "household 0 has no arc to place 99" in verify(problem, replace(plan, place_of=place_of)).faults


@pytest.mark.parametrize("field", ["value", "bound"])
def test_a_false_figure_is_found(problem: Problem, plan: Plan, field: str) -> None:
    boasting = replace(plan, **{field: getattr(plan, field) + 0.01})
    assert any(f"the plan says {field}" in fault for fault in verify(problem, boasting).faults)


def test_false_regrets_are_found(problem: Problem, plan: Plan) -> None:
    assert verify(problem, replace(plan, regret=plan.regret + 1)).faults == (
        "the regrets are not those at the plan's prices",
    )


def test_a_plan_for_another_number_of_households_is_found(problem: Problem, plan: Plan) -> None:
    report = verify(problem, replace(plan, place_of=plan.place_of[:-1]))
    assert report.faults == ("place_of has 59 entries for 60 households",)


def test_floors_that_the_plan_does_not_speak_of_are_found(problem: Problem, plan: Plan) -> None:
    assert verify(problem, plan, [Floor("all", np.arange(60), 0.5)]).faults == (
        "1 floors were asked for, the plan speaks of 0",
    )


def test_regrets_and_idle_capacity_make_up_the_gap(problem: Problem, plan: Plan) -> None:
    placed = plan.place_of >= 0
    free = problem.capacity.astype(float)
    np.subtract.at(free, plan.place_of[placed], problem.need[placed])
    assert plan.bound - plan.value == pytest.approx(plan.regret.sum() + (plan.prices * free).sum(), rel=1e-6)
