"""Households arrive week by week: a policy that asks what the places will be needed for, and a simulator for it.

Each week the prices are those at which this week's households and those still to come, by the picture that past
households give of them, would fill what is left. How many are to come is a forecast that the weeks seen correct.
Source of the idea: Ahani, Gölz, Procaccia, Teytelboym and Trapp 2024, *Dynamic placement in refugee resettlement*.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from acogida.placement.arena import Arena, arena_of
from acogida.placement.descent import minimise
from acogida.placement.dual import Dual
from acogida.placement.problem import Floats, Ints, Problem
from acogida.placement.solver import compile_kernels, solve

TEMPERATURE = 0.01
ITERATIONS = 60
TOLERANCE = 1e-6
ROUNDS = 20  # of search in one week's batch
BATCH_GAP = 1e-4


@dataclass(frozen=True, eq=False)
class Season:
    """A year as a simulator knows it: all households, the week in which each arrives (0 … weeks − 1), all places."""

    problem: Problem
    week_of: Ints
    weeks: int

    def __post_init__(self) -> None:
        if self.week_of.shape != (self.problem.households,):
            raise ValueError(f"week_of has {self.week_of.size} entries for {self.problem.households} households")
        if self.week_of.size and not (self.week_of.min() >= 0 and self.week_of.max() < self.weeks):
            raise ValueError(f"week_of must lie between 0 and {self.weeks - 1}")


@dataclass(frozen=True)
class Moment:
    """What a policy may know: the week, how many weeks there are, and how many arrived, this week's included."""

    week: int
    weeks: int
    arrived: int


# Given the batch (its capacity is what is left) and the moment, the place of each household of the batch.
Decide = Callable[[Problem, Moment], npt.NDArray[np.int32]]


def greedy(batch: Problem, moment: Moment) -> npt.NDArray[np.int32]:
    """First come, first served: each household, in order, at the place it values most that has room."""
    room = batch.capacity.astype(np.int64)
    place_of = np.full(batch.households, -1, np.int32)
    for i in range(batch.households):
        arcs = slice(int(batch.indptr[i]), int(batch.indptr[i + 1]))
        places = batch.place[arcs]
        open_places = np.flatnonzero((room[places] >= batch.need[i]).all(axis=1))
        if open_places.size:
            best = places[open_places[np.argmax(batch.value[arcs][open_places])]]
            place_of[i] = best
            room[best] -= batch.need[i]
    return place_of


@dataclass
class Policy:
    """Prices estimated anew every week.

    - `past`: households like those to come, with the same places as the season's
    - `forecast`: how many are expected in the whole season
    - `trust`: for how many weeks of arrivals the forecast stands; the higher, the slower what is seen corrects it
    - `threads`: by default one for each core
    """

    past: Problem
    forecast: float
    trust: float = 2.0
    threads: int | None = None
    seed: int = 0
    prices: Floats | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        compile_kernels(self.past.resources)
        self._arena = arena_of(self.past)

    def to_come(self, moment: Moment) -> float:
        """Households expected in the weeks after this one: forecast and observed rate, blended by `trust`."""
        seen = moment.week + 1
        rate = (self.trust * self.forecast / moment.weeks + moment.arrived) / (self.trust + seen)
        return rate * (moment.weeks - seen)

    def __call__(self, batch: Problem, moment: Moment) -> npt.NDArray[np.int32]:
        to_come = self.to_come(moment)
        if to_come == 0:
            return self._offers(batch)
        prices = self._estimate(batch, to_come)
        return self._offers(_net_of(batch, prices))

    def _estimate(self, batch: Problem, to_come: float) -> Floats:
        """Prices, [m, R], at which the batch and those to come would fill what is left."""
        likeness = to_come / max(1, self.past.households)
        with ThreadPoolExecutor(self.threads) as pool:
            future = Dual(self._arena, pool)
            present = Dual(_on_scale_of(arena_of(batch), self._arena), pool)

            def together(multipliers: Floats, temperature: float) -> tuple[float, Floats]:
                value, slope = present.at(multipliers, temperature)
                later, demand = future.respond(multipliers, temperature)
                return value + likeness * later, slope - likeness * demand

            start = np.zeros(present.size) if self.prices is None else self.prices
            if self.prices is None:
                start = minimise(together, start, present.ceiling, 4 * TEMPERATURE, ITERATIONS, TOLERANCE)
            self.prices = minimise(together, start, present.ceiling, TEMPERATURE, ITERATIONS, TOLERANCE)
            return present.prices(self.prices)[:, : batch.resources] * self._arena.worth

    def _offers(self, batch: Problem) -> npt.NDArray[np.int32]:
        return solve(batch, gap=BATCH_GAP, rounds=ROUNDS, exact_up_to=0, seed=self.seed, threads=self.threads).place_of


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a policy achieved: the place of each household, [n], the value of each week's offers, [weeks]."""

    place_of: npt.NDArray[np.int32]
    value_of_week: Floats

    @property
    def value(self) -> float:
        return float(self.value_of_week.sum())


