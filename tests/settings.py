"""The node's own settings, for tests: a throw-away home, and templates that fail on a misspelt variable."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("ACOGIDA_")]:
    del os.environ[name]
os.environ["ACOGIDA_HOME"] = tempfile.mkdtemp(prefix="acogida-test-")
atexit.register(shutil.rmtree, os.environ["ACOGIDA_HOME"], ignore_errors=True)
os.environ["ACOGIDA_SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests"
os.environ["ACOGIDA_HOSTS"] = "testserver,127.0.0.1,localhost"

from acogida.config.settings import *  # noqa: E402, F403
from acogida.config.settings import DATABASES  # noqa: E402

TEST_HOME = Path(os.environ["ACOGIDA_HOME"])
(TEST_HOME / "static").mkdir()  # WhiteNoise warns of a folder that is missing
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: WAL and locks behave differently in memory.
    DATABASES["default"]["TEST"] = {"NAME": TEST_HOME / "test.sqlite3"}
    DATABASES["keys"]["TEST"] = {"NAME": TEST_HOME / "test-keys.sqlite3"}
    for database in DATABASES.values():  # no test cuts the power: a killed process loses nothing that it wrote
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
else:
    # In a test the key store is a database of its own: Django would take one that it knows already for a mirror.
    DATABASES["keys"]["TEST"] = {"NAME": f"test_{DATABASES['keys']['NAME']}_keys"}
    for database in DATABASES.values():  # no test cuts the power: a killed process loses nothing that it committed
        options = database.setdefault("OPTIONS", {})
        options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()
