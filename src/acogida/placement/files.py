"""Instances and plans as NumPy archives, and a summary for people.

An instance holds `indptr`, `place`, `value`, `weight`, `need` and `cap`, as `Problem` has them; further arrays are
not read. A plan holds `place_of`, `prices`, `regret`, `value`, `bound`, `stopped`, `stage_names`, `stage_seconds`,
`stage_gaps`.
"""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from acogida.placement.explain import bottlenecks
from acogida.placement.plan import Plan, Stage
from acogida.placement.problem import Problem

ARRAYS = ("indptr", "place", "value", "weight", "need", "cap")


class UnreadableFile(ValueError):
    """A file is not an archive of the arrays that it should hold; the message says what is wrong."""


def load_problem(path: Path) -> Problem:
    """Raises `UnreadableFile`, `InvalidProblem`, or `OSError` where there is no such file."""
    return Problem(*_arrays(path, ARRAYS))


def save_plan(path: Path, plan: Plan) -> None:
    """Write `plan`, without what it says of floors, to exactly this path."""
    with path.open("wb") as out:
        np.savez_compressed(
            out,
            place_of=plan.place_of,
            prices=plan.prices,
            regret=plan.regret,
            value=plan.value,
            bound=plan.bound,
            stopped=plan.stopped,
            stage_names=[stage.name for stage in plan.stages],
            stage_seconds=[stage.seconds for stage in plan.stages],
            stage_gaps=[stage.gap for stage in plan.stages],
        )


def load_plan(path: Path) -> Plan:
    """Raises `UnreadableFile`, or `OSError` where there is no such file."""
    names = ("place_of", "prices", "value", "bound", "regret", "stopped", "stage_names", "stage_seconds", "stage_gaps")
    place_of, prices, value, bound, regret, stopped, *stages = _arrays(path, names)
    return Plan(
        place_of,
        prices,
        float(value),
        float(bound),
        regret,
        tuple(Stage(str(name), float(seconds), float(gap)) for name, seconds, gap in zip(*stages, strict=True)),
        stopped.item(),
    )


def summary(problem: Problem, plan: Plan) -> str:
    """What a person wants to know first of a plan."""
    share = plan.placed / problem.households if problem.households else 0.0
    lines = [
        f"placed   {plan.placed:,} of {problem.households:,} households ({share:.1%})",
        f"value    {plan.value:,.2f}; no plan has more than {plan.bound:,.2f}",
        f"gap      {plan.gap:.4%}; ended by: {plan.stopped}",
        "stages   " + ", ".join(f"{stage.name} {stage.seconds:.2f} s" for stage in plan.stages),
    ]
    dearest = bottlenecks(problem, plan)
    if dearest:
        lines.append("dearest  what one unit more would add, at most:")
        lines += [
            f"         place {at.place}, resource {at.resource}: {at.price:.3f} ({at.used:,} of {at.capacity:,} used)"
            for at in dearest
        ]
    return "\n".join(lines)


def _arrays(path: Path, names: tuple[str, ...]) -> list[npt.NDArray[Any]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            missing = [name for name in names if name not in archive]
            if missing:
                raise UnreadableFile(f"{path} lacks {', '.join(missing)}")
            return [archive[name] for name in names]
    except (BadZipFile, EOFError) as fault:
        raise UnreadableFile(f"{path} is no NumPy archive") from fault
