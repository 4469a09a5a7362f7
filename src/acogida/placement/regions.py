"""Compiled large-neighbourhood search: empty a few neighbouring places and fill them again by the soft dive.

Regions that share no place and no household can be refilled side by side.
Source of the idea: Shaw 1998, *Using constraint programming and local search methods to solve vehicle routing
problems*.
"""

import numpy as np

from acogida.placement.compiled import compiled
from acogida.placement.dive import dive
from acogida.placement.kernels import F32, Doubles, Int32s, Int64s, Singles
from acogida.placement.swaps import State, anneal, draw

Part = tuple[Int64s, Int32s, Singles, Int64s, Int32s, Int32s, Doubles, Int64s]

STEPS = 2  # with the prices, at each stage of a dive
COLD = 0.001


@compiled
def neighbours(
    size: int,
    indptr: Int64s,
    place: Int32s,
    by_place: Int64s,
    row_of: Int32s,
    owner: Int32s,
    region: int,
    state: State,
    out: Int64s,
) -> int:
    """Collect up to `size` unowned places that share households, by a random walk; return how many."""
    first = draw(state, len(owner))
    if owner[first] >= 0:
        return 0
    out[0] = first
    owner[first] = region
    count = 1
    for _ in range(8 * size):
        if count == size:
            break
        j = out[draw(state, count)]
        width = by_place[j + 1] - by_place[j]
        if width == 0:
            continue
        i = row_of[by_place[j] + draw(state, width)]
        other = place[indptr[i] + draw(state, indptr[i + 1] - indptr[i])]
        if owner[other] < 0:
            owner[other] = region
            out[count] = other
            count += 1
    return count


@compiled
def claim(
    places: Int64s,
    place: Int32s,
    by_place: Int64s,
    row_of: Int32s,
    chosen: Int64s,
    holder: Int32s,
    region: int,
    out: Int32s,
) -> int:
    """List the households placed in the region and the unplaced ones that could be; return how many."""
    total = 0
    for j in places:
        for b in range(by_place[j], by_place[j + 1]):
            i = row_of[b]
            here = chosen[i] >= 0 and place[chosen[i]] == j
            if here or (chosen[i] < 0 and holder[i] < 0):
                holder[i] = region
                out[total] = i
                total += 1
    return total


@compiled
def cut_out(
    places: Int64s,
    members: Int32s,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    price: Doubles,
    chosen: Int64s,
    local: Int32s,
) -> Part:
    """The region as a problem of its own, emptied. `local`, [m], is −1 everywhere before and after."""
    resources = room.shape[1]
    free = np.empty((len(places), resources), np.int32)
    prices = np.empty(len(places) * resources)
    for q in range(len(places)):
        local[places[q]] = q
        free[q] = room[places[q]]
        prices[q * resources : (q + 1) * resources] = price[places[q] * resources : (places[q] + 1) * resources]
    arcs = 0
    for i in members:
        for k in range(indptr[i], indptr[i + 1]):
            arcs += local[place[k]] >= 0
    part_indptr = np.zeros(len(members) + 1, np.int64)
    part_place = np.empty(arcs, np.int32)
    part_profit = np.empty(arcs, F32)
    origin = np.empty(arcs, np.int64)
    part_need = np.empty((len(members), resources), np.int32)
    before = np.full(len(members), -1, np.int64)
    arcs = 0
    for x in range(len(members)):
        i = members[x]
        part_need[x] = need[i]
        for k in range(indptr[i], indptr[i + 1]):
            q = local[place[k]]
            if q >= 0:
                if chosen[i] == k:
                    before[x] = arcs
                    free[q] += need[i]
                part_place[arcs] = q
                part_profit[arcs] = profit[k]
                origin[arcs] = k
                arcs += 1
        part_indptr[x + 1] = arcs
    for q in range(len(places)):
        local[places[q]] = -1
    return part_indptr, part_place, part_profit, origin, part_need, free, prices, before


@compiled
def refill(
    places: Int64s,
    members: Int32s,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    unit: Doubles,
    price: Doubles,
    chosen: Int64s,
    local: Int32s,
    temperature: np.float32,
    share: float,
    moves: int,
    hot: float,
    state: State,
) -> float:
    """Dive and anneal anew in one region; keep the outcome where it is worth no less. Returns the gain."""
    part = cut_out(places, members, indptr, place, profit, need, room, price, chosen, local)
    part_indptr, part_place, part_profit, origin, part_need, free, prices, before = part
    after = np.empty(len(members), np.int64)
    scratch = (part_indptr.copy(), part_place.copy(), part_profit.copy(), part_need.copy())
    never = np.zeros(1, np.bool_)
    dive(
        scratch[0],
        scratch[1],
        scratch[2],
        scratch[3],
        free,
        unit,
        prices,
        temperature,
        share,
        STEPS,
        never,
        after,
    )
    anneal(part_indptr, part_place, part_profit, part_need, free, after, moves * len(members), hot, COLD, state)
    gain = 0.0
    for x in range(len(members)):
        gain += part_profit[after[x]] if after[x] >= 0 else 0.0
        gain -= part_profit[before[x]] if before[x] >= 0 else 0.0
    if gain < 0:
        return 0.0
    for x in range(len(members)):
        chosen[members[x]] = origin[after[x]] if after[x] >= 0 else -1
    for q in range(len(places)):
        room[places[q]] = free[q]
    return gain
