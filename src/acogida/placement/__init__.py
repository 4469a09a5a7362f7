"""Where can each household best be received? Arrays in, arrays out; no Django, no network.

    from acogida.placement import Problem, solve, verify

The compiler and the exact solver take seconds to import, so what needs them is imported at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from acogida.placement.certificate import Report, verify
from acogida.placement.explain import explain_household, explain_place
from acogida.placement.floors import Floor
from acogida.placement.memory import NotEnoughMemory
from acogida.placement.plan import FloorOutcome, Plan, Stage
from acogida.placement.problem import InvalidProblem, Problem
from acogida.placement.watch import Progress

if TYPE_CHECKING:
    from acogida.placement.online import Policy, Season, greedy, simulate
    from acogida.placement.replan import Changes, resolve
    from acogida.placement.solver import solve

__all__ = [
    "Changes",
    "Floor",
    "FloorOutcome",
    "InvalidProblem",
    "NotEnoughMemory",
    "Plan",
    "Policy",
    "Problem",
    "Progress",
    "Report",
    "Season",
    "Stage",
    "explain_household",
    "explain_place",
    "greedy",
    "resolve",
    "simulate",
    "solve",
    "verify",
]

_AT_FIRST_USE = {
    "Changes": "replan",
    "Policy": "online",
    "Season": "online",
    "greedy": "online",
    "resolve": "replan",
    "simulate": "online",
    "solve": "solver",
}


def __getattr__(name: str) -> object:
    if name not in _AT_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_AT_FIRST_USE[name]}"), name)
