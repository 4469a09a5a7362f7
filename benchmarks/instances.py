"""Seeded placement instances: households of eight sizes in eight countries, places with six resources.

Needs are beds, health, school, jobs in two sectors and legal aid; capacities are 60 to 95 % of what all need together,
unevenly spread. Households reach 20 to 60 places, more often popular and near ones, after filters for language, size,
accessibility, medical level and refusals. The value of an arc is a logistic score of preference, work, distance, kin.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acogida.placement import Problem

COUNTRIES = 8
RESOURCES = 6
FEWEST, MOST = 20, 60  # arcs of a household before the filters
AT_HOME = 0.35
CHUNK = 50_000
LANGUAGE_OF_COUNTRY = np.array([0, 0, 0, 0, 1, 2, 0, 3])


@dataclass(frozen=True, eq=False)
class Places:
    country: npt.NDArray[np.int16]
    at: npt.NDArray[np.float64]
    quality: npt.NDArray[np.float64]
    language: npt.NDArray[np.int64]
    jobs: npt.NDArray[np.float64]
    taste: npt.NDArray[np.float64]
    accessible: npt.NDArray[np.bool_]
    medical: npt.NDArray[np.int64]
    largest: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Households:
    size: npt.NDArray[np.int64]
    sector: npt.NDArray[np.int64]
    need: npt.NDArray[np.int32]
    home: npt.NDArray[np.int16]
    at: npt.NDArray[np.float64]
    taste: npt.NDArray[np.float64]
    skill: npt.NDArray[np.float64]
    speaks: npt.NDArray[np.bool_]
    needs_access: npt.NDArray[np.bool_]
    medical: npt.NDArray[np.int64]


def instance(households: int, places: int, seed: int = 0, by_size: bool = True) -> Problem:
    """A problem; weights are household sizes, or 1 where not `by_size`."""
    random = np.random.default_rng(seed)
    pull = random.permutation(np.linspace(-1.5, 1.5, COUNTRIES))
    demand, supply = np.exp(0.5 * pull), np.exp(-0.5 * pull)
    centres, there = _places(places, random)
    people = _households(households, centres, demand / demand.sum(), random)
    indptr, place, value = _arcs(people, there, random)
    capacity = _capacity(people.need, there, supply / supply.sum(), random)
    weight = people.size.astype(np.float64) if by_size else np.ones(households)
    return Problem(indptr, place, value, weight, people.need, capacity)


def _places(m: int, random: np.random.Generator) -> tuple[npt.NDArray[np.float64], Places]:
    country = np.sort(random.choice(COUNTRIES, size=m, p=np.full(COUNTRIES, 1 / COUNTRIES))).astype(np.int16)
    if m >= COUNTRIES:
        country[:COUNTRIES] = np.arange(COUNTRIES)
    country = np.sort(country)
    centres = random.normal(0, 1, (COUNTRIES, 2))
    at = centres[country] + random.normal(0, 0.25, (m, 2))
    quality = random.normal(0, 1, m)
    jobs = random.normal(0, 1, (m, 2)) + 0.4 * quality[:, None]
    taste = random.normal(0, 1, (m, 4))
    accessible = random.random(m) < 0.55
    medical = random.choice(3, m, p=[0.35, 0.4, 0.25])
    largest = random.choice([3, 4, 5, 6, 8], m, p=[0.1, 0.2, 0.2, 0.2, 0.3])
    language = LANGUAGE_OF_COUNTRY[country % 8]
    return centres, Places(country, at, quality, language, jobs, taste, accessible, medical, largest)


def _households(
    n: int, centres: npt.NDArray[np.float64], shares: npt.NDArray[np.float64], random: np.random.Generator
) -> Households:
    size = random.choice(np.arange(1, 9), n, p=[0.36, 0.20, 0.15, 0.12, 0.08, 0.05, 0.025, 0.015])
    adults = np.minimum(size, 1 + random.binomial(2, 0.45, n))
    school = random.binomial(size - adults, 0.7)
    health = random.binomial(size, 0.18)
    workers = random.binomial(adults, 0.75)
    sector = (random.random(n) < 0.45).astype(np.int64)
    legal = (random.random(n) < 0.5).astype(np.int64)
    need = np.stack([size, health, school, workers * (sector == 0), workers * (sector == 1), legal], axis=1)
    home = random.choice(COUNTRIES, n, p=shares).astype(np.int16)
    at = centres[home] + random.normal(0, 0.3, (n, 2))
    taste = random.normal(0, 1, (n, 4))
    skill = random.normal(0, 1, n)
    speaks = random.random((n, 4)) < np.array([0.85, 0.15, 0.3, 0.12])
    speaks[~speaks.any(axis=1), 0] = True
    needs_access = random.random(n) < 0.06
    medical = random.choice(3, n, p=[0.8, 0.15, 0.05])
    return Households(size, sector, need.astype(np.int32), home, at, taste, skill, speaks, needs_access, medical)


def _arcs(
    people: Households, there: Places, random: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    m, n = len(there.country), len(people.size)
    popularity = np.exp(0.5 * there.quality) * random.lognormal(0, 0.4, m)
    reach = np.cumsum(popularity / popularity.sum())
    starts = np.searchsorted(there.country, np.arange(COUNTRIES))
    ends = np.searchsorted(there.country, np.arange(COUNTRIES), "right")
    tries = min(256, int(MOST * 2.2) if m > 3 * MOST else max(4 * m, MOST * 3))
    places, values, lengths = [], [], []
    for first in range(0, n, CHUNK):
        rows = np.arange(first, min(n, first + CHUNK))
        seen = np.minimum(np.searchsorted(reach, random.random((len(rows), tries))), m - 1).astype(np.int32)
        near = random.random((len(rows), tries)) < AT_HOME
        low, high = starts[people.home[rows]][:, None], ends[people.home[rows]][:, None]
        at_home = (low + random.random((len(rows), tries)) * (high - low)).astype(np.int32)
        seen = np.where(near & (high > low), np.minimum(at_home, m - 1), seen)
        row, place = _kept(rows, seen, people, there, random)
        values.append(_value(rows[row], place, people, there, random))
        places.append(place)
        lengths.append(np.bincount(row, minlength=len(rows)))
    indptr = np.concatenate(([0], np.cumsum(np.concatenate(lengths))))
    return indptr, np.concatenate(places), np.concatenate(values)


def _kept(
    rows: npt.NDArray[np.int64],
    seen: npt.NDArray[np.int32],
    people: Households,
    there: Places,
    random: np.random.Generator,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Arcs that pass the filters, each place once, thinned at random to the household's number."""
    nowhere = len(there.country)
    possible = (
        people.speaks[rows][np.arange(len(rows))[:, None], there.language[seen]]
        & (people.size[rows, None] <= there.largest[seen])
        & (there.accessible[seen] | ~people.needs_access[rows, None])
        & (there.medical[seen] >= people.medical[rows, None])
        & (random.random(seen.shape) > 0.03)
    )
    place = np.sort(np.where(possible, seen, nowhere), axis=1)
    kept = place < nowhere
    kept[:, 1:] &= place[:, 1:] != place[:, :-1]
    priority = np.where(kept, random.random(seen.shape), 2.0)
    wanted = random.integers(FEWEST, MOST + 1, len(rows))
    kept &= priority.argsort(axis=1).argsort(axis=1) < wanted[:, None]
    row, column = np.nonzero(kept)
    return row, place[row, column].astype(np.int32)


