"""From prices to offers: the dive, then refilling region after region."""

from concurrent.futures import Executor, wait
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acogida.placement.arena import Arena
from acogida.placement.dive import dive, fill
from acogida.placement.problem import Floats, Ints
from acogida.placement.regions import claim, neighbours, refill
from acogida.placement.watch import Watch
from acogida.placement.wide_dive import WideDive

DIVE_TEMPERATURE = np.float32(0.02)
DIVE_SHARE = 0.0075  # slower than this gains little for its time
DIVE_STEPS = 1
WIDE_ARCS = 250_000  # from here on a dive by shards side by side is worth what it costs to put them together
POLL = 0.05  # seconds from one look at the watch to the next
REFILL_SHARE = 0.15
MOVES = 5  # annealing moves for each household of a region
HOT = 0.002
REGIONS = 8  # refilled side by side, whatever the number of threads
HOUSEHOLDS = 400  # that a region would place if all were placed; larger ones give less for their time
MOST_PLACES = 24


def dived(arena: Arena, prices: Floats, pool: Executor, watch: Watch) -> Ints:
    """The arc that each household takes after the dive, [n], −1 for none. Interrupted, the rest are placed in turn."""
    by = _wide_dive if len(arena.place) >= WIDE_ARCS else _narrow_dive
    chosen, room = by(arena, prices, pool, watch)
    known = (arena.indptr, arena.place, arena.profit, arena.need, room, arena.unit, prices)
    for least in (0.0, -np.inf):  # first those worth their price, then whoever fits what is left
        fill(*known, least, chosen)
    return chosen


def _wide_dive(arena: Arena, prices: Floats, pool: Executor, watch: Watch) -> tuple[Ints, npt.NDArray[np.int32]]:
    diving = WideDive(arena, prices, DIVE_TEMPERATURE, pool)
    diving.run(DIVE_SHARE, lambda: watch.interrupted)
    return diving.chosen, diving.room


def _narrow_dive(arena: Arena, prices: Floats, pool: Executor, watch: Watch) -> tuple[Ints, npt.NDArray[np.int32]]:
    chosen = np.empty(arena.households, np.int64)
    stop = np.zeros(1, np.bool_)
    room = arena.supply.copy()
    scratch = (arena.indptr.copy(), arena.place.copy(), arena.profit.copy(), arena.need.copy(), room)
    diving = pool.submit(
        dive, *scratch, arena.unit, prices.copy(), DIVE_TEMPERATURE, DIVE_SHARE, DIVE_STEPS, stop, chosen
    )
    while not wait([diving], POLL).done:
        stop[0] = watch.interrupted is not None
    diving.result()
    return chosen, room


@dataclass
class Search:
    """Improves `chosen`, the arc of each household in `arena`, in place; all plans it passes through are feasible."""

    arena: Arena
    prices: Floats
    chosen: Ints
    pool: Executor
    seed: int

    def __post_init__(self) -> None:
        arena = self.arena
        places = len(arena.supply)
        self.room = arena.supply.copy()
        going = np.flatnonzero(self.chosen >= 0)
        np.subtract.at(self.room, arena.place[self.chosen[going]], arena.need[going])
        rows = np.repeat(np.arange(arena.households, dtype=np.int32), np.diff(arena.indptr))
        self.row_of = rows[np.argsort(arena.place, kind="stable")]
        self.by_place = np.concatenate(([0], np.cumsum(np.bincount(arena.place, minlength=places))))
        self.size = int(np.clip(HOUSEHOLDS * places // max(1, arena.households), 2, MOST_PLACES))
        seeds = np.random.SeedSequence(self.seed).generate_state(REGIONS + 1, np.uint64)
        self.states = [np.array([seed | np.uint64(1)]) for seed in seeds]
        self.owner = np.empty(places, np.int32)
        self.holder = np.empty(arena.households, np.int32)
        self.local = np.full((REGIONS, places), -1, np.int32)
        self.members = np.empty((REGIONS, arena.households), np.int32)

    def round(self) -> float:
        """Refill up to `REGIONS` regions that share nothing; returns what was gained."""
        return sum(self.pool.map(self._refill, self._regions()))

    def _regions(self) -> list[tuple[int, Ints, npt.NDArray[np.int32]]]:
        arena = self.arena
        self.owner[:] = -1
        self.holder[:] = -1
        regions = []
        for region in range(REGIONS):
            places = np.empty(self.size, np.int64)
            walk = (self.by_place, self.row_of, self.owner, region, self.states[REGIONS])
            count = neighbours(self.size, arena.indptr, arena.place, *walk, places)
            if count > 0:
                held = claim(
                    places[:count],
                    arena.place,
                    self.by_place,
                    self.row_of,
                    self.chosen,
                    self.holder,
                    region,
                    self.members[region],
                )
                regions.append((region, places[:count], self.members[region, :held]))
        return regions

    def _refill(self, task: tuple[int, Ints, npt.NDArray[np.int32]]) -> float:
        region, places, members = task
        arena = self.arena
        return refill(
            places,
            members,
            arena.indptr,
            arena.place,
            arena.profit,
            arena.need,
            self.room,
            arena.unit,
            self.prices,
            self.chosen,
            self.local[region],
            DIVE_TEMPERATURE,
            REFILL_SHARE,
            MOVES,
            HOT,
            self.states[region],
        )
