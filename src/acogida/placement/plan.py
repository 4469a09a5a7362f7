"""What a solve gives back."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Stopped = Literal["gap", "optimal", "rounds", "time", "cancelled"]


@dataclass(frozen=True)
class Stage:
    """One step of a solve, how many seconds it took and the gap known at its end (inf: none yet)."""

    name: str
    seconds: float
    gap: float


@dataclass(frozen=True)
class FloorOutcome:
    """What became of one floor.

    `required` households were asked for and `placed` were. `price` is what one household more would cost in value;
    the floor binds if it is above 0. A floor that could not be met is `relaxed`: the bound of the plan then holds
    for `placed` in the place of `required`.
    """

    name: str
    members: int
    required: int
    placed: int
    price: float

    @property
    def binds(self) -> bool:
        return self.price > 0

    @property
    def relaxed(self) -> bool:
        return self.placed < self.required


@dataclass(frozen=True, eq=False)
class Plan:
    """Offers for everybody, with a certificate of how good they are.

    - `place_of`: int32 [n], −1 where a household is not placed
    - `prices`: float64 [m, R], what one unit more of a resource at a place would add at most, ≥ 0
    - `value`: the total of weight × value of the offers; no plan has more than `bound`
    - `gap`: (bound − value) / bound, 0 where the bound is 0
    - `regret`: float64 [n], what a household would gain, in weight × value, at its best place at these prices
    - `stopped`: why the solve ended; `optimal` means that an exact solver proved the plan best within the gap asked for
    """

    place_of: npt.NDArray[np.int32]
    prices: npt.NDArray[np.float64]
    value: float
    bound: float
    regret: npt.NDArray[np.float64]
    stages: tuple[Stage, ...]
    stopped: Stopped
    floors: tuple[FloorOutcome, ...] = ()

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    @property
    def placed(self) -> int:
        return int((self.place_of >= 0).sum())
