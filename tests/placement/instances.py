"""Small instances with known or random contents."""

from typing import Any

import numpy as np

from acogida.placement import Problem


def problem_of(rows: list[dict[int, float]], need: Any, capacity: Any, weight: Any = None) -> Problem:
    """One dictionary a household: place → value."""
    counts = [len(row) for row in rows]
    return Problem(
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
        np.array([place for row in rows for place in row], np.int32),
        np.array([value for row in rows for value in row.values()], np.float32),
        np.ones(len(rows)) if weight is None else np.asarray(weight, float),
        np.asarray(need, np.int32).reshape(len(rows), np.shape(capacity)[1]),
        np.asarray(capacity, np.int32),
    )


def crowd(households: int, places: int, seed: int = 0, resources: int = 3, tight: float = 0.7) -> Problem:
    """Households of 1 to 5 people who compete for `tight` × what they need together."""
    random = np.random.default_rng(seed)
    size = random.integers(1, 6, households)
    need = np.stack([size] + [random.binomial(size, 0.4) for _ in range(resources - 1)], axis=1)
    width = min(places, 8)
    place = np.stack([np.sort(random.choice(places, width, replace=False)) for _ in range(households)])
    appeal = random.normal(size=places)
    value = 1 / (1 + np.exp(-(appeal[place] + random.normal(size=place.shape))))
    shares = random.dirichlet(np.full(places, 8.0), resources).T
    capacity = np.floor(shares * need.sum(axis=0) * tight + random.random(shares.shape))
    return Problem(
        np.arange(0, households * width + 1, width),
        place.ravel().astype(np.int32),
        value.ravel().astype(np.float32),
        size.astype(float),
        need.astype(np.int32),
        capacity.astype(np.int32),
    )


def best_by_trying_all(problem: Problem) -> float:
    """Value of the best plan, by looking at every one."""

    def go(i: int, room: Any) -> float:
        if i == problem.households:
            return 0.0
        best = go(i + 1, room)
        for k in range(int(problem.indptr[i]), int(problem.indptr[i + 1])):
            j = problem.place[k]
            if (problem.need[i] <= room[j]).all():
                left = room.copy()
                left[j] -= problem.need[i]
                best = max(best, float(problem.weight[i]) * float(problem.value[k]) + go(i + 1, left))
        return best

    return go(0, problem.capacity.astype(np.int64))
