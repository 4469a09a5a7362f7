"""Several people at one thing at the same moment, each in a thread with connections of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections

SECONDS = 60


def at_once(*works: Callable[[], object], refusals: tuple[type[BaseException], ...]) -> list[BaseException | None]:
    """What became of each: None, or which of the `refusals`. Any other error fails, and so does a circle of waiting:
    PostgreSQL ends one of those in it."""
    barrier = Barrier(len(works))
    results: list[BaseException | None] = [None] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(SECONDS)
            work()
        except Exception as error:  # noqa: BLE001 - handed to the test, which looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not [thread for thread in threads if thread.is_alive()], "somebody still waits"
    for one in results:
        if one is not None and not isinstance(one, refusals):
            raise one
    return results
