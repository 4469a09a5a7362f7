"""How good plans are, how fast they come, and what other solvers make of the same problems.

    python -m benchmarks.placement [--full] [--seeds 1 2 3] [--only table growth …] [--results FILE]

Without `--full` the largest instances are left out. Other solvers get `--patience` seconds each, on the first seed
only. Tables are written row by row, so that a run that is stopped keeps what it has. Each solve runs in a process of
its own, after the kernels are compiled, so times are of solving and memory is its peak, the instance included. Gaps
are certified: `verify` judged every plan.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from acogida.placement import Policy, Problem, Progress, Season, fillings, greedy, simulate, solve, verify
from acogida.placement.certificate import arcs_of
from acogida.placement.floors import groups
from acogida.placement.online import only
from acogida.placement.small import LONGEST, exact_solver
from acogida.placement.watch import Watch
from benchmarks.instances import instance

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Target:
    """`gap` in per cent is to be certified within `seconds` and, where given, `megabytes`."""

    households: int
    places: int
    gap: float
    seconds: float
    megabytes: float = float("inf")
    full: bool = False


TARGETS = (
    Target(10_000, 50, 0.02, 1),
    Target(10_000, 500, 0.40, 5),
    Target(100_000, 500, 0.05, 5, 400),
    Target(100_000, 2_000, 0.20, 10, 400),
    Target(100_000, 2_000, 0.15, 60, 400, full=True),
    Target(1_000_000, 5_000, 0.03, 60, 2_000, full=True),
)
ARRAYS = ("indptr", "place", "value", "weight", "need", "capacity")
SMALL = ((1_000, 50), (1_000, 500))


@dataclass(frozen=True)
class Run:
    value: float
    bound: float
    gap: float  # per cent
    seconds: float
    compiling: float
    pricing: float  # seconds until the bound
    megabytes: float
    stages: dict[str, float]
    faults: int
    trace: list[tuple[float, float]]  # seconds, gap in per cent


def alone(task: Callable[[], Answer]) -> Answer:
    """The answer of `task` in a fresh process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(task).result()


def stored(households: int, places: int, seed: int, folder: str) -> Path:
    """The instance on disk, made at its first use."""
    path = Path(folder) / f"{households}_{places}_{seed}.npz"
    if not path.exists():
        alone(partial(_store, path, households, places, seed))
    return path


def _store(path: Path, households: int, places: int, seed: int) -> None:
    problem = instance(households, places, seed)
    arrays: dict[str, Any] = {name: getattr(problem, name) for name in ARRAYS}
    np.savez(path, **arrays)


def load(path: Path) -> Problem:
    with np.load(path) as archive:
        return Problem(*(archive[name] for name in ARRAYS))


def run(path: Path, gap: float, seconds: float, seed: int = 0) -> Run:
    """Solve the instance until its gap is `gap` per cent or `seconds` are over."""
    problem = load(path)
    trace: list[tuple[float, float]] = []

    def note(now: Progress) -> None:
        if now.gap < 1:
            trace.append((now.elapsed, 100 * now.gap))

    began = time.perf_counter()
    plan = solve(problem, gap=gap / 100, time_limit=0.95 * seconds, seed=seed, progress=note)
    took = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stages: dict[str, float] = {}
    for stage in plan.stages:
        stages[stage.name] = stages.get(stage.name, 0.0) + stage.seconds
    compiling = stages.pop("compile")
    pricing = stages["arrange"] + stages.get("prices", 0.0)
    faults = len(verify(problem, plan).faults)
    return Run(
        plan.value, plan.bound, 100 * plan.gap, took - compiling, compiling, pricing, megabytes, stages, faults, trace
    )


def bound_of_fillings(path: Path, seconds: float = 30.0) -> float:
    """A bound on every plan, closer than that of the prices, by whole fillings of each place."""
    problem, watch = load(path), Watch(seconds)
    plan = solve(problem, gap=0, rounds=200, exact_up_to=0)
    arc, _ = arcs_of(problem, plan.place_of)
    return fillings.improve(problem, arc, plan, exact_solver(0.0, 0, watch, LONGEST), watch).bound


