"""The problem in the form that the compiled kernels read."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from acogida.placement import kernels
from acogida.placement.problem import Floats, Ints, Problem, padded


@dataclass(frozen=True, eq=False)
class Arena:
    """Arcs that can fit, profits in units of `worth`, resources padded with empty columns.

    `need` is [n, W] and `supply` [m, W], W the padded count of resources. `unit`, [W], is a typical need: prices
    times `unit` are of one scale whatever the resources are counted in. One unit of `profit` is `worth` in weight ×
    value, about what a household gains at its best place.
    """

    indptr: Ints
    place: npt.NDArray[np.int32]
    profit: npt.NDArray[np.float32]
    need: npt.NDArray[np.int32]
    supply: npt.NDArray[np.int32]
    unit: Floats
    worth: float

    @property
    def households(self) -> int:
        return len(self.need)

    def narrowed(
        self, prices: Floats, bonus: npt.NDArray[np.float32], window: float, mine: Ints
    ) -> tuple["Arena", Ints]:
        """Only the arcs within `window` of each household's best at `prices`, [m, W], and `mine`; and their numbers."""
        indptr = np.zeros(self.households + 1, np.int64)
        widths = np.full(self.households, window, np.float32)
        price = prices.astype(np.float32)
        known = (self.indptr, self.place, self.profit, bonus, self.need, price, widths, mine, indptr)
        kept = np.empty(kernels.near_best(*known, np.empty(0, np.int64)), np.int64)
        kernels.near_best(*known, kept)
        return replace(self, indptr=indptr, place=self.place[kept], profit=self.profit[kept]), kept

    def sample(self, step: int) -> "Arena":
        """Every `step`-th household, with the supply for all."""
        rows = np.arange(0, self.households, step)
        counts = np.diff(self.indptr)[rows]
        indptr = np.concatenate(([0], np.cumsum(counts)))
        kept = np.repeat(self.indptr[rows] - indptr[:-1], counts) + np.arange(indptr[-1])
        return replace(self, indptr=indptr, place=self.place[kept], profit=self.profit[kept], need=self.need[rows])


def arena_of(problem: Problem) -> Arena:
    """Drop the arcs that can never fit; they only loosen the bound."""
    width = padded(problem.resources)
    need = np.zeros((problem.households, width), np.int32)
    need[:, : problem.resources] = problem.need
    supply = np.zeros((problem.places, width), np.int32)
    supply[:, : problem.resources] = problem.capacity
    indptr = np.zeros(problem.households + 1, np.int64)
    arcs = kernels.count_fitting(problem.indptr, problem.place, need, supply)
    place = np.empty(arcs, np.int32)
    profit = np.empty(arcs, np.float32)
    total = kernels.keep_fitting(
        problem.indptr, problem.place, problem.value, problem.weight, need, supply, indptr, place, profit
    )
    reachable = int((np.diff(indptr) > 0).sum())
    worth = total / reachable if total > 0 else 1.0
    profit /= np.float32(worth)
    wanted = (need > 0).sum(axis=0)
    unit = np.where(wanted > 0, need.sum(axis=0, dtype=np.float64) / np.maximum(wanted, 1), 1.0)
    return Arena(indptr, place, profit, need, supply, unit, worth)
