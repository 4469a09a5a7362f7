"""Reasons that can be shown: why this place, why not that one, what one unit more would add."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acogida.placement.floors import Floor, bonus
from acogida.placement.plan import Plan
from acogida.placement.problem import Ints, Problem


@dataclass(frozen=True)
class Obstacle:
    """A resource that others want more: `cost` = price × units the household needs; `free` units are left."""

    resource: int
    price: float
    needed: int
    free: int

    @property
    def cost(self) -> float:
        return self.price * self.needed


@dataclass(frozen=True)
class Option:
    """A place for a household: its `worth` (weight × value), and what stands against it, dearest first."""

    place: int
    worth: float
    obstacles: tuple[Obstacle, ...]

    @property
    def cost(self) -> float:
        """What the household's needs are worth to others at this place."""
        return sum(obstacle.cost for obstacle in self.obstacles)

    @property
    def net(self) -> float:
        return self.worth - self.cost


@dataclass(frozen=True)
class HouseholdReasons:
    """`offered` is None where the household is not placed; `alternatives` are its other best options by net worth."""

    household: int
    offered: Option | None
    most_valued: Option | None
    alternatives: tuple[Option, ...]

    @property
    def obstacle(self) -> Obstacle | None:
        """What keeps the household from the place it values most; None if it is offered that one, or has no arc."""
        wish = self.most_valued
        if wish is None or (self.offered is not None and self.offered.place == wish.place):
            return None
        return wish.obstacles[0] if wish.obstacles else None


@dataclass(frozen=True)
class PlaceReasons:
    """`price` is the most that one unit more of the resource would add to the value of the best plan."""

    place: int
    resource: int
    capacity: int
    used: int
    price: float

    @property
    def free(self) -> int:
        return self.capacity - self.used


def explain_household(
    problem: Problem, plan: Plan, household: int, alternatives: int = 3, floors: Sequence[Floor] = ()
) -> HouseholdReasons:
    """Why `household` is offered what it is offered. Raises `IndexError` for a household that is not there."""
    if not 0 <= household < problem.households:
        raise IndexError(f"there is no household {household}; there are {problem.households}")
    arcs = range(int(problem.indptr[household]), int(problem.indptr[household + 1]))
    fitting = [k for k in arcs if (problem.need[household] <= problem.capacity[problem.place[k]]).all()]
    free = {int(problem.place[k]): _free(problem, plan, int(problem.place[k])) for k in fitting}
    extra = bonus(problem.households, floors, [told.price for told in plan.floors])[household] if floors else 0.0
    options = [_option(problem, plan, household, k, free[int(problem.place[k])], extra) for k in fitting]
    options.sort(key=lambda option: (-option.net, option.place))
    here = int(plan.place_of[household])
    others = [option for option in options if option.place != here]
    return HouseholdReasons(
        household,
        next((option for option in options if option.place == here), None),
        max(options, key=lambda option: (option.worth, -option.place), default=None),
        tuple(others[:alternatives]),
    )


def explain_place(problem: Problem, plan: Plan, place: int, resource: int) -> PlaceReasons:
    """How full a place is and what one unit more of `resource` would add. Raises `IndexError`."""
    if not (0 <= place < problem.places and 0 <= resource < problem.resources):
        raise IndexError(f"there is no place {place} with a resource {resource}")
    capacity = int(problem.capacity[place, resource])
    free = int(_free(problem, plan, place)[resource])
    return PlaceReasons(place, resource, capacity, capacity - free, float(plan.prices[place, resource]))


def bottlenecks(problem: Problem, plan: Plan, count: int = 10) -> list[PlaceReasons]:
    """The dearest places and resources, by the price of a typical need, dearest first."""
    wanted = np.maximum((problem.need > 0).sum(axis=0), 1)
    order = np.argsort(-(plan.prices * (problem.need.sum(axis=0) / wanted)).ravel(), kind="stable")[:count]
    places = [divmod(int(c), problem.resources) for c in order if plan.prices.ravel()[c] > 0]
    return [explain_place(problem, plan, place, resource) for place, resource in places]


def _free(problem: Problem, plan: Plan, place: int) -> Ints:
    there = np.flatnonzero(plan.place_of == place)
    free: Ints = problem.capacity[place].astype(np.int64) - problem.need[there].sum(axis=0, dtype=np.int64)
    return free


def _option(
    problem: Problem,
    plan: Plan,
    household: int,
    arc: int,
    free: Ints,
    extra: float,
) -> Option:
    place = int(problem.place[arc])
    obstacles = [
        Obstacle(r, float(plan.prices[place, r]), int(problem.need[household, r]), int(free[r]))
        for r in range(problem.resources)
        if plan.prices[place, r] > 0 and problem.need[household, r] > 0
    ]
    obstacles.sort(key=lambda obstacle: (-obstacle.cost, obstacle.resource))
    worth = float(problem.weight[household]) * float(problem.value[arc]) + extra
    return Option(place, worth, tuple(obstacles))
