"""The solver: prices, dive, search, proof.

1. Drop the arcs that can never fit. 2. Minimise the smoothed dual for prices, which bound every plan. 3. Dive to a
plan. 4. Refill region after region until the gap is small enough. 5. Small problems go on to an exact solver.
6. Certify with code of its own.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np
import numpy.typing as npt

from acogida.placement import memory, small
from acogida.placement.arena import Arena, arena_of
from acogida.placement.certificate import arcs_of, certify, overfull
from acogida.placement.descent import never
from acogida.placement.dual import Dual
from acogida.placement.floors import Floor, check_members, outcomes
from acogida.placement.knapsack import best_filling
from acogida.placement.offers import Goal, make_offers
from acogida.placement.plan import Plan, Stage, Stopped
from acogida.placement.pricing import find_prices
from acogida.placement.problem import Floats, Ints, Problem, padded
from acogida.placement.search import DIVE_TEMPERATURE
from acogida.placement.watch import Clock, Progress, Watch
from acogida.placement.wide_dive import WideDive

EXACT_UP_TO = 2_000  # households; beyond it the exact solver finds nothing that the search has not
EXACT_ARCS = 1_000_000
ROUNDS_BEFORE_EXACT = 200
COLD = 1e-6  # a temperature at which the smoothed dual is the dual


def solve(
    problem: Problem,
    *,
    gap: float = 1e-3,
    time_limit: float = 60.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    warm_start: Plan | None = None,
    floors: Sequence[Floor] = (),
    cancel: Callable[[], bool] | None = None,
    rounds: int | None = None,
    exact_up_to: int = EXACT_UP_TO,
    memory_limit: int | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """The best plan found: one whose certified gap is at most `gap`, or the best when something else ends the solve.

    - `time_limit`: seconds, not counting the compilation of the kernels, which is a stage of its own
    - `seed`: the same seed gives the same plan on any number of threads, unless time or `cancel` ended the solve
    - `threads`: of the search; by default one for each core
    - `progress`: called with stage, gap and elapsed seconds
    - `warm_start`: a plan for a problem of the same places; its offers are used if it has as many households. Raises
      `ValueError` where the places are not the same
    - `floors`: groups of which a minimum share is to be placed; one that cannot be met is relaxed, and the plan says so
    - `cancel`: asked between steps; once it answers True the best plan so far is returned
    - `rounds`: at most so many rounds of the search, each of up to eight regions
    - `exact_up_to`: with so many households or fewer, HiGHS takes over when the search has not reached `gap`
    - `memory_limit`: bytes; by default what the machine has left. Raises `NotEnoughMemory` before anything is done
    """
    check_members(problem, floors)
    if warm_start is not None and warm_start.prices.shape != problem.capacity.shape:
        raise ValueError(
            f"the warm start has prices {warm_start.prices.shape}, the problem needs {problem.capacity.shape}"
        )
    memory.require(problem.memory_estimate(), memory_limit)
    began = clock()
    compile_kernels(problem.resources)
    compiled = Stage("compile", clock() - began, inf)
    watch = Watch(time_limit, cancel, progress, clock, [compiled])
    if rounds is None and problem.households <= exact_up_to:
        rounds = ROUNDS_BEFORE_EXACT
    task = Task(problem, tuple(floors), gap, seed, warm_start, rounds, exact_up_to, watch)
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return task.run(pool)


@cache
def compile_kernels(resources: int) -> None:
    """Run every kernel once, on six households that compete for two places."""
    width = padded(resources)
    need = np.ones((6, width), np.int32)
    indptr, place = np.arange(0, 13, 2), np.tile([0, 1], 6)
    value = np.linspace(0.1, 1.0, 12, dtype=np.float32)
    problem = Problem(indptr, place, value, np.ones(6), need, np.full((2, width), 2))
    floors = (Floor("all", np.arange(6), 0.5),)
    task = Task(problem, floors, gap=0.0, seed=0, warm_start=None, rounds=1, exact_up_to=0, watch=Watch())
    with ThreadPoolExecutor(1) as pool:
        task.run(pool)
        one = np.ones((1, problem.resources), np.int64)
        best_filling(np.ones(1), one, np.ones(1), one[0], np.ones(problem.resources), np.zeros(1, np.int64))
        WideDive(arena_of(problem), np.zeros(2 * width), DIVE_TEMPERATURE, pool).run(0.5, never)


@dataclass(frozen=True)
class Task:
    """One solve: what was asked, and the watch that may end it."""

    problem: Problem
    floors: tuple[Floor, ...]
    gap: float
    seed: int
    warm_start: Plan | None
    rounds: int | None
    exact_up_to: int
    watch: Watch

    def run(self, pool: Executor) -> Plan:
        problem, watch = self.problem, self.watch
        arena = arena_of(problem)
        watch.close("arrange")
        if not self.floors and (uncontested := self._uncontested(arena, pool)) is not None:
            return self._plan(uncontested, np.zeros(problem.capacity.shape), [], "optimal")
        dual = Dual(arena, pool, self.floors)
        start = None if self.warm_start is None else dual.multipliers(self.warm_start)
        prices = find_prices(arena, pool, self.floors, start, watch)
        goal = Goal(dual.at(prices.sharp, COLD)[0], self.gap, self.seed, self.rounds, watch)
        watch.close("prices")
        chosen = make_offers(dual, prices, goal, self._warm_choice(arena), pool)
        place_of = _places_of(arena.place, chosen)
        shadow = dual.prices(prices.sharp)[:, : problem.resources] * arena.worth
        charges = prices.sharp[arena.supply.size :] * arena.worth
        return self._certified(place_of, shadow, charges)

    def _uncontested(self, arena: Arena, pool: Executor) -> npt.NDArray[np.int32] | None:
        """Everybody at their best place, if that fits: then nothing better exists."""
        dual = Dual(arena, pool)
        if (dual.at(np.zeros(dual.size), COLD)[1] < 0).any():
            return None
        place_of = np.full(self.problem.households, -1, np.int32)
        for first, last in self.problem.chunks():
            arc, _ = self.problem.best_arcs(first, last, np.zeros(self.problem.capacity.shape))
            place_of[first:last] = _places_of(self.problem.place, arc)
        return None if overfull(self.problem, place_of) else place_of

    def _warm_choice(self, arena: Arena) -> Ints:
        """The warm start's offers as arcs of `arena`, if they are offers for this problem; else nobody placed."""
        chosen = np.full(arena.households, -1)
        if self.warm_start is None or self.warm_start.place_of.shape != chosen.shape:
            return chosen
        if overfull(self.problem, self.warm_start.place_of):
            return chosen
        rows = np.repeat(np.arange(arena.households), np.diff(arena.indptr))
        taken = np.flatnonzero(arena.place == self.warm_start.place_of[rows])
        chosen[rows[taken]] = taken
        return chosen

    def _certified(self, place_of: npt.NDArray[np.int32], prices: Floats, charges: Floats) -> Plan:
        problem, watch = self.problem, self.watch
        plan = self._plan(place_of, prices, charges, watch.interrupted or "rounds")
        large = problem.households > self.exact_up_to or problem.arcs > EXACT_ARCS
        if large or plan.gap <= self.gap or watch.interrupted:
            return plan
        arc, _ = arcs_of(problem, place_of)
        exact = small.improve(problem, arc, plan, self.floors, self.gap, self.seed, watch)
        watch.close("exact", plan.gap)
        place_of = _places_of(problem.place, exact.arc)
        return self._plan(place_of, prices, charges, "optimal" if exact.optimal else watch.interrupted or "rounds")

    def _plan(
        self, place_of: npt.NDArray[np.int32], prices: Floats, charges: Floats | Sequence[float], stopped: Stopped
    ) -> Plan:
        arc, _ = arcs_of(self.problem, place_of)
        fared = outcomes(self.floors, charges, place_of)
        found = certify(self.problem, arc, prices, self.floors, fared)
        reached = (found.bound - found.value) <= self.gap * found.bound
        self.watch.close("certify", (found.bound - found.value) / found.bound if found.bound > 0 else 0.0)
        return Plan(
            place_of,
            prices,
            found.value,
            found.bound,
            found.regret,
            tuple(self.watch.stages),
            "gap" if reached and stopped != "optimal" else stopped,
            fared,
        )


def _places_of(place: npt.NDArray[np.int32], arc: Ints) -> npt.NDArray[np.int32]:
    place_of = np.full(len(arc), -1, np.int32)
    place_of[arc >= 0] = place[arc[arc >= 0]]
    return place_of
