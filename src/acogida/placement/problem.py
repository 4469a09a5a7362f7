"""What is to be decided: households, places, the arcs between them, needs and capacities."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

INT32_MAX = np.iinfo(np.int32).max
CHUNK = 1 << 19  # arcs handled at once where every arc is visited in float64


class InvalidProblem(ValueError):
    """An array of the problem is not what it must be; the message names the array and the row."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Place whole households, each at most once, for the greatest total of weight × value.

    Arcs are in compressed rows: those of household i are `place[indptr[i]:indptr[i + 1]]`, in any order.

    - `indptr`: [n + 1], rising from 0 to the number of arcs
    - `place`: [arcs], 0 … m − 1, no place twice in a row
    - `value`: [arcs], 0 … 1
    - `weight`: [n], above 0
    - `need`: [n, R], units of each resource that a household takes wherever it goes
    - `capacity`: [m, R], units that a place has

    Arrays are converted to int64, int32, float32, float64, int32, int32 and must not be changed afterwards.
    Raises `InvalidProblem`.
    """

    indptr: Ints
    place: npt.NDArray[np.int32]
    value: npt.NDArray[np.float32]
    weight: Floats
    need: npt.NDArray[np.int32]
    capacity: npt.NDArray[np.int32]
    # Answers of `memory_estimate` and the solver rest on these counts, so they are taken once.
    households: int = field(init=False)
    places: int = field(init=False)
    resources: int = field(init=False)
    arcs: int = field(init=False)

    def __post_init__(self) -> None:
        counts = {"need": 2, "capacity": 2, "indptr": 1, "place": 1}
        for name, dimensions in counts.items():
            dtype = np.int64 if name == "indptr" else np.int32
            object.__setattr__(self, name, _counts(name, getattr(self, name), dimensions, dtype))
        object.__setattr__(self, "value", _amounts("value", self.value, np.float32))
        object.__setattr__(self, "weight", _amounts("weight", self.weight, np.float64))
        object.__setattr__(self, "households", len(self.weight))
        object.__setattr__(self, "places", len(self.capacity))
        object.__setattr__(self, "resources", self.capacity.shape[1])
        object.__setattr__(self, "arcs", len(self.place))
        self._check_shapes()
        self._check_ranges()

    def _check_shapes(self) -> None:
        if self.indptr.shape != (self.households + 1,):
            raise InvalidProblem(
                f"indptr has {len(self.indptr)} entries; weight has {self.households}, so it must have one more"
            )
        if self.need.shape != (self.households, self.resources):
            raise InvalidProblem(
                f"need is {self.need.shape[0]} × {self.need.shape[1]}; weight and capacity ask for "
                f"{self.households} × {self.resources}"
            )
        if self.value.shape != self.place.shape:
            raise InvalidProblem(f"value has {len(self.value)} entries, place has {self.arcs}")
        if self.indptr[0] != 0 or self.indptr[-1] != self.arcs:
            raise InvalidProblem(f"indptr must run from 0 to {self.arcs}, the number of arcs")
        falls = np.flatnonzero(self.indptr[1:] < self.indptr[:-1])
        if falls.size:
            raise InvalidProblem(f"indptr falls after row {falls[0]}")

    def _check_ranges(self) -> None:
        light = np.flatnonzero(~(self.weight > 0))
        if light.size:
            raise InvalidProblem(f"weight of household {light[0]} is {self.weight[light[0]]}; it must be above 0")
        for first, last in self.chunks():
            self._check_arcs(first, last)

    def _check_arcs(self, first: int, last: int) -> None:
        arcs = slice(int(self.indptr[first]), int(self.indptr[last]))
        place, value = self.place[arcs], self.value[arcs]
        outside = np.flatnonzero(place >= self.places)
        if outside.size:
            row = self._row_of(arcs.start + outside[0])
            raise InvalidProblem(f"place of household {row} is {place[outside[0]]}; there are {self.places} places")
        wrong = np.flatnonzero(~((value >= 0) & (value <= 1)))
        if wrong.size:
            row = self._row_of(arcs.start + wrong[0])
            raise InvalidProblem(f"value of household {row} is {value[wrong[0]]}; it must lie between 0 and 1")
        rows = np.repeat(np.arange(first, last), np.diff(self.indptr[first : last + 1]))
        same_row = rows[1:] == rows[:-1]
        if (place[1:] > place[:-1])[same_row].all():
            return
        key = np.sort(rows * self.places + place)
        twice = np.flatnonzero(key[1:] == key[:-1])
        if twice.size:
            row, again = divmod(int(key[twice[0]]), self.places)
            raise InvalidProblem(f"place {again} stands twice in the row of household {row}")

    def _row_of(self, arc: int) -> int:
        return int(np.searchsorted(self.indptr, arc, side="right")) - 1

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Ranges of households, in order, each with about `CHUNK` arcs."""
        first = 0
        while first < self.households:
            reach = np.searchsorted(self.indptr, self.indptr[first] + CHUNK, side="right") - 1
            last = min(self.households, max(first + 1, int(reach)))
            yield first, last
            first = last

    def respond(self, prices: npt.ArrayLike) -> tuple[Floats, float]:
        """What the households would take at `prices`, [m, R] and ≥ 0, if nothing were full, and what it is worth.

        Each takes the arc with the greatest weight × value − price × need, the earliest among equals, or none if no
        arc is above 0. Returns the units demanded, [m, R], and the sum of those greatest amounts. Answers of disjoint
        sets of households add up: this is all that a solver has to know of them, wherever they are kept.
        """
        prices = checked_prices(prices, self)
        demand = np.zeros((self.places, self.resources))
        value = 0.0
        for first, last in self.chunks():
            arc, reduced = self.best_arcs(first, last, prices)
            value += float(reduced.sum())
            going = np.flatnonzero(arc >= 0)
            np.add.at(demand, self.place[arc[going]], self.need[first + going])
        return demand, value

    def best_arcs(self, first: int, last: int, prices: Floats, bonus: Floats | None = None) -> tuple[Ints, Floats]:
        """For households first … last − 1 the arc worth most at `prices`, or −1, and that amount, at least 0.

        `bonus`, [n], is added to what every arc of a household is worth. Arcs to a place that could not hold the
        household even if it were empty are none.
        """
        arcs = slice(int(self.indptr[first]), int(self.indptr[last]))
        counts = np.diff(self.indptr[first : last + 1])
        rows = np.repeat(np.arange(first, last), counts)
        reduced = self.weight[rows] * self.value[arcs]
        if bonus is not None:
            reduced += bonus[rows]
        for r in range(self.resources):
            reduced -= prices[self.place[arcs], r] * self.need[rows, r]
        for r in range(self.resources):
            reduced[self.need[rows, r] > self.capacity[self.place[arcs], r]] = -np.inf
        best = np.zeros(last - first)
        filled = np.flatnonzero(counts)
        if filled.size:
            starts = self.indptr[first + filled] - arcs.start
            best[filled] = np.maximum(0.0, np.maximum.reduceat(reduced, starts))
        arc = np.full(last - first, -1, np.int64)
        winners = np.flatnonzero((reduced == best[rows - first]) & (reduced > 0))[::-1]
        arc[rows[winners] - first] = winners + arcs.start
        return arc, best

    def memory_estimate(self) -> int:
        """Bytes that `solve` needs at its peak beside this problem's own arrays: an upper estimate."""
        width = padded(self.resources)
        per_arc = 8 + 2 * 16  # the fitting arcs; the near-best ones with their index, and the dive's copy of them
        per_household = 3 * 4 * width + 64
        per_place = width * (8 * 40 + 4 * 8)  # quasi-Newton history and one demand array a shard
        return 64_000_000 + self.arcs * per_arc + self.households * per_household + self.places * per_place


