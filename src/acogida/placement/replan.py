"""A new plan after changes, that moves few of those who need not move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.placement.certificate import arcs_of, certify
from acogida.placement.floors import Floor, check_members, outcomes
from acogida.placement.plan import Plan
from acogida.placement.problem import Ints, Problem
from acogida.placement.solver import solve


class FixedDoNotFit(ValueError):
    """Households that are to stay have no room, or no arc, where they are; the message names place or household."""


class FloorsForgotten(ValueError):
    """The plan to go on from keeps floors, and nothing was said of them; the message names them."""


@dataclass(frozen=True, eq=False)
class Changes:
    """What happened since a plan was made.

    - `refused`: pairs of household and place that are out of the question from now on
    - `gone`: households that need no place any more
    - `capacity`: [m, R], the new capacities, if any changed
    - `arrivals`: further households, as a problem with the same places; its capacity is not read
    """

    refused: Iterable[tuple[int, int]] = ()
    gone: Iterable[int] = ()
    capacity: npt.NDArray[np.int32] | None = None
    arrivals: Problem | None = None


@dataclass(frozen=True, eq=False)
class Resolution:
    """The problem after the changes (households keep their numbers, arrivals follow), its plan, and who moved.

    Households that were fixed have one arc left in `problem`, to where they are. `moved` lists those who had a
    place, still need one, and now have another or none. `floors` are those asked for, without who is gone.
    """

    problem: Problem
    plan: Plan
    moved: Ints = field(repr=False)
    floors: tuple[Floor, ...] = ()


def resolve(
    problem: Problem,
    plan: Plan,
    changes: Changes,
    *,
    fixed: Iterable[int] = (),
    stay: float = 0.1,
    floors: Sequence[Floor] | None = None,
    **options: Any,
) -> Resolution:
    """Plan anew after `changes`, keeping the households `fixed` where they are.

    Staying counts as `stay` more of value (0 … 1): the higher, the fewer move and the less the new plan is worth.
    `floors` name households of the problem after the changes; those who are gone no longer count, and the fixed count
    as placed. A plan that has floors asks for them again, or for an empty list. `options` go to `solve`. Raises
    `FixedDoNotFit`, `FloorsForgotten`.
    """
    if floors is None and plan.floors:
        raise FloorsForgotten(f"name the floors again, or none: {', '.join(told.name for told in plan.floors)}")
    changed = apply(problem, changes)
    gone = np.fromiter(changes.gone, np.int64)
    asked = tuple(replace(floor, members=np.setdiff1d(floor.members, gone)) for floor in floors or ())
    check_members(changed, asked)
    before = np.full(changed.households, -1, np.int32)
    before[: problem.households] = plan.place_of
    before[gone] = -1
    kept = np.zeros(changed.households, bool)
    kept[list(fixed)] = True
    kept &= before >= 0
    changed = _pinned(changed, before, kept)
    after = _planned(changed, before, kept, plan, stay, asked, options)
    return Resolution(changed, after, np.flatnonzero((before >= 0) & (after.place_of != before)), asked)


def _planned(
    changed: Problem,
    before: npt.NDArray[np.int32],
    kept: npt.NDArray[np.bool_],
    plan: Plan,
    stay: float,
    floors: tuple[Floor, ...],
    options: dict[str, Any],
) -> Plan:
    reduced = _without(changed, before, kept)
    others = [_for_others(floor, kept) for floor in floors]
    tilted = replace(reduced, value=_tilted(reduced, before, stay))
    warm = _warm(tilted, before, plan, stay, floors)
    found = solve(tilted, warm_start=warm, floors=others, **options)
    # The tilted prices speak for staying too; those of the plain values bound the new plan better.
    plain = solve(reduced, **{**options, "floors": others, "warm_start": found, "rounds": 0, "exact_up_to": 0})
    place_of = np.where(kept, before, found.place_of).astype(np.int32)
    arc, _ = arcs_of(changed, place_of)
    fared = outcomes(floors, [told.price for told in plain.floors], place_of)
    sure = certify(changed, arc, plain.prices, floors, fared)
    found = replace(found, place_of=place_of, prices=plain.prices, floors=fared)
    return replace(found, value=sure.value, bound=sure.bound, regret=sure.regret)


def _warm(tilted: Problem, before: npt.NDArray[np.int32], plan: Plan, stay: float, floors: tuple[Floor, ...]) -> Plan:
    same = [told.name for told in plan.floors] == [floor.name for floor in floors]
    charged = tuple(replace(told, price=told.price / (1 + stay)) for told in plan.floors) if same else ()
    return replace(plan, place_of=_still_possible(tilted, before), prices=plan.prices / (1 + stay), floors=charged)


def _for_others(floor: Floor, kept: npt.NDArray[np.bool_]) -> Floor:
    """What is left of a floor for those who are not fixed."""
    fixed = kept[floor.members]
    others = floor.members[~fixed]
    missing = max(0, floor.required - int(fixed.sum()))
    return replace(floor, members=others, share=missing / len(others) if len(others) else 0.0)


def apply(problem: Problem, changes: Changes) -> Problem:
    """The problem after `changes`."""
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    open_arcs = ~np.isin(rows, np.fromiter(changes.gone, np.int64))
    for household, place in changes.refused:
        open_arcs &= ~((rows == household) & (problem.place == place))
    after = _with_arcs(problem, rows, open_arcs)
    if changes.capacity is not None:
        after = replace(after, capacity=changes.capacity)
    if changes.arrivals is not None:
        after = joined(after, changes.arrivals)
    return after


def joined(problem: Problem, others: Problem) -> Problem:
    """The households of both, in this order, at the places of `problem`."""
    return Problem(
        np.concatenate((problem.indptr, problem.indptr[-1] + others.indptr[1:])),
        np.concatenate((problem.place, others.place)),
        np.concatenate((problem.value, others.value)),
        np.concatenate((problem.weight, others.weight)),
        np.concatenate((problem.need, others.need)),
        problem.capacity,
    )


def _with_arcs(problem: Problem, rows: Ints, wanted: npt.NDArray[np.bool_]) -> Problem:
    counts = np.bincount(rows[wanted], minlength=problem.households)
    indptr = np.concatenate(([0], np.cumsum(counts)))
    return replace(problem, indptr=indptr, place=problem.place[wanted], value=problem.value[wanted])


def _pinned(problem: Problem, before: npt.NDArray[np.int32], kept: npt.NDArray[np.bool_]) -> Problem:
    arc, _ = arcs_of(problem, np.where(kept, before, -1))
    lost = np.flatnonzero(kept & (arc < 0))
    if lost.size:
        raise FixedDoNotFit(f"household {lost[0]} is to stay at place {before[lost[0]]}, which is no arc of it now")
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    return _with_arcs(problem, rows, ~kept[rows] | (problem.place == before[rows]))


def _without(problem: Problem, before: npt.NDArray[np.int32], kept: npt.NDArray[np.bool_]) -> Problem:
    capacity = problem.capacity.astype(np.int64)
    np.subtract.at(capacity, before[kept], problem.need[kept].astype(np.int64))
    short = np.argwhere(capacity < 0)
    if short.size:
        place, resource = short[0]
        raise FixedDoNotFit(f"the households that stay at place {place} need more of resource {resource} than it has")
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    return replace(_with_arcs(problem, rows, ~kept[rows]), capacity=capacity.astype(np.int32))


def _tilted(problem: Problem, before: npt.NDArray[np.int32], stay: float) -> npt.NDArray[np.float32]:
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    here = (problem.place == before[rows]).astype(np.float32)
    tilted: npt.NDArray[np.float32] = (problem.value + np.float32(stay) * here) / np.float32(1 + stay)
    return tilted


def _still_possible(problem: Problem, before: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The old offers that still stand; where a place has become too small, those worth least give way."""
    arc, _ = arcs_of(problem, before)
    place_of = np.where(arc >= 0, before, -1).astype(np.int32)
    load = np.zeros(problem.capacity.shape, np.int64)
    np.add.at(load, place_of[place_of >= 0], problem.need[place_of >= 0].astype(np.int64))
    for place in np.flatnonzero((load > problem.capacity).any(axis=1)):
        there = np.flatnonzero(place_of == place)
        worth = problem.weight[there] * problem.value[arc[there]]
        for household in there[np.argsort(worth, kind="stable")]:
            short = load[place] > problem.capacity[place]
            if (problem.need[household][short] > 0).any():
                load[place] -= problem.need[household]
                place_of[household] = -1
    return place_of