def simulate(season: Season, decide: Decide) -> Outcome:
    """Let `decide` place each week's households in turn. Raises `ValueError` if it overfills a place."""
    problem = season.problem
    room = problem.capacity.astype(np.int64)
    place_of = np.full(problem.households, -1, np.int32)
    value_of_week = np.zeros(season.weeks)
    arrived = 0
    for week in range(season.weeks):
        rows = np.flatnonzero(season.week_of == week)
        arrived += len(rows)
        batch = only(problem, rows, room)
        chosen = decide(batch, Moment(week, season.weeks, arrived))
        placed = np.flatnonzero(chosen >= 0)
        np.subtract.at(room, chosen[placed], batch.need[placed].astype(np.int64))
        if (room < 0).any():
            raise ValueError(f"in week {week} the policy fills place {np.argwhere(room < 0)[0][0]} beyond its capacity")
        place_of[rows] = chosen
        value_of_week[week] = _value(batch, chosen)
    return Outcome(place_of, value_of_week)


def only(problem: Problem, rows: Ints, capacity: npt.NDArray[np.int64]) -> Problem:
    """The households `rows` of `problem`, in this order, with other capacities."""
    counts = np.diff(problem.indptr)[rows]
    indptr = np.concatenate(([0], np.cumsum(counts)))
    arcs = np.repeat(problem.indptr[rows] - indptr[:-1], counts) + np.arange(indptr[-1])
    return Problem(
        indptr,
        problem.place[arcs],
        problem.value[arcs],
        problem.weight[rows],
        problem.need[rows],
        capacity.astype(np.int32),
    )


def _net_of(batch: Problem, prices: Floats) -> Problem:
    """The batch with what each place is worth beyond its price for the value, and only arcs where that is above 0."""
    rows = np.repeat(np.arange(batch.households), np.diff(batch.indptr))
    net = batch.weight[rows] * batch.value - (prices[batch.place] * batch.need[rows]).sum(axis=1)
    kept = net > 0
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows[kept], minlength=batch.households))))
    highest = float(net[kept].max(initial=0.0)) or 1.0
    return replace(
        batch,
        indptr=indptr,
        place=batch.place[kept],
        value=(net[kept] / highest).astype(np.float32),
        weight=np.ones(batch.households),
    )


def _on_scale_of(arena: Arena, other: Arena) -> Arena:
    profit = arena.profit * np.float32(arena.worth / other.worth)
    return replace(arena, profit=profit, worth=other.worth, unit=other.unit)


def _value(batch: Problem, chosen: npt.NDArray[np.int32]) -> float:
    rows = np.repeat(np.arange(batch.households), np.diff(batch.indptr))
    taken = np.flatnonzero(batch.place == chosen[rows])
    return float((batch.weight[rows[taken]] * batch.value[taken]).sum())
