"""Five hundred planted names, phones, notes and papers after a day of work with a node that really runs: looked for as
raw bytes in all that it wrote, then with every key that a seized machine holds."""

import gzip
import json
import shutil
import subprocess
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node import day as days
from tests.node.day import EMAILS, OPERATOR_PASSPHRASE, PASSPHRASES, STEMS, WORDS_A_HOUSEHOLD, WORK, Day
from tests.node.running import SECRET_KEY, Node, node
from tests.node.searching import Search, patterns, unpacked

HOUSEHOLDS, FEWER = 10, 4  # fewer where the same code only meets another database


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Node]:
    with node(tmp_path_factory.mktemp("node")) as made:
        yield made


@pytest.fixture(scope="module")
def day(running: Node) -> Iterator[tuple[Day, dict[str, object]]]:
    """The day, and what was found while the node still ran: its write-ahead file and journals are there only then."""
    with running.serve() as server, days.journal_kept(running):
        found = days.open_office(running)
        days.work(found, households=FEWER if running.database_url else HOUSEHOLDS)
        running.run("acogida", "keys", "backup")
        if running.database_url:
            running.dump()
        else:
            taken = running.folder / "backups" / "home"
            taken.mkdir()
            days.copy_of_database(running, taken / "acogida.sqlite3")
            shutil.copytree(running.home / "documents", taken / "documents")
        days.change_keys(found)
        found_then = look(found, running, server)
        days.erase(found, found.households[0])
        running.run("acogida", "retention", "run")
        yield found, found_then


def look(day: Day, node: Node, server: subprocess.Popen) -> dict[str, object]:
    search = Search(day.words)
    names = {path.name for path in node.home.rglob("*")}
    return {
        "files": search.below(node.folder, since=day.began_at),
        "open files": search.opened_by(server.pid),
        "error pages": [one for one in day.answers_to_errors if search.hits(one.encode())],
        "names": names,
    }


def judged(node: Node, home: Path | None = None, **told: object) -> dict:
    """In a process of its own, with the node's settings."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.node.judge"],
        input=json.dumps({"member": EMAILS["caseworker"], "passphrase": PASSPHRASES["caseworker"], **told}),
        env=node.environ(**({"ACOGIDA_HOME": str(home)} if home else {}), ACOGIDA_LOG_LEVEL="WARNING"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_search_finds_what_is_there(tmp_path):
    for stem in STEMS:
        search = Search([stem])
        for pattern in patterns(stem):
            assert stem in search.hits(b"..." + pattern + b"...")
        text = f"{stem}017, de Puebla".encode()
        for before in (b"[", b"[x", b"[xy"):
            assert search.hits(b64encode(before + text)) == [stem]
        for packed in (zlib.compress(text * 9), gzip.compress(text * 9), zlib.compress(text * 9, 1)):
            assert search.hits(b"x" * 77 + packed + b"more") == [stem]
            assert list(unpacked(packed))
    assert Search(["Ñandíwlu"]).hits(b'{"given": "\\u00f1and\\u00edwlu017"}') == ["Ñandíwlu"]
    assert Search(["Ñandíwlu"]).hits(b"?q=%C3%91and%C3%ADwlu017") == ["Ñandíwlu"]
    (tmp_path / "Nandiwlu017.pdf").touch()
    assert Search(["Ñandíwlu"]).below(tmp_path)


def test_nothing_planted_is_readable_in_anything_that_the_node_wrote(day, running):
    done, found = day
    assert len(done.planted) == len(set(done.planted)) == WORDS_A_HOUSEHOLD * len(done.households)
    assert found["files"] == {}
    assert found["open files"] == {}
    assert found["error pages"] == []
    assert {"documents", "key-backups", "static"} <= found["names"]
    if not running.database_url:
        assert {"acogida.sqlite3", "acogida.sqlite3-wal", "keys.sqlite3"} <= found["names"]
        assert len(done.planted) == 500
    log = (running.folder / "log" / "serve").read_text()
    assert log.count("Traceback") >= 4
    assert list((running.folder / "mail").iterdir()) == [], "what broke is mailed to nobody"


def test_the_whole_disk_and_the_operators_account_open_nothing(day, running):
    done, _ = day
    found = judged(
        running,
        what="seized",
        operator=EMAILS["operator"],
        operator_passphrase=OPERATOR_PASSPHRASE,
        guesses=[SECRET_KEY, "", OPERATOR_PASSPHRASE],
    )
    assert found["keys"] > 1000
    assert found["things"] >= 2 * (len(done.households) - 1)
    assert {name: found[name] for name in ("private", "passphrases", "symmetric", "by operator")} == {
        "private": 0,
        "passphrases": 0,
        "symmetric": 0,
        "by operator": 0,
    }
    assert found["with a passphrase"] >= found["things"], "what can be opened by nobody proves nothing"


def test_the_operator_is_told_of_no_household(day):
    done, _ = day
    for path in (f"{WORK}/households", f"{WORK}/households/{done.households[1]}", f"{WORK}/audit"):
        done.operator.get(path, 404)


def test_what_was_erased_opens_from_no_backup_taken_before(day, running, tmp_path):
    """The rows and papers of the backup, the key store and its backups of today, and a member's passphrase."""
    done, _ = day
    if running.database_url:
        pytest.skip("the rows come back from SQLite's backup here; tests/cases/test_planted.py does it on PostgreSQL")
    home = tmp_path / "home"
    shutil.copytree(running.folder / "backups" / "home", home)
    shutil.copytree(running.home / "key-backups", home / "key-backups")
    shutil.copy(running.home / "keys.sqlite3", home)
    opened = judged(running, home, what="restored")
    erased = opened.pop(done.households[0])
    assert len(erased) >= 9
    assert not any(erased)
