"""Compiled soft dive: fix the surest households, re-price the rest, again until nobody is left.

Rounding all households at once by the final prices fills the places badly, since the prices speak for fractions of
households. Here the prices follow what is left of room and people after every few that are fixed.
"""

import numpy as np

from acogida.placement.compiled import compiled, compiled_loosely
from acogida.placement.kernels import (
    F32,
    Bools,
    Doubles,
    Int32s,
    Int64s,
    Singles,
    dot,
    fits,
    quasi_newton,
    remember,
    respond_rows,
    settle,
)

MEMORY = 8
CERTAIN = 0.97  # a choice this likely is fixed at once, up to a quarter of the undecided a stage
LEAP = 4


@compiled
def keep_open(
    live: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    arc: Int64s,
    need: Int32s,
    room: Int32s,
    ids: Int64s,
    undecided: Bools,
) -> int:
    """Close up, in place, the households still undecided and their arcs that still fit; return how many."""
    rows = 0
    start = arcs = indptr[0]
    for x in range(live):
        stop = indptr[x + 1]
        first = arcs
        if undecided[x]:
            for k in range(start, stop):
                if fits(need, room, x, place[k]):
                    place[arcs] = place[k]
                    profit[arcs] = profit[k]
                    arc[arcs] = arc[k]
                    arcs += 1
        start = stop
        if arcs > first:
            ids[rows] = ids[x]
            for r in range(room.shape[1]):
                need[rows, r] = need[x, r]
            rows += 1
            indptr[rows] = arcs
    return rows


@compiled_loosely
def dual_at(
    live: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    unit: Doubles,
    price: Doubles,
    temperature: np.float32,
    scratch: tuple[Singles, Singles, Singles, Doubles],
    gradient: Doubles,
) -> float:
    """Smoothed dual function of the undecided households against the room left; fills its gradient.

    `price` and `gradient` are flat and in typical needs, `unit`, as in `dual.Dual`.
    """
    bonus, taken, single, demand = scratch
    places, resources = room.shape
    for j in range(places):
        for r in range(resources):
            single[j, r] = price[j * resources + r] / unit[r]
            demand[j, r] = 0.0
    value = respond_rows(0, live, indptr, place, profit, bonus, need, single, temperature, demand, taken)
    for j in range(places):
        for r in range(resources):
            c = j * resources + r
            gradient[c] = (room[j, r] - demand[j, r]) / unit[r]
            value += price[c] * room[j, r] / unit[r]
    return value


@compiled_loosely
def downhill(
    price: Doubles,
    gradient: Doubles,
    temperature: np.float32,
    history: tuple[Doubles, Doubles, Int64s],
    free: Bools,
    direction: Doubles,
) -> bool:
    """A direction in which the dual falls; False where the prices are stationary."""
    steps, changes, ring = history
    largest = 0.0
    for c in range(len(price)):
        free[c] = price[c] > 0 or gradient[c] < 0
        if free[c]:
            largest = max(largest, abs(gradient[c]))
    if largest == 0:
        return False
    quasi_newton(gradient, free, steps, changes, ring[0], ring[1], direction)
    if ring[0] == 0 or dot(direction, gradient) >= 0:
        ring[0] = 0
        for c in range(len(price)):
            direction[c] = -gradient[c] * temperature / largest if free[c] else 0.0
    return True


@compiled_loosely
def reprice(
    live: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    unit: Doubles,
    price: Doubles,
    temperature: np.float32,
    iterations: int,
    history: tuple[Doubles, Doubles, Int64s],
    scratch: tuple[Singles, Singles, Singles, Doubles],
) -> None:
    """A few projected L-BFGS steps on the prices, in place; `history` carries over from one call to the next."""
    size = len(price)
    gradient, ahead = np.empty(size), np.empty(size)
    trial, direction = np.empty(size), np.empty(size)
    free = np.empty(size, np.bool_)
    value = dual_at(live, indptr, place, profit, need, room, unit, price, temperature, scratch, gradient)
    for _ in range(iterations):
        if not downhill(price, gradient, temperature, history, free, direction):
            return
        step = 1.0
        reached = np.inf
        allowed = value
        for _ in range(6):
            slope = 0.0
            for c in range(size):
                trial[c] = max(0.0, price[c] + step * direction[c])
                slope += gradient[c] * (trial[c] - price[c])
            reached = dual_at(live, indptr, place, profit, need, room, unit, trial, temperature, scratch, ahead)
            allowed = value + 1e-4 * slope
            if reached <= allowed:
                break
            step *= 0.3
        if reached > allowed:
            return
        remember(price, trial, gradient, ahead, history[0], history[1], history[2])
        for c in range(size):
            price[c] = trial[c]
            gradient[c] = ahead[c]
        value = reached


