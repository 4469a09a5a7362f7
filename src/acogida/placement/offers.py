"""From prices to offers: the dive, then the search, with an eye on the floors, until gap, time or rounds end it."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from acogida.placement.arena import Arena
from acogida.placement.dual import FLOOR_CEILING, Dual
from acogida.placement.floors import Floor
from acogida.placement.pricing import Prices
from acogida.placement.problem import Floats, Ints
from acogida.placement.search import Search, dived
from acogida.placement.watch import Watch

DIVE_WINDOW = 0.2  # below a household's best, in units of `worth`: arcs that the dive may come to want
NARROW_DIVE_WINDOW = 0.12  # the same where places are large and prices hardly move during the dive
CROWDED = 40  # households for each place
SEARCH_WINDOW = 0.1
TELL_EVERY = 10  # rounds

FLOOR_DIVES = 12  # attempts to meet the floors, each with their prices raised by how far they are short
FLOOR_RISE = (2.0, 0.005)

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Goal:
    """What the search is to reach: `bound` on the profit, the gap to it, and how long to try."""

    bound: float
    gap: float
    seed: int
    rounds: int | None
    watch: Watch

    def gap_of(self, profit: float) -> float:
        return (self.bound - profit) / self.bound if self.bound > 0 else 0.0


def make_offers(dual: Dual, prices: Prices, goal: Goal, warm: Ints, pool: Executor) -> Ints:
    """The arc of `dual.arena` that each household is offered, [n], −1 for none.

    `warm` is a feasible choice to improve on where the dive is worse.
    """
    arena = dual.arena
    chosen, bonus = warm, dual.bonus(prices.sharp)
    if not goal.watch.interrupted:
        fresh, bonus = _dive(dual, prices, pool, goal.watch)
        if _rank(dual, fresh) >= _rank(dual, warm):
            chosen = fresh
    # What a floor lacks is relaxed, and the bound with it.
    relaxed = float(prices.sharp[arena.supply.size :] @ shortfalls(dual.floors, chosen))
    goal = replace(goal, bound=goal.bound + relaxed)
    goal.watch.close("dive", goal.gap_of(_profit(arena, chosen)))
    near, kept = arena.narrowed(dual.prices(prices.sharp), bonus, SEARCH_WINDOW, chosen)
    inner = np.where(chosen >= 0, np.searchsorted(kept, chosen), -1)
    found = _search(near, bonus, dual.floors, dual.typical(prices.firm), inner, goal, pool)
    return _numbered(kept, found)


def _dive(dual: Dual, prices: Prices, pool: Executor, watch: Watch) -> tuple[Ints, Singles]:
    """Dive, again with dearer floors while some are short; returns the best choice and the bonus that led to it."""
    arena, multipliers = dual.arena, prices.sharp.copy()
    charges = multipliers[arena.supply.size :]
    needed = np.array([floor.required for floor in dual.floors])
    nobody = np.full(arena.households, -1)
    crowded = arena.households >= CROWDED * len(arena.supply)
    window = NARROW_DIVE_WINDOW if crowded else DIVE_WINDOW
    best, best_bonus = nobody, dual.bonus(multipliers)
    for _ in range(FLOOR_DIVES):
        bonus = dual.bonus(multipliers)
        near, kept = arena.narrowed(dual.prices(prices.sharp), bonus, window, nobody)
        inner = dived(_with_bonus(near, bonus), dual.typical(prices.firm), pool, watch)
        chosen = _numbered(kept, inner)
        if _rank(dual, chosen) > _rank(dual, best):
            best, best_bonus = chosen, bonus
        short = shortfalls(dual.floors, chosen)
        if not short.any() or watch.interrupted:
            break
        missing = short[short > 0] / needed[short > 0]
        raised = charges[short > 0] * (1 + FLOOR_RISE[0] * missing) + FLOOR_RISE[1]
        charges[short > 0] = np.minimum(raised, 2 * FLOOR_CEILING)
    return best, best_bonus


def _search(
    near: Arena, bonus: Singles, floors: Sequence[Floor], prices: Floats, inner: Ints, goal: Goal, pool: Executor
) -> Ints:
    search = Search(_with_bonus(near, bonus), prices, inner, pool, goal.seed)
    short = shortfalls(floors, inner).sum()
    profit = _profit(near, search.chosen)
    count = 0
    while len(near.place) and goal.gap_of(profit) > goal.gap and count != goal.rounds and not goal.watch.interrupted:
        before = (search.chosen.copy(), search.room.copy()) if floors else None
        gained = search.round()
        if before is None:
            profit += gained
        elif (now := shortfalls(floors, search.chosen).sum()) > short:
            search.chosen[:], search.room[:] = before
        else:
            short, profit = now, _profit(near, search.chosen)
        count += 1
        if count % TELL_EVERY == 0:
            goal.watch.tell("search", goal.gap_of(profit))
    goal.watch.close("search", goal.gap_of(profit))
    return search.chosen


def shortfalls(floors: Sequence[Floor], chosen: Ints) -> Ints:
    """For each floor how many households it is short of."""
    missing = [floor.required - int((chosen[floor.members] >= 0).sum()) for floor in floors]
    return np.maximum(0, np.array(missing, np.int64))


def _numbered(kept: Ints, inner: Ints) -> Ints:
    """Choices among the arcs `kept` as choices among all arcs."""
    chosen = np.full(len(inner), -1, np.int64)
    chosen[inner >= 0] = kept[inner[inner >= 0]]
    return chosen


def _rank(dual: Dual, chosen: Ints) -> tuple[int, float]:
    return -int(shortfalls(dual.floors, chosen).sum()), _profit(dual.arena, chosen)


def _profit(arena: Arena, chosen: Ints) -> float:
    return float(arena.profit[chosen[chosen >= 0]].sum(dtype=np.float64))


def _with_bonus(arena: Arena, bonus: Singles) -> Arena:
    if not bonus.any():
        return arena
    return replace(arena, profit=arena.profit + np.repeat(bonus, np.diff(arena.indptr)))
