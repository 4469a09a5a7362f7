"""A folder for what one import must remember. It holds addresses: what a killed import left, the next one removes."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

PREFIX = "import-"


@contextmanager
def workspace(home: Path) -> Iterator[Path]:
    for left in home.glob(f"{PREFIX}*"):
        _remove_if_nobody_holds(left)
    folder = Path(mkdtemp(prefix=PREFIX, dir=home))
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _remove_if_nobody_holds(folder: Path) -> None:
    """The lock of a process ends with it, however it ends."""
    path = folder / "lock"
    if not path.exists():
        return  # another import is just making it
    with path.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(folder)
