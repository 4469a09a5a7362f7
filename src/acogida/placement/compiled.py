"""How the placement kernels are compiled: without the interpreter lock, kept on disk after the first time."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """Compile `kernel` at its first call."""
    return cast(Kernel, njit(nogil=True, cache=True, error_model="numpy")(kernel))


def compiled_loosely(kernel: Kernel) -> Kernel:
    """The same, letting sums of float32 be reordered so that they run in vector registers."""
    return cast(Kernel, njit(nogil=True, cache=True, error_model="numpy", fastmath=True)(kernel))
