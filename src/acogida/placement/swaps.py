"""Compiled annealing by single moves and ejections; every plan it passes through is feasible."""

import numpy as np
import numpy.typing as npt

from acogida.placement.compiled import compiled
from acogida.placement.kernels import F32, U64, Int32s, Int64s, Singles, fits, settle

TRIES = 4  # members of a full place that are asked to make room before the move is given up

State = npt.NDArray[np.uint64]
Crowd = tuple[Int64s, Int64s, Int64s, Int64s]


@compiled
def draw(state: State, bound: int) -> int:
    """Next integer below `bound` (< 2**31) of a xorshift64* generator; `state` holds its one word.

    Source: Vigna 2016, *An experimental exploration of Marsaglia's xorshift generators, scrambled*.
    """
    x = state[0]
    x ^= x >> U64(12)
    x ^= x << U64(25)
    x ^= x >> U64(27)
    state[0] = x
    return int((((x * U64(2685821657736338717)) >> U64(32)) * U64(bound)) >> U64(32))


@compiled
def crowd_of(place: Int32s, chosen: Int64s, places: int) -> Crowd:
    """Who stands where: a slice of `member` for each place, and the position of each household in it."""
    start = np.zeros(places + 1, np.int64)
    for k in range(len(place)):
        start[place[k] + 1] += 1
    for j in range(places):
        start[j + 1] += start[j]
    member = np.empty(len(place), np.int64)
    count = np.zeros(places, np.int64)
    where = np.zeros(len(chosen), np.int64)
    for i in range(len(chosen)):
        if chosen[i] >= 0:
            j = place[chosen[i]]
            where[i] = count[j]
            member[start[j] + count[j]] = i
            count[j] += 1
    return member, start, count, where


@compiled
def leave(i: int, place: Int32s, need: Int32s, room: Int32s, chosen: Int64s, crowd: Crowd) -> None:
    member, start, count, where = crowd
    j = place[chosen[i]]
    count[j] -= 1
    last = member[start[j] + count[j]]
    member[start[j] + where[i]] = last
    where[last] = where[i]
    settle(need, room, i, j, -1)
    chosen[i] = -1


@compiled
def join(i: int, arc: int, place: Int32s, need: Int32s, room: Int32s, chosen: Int64s, crowd: Crowd) -> None:
    member, start, count, where = crowd
    j = place[arc]
    where[i] = count[j]
    member[start[j] + count[j]] = i
    count[j] += 1
    settle(need, room, i, j, 1)
    chosen[i] = arc


@compiled
def fits_without(need: Int32s, room: Int32s, i: int, k: int, j: int) -> bool:
    """Whether household i fits place j once household k has left it."""
    for r in range(room.shape[1]):  # noqa: SIM110 (the compiler knows loops, not generators)
        if need[i, r] > room[j, r] + need[k, r]:
            return False
    return True


@compiled
def refuge(
    k: int,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    away: int,
    vacated: int,
    leaver: int,
) -> tuple[int, np.float32]:
    """Best arc of the ejected household k that fits, and its profit; −1 and 0 for none.

    Place `away` is excluded; place `vacated` is about to be left by household `leaver`.
    """
    best = -1
    worth = F32(0.0)
    for b in range(indptr[k], indptr[k + 1]):
        j = place[b]
        if profit[b] <= worth or j == away:
            continue
        if fits_without(need, room, k, leaver, j) if j == vacated else fits(need, room, k, j):
            best = b
            worth = profit[b]
    return best, worth


@compiled
def go(i: int, arc: int, place: Int32s, need: Int32s, room: Int32s, chosen: Int64s, crowd: Crowd) -> None:
    """Household i takes `arc`, −1 for none."""
    if chosen[i] >= 0:
        leave(i, place, need, room, chosen, crowd)
    if arc >= 0:
        join(i, arc, place, need, room, chosen, crowd)


@compiled
def displace(
    i: int,
    arc: int,
    least: float,
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    chosen: Int64s,
    crowd: Crowd,
    state: State,
) -> None:
    """Household i takes `arc`, and one member of the full place goes elsewhere, if that gains at least `least`."""
    member, start, count, _ = crowd
    j = place[arc]
    vacated = int(place[chosen[i]]) if chosen[i] >= 0 else -1
    for _ in range(min(TRIES, count[j])):
        k = member[start[j] + draw(state, count[j])]
        if not fits_without(need, room, i, k, j):
            continue
        b, worth = refuge(k, indptr, place, profit, need, room, j, vacated, i)
        if worth - profit[chosen[k]] >= least:
            leave(k, place, need, room, chosen, crowd)
            go(i, arc, place, need, room, chosen, crowd)
            go(k, b, place, need, room, chosen, crowd)
            return


@compiled
def anneal(
    indptr: Int64s,
    place: Int32s,
    profit: Singles,
    need: Int32s,
    room: Int32s,
    chosen: Int64s,
    moves: int,
    hot: float,
    cold: float,
    state: State,
) -> None:
    """Metropolis search while the temperature falls from `hot` to `cold`; updates `room` and `chosen` in place.

    A household tries an arc at random. Where it does not fit, it takes the room of one member, who moves to the
    best place left, perhaps the one just vacated.
    """
    crowd = crowd_of(place, chosen, len(room))
    falling = np.log(cold / hot)
    temperature = hot
    for move in range(moves):
        if move % 256 == 0:
            temperature = hot * np.exp(falling * move / moves)
        i = draw(state, len(chosen))
        width = indptr[i + 1] - indptr[i]
        if width == 0:
            continue
        a = indptr[i] + draw(state, width)
        if a == chosen[i]:
            continue
        gain = profit[a] - (profit[chosen[i]] if chosen[i] >= 0 else F32(0.0))
        least = temperature * np.log((draw(state, 1 << 30) + 1.0) / (1 << 30))
        if not fits(need, room, i, place[a]):
            displace(i, a, least - gain, indptr, place, profit, need, room, chosen, crowd, state)
        elif gain >= least:
            go(i, a, place, need, room, chosen, crowd)
