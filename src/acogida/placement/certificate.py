"""Independent judgement of a plan: float64 and int64, plain numpy, nothing of the solver.

By weak duality no plan is worth more than Σ price × capacity + Σ_i max(0, max_j (weight × value − price × need)),
whatever the prices ≥ 0 (Geoffrion 1974, *Lagrangean relaxation for integer programming*). With floors the price of
a floor is added to every arc of its members and price × required is taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acogida.placement.floors import Floor, bonus
from acogida.placement.plan import FloorOutcome, Plan
from acogida.placement.problem import Floats, Ints, Problem, checked_prices

TOLERANCE = 1e-9  # relative; covers the order of summation


@dataclass(frozen=True, eq=False)
class Certificate:
    """Value of a plan, an upper bound on every plan, and each household's regret at the prices, [n]."""

    value: float
    bound: float
    regret: Floats


@dataclass(frozen=True, eq=False)
class Report:
    """What `verify` found; there are no `faults` where the plan is feasible and its figures are true."""

    faults: tuple[str, ...]
    value: float
    bound: float

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def verify(problem: Problem, plan: Plan, floors: Sequence[Floor] = ()) -> Report:
    """Judge `plan` from the problem alone: feasibility, value, bound, floors."""
    if plan.place_of.shape != (problem.households,):
        return Report((f"place_of has {plan.place_of.size} entries for {problem.households} households",), 0.0, 0.0)
    arc, faults = arcs_of(problem, plan.place_of)
    faults += overfull(problem, plan.place_of)
    if len(floors) != len(plan.floors):
        missing = f"{len(floors)} floors were asked for, the plan speaks of {len(plan.floors)}"
        return Report((*faults, missing), 0.0, 0.0)
    faults += _floor_faults(floors, plan)
    found = certify(problem, arc, plan.prices, floors, plan.floors)
    for name, told, true in (("value", plan.value, found.value), ("bound", plan.bound, found.bound)):
        if abs(told - true) > TOLERANCE * max(1.0, abs(true)):
            faults.append(f"the plan says {name} {told!r}, it is {true!r}")
    if not np.allclose(plan.regret, found.regret, rtol=1e-6, atol=1e-6):
        faults.append("the regrets are not those at the plan's prices")
    return Report(tuple(faults), found.value, found.bound)


def certify(
    problem: Problem,
    arc: Ints,
    prices: Floats,
    floors: Sequence[Floor] = (),
    outcomes: Sequence[FloorOutcome] = (),
) -> Certificate:
    """Value, bound and regrets of the plan that takes `arc`, [n], −1 for not placed, at `prices`, [m, R]."""
    prices = checked_prices(prices, problem)
    extra = bonus(problem.households, floors, [floor.price for floor in outcomes]) if floors else None
    bound = float((prices * problem.capacity).sum())
    bound -= sum(floor.price * min(floor.required, floor.placed) for floor in outcomes)
    regret = np.zeros(problem.households)
    value = 0.0
    for first, last in problem.chunks():
        _, best = problem.best_arcs(first, last, prices, extra)
        bound += float(best.sum())
        going = first + np.flatnonzero(arc[first:last] >= 0)
        worth = problem.weight[going] * problem.value[arc[going]]
        value += float(worth.sum())
        charge = (prices[problem.place[arc[going]]] * problem.need[going]).sum(axis=1)
        regret[first:last] = best
        regret[going] -= worth - charge + (extra[going] if extra is not None else 0.0)
    return Certificate(value, bound, np.maximum(regret, 0.0))


def arcs_of(problem: Problem, place_of: npt.NDArray[np.int32]) -> tuple[Ints, list[str]]:
    """The arc that each household takes, [n], −1 for none, and the places that are no arc of theirs."""
    arc = np.full(problem.households, -1, np.int64)
    for first, last in problem.chunks():
        start, stop = int(problem.indptr[first]), int(problem.indptr[last])
        rows = np.repeat(np.arange(first, last), np.diff(problem.indptr[first : last + 1]))
        taken = np.flatnonzero(problem.place[start:stop] == place_of[rows])
        arc[rows[taken]] = taken + start
    lost = np.flatnonzero((arc < 0) & (place_of != -1))
    return arc, [f"household {i} has no arc to place {place_of[i]}" for i in lost]


def overfull(problem: Problem, place_of: npt.NDArray[np.int32]) -> list[str]:
    """A fault for each place and resource that the plan would fill beyond its capacity."""
    load = np.zeros((problem.places, problem.resources), np.int64)
    placed = np.flatnonzero((place_of >= 0) & (place_of < problem.places))
    np.add.at(load, place_of[placed], problem.need[placed].astype(np.int64))
    return [
        f"place {j} has {problem.capacity[j, r]} units of resource {r}, the plan uses {load[j, r]}"
        for j, r in np.argwhere(load > problem.capacity)
    ]


def _floor_faults(floors: Sequence[Floor], plan: Plan) -> list[str]:
    faults = []
    for floor, told in zip(floors, plan.floors, strict=True):
        placed = int((plan.place_of[floor.members] >= 0).sum())
        if (told.required, told.placed) != (floor.required, placed) or told.price < 0:
            faults.append(f"floor {floor.name} requires {floor.required} and places {placed}; the plan says otherwise")
    return faults
