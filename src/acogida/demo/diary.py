"""What people did, and when. It is lived through in order of time, as an audit log must be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

Act = Callable[[datetime], object]

OFFICE_HOURS = (13, 21)  # UTC; mornings and afternoons where the organisations are
LEAST_AGO = 30  # minutes; what is done at the end of a visit is still before now


@dataclass
class Diary:
    now: datetime
    _entries: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def note(self, at: datetime, act: Act) -> None:
        self._entries.append((at, len(self._entries), act))

    def day(self, days_ago: int, rng: Random) -> datetime:
        """Some time of that day, and never later than now."""
        if days_ago <= 0:
            return self.now - timedelta(minutes=rng.randint(LEAST_AGO, 4 * LEAST_AGO))
        day = self.now - timedelta(days=days_ago)
        return day.replace(hour=rng.randint(*OFFICE_HOURS), minute=rng.randint(0, 40), second=rng.randint(0, 59))

    def live(self) -> None:
        for at, _, act in sorted(self._entries, key=lambda entry: entry[:2]):
            act(at)
