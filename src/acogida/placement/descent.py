"""Projected L-BFGS for a smooth convex function of multipliers within 0 … ceiling."""

from collections.abc import Callable

import numpy as np

from acogida.placement import kernels
from acogida.placement.problem import Floats

MEMORY = 10
FIRST_STEP = 5.0

# Value and gradient of the function at some multipliers and temperature.
Smoothed = Callable[[Floats, float], tuple[float, Floats]]


def never() -> None:
    """The default interruption."""


def minimise(
    function: Smoothed,
    multipliers: Floats,
    ceiling: Floats,
    temperature: float,
    iterations: int,
    tolerance: float,
    interrupted: Callable[[], object] = never,
) -> Floats:
    """Better multipliers, by at most so many steps.

    Ends when a step lowers the function by less than `tolerance` of it, or when interrupted. The first step moves no
    multiplier by more than `FIRST_STEP` temperatures; the temperature is the scale on which the function bends.
    """
    steps, changes = np.zeros((MEMORY, multipliers.size)), np.zeros((MEMORY, multipliers.size))
    ring = np.array([0, MEMORY - 1])
    direction = np.empty(multipliers.size)
    value, gradient = function(multipliers, temperature)
    for _ in range(iterations):
        if interrupted():
            break
        free = np.where(gradient > 0, multipliers > 0, multipliers < ceiling)
        largest = np.abs(gradient[free]).max(initial=0.0)
        if largest == 0:
            break
        kernels.quasi_newton(gradient, free, steps, changes, ring[0], ring[1], direction)
        if ring[0] == 0 or kernels.dot(direction, gradient) >= 0:
            ring[0] = 0
            direction = np.where(free, gradient * (-FIRST_STEP * temperature / largest), 0.0)
        found = _line_search(function, multipliers, direction, ceiling, value, gradient, temperature)
        if found is None and ring[0] > 0:
            ring[0] = 0  # the memory misled: once more, straight down
            continue
        if found is None:
            break
        trial, reached, ahead = found
        kernels.remember(multipliers, trial, gradient, ahead, steps, changes, ring)
        gained = value - reached
        multipliers, value, gradient = trial, reached, ahead
        if gained < tolerance * abs(value):
            break
    return multipliers


def _line_search(
    function: Smoothed,
    multipliers: Floats,
    direction: Floats,
    ceiling: Floats,
    value: float,
    gradient: Floats,
    temperature: float,
) -> tuple[Floats, float, Floats] | None:
    step = 1.0
    for _ in range(10):
        trial = np.clip(multipliers + step * direction, 0.0, ceiling)
        reached, ahead = function(trial, temperature)
        if reached <= value + 1e-4 * kernels.dot(gradient, trial - multipliers):
            return trial, reached, ahead
        step *= 0.3
    return None
