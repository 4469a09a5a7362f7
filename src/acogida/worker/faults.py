"""What went wrong, without a word of what it went wrong with: the text of an error may hold a name."""

import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from acogida import __file__ as package

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def attempted(work: Callable[[], object]) -> Exception | None:
    """One fault must not hold up all others. Whoever calls writes it down and tries again."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - see above: the one place
        return error
    return None


def place(error: Exception) -> str:
    """Its kind, and the last line of our own that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(package).parent)]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def wait_after(failures: int) -> timedelta:
    doublings = min(failures - 1, 20)  # more would not fit
    return min(FIRST_WAIT * float(2**doublings), LONGEST_WAIT)
