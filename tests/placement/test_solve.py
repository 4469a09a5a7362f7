"""Hand-solved instances, and what must hold for every plan."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from math import inf

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acogida.placement import NotEnoughMemory, Plan, Problem, Progress, solve, verify
from acogida.placement.arena import arena_of
from acogida.placement.search import DIVE_SHARE, DIVE_TEMPERATURE, dived
from acogida.placement.watch import Watch
from acogida.placement.wide_dive import WideDive
from tests.placement.instances import best_by_trying_all, crowd, problem_of

QUICK = {"time_limit": inf, "rounds": 20}
ONE_BED_EACH = [[1], [1]]


def test_solve_gives_the_only_bed_to_the_household_worth_more() -> None:
    plan = solve(problem_of([{0: 0.5}, {0: 0.9}], ONE_BED_EACH, [[1]]), **QUICK)
    assert plan.place_of.tolist() == [-1, 0]
    assert plan.value == pytest.approx(0.9)


def test_solve_crosses_preferences_where_the_total_gains() -> None:
    # Both want place 0; the first loses 0.1 by going to place 1, the second 0.6.
    problem = problem_of([{0: 0.9, 1: 0.8}, {0: 0.8, 1: 0.2}], ONE_BED_EACH, [[1], [1]])
    plan = solve(problem, **QUICK)
    assert plan.place_of.tolist() == [1, 0]
    assert plan.value == pytest.approx(1.6)


def test_solve_never_splits_a_household() -> None:
    # A family of three does not fit two places of two beds; two single people do.
    problem = problem_of([{0: 1.0, 1: 1.0}, {0: 0.4}, {1: 0.3}], [[3], [1], [1]], [[2], [2]], weight=[3, 1, 1])
    plan = solve(problem, **QUICK)
    assert plan.place_of.tolist() == [-1, 0, 1]
    assert plan.value == pytest.approx(0.7)


def test_solve_weighs_a_family_against_those_it_displaces() -> None:
    # Four beds: a family of four at 0.6 each is worth 2.4; four single people at 0.5 are worth 2.0.
    problem = problem_of(
        [{0: 0.6}, *({0: 0.5} for _ in range(4))], [[4], [1], [1], [1], [1]], [[4]], weight=[4, 1, 1, 1, 1]
    )
    plan = solve(problem, gap=0, **QUICK)
    assert plan.place_of.tolist() == [0, -1, -1, -1, -1]
    assert plan.value == pytest.approx(2.4)
    assert plan.stopped in ("optimal", "gap")


def test_solve_respects_every_resource() -> None:
    # Beds for both, one school place: the household with the child at the higher value gets it.
    problem = problem_of([{0: 0.7}, {0: 0.8}], [[1, 1], [1, 1]], [[2, 1]])
    assert solve(problem, **QUICK).place_of.tolist() == [-1, 0]


def test_solve_finds_the_known_optimum_of_six_households() -> None:
    # Beds 3 + 2. By hand: 0 and 2 (sizes 2, 1) fill place 0, 3 (size 2) fills place 1: 1.8 + 0.7 + 1.6 = 4.1.
    rows = [{0: 0.9, 1: 0.5}, {0: 0.6}, {0: 0.7, 1: 0.4}, {1: 0.8}, {1: 0.5}, {0: 0.3}]
    size = [2, 2, 1, 2, 1, 1]
    problem = problem_of(rows, [[s] for s in size], [[3], [2]], weight=size)
    plan = solve(problem, gap=0, **QUICK)
    assert plan.value == pytest.approx(4.1) == pytest.approx(best_by_trying_all(problem))
    assert plan.place_of.tolist() == [0, -1, 0, 1, -1, -1]


def test_solve_is_optimal_at_once_where_nobody_competes() -> None:
    plan = solve(problem_of([{0: 0.2, 1: 0.9}, {0: 0.4}], ONE_BED_EACH, [[5], [5]]), **QUICK)
    assert (plan.place_of.tolist(), plan.gap, plan.stopped) == ([1, 0], 0.0, "optimal")
    assert (plan.prices == 0).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 3))
def test_bound_is_above_the_best_of_all_plans_and_the_plan_is_feasible(seed: int, households: int, places: int) -> None:
    problem = crowd(households, places, seed, resources=2, tight=0.6)
    plan = solve(problem, exact_up_to=0, gap=0, **QUICK)
    best = best_by_trying_all(problem)
    assert verify(problem, plan).faults == ()
    assert plan.value <= best + 1e-9
    assert best <= plan.bound + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
@example(265)  # HiGHS 1.16 gave back its start here, and called it optimal
def test_exact_solver_reaches_the_best_of_all_plans(seed: int) -> None:
    problem = crowd(6, 3, seed, resources=2, tight=0.6)
    plan = solve(problem, gap=0, **QUICK)
    assert plan.value == pytest.approx(best_by_trying_all(problem))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_any_prices_bound_every_plan(seed: int, price_seed: int) -> None:
    problem = crowd(5, 3, seed, resources=2)
    prices = np.random.default_rng(price_seed).exponential(0.3, problem.capacity.shape)
    _, value = problem.respond(prices)
    assert best_by_trying_all(problem) <= value + float((prices * problem.capacity).sum()) + 1e-9


def test_bound_never_falls_when_a_place_is_added() -> None:
    problem = crowd(60, 5, seed=3)
    plan = solve(problem, exact_up_to=0, **QUICK)
    rows = np.insert(problem.place, problem.indptr[1:], problem.places)
    more = Problem(
        problem.indptr + np.arange(problem.households + 1),
        rows,
        np.insert(problem.value, problem.indptr[1:], 0.5),
        problem.weight,
        problem.need,
        np.vstack((problem.capacity, [[9] * problem.resources])),
    )
    wider = solve(more, exact_up_to=0, **QUICK)
    assert wider.bound >= plan.bound * (1 - 1e-3)
    assert wider.bound >= plan.value


def test_order_of_households_does_not_matter_to_the_optimum() -> None:
    problem = crowd(40, 4, seed=5)
    order = np.random.default_rng(0).permutation(problem.households)
    width = int(problem.indptr[1])
    shuffled = Problem(
        problem.indptr,
        problem.place.reshape(-1, width)[order].ravel(),
        problem.value.reshape(-1, width)[order].ravel(),
        problem.weight[order],
        problem.need[order],
        problem.capacity,
    )
    first, second = (solve(p, gap=0, **QUICK) for p in (problem, shuffled))
    assert first.stopped == second.stopped == "optimal"
    assert first.value == pytest.approx(second.value)


def test_solve_comes_near_the_bound_of_a_crowd_of_thousands() -> None:
    problem = crowd(4_000, 20, seed=1)
    plan = solve(problem, gap=2e-3, time_limit=inf, rounds=100)
    assert verify(problem, plan).faults == ()
    assert plan.stopped == "gap"
    assert plan.gap <= 2e-3


def test_the_same_seed_gives_the_same_plan_on_any_number_of_threads() -> None:
    problem = crowd(3_000, 40, seed=2)
    one, two, three = (solve(problem, gap=0, seed=7, threads=t, time_limit=inf, rounds=30) for t in (1, 2, 3))
    for other in (two, three):
        assert (one.place_of == other.place_of).all()
        assert (one.prices == other.prices).all()
    assert (one.place_of != solve(problem, gap=0, seed=8, time_limit=inf, rounds=30).place_of).any()


def test_cancelling_returns_a_feasible_plan_early() -> None:
    problem = crowd(3_000, 40, seed=2)
    asked = count()
    plan = solve(problem, gap=0, time_limit=inf, cancel=lambda: next(asked) > 100)
    assert plan.stopped == "cancelled"
    assert verify(problem, plan).faults == ()


def test_cancelling_before_anything_places_nobody() -> None:
    problem = crowd(3_000, 40, seed=2)
    stop = threading.Event()
    stop.set()
    plan = solve(problem, cancel=stop.is_set)
    assert (plan.stopped, plan.placed) == ("cancelled", 0)
    assert verify(problem, plan).faults == ()


def test_the_time_limit_ends_the_solve_by_the_clock_it_is_given() -> None:
    ticks = count()
    plan = solve(crowd(3_000, 40, seed=2), gap=0, time_limit=400, clock=lambda: float(next(ticks)))
    assert plan.stopped == "time"
    assert plan.placed > 0


def test_a_dive_that_is_interrupted_still_fills_the_places() -> None:
    problem = crowd(3_000, 40, seed=2)
    watch = Watch(cancel=lambda: True)
    with ThreadPoolExecutor(1) as pool:
        arena = arena_of(problem)
        chosen = dived(arena, np.full(arena.supply.size, 0.3), pool, watch)
    room = arena.supply.astype(np.int64)
    np.subtract.at(room, arena.place[chosen[chosen >= 0]], arena.need[chosen >= 0])
    assert (room >= 0).all()
    assert not any(
        (arena.need[i] <= room[arena.place[k]]).all()
        for i in np.flatnonzero(chosen < 0)
        for k in range(arena.indptr[i], arena.indptr[i + 1])
    )


def test_a_dive_by_shards_is_as_good_as_one_in_a_piece_whatever_the_threads() -> None:
    arena = arena_of(crowd(3_000, 40, seed=2))
    prices = np.full(arena.supply.size, 0.3)
    found = []
    for threads in (1, 3):
        with ThreadPoolExecutor(threads) as pool:
            whole = dived(arena, prices, pool, Watch())
            diving = WideDive(arena, prices, DIVE_TEMPERATURE, pool)
            diving.run(DIVE_SHARE, lambda: None)
        found.append(diving.chosen)
    assert (found[0] == found[1]).all()
    taken = found[0][found[0] >= 0]
    room = arena.supply.astype(np.int64)
    np.subtract.at(room, arena.place[taken], arena.need[found[0] >= 0])
    assert (room == diving.room).all()
    assert (room >= 0).all()
    assert arena.profit[taken].sum() >= 0.99 * arena.profit[whole[whole >= 0]].sum()


def test_progress_tells_stages_and_a_falling_gap() -> None:
    seen: list[Progress] = []
    solve(crowd(3_000, 40, seed=2), gap=0, time_limit=inf, rounds=40, progress=seen.append)
    stages = [now.stage for now in seen]
    assert list(dict.fromkeys(stages)) == ["arrange", "prices", "dive", "search", "certify"]
    gaps = [now.gap for now in seen if now.stage == "search"]
    assert gaps == sorted(gaps, reverse=True)
    assert [now.elapsed for now in seen] == sorted(now.elapsed for now in seen)


def test_stages_name_the_compilation_apart() -> None:
    plan = solve(crowd(50, 5), **QUICK)
    assert [stage.name for stage in plan.stages][:3] == ["compile", "arrange", "prices"]
    assert all(stage.seconds >= 0 for stage in plan.stages)


def test_a_warm_start_is_never_made_worse() -> None:
    problem = crowd(3_000, 40, seed=4)
    good = solve(problem, gap=0, time_limit=inf, rounds=60)
    again = solve(problem, gap=0, time_limit=inf, rounds=0, warm_start=good)
    assert again.value >= good.value - 1e-9
    assert verify(problem, again).faults == ()


def test_a_warm_start_that_no_longer_fits_is_not_used() -> None:
    problem = crowd(200, 5, seed=4)
    plan = solve(problem, exact_up_to=0, **QUICK)
    crammed = Plan(np.zeros(200, np.int32), plan.prices, 0, 0, plan.regret, (), "gap")
    again = solve(problem, exact_up_to=0, warm_start=crammed, **QUICK)
    assert verify(problem, again).faults == ()


def test_a_warm_start_from_other_places_is_refused() -> None:
    plan = solve(crowd(200, 5, seed=4), **QUICK)
    with pytest.raises(ValueError, match="the warm start has prices"):
        solve(crowd(200, 6, seed=4), warm_start=plan, **QUICK)


def test_solve_refuses_what_would_not_fit_in_memory() -> None:
    problem = crowd(100, 5)
    with pytest.raises(NotEnoughMemory, match="1 MB may be used"):
        solve(problem, memory_limit=1_000_000)


def test_memory_estimate_grows_with_the_arcs() -> None:
    assert crowd(400, 5).memory_estimate() > crowd(100, 5).memory_estimate() > 0
