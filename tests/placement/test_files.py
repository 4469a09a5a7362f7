"""Files in, files out, and the command."""

from math import inf
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from acogida.placement import InvalidProblem, Problem, solve, verify
from acogida.placement.files import UnreadableFile, load_plan, load_problem, save_plan, summary
from tests.placement.instances import crowd


@pytest.fixture
def problem() -> Problem:
    return crowd(120, 6, seed=2)


@pytest.fixture
def instance(tmp_path: Path, problem: Problem) -> Path:
    path = tmp_path / "instance.npz"
    np.savez(
        path,
        indptr=problem.indptr,
        place=problem.place,
        value=problem.value,
        weight=problem.weight,
        need=problem.need.astype(np.int16),
        cap=problem.capacity,
        home=np.zeros(120),
    )
    return path


def test_a_plan_comes_back_as_it_was_written(tmp_path: Path, instance: Path) -> None:
    problem = load_problem(instance)
    plan = solve(problem, time_limit=inf, rounds=5)
    save_plan(tmp_path / "plan.npz", plan)
    back = load_plan(tmp_path / "plan.npz")
    assert verify(problem, back).faults == ()
    assert (back.place_of == plan.place_of).all()
    assert (back.stages, back.stopped, back.value, back.bound) == (plan.stages, plan.stopped, plan.value, plan.bound)


def test_the_summary_says_what_a_planner_asks(problem: Problem) -> None:
    plan = solve(problem, time_limit=inf, rounds=5)
    text = summary(problem, plan)
    assert f"placed   {plan.placed} of 120 households" in text
    assert f"{plan.gap:.4%}" in text
    assert text.count("resource") == 10


def test_the_command_writes_a_plan_and_tells_of_it(
    tmp_path: Path, instance: Path, problem: Problem, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("solve_placement", instance, "--out", tmp_path / "plan.npz", "--gap", "0.05", "--time-limit", "600")
    printed = capsys.readouterr()
    assert "placed" in printed.out
    assert "certify" in printed.err
    assert verify(problem, load_plan(tmp_path / "plan.npz")).faults == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no NumPy archive"),
        (b"PK\x03\x04broken", "is no NumPy archive"),
        (b"plain text", "allow_pickle|pickled"),
    ],
)
def test_a_file_that_is_no_archive_is_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=complaint):
        load_problem(path)


def test_an_archive_that_lacks_arrays_names_them(tmp_path: Path) -> None:
    path = tmp_path / "half.npz"
    np.savez(path, indptr=[0], place=[])
    with pytest.raises(UnreadableFile, match="lacks value, weight, need, cap"):
        load_problem(path)


def test_wrong_arrays_are_refused_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "wrong.npz"
    np.savez(path, indptr=[0, 1], place=[0], value=[2.0], weight=[1.0], need=[[1]], cap=[[1]])
    with pytest.raises(InvalidProblem, match="value of household 0"):
        load_problem(path)


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere.npz"):
        call_command("solve_placement", tmp_path / "nowhere.npz", "--out", tmp_path / "plan.npz", verbosity=0)
