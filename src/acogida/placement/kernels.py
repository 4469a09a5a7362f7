"""Compiled inner loops of the dual: how households answer prices, and the quasi-Newton direction.

Every kernel releases the interpreter lock, touches only the rows it is given and keeps no state, so that
shards of one problem can run side by side and be added up in a fixed order.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.placement.compiled import compiled, compiled_loosely

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

F32 = np.float32
U64 = np.uint64  # an unsigned index spares the test for negative ones in the innermost loop

# Where the function is straight, curvature is noise and a quasi-Newton step would be of any length: this is the
# most that a multiplier moves in one, in units of a household's worth.
LONGEST = 1.0

# exp(−12) = 6e−6: an arc this many temperatures below the best carries no weight worth adding.
WINDOW = F32(12.0)


@compiled_loosely
def widest(first: int, last: int, indptr: Int64s) -> int:
    """The most arcs that one of the households first … last − 1 has."""
    width: Any = np.int64(0)
    for i in range(first, last):
        width = max(width, indptr[i + 1] - indptr[i])
    return int(width)


@compiled_loosely
def score_arcs(
    start: np.uint64,
    count: np.uint64,
    place: Int32s,
    profit: Singles,
    extra: np.float32,
    wants: Singles,
    price: Singles,
    score: Singles,
) -> np.float32:
    """Reduced profit of each of `count` arcs from `start` on, into `score`; returns the greatest, at least 0."""
    best = F32(0.0)
    k: Any
    for k in range(count):
        j = U64(place[start + k])
        cost = F32(0.0)
        for r in range(U64(len(wants))):
            cost += price[j, r] * wants[r]
        reduced = profit[start + k] + extra - cost
        score[k] = reduced
        best = max(best, reduced)
    return best


@compiled_loosely
def respond_rows(
    first: int,
    last: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    bonus: Singles,
    need: Int32s,
    price: Singles,
    temperature: np.float32,
    demand: Doubles,
    taken: Singles,
) -> float:
    """Soft answer of households first … last − 1 to `price`: adds to `demand`, fills `taken`, returns the value.

    A household weighs its arcs, and staying unplaced, by exp(reduced profit / temperature). The value is the
    log-sum-exp of that choice: at least the greatest reduced profit, and equal to it as the temperature falls to 0
    (Nesterov 2005, *Smooth minimization of non-smooth functions*).
    """
    width = widest(first, last, indptr)
    score, slot = np.empty(width, F32), np.empty(width, np.int64)
    wants = np.empty(price.shape[1], F32)
    cold = F32(1.0) / temperature
    total = 0.0
    for i in range(first, last):
        start, count = U64(indptr[i]), U64(indptr[i + 1] - indptr[i])
        for r in range(len(wants)):
            wants[r] = need[i, r]
        best = score_arcs(start, count, place, profit, bonus[i], wants, price, score)
        cut = best - WINDOW * temperature
        kept: Any = U64(0)
        k: Any
        for k in range(count):
            slot[kept] = k
            kept += U64(score[k] > cut)
        stay = np.exp(-best * cold)
        mass = stay
        for q in range(kept):
            k = U64(slot[q])
            score[k] = np.exp((score[k] - best) * cold)
            mass += score[k]
        total += best + temperature * np.log(mass)
        taken[i] = F32(1.0) - stay / mass
        for q in range(kept):
            k = U64(slot[q])
            share = score[k] / mass
            for r in range(U64(len(wants))):
                demand[U64(place[start + k]), r] += share * wants[r]
    return total


@compiled_loosely
def dot(left: Doubles, right: Doubles) -> float:
    # numba's own np.dot would need SciPy, and BLAS may split a sum by the threads it finds.
    total = 0.0
    for c in range(len(left)):
        total += left[c] * right[c]
    return total


@compiled_loosely
def quasi_newton(
    gradient: Doubles, free: Bools, steps: Doubles, changes: Doubles, used: int, newest: int, out: Doubles
) -> None:
    """L-BFGS direction on the free coordinates, into `out`, from a ring of `used` pairs that ends at `newest`.

    No coordinate moves by more than `LONGEST`.
    Source: the two-loop recursion, Nocedal and Wright, *Numerical Optimization*, 2nd ed., algorithm 7.4.
    """
    memory = len(steps)
    alpha = np.zeros(memory)
    for c in range(len(out)):
        out[c] = gradient[c] if free[c] else 0.0
    for back in range(used):
        q = (newest - back) % memory
        alpha[q] = dot(steps[q], out) / dot(steps[q], changes[q])
        for c in range(len(out)):
            out[c] -= alpha[q] * changes[q, c]
    if used > 0:
        scale = dot(steps[newest], changes[newest]) / dot(changes[newest], changes[newest])
        for c in range(len(out)):
            out[c] *= scale
    for back in range(used - 1, -1, -1):
        q = (newest - back) % memory
        beta = dot(changes[q], out) / dot(steps[q], changes[q])
        for c in range(len(out)):
            out[c] += (alpha[q] - beta) * steps[q, c]
    longest = LONGEST
    for c in range(len(out)):
        if free[c]:
            longest = max(longest, abs(out[c]))
    for c in range(len(out)):
        out[c] = -out[c] * LONGEST / longest if free[c] else 0.0


@compiled
def remember(
    before: Doubles,
    after: Doubles,
    slope_before: Doubles,
    slope_after: Doubles,
    steps: Doubles,
    changes: Doubles,
    ring: Int64s,
) -> None:
    """Add a step and its change of gradient to the ring; `ring` holds how many pairs there are and the newest.

    A pair without curvature would spoil the direction; it is left out, and with it the oldest, whose slot it took.
    """
    memory = len(steps)
    q = (ring[1] + 1) % memory
    bend = 0.0
    for c in range(len(before)):
        steps[q, c] = after[c] - before[c]
        changes[q, c] = slope_after[c] - slope_before[c]
        bend += steps[q, c] * changes[q, c]
    if bend > 1e-12:
        ring[0] = min(ring[0] + 1, memory)
        ring[1] = q
    else:
        ring[0] = min(ring[0], memory - 1)


@compiled
def fits(need: Int32s, room: Int32s, i: int, j: int) -> bool:
    for r in range(room.shape[1]):  # noqa: SIM110 (the compiler knows loops, not generators)
        if need[i, r] > room[j, r]:
            return False
    return True


@compiled
def settle(need: Int32s, room: Int32s, i: int, j: int, sign: int) -> None:
    """Take household i's needs from the room of place j (sign 1), or give them back (sign −1)."""
    for r in range(room.shape[1]):
        room[j, r] -= sign * need[i, r]