@dataclass(frozen=True)
class Sheet:
    """Where tables are written row by row, so that a run that is stopped keeps what it has."""

    results: Path | None

    def write(self, line: str) -> None:
        print(line, flush=True)
        if self.results is not None:
            with self.results.open("a", encoding="utf-8") as out:
                out.write(line + "\n")

    def head(self, title: str, names: Sequence[str]) -> None:
        self.write(f"\n## {title}\n")
        self.row(names)
        self.write("|" + " --- |" * len(names))

    def row(self, cells: Sequence[object]) -> None:
        self.write("| " + " | ".join(str(cell) for cell in cells) + " |")


def table(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """The targets of speed and gap."""
    head = ("n × m", "seed", "gap %", "seconds", "MB", "met", "compile s", "seconds by stage")
    sheet.head("Certified gap, time, memory", head)
    for target in TARGETS:
        if target.full and not options.full:
            continue
        for seed in options.seeds:
            path = stored(target.households, target.places, seed, folder)
            done = alone(partial(run, path, 0.97 * target.gap, target.seconds))
            met = done.gap <= target.gap and done.seconds <= target.seconds and done.megabytes <= target.megabytes
            profile = ", ".join(f"{name} {seconds:.1f}" for name, seconds in done.stages.items())
            sheet.row(
                (
                    f"{target.households:,} × {target.places:,}",
                    seed,
                    f"{done.gap:.4f} (≤ {target.gap})",
                    f"{done.seconds:.1f} (≤ {target.seconds:g})",
                    f"{done.megabytes:.0f}",
                    "yes" if met and not done.faults else "no",
                    f"{done.compiling:.1f}",
                    profile,
                )
            )


def small(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """Our plan after 10 s and that of HiGHS alone."""
    from benchmarks.placement_references import exact_value

    limit = 60.0 if options.full else 20.0
    head = (
        "n × m",
        "seed",
        "ours, 10 s",
        f"HiGHS MIP, {limit:g} s",
        "difference %",
        "gap to prices %",
        "to fillings %",
    )
    sheet.head("Small instances, value", head)
    for households, places in SMALL:
        for seed in options.seeds:
            path = stored(households, places, seed, folder)
            ours = alone(partial(run, path, 0.0, 10.0))
            theirs = alone(partial(exact_value, path, limit))
            lead = 100 * (ours.value - theirs) / theirs
            proved = alone(partial(bound_of_fillings, path))
            gaps = [f"{100 * (1 - ours.value / bound):.3f}" for bound in (ours.bound, proved)]
            sheet.row(
                (f"{households:,} × {places:,}", seed, f"{ours.value:.2f}", f"{theirs:.2f}", f"{lead:+.3f}", *gaps)
            )


def references(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """Other solvers on the instances of the first seed."""
    from benchmarks.placement_references import SOLVERS

    for households, places in ((10_000, 500), (10_000, 50)):
        sheet.head(f"Other solvers at {households:,} × {places:,}", ("solver", "seconds", "value", "times ours"))
        path = stored(households, places, options.seeds[0], folder)
        ours = alone(partial(run, path, 0.4, 10.0))
        sheet.row(("ours: bound", f"{ours.pricing:.2f}", f"{ours.bound:.2f}", "1"))
        sheet.row(("ours: plan", f"{ours.seconds:.2f}", f"{ours.value:.2f}", ""))
        for name in SOLVERS:
            answer = alone(partial(SOLVERS[name], path, options.patience))
            if answer is None:
                least = f"> {options.patience / ours.pricing:.0f}"
                sheet.row((name, f"> {options.patience:g}", "nothing", least))
            else:
                seconds, value = answer
                sheet.row((name, f"{seconds:.2f}", f"{value:.2f}", f"{seconds / ours.pricing:.0f}"))


def growth(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """Time to the first plan and memory while n/m stays 200."""
    sizes = (1_000, 10_000, 100_000, *((1_000_000,) if options.full else ()))
    sheet.head("Growth at 200 households a place, until the gap is 1 %", ("n × m", "gap %", "seconds", "MB"))
    points = []
    for households in sizes:
        path = stored(households, households // 200, options.seeds[0], folder)
        done = alone(partial(run, path, 1.0, 600.0))
        points.append((households, done.seconds, done.megabytes))
        sheet.row(
            (
                f"{households:,} × {households // 200:,}",
                f"{done.gap:.3f}",
                f"{done.seconds:.2f}",
                f"{done.megabytes:.0f}",
            )
        )
    n, seconds, megabytes = np.log(np.array(points)).T
    exponents = [np.polyfit(n, measured, 1)[0] for measured in (seconds, megabytes)]
    sheet.write(f"\ntime grows as n^{exponents[0]:.2f}, memory as n^{exponents[1]:.2f}")


def online(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """Weekly batches against hindsight; three earlier years stand for what is known of the future."""
    head = ("n × m", "seed", "greedy", "forecast right", "forecast +20 %", "forecast −20 %")
    sheet.head("On-line, 52 weeks: per cent of the hindsight bound", head)
    for households, places in ((10_000, 60), (50_000, 60)):
        for seed in options.seeds:
            years = instance(4 * households, places, seed)
            capacity = years.capacity.astype(np.int64) // 4
            past = only(years, np.arange(3 * households), capacity)
            year = only(years, np.arange(3 * households, 4 * households), capacity)
            weeks = np.sort(np.random.default_rng(seed).integers(0, 52, households))
            season = Season(year, weeks, 52)
            bound = solve(year, rounds=0).bound
            shares = [f"{100 * simulate(season, greedy).value / bound:.2f}"]
            for wrong in (1.0, 1.2, 0.8):
                outcome = simulate(season, Policy(past, wrong * households))
                shares.append(f"{100 * outcome.value / bound:.2f}")
            sheet.row((f"{households:,} × {places}", seed, *shares))


def floors(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """What a floor of 0.8 × the average share for every family size costs."""
    head = (
        "seed",
        "weight",
        "cost %",
        "size 1",
        "size 8",
        "size 1, floors",
        "size 8, floors",
        "binding",
        "relaxed",
        "faults",
    )
    sheet.head("Floors of 0.8 × the average share placed, 10,000 × 500", head)
    for seed in options.seeds:
        for by_size in (False, True):
            problem = instance(10_000, 500, seed, by_size)
            size = problem.need[:, 0].astype(np.int64)
            free = solve(problem, gap=0, time_limit=10)
            wanted = groups(size, 0.8 * free.placed / problem.households, "size")
            plan = solve(problem, gap=0, time_limit=10, floors=wanted)
            faults = verify(problem, plan, wanted).faults
            shares = [f"{(p.place_of[size == s] >= 0).mean():.2f}" for p in (free, plan) for s in (1, 8)]
            binding = ", ".join(outcome.name for outcome in plan.floors if outcome.binds)
            relaxed = sum(outcome.relaxed for outcome in plan.floors)
            weight = "size" if by_size else "1"
            cost = f"{100 * (free.value - plan.value) / free.value:.2f}"
            sheet.row((seed, weight, cost, *shares, binding, relaxed, len(faults)))


def pictures(options: argparse.Namespace, folder: str, sheet: Sheet) -> None:
    """The pictures of docs/explanation/placement.md."""
    from benchmarks.placement_pictures import draw

    path = stored(10_000, 500, options.seeds[0], folder)
    traces = {seed: alone(partial(run, path, 0.0, 15.0, seed)).trace for seed in (0, 1, 2)}
    draw(load(path), traces, Path("docs/explanation/img"))


SECTIONS = {section.__name__: section for section in (table, growth, floors, small, online, references, pictures)}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the largest instances too, and patience with others")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=[name for name in SECTIONS if name != "pictures"]
    )
    parser.add_argument("--folder", help="where instances are kept from one run to the next (default: nowhere)")
    parser.add_argument(
        "--patience", type=float, default=30.0, help="seconds that each other solver gets (default: 30)"
    )
    parser.add_argument("--results", type=Path, help="a file to which the tables are added row by row")
    options = parser.parse_args(arguments)
    alone(partial(_warm_up, 6))
    if options.folder:
        Path(options.folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.only:
            SECTIONS[name](options, options.folder or temporary, Sheet(options.results))
    return 0


def _warm_up(resources: int) -> None:
    from acogida.placement.solver import compile_kernels

    compile_kernels(resources)


if __name__ == "__main__":
    sys.exit(main())
