"""Other people's solvers on a placement problem: seconds and value, or None where the limit came first.

Bounds come from the linear relaxation without the arcs that can never fit, the same bound that the engine's prices
give; CP-SAT, CBC and HiGHS MIP look for plans.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import highspy
import numpy as np
from ortools.linear_solver.python import model_builder
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp
from scipy import sparse

from acogida.placement import Problem
from acogida.placement.small import model_of
from benchmarks.placement import load

Found = tuple[float, float] | None
THREADS = 2


def _model(problem: Problem, whole: bool) -> highspy.HighsLp:
    rows = np.repeat(np.arange(problem.households), np.diff(problem.indptr))
    fitting = np.flatnonzero((problem.need[rows] <= problem.capacity[problem.place]).all(axis=1))
    model = model_of(problem, fitting, rows[fitting], (), ())
    if not whole:
        model.integrality_ = []
    return model


def _highs(limit: float, **settings: str | float | int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in {"output_flag": False, "time_limit": limit, "threads": THREADS, **settings}.items():
        solver.setOptionValue(name, setting)
    return solver


def highs_bound(method: str, path: Path, limit: float) -> Found:
    solver = _highs(limit, solver=method)
    solver.passModel(_model(load(path), whole=False))
    began = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - began
    solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return (seconds, solver.getInfo().objective_function_value) if solved else None


def highs_plan(path: Path, limit: float) -> Found:
    solver = _highs(limit)
    solver.passModel(_model(load(path), whole=True))
    began = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - began
    value = solver.getInfo().objective_function_value
    return (seconds, value) if np.isfinite(value) and value > 0 else None


def exact_value(path: Path, limit: float) -> float:
    """Value of the plan that HiGHS finds by itself."""
    found = highs_plan(path, limit)
    return found[1] if found else 0.0


def ortools_bound(path: Path, limit: float) -> Found:
    model = _model(load(path), whole=False)
    shape = (model.num_row_, model.num_col_)
    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(model.num_col_, model.num_row_)
    program.objective_vector = -np.asarray(model.col_cost_)
    program.constraint_matrix = sparse.csc_matrix(
        (model.a_matrix_.value_, model.a_matrix_.index_, model.a_matrix_.start_), shape
    )
    program.constraint_lower_bounds = np.full(model.num_row_, -np.inf)
    program.constraint_upper_bounds = np.asarray(model.row_upper_)
    program.variable_lower_bounds = np.zeros(model.num_col_)
    program.variable_upper_bounds = np.full(model.num_col_, np.inf)
    settings = solvers_pb2.PrimalDualHybridGradientParams(num_threads=THREADS)
    settings.termination_criteria.time_sec_limit = limit
    settings.termination_criteria.simple_optimality_criteria.eps_optimal_relative = 1e-5
    began = time.perf_counter()
    result = pdlp.primal_dual_hybrid_gradient(program, settings)
    seconds = time.perf_counter() - began
    if result.solve_log.termination_reason != solve_log_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    return seconds, -float(program.objective_vector @ result.primal_solution)


def ortools_plan(method: str, path: Path, limit: float) -> Found:
    solver = _highs(limit)
    solver.passModel(_model(load(path), whole=True))
    with tempfile.TemporaryDirectory() as folder:
        solver.writeModel(f"{folder}/model.mps")
        model = model_builder.Model()
        model.import_from_mps_file(f"{folder}/model.mps")
    finder = model_builder.Solver(method)
    finder.set_time_limit_in_seconds(limit)
    began = time.perf_counter()
    status = finder.solve(model)
    seconds = time.perf_counter() - began
    found = status in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE)
    return (seconds, abs(finder.objective_value)) if found else None


SOLVERS: dict[str, Callable[[Path, float], Found]] = {
    "HiGHS simplex (bound)": partial(highs_bound, "simplex"),
    "HiGHS IPM (bound)": partial(highs_bound, "ipm"),
    "HiGHS PDLP (bound)": partial(highs_bound, "pdlp"),
    "OR-tools PDLP (bound)": ortools_bound,
    "HiGHS MIP (plan)": highs_plan,
    "CP-SAT (plan)": partial(ortools_plan, "sat"),
    "CBC (plan)": partial(ortools_plan, "cbc"),
}
