"""Runs the whole suite on SQLite, and on PostgreSQL too when one answers. Says which ran."""

import os
import subprocess
import sys
import time

import psycopg

POSTGRES = "postgresql://postgres@127.0.0.1:5432/acogida"
# Arithmetic, imports, start and stop, and what a browser makes of a page say the same whatever the database: they run
# once. The pages themselves (tests/web) and everything below them run on both.
ONCE = (
    *("tests/architecture", "tests/config/test_cli.py", "tests/config/test_serve.py"),
    *("tests/core", "tests/journeys", "tests/placement"),
)


def postgres_url() -> str | None:
    url = os.environ.get("DATABASE_URL", POSTGRES)
    if not url.startswith("postgres"):
        return None
    try:
        psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return None
    return url


def run(database: str, url: str, arguments: list[str]) -> tuple[int, float]:
    print(f"--- tests on {database} ---", flush=True)
    start = time.monotonic()
    environ = {**os.environ, "DATABASE_URL": url}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", *arguments],
        env=environ,
    )
    return result.returncode, time.monotonic() - start


def main() -> int:
    arguments = sys.argv[1:]
    codes = {"SQLite": run("SQLite", "", arguments)}
    url = postgres_url()
    if url:
        codes["PostgreSQL"] = run("PostgreSQL", url, [*(f"--ignore={path}" for path in ONCE), *arguments])
    for database, (code, seconds) in codes.items():
        print(f"{database}: {'passed' if code == 0 else 'FAILED'} in {seconds:.0f} s")
    if not url:
        print("PostgreSQL: did not run, none answers (set DATABASE_URL or start one on 127.0.0.1:5432)")
    return max(code for code, _ in codes.values())


if __name__ == "__main__":
    sys.exit(main())
