from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation

from acogida.core import crypto

LONG = (  # begun first, so that no process is left with one of them while the other has nothing to do any more
    "tests/accounts/test_killed",
    "tests/api/hsds/test_openapi",
    "tests/cases/test_killed",
    "tests/config/test_cli",
    "tests/journeys",
    "tests/node",
    "tests/security/test_hidden",
    "tests/web/access",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order within is random, and stays so."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(autouse=True, scope="session")
def quick_passphrases() -> Iterator[None]:
    """A test that makes ten accounts doesn't wait for ten passphrases. How slow a real one is, the vectors pin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crypto, "MEMORY_KIB", 64)
        patch.setattr(crypto, "PASSES", 1)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is connected to, and a server process that a test killed may not yet
    have been noticed by it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def no_language_from_the_test_before() -> None:
    """A request leaves its language behind in the thread, and an address that is made next would be in it."""
    translation.deactivate()
