"""The soft dive of a large problem: the same steps as `dive.dive`, each taken by shards of households side by side.

The shards are fixed and their answers are added in one order, so that the plan does not depend on the threads.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from acogida.placement import kernels
from acogida.placement.arena import Arena
from acogida.placement.dive import MEMORY, downhill, first_to_fix, fix, keep_open, surest
from acogida.placement.dual import SHARDS, Singles
from acogida.placement.problem import Floats

TRIALS = 6


@dataclass
class WideDive:
    """Chooses an arc of `arena` for each household, −1 for none, into `chosen`; `room` is left as the plan leaves it.

    `price` is flat, in typical needs, and follows what is left of room and people.
    """

    arena: Arena
    price: Floats
    temperature: np.float32
    pool: Executor

    def __post_init__(self) -> None:
        arena, n = self.arena, self.arena.households
        even = np.linspace(0, len(arena.place), SHARDS + 1)
        self.first = np.concatenate(([0], np.searchsorted(arena.indptr, even[1:-1]), [n]))
        self.live = np.diff(self.first)
        # One entry more a shard: its rows close up among themselves, so each needs an end of its own.
        self.indptrs = [arena.indptr[a : b + 1].copy() for a, b in zip(self.first[:-1], self.first[1:], strict=True)]
        self.place, self.profit, self.need = arena.place.copy(), arena.profit.copy(), arena.need.copy()
        self.room, self.arc, self.ids = arena.supply.copy(), np.arange(len(arena.place)), np.arange(n)
        self.undecided, self.bonus = np.ones(n, np.bool_), np.zeros(n, np.float32)
        self.sure, self.taken, self.choice = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.int64)
        self.demands = np.empty((SHARDS, *self.room.shape))
        size = len(self.price)
        self.history = (np.zeros((MEMORY, size)), np.zeros((MEMORY, size)), np.array([0, MEMORY - 1]))
        self.chosen = np.full(n, -1, np.int64)

    def run(self, share: float, interrupted: Callable[[], object]) -> None:
        """Fix the surest `share` of the undecided, take a step with the prices, until nobody is left."""
        least = 1 + self.arena.households // 2000
        while True:
            self.live = np.array(list(self.pool.map(self._keep_open, range(SHARDS))))
            if not self.live.any() or interrupted():
                return
            self._reprice()
            list(self.pool.map(partial(self._surest, self._single(self.price)), range(SHARDS)))
            rows = np.concatenate([np.arange(a, a + live) for a, live in zip(self.first, self.live, strict=False)])
            self.undecided[rows] = True
            ones = rows[first_to_fix(self.sure[rows], share, least)]
            known = (self.choice, self.place, self.need, self.room, self.arc, self.ids)
            fix(ones, *known, self.undecided, self.chosen)

    def _rows(self, shard: int) -> slice:
        return slice(self.first[shard], self.first[shard] + self.live[shard])

    def _keep_open(self, shard: int) -> int:
        mine = self._rows(shard)
        arcs = (self.indptrs[shard], self.place, self.profit, self.arc)
        return keep_open(self.live[shard], *arcs, self.need[mine], self.room, self.ids[mine], self.undecided[mine])

    def _surest(self, single: Singles, shard: int) -> None:
        mine = self._rows(shard)
        arcs = (self.indptrs[shard], self.place, self.profit, self.need[mine], single)
        surest(self.live[shard], *arcs, self.temperature, self.sure[mine], self.choice[mine])

    def _single(self, price: Floats) -> Singles:
        single: Singles = (price.reshape(self.room.shape) / self.arena.unit).astype(np.float32)
        return single

    def _at(self, price: Floats) -> tuple[float, Floats]:
        """Smoothed dual function of the undecided against the room left, and its gradient."""
        single = self._single(price)

        def answer(shard: int) -> float:
            self.demands[shard] = 0.0
            mine = self._rows(shard)
            arcs = (self.indptrs[shard], self.place, self.profit, self.bonus[mine], self.need[mine], single)
            return kernels.respond_rows(
                0, self.live[shard], *arcs, self.temperature, self.demands[shard], self.taken[mine]
            )

        value = sum(self.pool.map(answer, range(SHARDS)))
        supply = (self.room / self.arena.unit).ravel()
        gradient = supply - (self.demands.sum(axis=0) / self.arena.unit).ravel()
        return value + kernels.dot(price, supply), gradient

    def _reprice(self) -> None:
        """One projected L-BFGS step."""
        value, gradient = self._at(self.price)
        direction, free = np.empty(len(self.price)), np.empty(len(self.price), np.bool_)
        if not downhill(self.price, gradient, self.temperature, self.history, free, direction):
            return
        step = 1.0
        for _ in range(TRIALS):
            trial = np.maximum(0.0, self.price + step * direction)
            reached, ahead = self._at(trial)
            if reached <= value + 1e-4 * kernels.dot(gradient, trial - self.price):
                kernels.remember(self.price, trial, gradient, ahead, *self.history)
                self.price = trial
                return
            step *= 0.3
