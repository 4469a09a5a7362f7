"""Small places end in whole fillings: each place picks one list of households, instead of fractions of them.

Only the rule that a household goes to one place is relaxed, at a charge for each household. What is left falls apart
into one knapsack a place, solved exactly; so the sum of charges and best fillings bounds every plan, far closer than
prices do where a place holds few. The charges come from a linear program over the fillings found so far, and the plan
from the whole numbers of the same program (Dantzig and Wolfe 1960; Savelsbergh 1997, *A branch-and-price algorithm
for the generalized assignment problem*).
"""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from acogida.placement.knapsack import best_filling
from acogida.placement.plan import Plan
from acogida.placement.problem import Floats, Ints, Problem
from acogida.placement.watch import Watch

if TYPE_CHECKING:
    import highspy

CROWD = 5.0  # households for each place up to which fillings are few enough to be looked at one by one
ROUNDS = 400
ENOUGH = 1e-4  # of the bound: more rounds no longer find fillings that matter
SETTLED = 0.5  # of a step towards the program's own charges, which jump about (Wentges 1997)
ROUNDING = 1e-9
LEAST_PRICE = 1e-6  # so that what costs nothing still counts as used


@dataclass(frozen=True, eq=False)
class Filled:
    """The arcs chosen, [n], and a bound on every plan, never above that of the prices."""

    arc: Ints
    bound: float


def improve(problem: Problem, arc: Ints, plan: Plan, solver: "highspy.Highs", watch: Watch) -> Filled:
    """Go on from `plan`, which takes `arc`, with the fillings of each place that its households' charges ask for."""
    program = Program(problem, plan.prices, solver)
    taken = arc[arc >= 0]
    for place in np.unique(problem.place[taken]):
        program.add(int(place), taken[problem.place[taken] == place])
    charge = settled = program.first_charges()
    bound, step = plan.bound, SETTLED
    for _ in range(ROUNDS):
        if watch.interrupted:
            break
        found = [program.best_at(place, charge) for place in range(problem.places)]
        reached = float(charge.sum()) + sum(worth for worth, _ in found)
        if reached <= bound:
            bound, settled = reached, charge
        known = len(program.fillings)
        for place, (_, arcs) in enumerate(found):
            program.add(place, arcs)
        value, charges = program.charges()
        idle = len(program.fillings) == known
        if bound - value < ENOUGH * bound or (idle and step == 1.0):
            break
        step = 1.0 if idle else SETTLED
        charge = settled + step * (charges - settled)
    return Filled(program.whole(arc, watch.left), bound)


class Program:
    """The linear program over fillings: a household in at most one, a place with at most one."""

    def __init__(self, problem: Problem, prices: Floats, solver: "highspy.Highs") -> None:
        import highspy

        self.problem, self.prices, self.solver = problem, prices, solver
        self.rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
        self.worth: Floats = problem.weight[self.rows] * problem.value
        fits = (problem.need[self.rows] <= problem.capacity[problem.place]).all(axis=1)
        self.arcs_at = [np.flatnonzero(fits & (problem.place == place)) for place in range(problem.places)]
        self.fillings: list[Ints] = []
        self.known: set[bytes] = set()
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for _ in range(problem.households + problem.places):
            solver.addRow(-inf, 1.0, 0, [], [])

    def first_charges(self) -> Floats:
        """What each household would gain at its best place at the prices: the least that gives their bound."""
        arcs = np.concatenate(self.arcs_at)
        rows, place = self.rows[arcs], self.problem.place[arcs]
        charge = np.zeros(self.problem.households)
        np.maximum.at(charge, rows, self.worth[arcs] - (self.prices[place] * self.problem.need[rows]).sum(axis=1))
        return charge

    def add(self, place: int, arcs: Ints) -> None:
        """One filling more to choose from, unless it is known or empty."""
        if not len(arcs) or (name := np.sort(arcs).tobytes()) in self.known:
            return
        self.known.add(name)
        self.fillings.append(arcs)
        rows = [*self.rows[arcs], self.problem.households + place]
        self.solver.addCol(float(self.worth[arcs].sum()), 0.0, inf, len(rows), rows, np.ones(len(rows)))

    def best_at(self, place: int, charge: Floats) -> tuple[float, Ints]:
        """At most how much a filling of `place` is worth beyond its households' charges, and the best one's arcs."""
        problem, arcs = self.problem, self.arcs_at[place]
        value = self.worth[arcs] - charge[self.rows[arcs]]
        arcs, value = arcs[value > ROUNDING], value[value > ROUNDING]
        need = problem.need[self.rows[arcs]].astype(np.int64)
        price = self.prices[place] + LEAST_PRICE
        cost = need @ price + ROUNDING
        order = np.argsort(-value / cost, kind="stable")
        taken = np.zeros(len(arcs), np.int64)
        capacity = problem.capacity[place].astype(np.int64)
        worth = best_filling(value[order], need[order], cost[order], capacity, price, taken)
        return worth, arcs[order[taken > 0]]

    def charges(self) -> tuple[float, Floats]:
        """The program's value and what it charges each household."""
        self.solver.solve()
        duals = np.asarray(self.solver.getSolution().row_dual)[: self.problem.households]
        return float(self.solver.getInfo().objective_function_value), np.maximum(0.0, duals)

    def whole(self, arc: Ints, seconds: float) -> Ints:
        """The best choice of whole fillings found in so many seconds, or `arc` where none is better."""
        import highspy

        if seconds <= 0:
            return arc
        columns = np.arange(len(self.fillings), dtype=np.int32)
        kinds = np.full(len(columns), int(highspy.HighsVarType.kInteger), np.uint8)
        self.solver.changeColsIntegrality(len(columns), columns, kinds)
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + seconds)
        self.solver.solve()
        picked = np.flatnonzero(np.asarray(self.solver.getSolution().col_value) > 0.5)
        found = np.full(len(arc), -1, np.int64)
        for column in picked:
            found[self.rows[self.fillings[column]]] = self.fillings[column]
        better = self.worth[found[found >= 0]].sum() > self.worth[arc[arc >= 0]].sum()
        return found if better else arc
