"""The demonstration in the database for as long as a module's tests last; each test works on a savepoint of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from acogida.directory.demo.services import Installed, install


@contextmanager
def standing(blocker: Any, *, now: datetime, home: Path) -> Iterator[Installed]:
    with blocker.unblock(), transaction.atomic():
        yield install(now=now, home=home)
        transaction.set_rollback(True)
