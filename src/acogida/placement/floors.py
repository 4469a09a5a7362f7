"""Minimum shares: groups of households of which so many must be placed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from acogida.placement.plan import FloorOutcome
from acogida.placement.problem import Floats, Problem


@dataclass(frozen=True, eq=False)
class Floor:
    """At least `share` (0 … 1) of the households `members` (their indices, each once) is to be placed."""

    name: str
    members: npt.NDArray[np.int64]
    share: float

    def __post_init__(self) -> None:
        members = np.asarray(self.members)
        if members.ndim != 1 or (members.size and members.dtype.kind not in "iu"):
            raise ValueError(f"members of floor {self.name} must be a list of household numbers")
        if len(np.unique(members)) != len(members):
            raise ValueError(f"a household stands twice in floor {self.name}")
        if not 0 <= self.share <= 1:
            raise ValueError(f"share of floor {self.name} is {self.share}; it must lie between 0 and 1")
        object.__setattr__(self, "members", members.astype(np.int64))

    @property
    def required(self) -> int:
        """Households to place; the small subtraction keeps 0.3 × 10 from asking for 4."""
        return ceil(self.share * len(self.members) - 1e-9)


def groups(labels: npt.NDArray[np.int64], share: float, name: str) -> tuple[Floor, ...]:
    """A floor of the same `share` for each label ≥ 0 that `labels`, [n], gives to a household."""
    return tuple(
        Floor(f"{name} {label}", np.flatnonzero(labels == label), share) for label in np.unique(labels[labels >= 0])
    )


def check_members(problem: Problem, floors: Sequence[Floor]) -> None:
    """Raises `ValueError` where a floor names a household that the problem does not have."""
    for floor in floors:
        if floor.members.size and (floor.members.min() < 0 or floor.members.max() >= problem.households):
            raise ValueError(f"floor {floor.name} names a household that is not among the {problem.households}")


def bonus(households: int, floors: Sequence[Floor], prices: Sequence[float] | Floats) -> Floats:
    """What the floors' `prices` add to every arc of each household, [n]."""
    total = np.zeros(households)
    for floor, price in zip(floors, prices, strict=True):
        total[floor.members] += price
    return total


def outcomes(
    floors: Sequence[Floor], prices: Sequence[float] | Floats, place_of: npt.NDArray[np.int32]
) -> tuple[FloorOutcome, ...]:
    """How each floor fared in the plan `place_of`."""
    return tuple(
        FloorOutcome(
            floor.name, len(floor.members), floor.required, int((place_of[floor.members] >= 0).sum()), float(price)
        )
        for floor, price in zip(floors, prices, strict=True)
    )