@compiled
def count_fitting(indptr: Int64s, place: Int32s, need: Int32s, capacity: Int32s) -> int:
    total = 0
    for i in range(len(indptr) - 1):
        for k in range(indptr[i], indptr[i + 1]):
            total += fits(need, capacity, i, place[k])
    return total


@compiled
def keep_fitting(
    indptr: Int64s,
    place: Int32s,
    value: Singles,
    weight: Doubles,
    need: Int32s,
    capacity: Int32s,
    kept_indptr: Int64s,
    kept_place: Int32s,
    profit: Singles,
) -> float:
    """Copy the arcs whose place, empty, could hold the household; return the sum of each household's best profit."""
    arcs = 0
    total = 0.0
    for i in range(len(indptr) - 1):
        best = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            if fits(need, capacity, i, place[k]):
                kept_place[arcs] = place[k]
                worth = weight[i] * value[k]
                profit[arcs] = worth
                best = max(best, worth)
                arcs += 1
        total += best
        kept_indptr[i + 1] = arcs
    return total


@compiled_loosely
def near_best(
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    bonus: Singles,
    need: Int32s,
    price: Singles,
    window: Singles,
    mine: Int64s,
    kept_indptr: Int64s,
    kept: Int64s,
) -> int:
    """Number the arcs whose reduced profit is within window[i] of household i's best, and the arc `mine[i]`.

    With an empty `kept` they are only counted, for the caller to make room.
    """
    total = 0
    score = np.empty(widest(0, len(indptr) - 1, indptr), F32)
    wants = np.empty(price.shape[1], F32)
    for i in range(len(indptr) - 1):
        start = indptr[i]
        count = indptr[i + 1] - start
        for r in range(len(wants)):
            wants[r] = need[i, r]
        best = score_arcs(U64(start), U64(count), place, profit, bonus[i], wants, price, score)
        for k in range(count):
            if score[k] >= best - window[i] or start + k == mine[i]:
                if len(kept) > 0:
                    kept[total] = start + k
                total += 1
        kept_indptr[i + 1] = total
    return total
