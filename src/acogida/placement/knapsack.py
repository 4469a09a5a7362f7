"""Compiled knapsack of one place: which households, each whole, are worth most together."""

import numpy as np

from acogida.placement.compiled import compiled
from acogida.placement.kernels import Doubles, Int64s

NODES = 2_000_000  # of one search; beyond it the bound of its root stands


@compiled
def fractional(value: Doubles, cost: Doubles, from_item: int, room: float) -> float:
    """Most that items from `from_item` on, in the order of value / cost, could add if they could be split."""
    total = 0.0
    for q in range(from_item, len(value)):
        if cost[q] <= room:
            total += value[q]
            room -= cost[q]
        else:
            return float(total + value[q] * room / cost[q])
    return total


@compiled
def best_filling(value: Doubles, need: Int64s, cost: Doubles, capacity: Int64s, price: Doubles, taken: Int64s) -> float:
    """Fill one place with the items, in the order of value / cost, for the most value; returns an upper bound of it.

    `taken` says which items the best filling found has. Depth first, cut by the fractional bound at the `price`s.
    """
    count, resources = need.shape
    room = capacity.copy()
    inside = np.zeros(count, np.int64)
    best, total, nodes, q = 0.0, 0.0, 0, 0
    root = fractional(value, cost, 0, (price * room).sum())
    while True:
        nodes += 1
        if nodes > NODES:
            return root
        if q < count and total + fractional(value, cost, q, (price * room).sum()) > best + 1e-9:
            fits = True
            for r in range(resources):
                fits = fits and need[q, r] <= room[r]
            if fits:
                inside[q] = 1
                total += value[q]
                room -= need[q]
            q += 1
            continue
        if total > best:
            best = total
            taken[:] = inside
        q = min(q, count) - 1
        while q >= 0 and inside[q] == 0:
            q -= 1
        if q < 0:
            return best
        inside[q] = 0
        total -= value[q]
        room += need[q]
        q += 1
