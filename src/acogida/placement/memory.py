"""How much memory a solve may take, asked before it starts."""

from pathlib import Path

GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
GROUP_USE = Path("/sys/fs/cgroup/memory.current")
MACHINE = Path("/proc/meminfo")


class NotEnoughMemory(MemoryError):
    """A solve would need more memory than there is; it was not started."""


def available() -> int | None:
    """Bytes that this process may still take, by the machine's and its control group's account; None if unknown."""
    answers = []
    if MACHINE.exists():
        rows = dict(line.split(":", 1) for line in MACHINE.read_text().splitlines())
        answers.append(int(rows["MemAvailable"].split()[0]) * 1024)
    if GROUP_LIMIT.exists() and (limit := GROUP_LIMIT.read_text().strip()) != "max":
        answers.append(int(limit) - int(GROUP_USE.read_text()))
    return min(answers, default=None)


def require(estimate: int, limit: int | None) -> None:
    """Raises `NotEnoughMemory` if `estimate` bytes are above `limit` or, without one, above what is available."""
    most = limit if limit is not None else available()
    if most is not None and estimate > most:
        raise NotEnoughMemory(
            f"this problem needs about {estimate / 1e6:,.0f} MB to solve; {most / 1e6:,.0f} MB may be used"
        )
