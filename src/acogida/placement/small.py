"""Small problems end in HiGHS: the plan found so far is its start, the prices are its cuts.

An arc whose household would lose more than the gap by taking it cannot be part of a better plan (reduced-cost fixing;
Nemhauser and Wolsey 1988, II.5.2), so most arcs never reach the solver.
Source of the solver: Huangfu and Hall 2018, *Parallelizing the dual revised simplex method*; https://highs.dev.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acogida.placement import fillings
from acogida.placement.floors import Floor, bonus
from acogida.placement.plan import Plan
from acogida.placement.problem import Floats, Ints, Problem
from acogida.placement.watch import Watch

if TYPE_CHECKING:
    import highspy

LONGEST = 1e7  # seconds; stands for no time limit


WHOLE = 0.25  # of the time left goes to the whole problem; the rest, if it is not solved by then, to regions
WHOLE_ARCS = 6_000  # with more the exact solver hardly gets past the root of the whole problem
REGION_ARCS = 1_000  # about as many as the exact solver settles in a fraction of a second
REGION_NODES = 20
WINDOW = 0.5  # arcs that lose more than this × weight at the prices are not looked at in a region
PATIENCE = 100  # regions without gain after which no more are tried


@dataclass(frozen=True, eq=False)
class Exact:
    """The arcs chosen, [n], and whether no better choice exists (up to the relative gap asked for)."""

    arc: Ints
    optimal: bool


def improve(
    problem: Problem,
    arc: Ints,
    plan: Plan,
    floors: Sequence[Floor],
    gap: float,
    seed: int,
    watch: Watch,
) -> Exact:
    """Go on from `plan`, which takes `arc`, until it is proved best within `gap`, or time or ideas run out."""
    extra = bonus(problem.households, floors, [told.price for told in plan.floors])
    loss = _losses(problem, plan.prices, extra)
    required = [min(told.required, told.placed) for told in plan.floors]
    useful = loss <= plan.bound - plan.value + 1e-9
    useful[arc[arc >= 0]] = True
    whole = Exact(arc, False)
    if floors or useful.sum() <= WHOLE_ARCS:
        share = 1.0 if floors else WHOLE
        whole = _solved(problem, np.flatnonzero(useful), arc, floors, required, gap, seed, watch, watch.left * share)
    if whole.optimal or floors:
        return whole
    chosen = whole.arc
    if problem.households <= fillings.CROWD * problem.places:
        filled = fillings.improve(problem, chosen, plan, exact_solver(gap, seed, watch, LONGEST), watch)
        chosen = filled.arc
        if _worth(problem, chosen) >= filled.bound * (1 - gap) - 1e-9:
            return Exact(chosen, True)
    regions = np.random.default_rng(seed)
    idle = 0
    while idle < PATIENCE and not watch.interrupted:
        arcs = _region(problem, chosen, loss, regions)
        found = _solved(problem, arcs, chosen, (), (), 1e-6, seed, watch, watch.left, REGION_NODES).arc
        idle = 0 if _worth(problem, found) > _worth(problem, chosen) + 1e-9 else idle + 1
        chosen = found
    return Exact(chosen, False)


def _worth(problem: Problem, arc: Ints) -> float:
    going = np.flatnonzero(arc >= 0)
    return float((problem.weight[going] * problem.value[arc[going]]).sum())


def _region(problem: Problem, chosen: Ints, loss: Floats, random: np.random.Generator) -> Ints:
    """Arcs into a few places that share households, for those placed there or nowhere; all others' arcs are theirs."""
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    near = loss <= WINDOW * problem.weight[rows]
    near[chosen[chosen >= 0]] = True
    mine = chosen[rows] == np.arange(problem.arcs)
    home = np.where(chosen >= 0, problem.place[chosen], -1)
    inside = np.zeros(problem.places + 1, bool)  # the last stands for nowhere
    inside[-1] = inside[random.integers(problem.places)] = True
    while True:
        open_arcs = near & inside[home[rows]] & inside[problem.place]
        reach = near & inside[problem.place] & ~mine
        if open_arcs.sum() >= REGION_ARCS or inside.all():
            return np.flatnonzero(open_arcs | mine)
        cousins = near & np.isin(rows, np.unique(rows[reach])) & ~inside[problem.place]
        beyond = np.unique(problem.place[cousins]) if cousins.any() else np.flatnonzero(~inside)
        inside[random.choice(beyond, min(len(beyond), 1 + int(inside.sum()) // 4), replace=False)] = True


def _solved(
    problem: Problem,
    arcs: Ints,
    arc: Ints,
    floors: Sequence[Floor],
    required: Sequence[int],
    gap: float,
    seed: int,
    watch: Watch,
    seconds: float,
    nodes: int | None = None,
) -> Exact:
    """The best choice among `arcs`, or `arc` where nothing better is found."""
    rows = np.searchsorted(problem.indptr, arcs, side="right") - 1
    solver = exact_solver(gap, seed, watch, seconds)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    model = model_of(problem, arcs, rows, floors, required)
    solver.passModel(model)
    _start_from(solver, (arcs == arc[rows]).astype(np.float64))
    solver.solve()
    found = _chosen(problem, solver, arcs, rows)
    if _worth(problem, found) < solver.getInfo().objective_function_value - 1e-6:
        # HiGHS 1.16 can give back the start where presolve found better from it; without a start it does not.
        solver.clearSolver()
        solver.passModel(model)
        solver.solve()
        found = _chosen(problem, solver, arcs, rows)
    better = _worth(problem, found) > _worth(problem, arc)
    return Exact(found if better else arc, "kOptimal" in str(solver.getModelStatus()))


def _chosen(problem: Problem, solver: "highspy.Highs", arcs: Ints, rows: Ints) -> Ints:
    picked = np.flatnonzero(np.asarray(solver.getSolution().col_value) > 0.5)
    found = np.full(problem.households, -1, np.int64)
    found[rows[picked]] = arcs[picked]
    return found


def _losses(problem: Problem, prices: Floats, extra: Floats) -> Floats:
    """What its household would lose by each arc against its best, at these prices; inf where it can never fit."""
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    reduced = problem.weight[rows] * problem.value + extra[rows]
    reduced -= (prices[problem.place] * problem.need[rows]).sum(axis=1)
    _, best = problem.best_arcs(0, problem.households, prices, extra)
    fits = (problem.need[rows] <= problem.capacity[problem.place]).all(axis=1)
    return np.where(fits, best[rows] - reduced, np.inf)


def exact_solver(gap: float, seed: int, watch: Watch, seconds: float) -> "highspy.Highs":
    import highspy

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {"output_flag": False, "threads": 1, "random_seed": seed % 2**31, "mip_rel_gap": gap}
    for name, setting in options.items():
        solver.setOptionValue(name, setting)
    solver.setOptionValue("time_limit", float(min(max(seconds, 0.0), LONGEST)))

    def ask(event: "highspy.highs.HighsCallbackEvent") -> None:
        if watch.interrupted:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)
    return solver


def model_of(
    problem: Problem, arcs: Ints, rows: Ints, floors: Sequence[Floor], required: Sequence[int]
) -> "highspy.HighsLp":
    """Rows: one a household, then one a place and resource, then one a floor. Columns: the arcs."""
    import highspy

    n, size = problem.households, problem.capacity.size
    column, resource = np.nonzero(problem.need[rows])
    entries = [
        (np.arange(len(arcs)), rows, np.ones(len(arcs))),
        (column, n + problem.place[arcs[column]] * problem.resources + resource, problem.need[rows[column], resource]),
    ]
    for g, floor in enumerate(floors):
        members = np.flatnonzero(np.isin(rows, floor.members))
        entries.append((members, np.full(len(members), n + size + g), np.ones(len(members))))
    columns, places, amounts = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.lexsort((places, columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(arcs), n + size + len(floors)
    model.col_cost_ = problem.weight[rows] * problem.value[arcs]
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_lower_, model.col_upper_ = np.zeros(len(arcs)), np.ones(len(arcs))
    model.row_lower_ = np.concatenate((np.full(n + size, -highspy.kHighsInf), np.asarray(required, np.float64)))
    model.row_upper_ = np.concatenate(
        (np.ones(n), problem.capacity.ravel().astype(np.float64), np.full(len(floors), highspy.kHighsInf))
    )
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=len(arcs)))))
    model.a_matrix_.index_ = places[order]
    model.a_matrix_.value_ = amounts[order].astype(np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(arcs)
    return model


def _start_from(solver: "highspy.Highs", values: npt.NDArray[np.float64]) -> None:
    import highspy

    start = highspy.HighsSolution()
    start.col_value = list(values)
    solver.setSolution(start)