@compiled_loosely
def surest(
    live: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    price: Singles,
    temperature: np.float32,
    sure: Singles,
    choice: Int64s,
) -> None:
    """For each household its likeliest answer and how likely; choice −1 is staying unplaced."""
    for x in range(live):
        best = F32(0.0)
        mass = F32(1.0)
        choice[x] = -1
        for k in range(indptr[x], indptr[x + 1]):
            reduced = profit[k]
            for r in range(price.shape[1]):
                reduced -= price[place[k], r] * F32(need[x, r])
            if reduced > best:
                mass = mass * np.exp((best - reduced) / temperature) + F32(1.0)
                best = reduced
                choice[x] = k
            else:
                mass += np.exp((reduced - best) / temperature)
        sure[x] = F32(1.0) / mass


@compiled
def first_to_fix(sure: Singles, share: float, least: int) -> Int64s:
    """The surest `share`, at least `least`, or all that are certain up to a part of all; the surest first."""
    live = len(sure)
    certain = 0
    for x in range(live):
        certain += sure[x] > CERTAIN
    count = min(live, max(int(live * share), least, min(certain, live // LEAP)))
    least_sure = np.partition(sure, live - count)[live - count]
    ones = np.flatnonzero(sure >= least_sure)
    return ones[np.argsort(-sure[ones], kind="mergesort")][:count]


@compiled
def fix(
    ones: Int64s,
    choice: Int64s,
    place: Int32s,
    need: Int32s,
    room: Int32s,
    arc: Int64s,
    ids: Int64s,
    undecided: Bools,
    chosen: Int64s,
) -> None:
    """Give each of `ones`, in turn, its choice; who finds it full meanwhile stays undecided."""
    for x in ones:
        k = choice[x]
        if k < 0:
            undecided[x] = False
        elif fits(need, room, x, place[k]):
            settle(need, room, x, place[k], 1)
            chosen[ids[x]] = arc[k]
            undecided[x] = False


@compiled
def dive(
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    unit: Doubles,
    price: Doubles,
    temperature: np.float32,
    share: float,
    iterations: int,
    stop: Bools,
    chosen: Int64s,
) -> None:
    """Choose an arc for each household, −1 for none, into `chosen`; `room` is left as the plan leaves it.

    Each stage fixes the surest `share` of the undecided, then takes `iterations` steps with the prices at
    `temperature`. `price` is flat, in typical needs. Another thread may set `stop[0]`: then the households not yet
    decided stay unplaced. All arrays but `unit` and `stop` are scratch that the dive overwrites.
    """
    live = len(indptr) - 1
    least = 1 + live // 2000
    arc = np.arange(len(place))
    ids = np.arange(live)
    undecided = np.ones(live, np.bool_)
    sure = np.empty(live, F32)
    choice = np.empty(live, np.int64)
    single = np.empty(room.shape, F32)
    scratch = (np.zeros(live, F32), np.empty(live, F32), single, np.empty(room.shape))
    history = (np.zeros((MEMORY, len(price))), np.zeros((MEMORY, len(price))), np.array([0, MEMORY - 1]))
    chosen[:] = -1
    while True:
        live = keep_open(live, indptr, place, profit, arc, need, room, ids, undecided)
        if live == 0 or stop[0]:
            return
        reprice(live, indptr, place, profit, need, room, unit, price, temperature, iterations, history, scratch)
        for j in range(len(single)):
            for r in range(len(unit)):
                single[j, r] = price[j * len(unit) + r] / unit[r]
        surest(live, indptr, place, profit, need, single, temperature, sure, choice)
        undecided[:live] = True
        ones = first_to_fix(sure[:live], share, least)
        fix(ones, choice, place, need, room, arc, ids, undecided, chosen)


@compiled
def fill(
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    unit: Doubles,
    price: Doubles,
    least: float,
    chosen: Int64s,
) -> None:
    """Give each household without an arc, in turn, the one that fits and is worth most, above `least`, at `price`."""
    for i in range(len(chosen)):
        if chosen[i] >= 0:
            continue
        best = least
        for k in range(indptr[i], indptr[i + 1]):
            j = place[k]
            if not fits(need, room, i, j):
                continue
            reduced = float(profit[k])
            for r in range(len(unit)):
                reduced -= price[j * len(unit) + r] / unit[r] * need[i, r]
            if reduced > best:
                best = reduced
                chosen[i] = k
        if chosen[i] >= 0:
            settle(need, room, i, place[chosen[i]], 1)
