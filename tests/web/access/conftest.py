import gc
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.web.access.scene import Scene, undone


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    home, settings.HOME = settings.HOME, tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), undone():
        built = Scene.build()
        gc.freeze()  # or thousands of requests look through all that stands there again and again
        yield built
        gc.unfreeze()
    settings.HOME = home


@pytest.fixture(scope="module")
def tally(pytestconfig) -> Iterator[Counter[str]]:
    """What was asked, printed at the end of a module."""
    counted: Counter[str] = Counter()
    yield counted
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write("\n" + "; ".join(f"{what}: {number:,}" for what, number in counted.items()) + "\n")
