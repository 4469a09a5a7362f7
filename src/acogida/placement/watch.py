"""The one edge where a solve meets the outside: clock, cancellation and progress."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from acogida.placement.plan import Stage, Stopped

Clock = Callable[[], float]


@dataclass(frozen=True)
class Progress:
    """What is known while a solve runs: the stage, the gap (inf: none yet), seconds since the start."""

    stage: str
    gap: float
    elapsed: float


@dataclass
class Watch:
    """Knows how long a solve may go on, asks whether it is cancelled, and tells how far it is."""

    time_limit: float = inf
    cancel: Callable[[], bool] | None = None
    progress: Callable[[Progress], None] | None = None
    clock: Clock = time.monotonic
    stages: list[Stage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = self.entered = self.clock()

    @property
    def left(self) -> float:
        """Seconds until the time limit."""
        return self.time_limit - (self.clock() - self.started)

    @property
    def interrupted(self) -> Stopped | None:
        """Why the solve must end now, if it must."""
        if self.cancel is not None and self.cancel():
            return "cancelled"
        return "time" if self.left <= 0 else None

    def tell(self, stage: str, gap: float = inf) -> None:
        if self.progress is not None:
            self.progress(Progress(stage, gap, self.clock() - self.started))

    def close(self, stage: str, gap: float = inf) -> None:
        """Record that `stage` has ended."""
        now = self.clock()
        self.stages.append(Stage(stage, now - self.entered, gap))
        self.entered = now
        self.tell(stage, gap)
