"""`acogida solve_placement INSTANCE.npz --out PLAN.npz`: the placement engine for files."""

from math import isfinite
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from acogida.placement import NotEnoughMemory, Progress, solve
from acogida.placement.files import load_problem, save_plan, summary


class Command(BaseCommand):
    help = "Find the best offers for the households and places of a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instance", type=Path, help="NumPy archive of indptr, place, value, weight, need, cap")
        parser.add_argument("--out", type=Path, required=True, help="where to write the plan")
        parser.add_argument(
            "--gap", type=float, default=1e-3, help="end when no plan can be better by more than this share"
        )
        parser.add_argument("--time-limit", type=float, default=60.0, help="end after so many seconds (default: 60)")
        parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same plan (default: 0)")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = options["time_limit"]
        shape = "{desc} {percentage:3.0f}% of the time |{bar}| {elapsed}"
        with tqdm(total=limit, bar_format=shape, disable=options["verbosity"] == 0) as bar:

            def show(now: Progress) -> None:
                bar.n = min(now.elapsed, limit)
                bar.set_description_str(f"{now.stage}, gap {now.gap:.3%}" if isfinite(now.gap) else now.stage)

            try:
                problem = load_problem(options["instance"])
                plan = solve(problem, gap=options["gap"], time_limit=limit, seed=options["seed"], progress=show)
                save_plan(options["out"], plan)
            except (ValueError, OSError, NotEnoughMemory) as fault:
                raise CommandError(str(fault)) from fault
        self.stdout.write(summary(problem, plan))
