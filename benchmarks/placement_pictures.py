"""Draws the pictures of docs/explanation/placement.md."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt

from acogida.placement import Problem
from acogida.placement.arena import arena_of
from acogida.placement.descent import minimise
from acogida.placement.dual import Dual
from acogida.placement.pricing import PHASES

mpl.use("svg")

from matplotlib import pyplot as plt  # noqa: E402 (the drawing engine must be chosen first)

STEPS = 60
SHOWN = 8  # dearest prices

Trace = list[tuple[float, float]]


def draw(problem: Problem, traces: dict[int, Trace], folder: Path) -> None:
    """Write `placement-gap.svg` and `placement-prices.svg` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update(
        {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "acogida"}
    )
    _gap(traces, folder / "placement-gap.svg")
    _prices(problem, folder / "placement-prices.svg")


def _gap(traces: dict[int, Trace], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(5.6, 2.8), layout="constrained")
    for seed, trace in traces.items():
        seconds, gaps = zip(*trace, strict=True)
        axes.plot(seconds, gaps, lw=1.2, label=f"seed {seed}")
    axes.set(xlabel="seconds", ylabel="certified gap, %", title="10,000 households, 500 places", ylim=(0, None))
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _prices(problem: Problem, path: Path) -> None:
    """Prices step by step: each phase in turn, one step at a time."""
    arena = arena_of(problem)
    history: list[npt.NDArray[np.float64]] = []
    marks = []
    with ThreadPoolExecutor(2) as pool:
        dual = Dual(arena, pool)

        def watched(multipliers: npt.NDArray[np.float64], temperature: float) -> tuple[float, npt.NDArray[np.float64]]:
            history.append(multipliers * arena.worth)
            return dual.at(multipliers, temperature)

        multipliers = np.zeros(dual.size)
        for phase in PHASES[:3]:
            multipliers = minimise(watched, multipliers, dual.ceiling, phase.temperature, STEPS, phase.tolerance)
            marks.append(len(history))
    lines = np.array(history)
    dearest = np.argsort(-lines[-1], kind="stable")[:SHOWN]
    figure, axes = plt.subplots(figsize=(5.6, 2.8), layout="constrained")
    axes.plot(lines[:, dearest], lw=1)
    for mark in marks[:-1]:
        axes.axvline(mark, color="0.7", lw=0.8, ls=":")
    axes.set(xlabel="evaluations of the dual", ylabel="price × typical need", title="The eight dearest prices")
    figure.savefig(path, metadata={"Date": None})