def padded(resources: int) -> int:
    """Columns that the compiled kernels use for so many resources."""
    return max(4, -(-resources // 4) * 4)


def checked_prices(prices: npt.ArrayLike, problem: Problem) -> Floats:
    """`prices` as a float64 array; raises `ValueError` unless it is [m, R], finite and ≥ 0."""
    given = np.asarray(prices, np.float64)
    if given.shape != (problem.places, problem.resources):
        raise ValueError(f"prices must be {problem.places} × {problem.resources}, not {given.shape}")
    wrong = np.flatnonzero(~((given >= 0) & np.isfinite(given)).all(axis=1))
    if wrong.size:
        raise ValueError(f"prices of place {wrong[0]} are {given[wrong[0]]}; they must be finite and not below 0")
    return given


def _counts(name: str, given: npt.ArrayLike, dimensions: int, dtype: type[Any]) -> npt.NDArray[Any]:
    array = np.asarray(given)
    if array.ndim != dimensions:
        raise InvalidProblem(f"{name} has {array.ndim} dimensions; it must have {dimensions}")
    if array.size and array.dtype.kind not in "iu":
        raise InvalidProblem(f"{name} has the type {array.dtype}; it must hold whole numbers")
    most = np.iinfo(dtype).max
    if array.size and (array.min() < 0 or array.max() > most):
        row = int(np.argwhere((array < 0) | (array > most))[0][0])
        raise InvalidProblem(f"{name} in row {row} is {array[row]}; it must lie between 0 and {most}")
    return np.ascontiguousarray(array, dtype)


def _amounts(name: str, given: npt.ArrayLike, dtype: type[Any]) -> npt.NDArray[Any]:
    array = np.asarray(given)
    if array.ndim != 1:
        raise InvalidProblem(f"{name} has {array.ndim} dimensions; it must have 1")
    if array.size and array.dtype.kind not in "iuf":
        raise InvalidProblem(f"{name} has the type {array.dtype}; it must hold numbers")
    wrong = np.flatnonzero(~np.isfinite(array)) if array.dtype.kind == "f" else np.empty(0, np.int64)
    if wrong.size:
        raise InvalidProblem(f"{name} in row {wrong[0]} is {array[wrong[0]]}; it must be a finite number")
    return np.ascontiguousarray(array, dtype)
