"""Weekly batches: the policy must earn more than taking whoever comes first."""

import numpy as np
import pytest

from acogida.placement import Policy, Problem, Season, greedy, simulate, solve
from acogida.placement.online import Moment, only
from tests.placement.instances import crowd, problem_of

WEEKS = 10


@pytest.fixture(scope="module")
def years() -> tuple[Problem, Problem]:
    """Last year's households, and this year's at the same places."""
    both = crowd(4_000, 12, seed=21, tight=0.25)
    capacity = both.capacity.astype(np.int64)
    return only(both, np.arange(2_000), capacity), only(both, np.arange(2_000, 4_000), capacity)


@pytest.fixture(scope="module")
def season(years: tuple[Problem, Problem]) -> Season:
    return Season(years[1], np.sort(np.random.default_rng(3).integers(0, WEEKS, 2_000)), WEEKS)


@pytest.fixture(scope="module")
def hindsight(season: Season) -> float:
    return solve(season.problem, exact_up_to=0, rounds=0, time_limit=float("inf")).bound


@pytest.mark.parametrize("forecast", [1_600, 2_000, 2_400])
def test_weekly_prices_come_near_hindsight_even_with_a_wrong_forecast(
    years: tuple[Problem, Problem], season: Season, hindsight: float, forecast: int
) -> None:
    outcome = simulate(season, Policy(years[0], forecast))
    assert outcome.value >= 0.95 * hindsight
    assert outcome.value > simulate(season, greedy).value


def test_an_outcome_keeps_to_the_capacity_and_adds_up(years: tuple[Problem, Problem], season: Season) -> None:
    outcome = simulate(season, Policy(years[0], 2_000))
    problem = season.problem
    placed = outcome.place_of >= 0
    load = np.zeros(problem.capacity.shape, int)
    np.add.at(load, outcome.place_of[placed], problem.need[placed])
    assert (load <= problem.capacity).all()
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    taken = problem.place == outcome.place_of[rows]
    assert outcome.value == pytest.approx((problem.weight[rows] * problem.value)[taken].sum())


def test_the_policy_repeats_itself_for_a_seed(years: tuple[Problem, Problem], season: Season) -> None:
    first, second = (simulate(season, Policy(years[0], 2_000, threads=t)) for t in (1, 2))
    assert (first.place_of == second.place_of).all()


def test_what_is_seen_corrects_the_forecast(years: tuple[Problem, Problem]) -> None:
    policy = Policy(years[0], forecast=1_000, trust=2.0)
    # After two weeks with 200 arrivals each, four weeks' worth of evidence: (2 × 100 + 400) / 4 = 150 a week.
    assert policy.to_come(Moment(week=1, weeks=10, arrived=400)) == pytest.approx(150 * 8)
    assert policy.to_come(Moment(week=9, weeks=10, arrived=400)) == 0


def test_greedy_takes_households_in_the_order_in_which_they_come() -> None:
    batch = problem_of([{0: 0.4, 1: 0.3}, {0: 0.9}], [[1], [1]], [[1], [1]])
    assert greedy(batch, Moment(0, 1, 2)).tolist() == [0, -1]


def test_a_policy_that_overfills_a_place_is_stopped(season: Season) -> None:
    def cram(batch: Problem, moment: Moment) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
        return np.zeros(batch.households, np.int32)

    with pytest.raises(ValueError, match="in week 0 the policy fills place 0 beyond its capacity"):
        simulate(season, cram)


def test_weeks_without_arrivals_are_no_trouble() -> None:
    problem = problem_of([{0: 0.4}, {0: 0.9}], [[1], [1]], [[1]])
    outcome = simulate(Season(problem, np.array([0, 3]), 5), Policy(problem, 2.0))
    assert outcome.value_of_week.tolist()[1:3] == [0.0, 0.0]
    assert outcome.value > 0


@pytest.mark.parametrize(
    ("weeks", "complaint"), [(np.array([0]), "week_of has 1 entries for 2"), (np.array([0, 5]), "between 0 and 4")]
)
def test_a_season_must_know_when_everybody_comes(
    weeks: "np.ndarray[tuple[int], np.dtype[np.int64]]", complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Season(problem_of([{0: 0.4}, {0: 0.9}], [[1], [1]], [[1]]), weeks, 5)
