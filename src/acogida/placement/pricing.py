"""From no prices, or old ones, to prices that bound well: the smoothing is taken away step by step."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from acogida.placement.arena import Arena
from acogida.placement.descent import minimise
from acogida.placement.dual import Dual
from acogida.placement.floors import Floor
from acogida.placement.problem import Floats
from acogida.placement.watch import Watch

SAMPLE = 20_000  # households that give the first prices of a larger problem


@dataclass(frozen=True)
class Phase:
    """Descend at `temperature`; then leave out the arcs more than `window` below a household's best."""

    temperature: float
    tolerance: float
    window: float | None


PHASES = (Phase(0.02, 2e-5, 0.3), Phase(0.005, 1e-6, 0.1), Phase(0.0015, 3e-7, 0.04), Phase(0.0005, 5e-8, None))
ITERATIONS = 100


@dataclass(frozen=True, eq=False)
class Prices:
    """Multipliers of each phase, softest first; the last bound best."""

    phases: tuple[Floats, ...]

    @property
    def firm(self) -> Floats:
        return self.phases[1]

    @property
    def sharp(self) -> Floats:
        return self.phases[-1]


def find_prices(arena: Arena, pool: Executor, floors: Sequence[Floor], start: Floats | None, watch: Watch) -> Prices:
    """Prices for `arena`; `start` are multipliers of an earlier solve."""

    def descend(dual: Dual, multipliers: Floats, phase: Phase) -> Floats:
        return minimise(
            dual.at,
            multipliers,
            dual.ceiling,
            phase.temperature,
            ITERATIONS,
            phase.tolerance,
            lambda: watch.interrupted,
        )

    if start is None:
        start = np.zeros(Dual(arena, pool, floors).size)
        step = arena.households // SAMPLE
        if step > 1 and not floors:
            start = descend(Dual(arena.sample(step), pool, part=1 / step), start, PHASES[0])
    multipliers = start
    reached = []
    for phase in PHASES:
        dual = Dual(arena, pool, floors)
        multipliers = descend(dual, multipliers, phase)
        reached.append(multipliers)
        if phase.window is not None:
            nobody = np.full(arena.households, -1)
            arena, _ = arena.narrowed(dual.prices(multipliers), dual.bonus(multipliers), phase.window, nobody)
    return Prices(tuple(reached))
