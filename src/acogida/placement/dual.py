"""The smoothed Lagrangean dual, whose minimum gives the prices.

The multipliers are one vector: price × scale for each place and resource, then one price for each floor. At prices z
the function is Σ z × supply − Σ floor price × required + Σ_i τ log(1 + Σ_j exp(reduced profit / τ)), convex and
smooth; its gradient is supply minus demand.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acogida.placement import kernels
from acogida.placement.arena import Arena
from acogida.placement.floors import Floor
from acogida.placement.plan import Plan
from acogida.placement.problem import Floats

SHARDS = 8  # fixed, whatever the number of threads, so that sums are added in one order
FLOOR_EASE = 0.1  # of a household: lets a floor that takes everybody have one price, the least, and not any above it
FLOOR_CEILING = 20.0  # the most that a floor may cost a household, in units of `worth`: beyond it the floor is relaxed

Singles = npt.NDArray[np.float32]


@dataclass
class Dual:
    """The dual function of an arena with floors, answered by shards of households in `pool`."""

    arena: Arena
    pool: Executor
    floors: Sequence[Floor] = ()
    part: float = 1.0  # of the supply is for these households

    def __post_init__(self) -> None:
        arena = self.arena
        self.shape = arena.supply.shape
        self.size = arena.supply.size + len(self.floors)
        # The dual bends in proportion to the supply, so that in units of its root it bends alike in every direction.
        spread = np.sqrt(np.maximum(arena.supply, 1) / arena.unit)
        self.scale = arena.unit * spread * (max(1, spread.size) / max(1.0, spread.sum()))
        required = np.array([FLOOR_EASE - floor.required for floor in self.floors])
        self.supply = np.concatenate(((arena.supply * (self.part / self.scale)).ravel(), required))
        self.ceiling = np.full(self.size, np.inf)
        self.ceiling[arena.supply.size :] = FLOOR_CEILING
        even = np.linspace(0, len(arena.place), SHARDS + 1)
        cuts = np.searchsorted(arena.indptr, even[1:-1])
        self.shards = list(zip([0, *cuts], [*cuts, arena.households], strict=True))
        self.demands = np.zeros((SHARDS, *self.shape))
        self.taken = np.zeros(arena.households, np.float32)

    def multipliers(self, plan: Plan) -> Floats:
        """The multipliers of an earlier plan, for the same places and floors or for fewer floors."""
        prices = np.zeros(self.shape)
        prices[:, : plan.prices.shape[1]] = plan.prices
        charges = np.zeros(len(self.floors))
        charges[: len(plan.floors)] = [told.price for told in plan.floors]
        known = np.concatenate(((prices * self.scale).ravel(), charges)) / self.arena.worth
        start: Floats = np.minimum(known, self.ceiling)
        return start

    def prices(self, multipliers: Floats) -> Floats:
        """Price of each place and resource, [m, W]."""
        scaled = multipliers[: self.arena.supply.size].reshape(self.shape)
        price: Floats = scaled / self.scale
        return price

    def typical(self, multipliers: Floats) -> Floats:
        """Price of each place and resource times a typical need, flat: what the dive reckons with."""
        flat: Floats = (self.prices(multipliers) * self.arena.unit).ravel()
        return flat

    def bonus(self, multipliers: Floats) -> Singles:
        """What the floors add to every arc of each household, [n]."""
        total = np.zeros(self.arena.households, np.float32)
        for floor, price in zip(self.floors, multipliers[self.arena.supply.size :], strict=True):
            total[floor.members] += np.float32(price)
        return total

    def at(self, multipliers: Floats, temperature: float) -> tuple[float, Floats]:
        """The smoothed function and its gradient."""
        value, demand = self.respond(multipliers, temperature)
        return kernels.dot(multipliers, self.supply) + value, self.supply - demand

    def respond(self, multipliers: Floats, temperature: float) -> tuple[float, Floats]:
        """The households' part: their smoothed value, and what they demand of each multiplier's row."""
        arena = self.arena
        price = self.prices(multipliers).astype(np.float32)
        bonus = self.bonus(multipliers)

        def answer(shard: int) -> float:
            first, last = self.shards[shard]
            self.demands[shard] = 0.0
            rows = (first, last, arena.indptr, arena.place, arena.profit, bonus, arena.need, price)
            return kernels.respond_rows(*rows, np.float32(temperature), self.demands[shard], self.taken)

        value = sum(self.pool.map(answer, range(SHARDS)))
        demand = (self.demands.sum(axis=0) / self.scale).ravel()
        met = [-float(self.taken[floor.members].sum(dtype=np.float64)) for floor in self.floors]
        return value, np.concatenate((demand, met))