def _value(
    i: npt.NDArray[np.int64], j: npt.NDArray[np.int32], people: Households, there: Places, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    distance = np.linalg.norm(people.at[i] - there.at[j], axis=1)
    kin = random.random(len(j)) < 0.04
    preference = (people.taste[i] * there.taste[j]).sum(axis=1) / 2 + 0.8 * there.quality[j]
    work = there.jobs[j, people.sector[i]] + 0.7 * people.skill[i]
    score = 0.35 * preference + 0.30 * work - 0.35 * distance + kin + 0.15 * random.normal(size=len(j))
    value: npt.NDArray[np.float32] = (1 / (1 + np.exp(-score))).astype(np.float32)
    return value


def _capacity(
    need: npt.NDArray[np.int32], there: Places, supply: npt.NDArray[np.float64], random: np.random.Generator
) -> npt.NDArray[np.int32]:
    m = len(there.country)
    total = need.sum(axis=0).astype(float)
    tightness = random.uniform(0.60, 0.95, RESOURCES)
    share = supply[there.country] / np.bincount(there.country, minlength=COUNTRIES)[there.country]
    base = share * random.lognormal(0, 0.7, m)
    capacity = np.zeros((m, RESOURCES), np.int32)
    for r in range(RESOURCES):
        part = base * random.lognormal(0, 0.35, m)
        capacity[:, r] = np.floor(part / part.sum() * total[r] * tightness[r] + random.random(m))
    return capacity
