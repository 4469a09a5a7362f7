"""Chance that is the same each time: one die for each question, named by what it decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    seed: int

    def __call__(self, *question: object) -> Random:
        return Random("\x1f".join(str(part) for part in (self.seed, *question)))  # noqa: S311 (nothing secret)

    def pick(self, options: Sequence[T], *question: object) -> T:
        return self(*question).choice(options)
