"""A day of work through HTTP: what is planted goes in by the same forms that people use."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import psycopg

from acogida.cases.services.notes import LONGEST
from tests.node.browser import Browser, link_in
from tests.node.running import Node
from tests.web.cases.test_intake import fields

PEOPLE, PHONES, NOTES = 10, 5, 4  # of one household: with everything else, fifty planted words
WORDS_A_HOUSEHOLD = 50
# Of words that occur nowhere; what is said of people here begins with one of them, and a number follows.
GIVEN, FAMILY, CALLED = "Ñandíwlu", "Quéxobaz", "Wéfñimok"
PHONE, PHONE_NOTE, CONTACT = "+9917320648", "dëlaHermána", "dóndeHlümz"
SKILL, NOTE, CORRECTED = "cosérVrïnt", "nótaZwëbl", "corrègidoPqul"
TITLE, PAPER, WITNESS = "papélTrömsk", "conténidoGvörn", "testígoPrûgn"
TYPED_PASSPHRASE = "ganso verde frase"
STEMS = (GIVEN, FAMILY, CALLED, PHONE, PHONE_NOTE, CONTACT, SKILL, NOTE, CORRECTED, TITLE, PAPER, WITNESS)
PASSPHRASES = {"coordinator": f"{TYPED_PASSPHRASE} uno", "caseworker": f"{TYPED_PASSPHRASE} dos"}
OPERATOR_PASSPHRASE = "la del operador es suya"
EMAILS = {name: f"{name}@example.org" for name in (*PASSPHRASES, "operator", "leaver")}
WORK = "/en/work"


@dataclass
class Day:
    node: Node
    coordinator: Browser
    caseworker: Browser
    operator: Browser
    recovery_key: str
    planted: list[str] = field(default_factory=list)
    households: list[str] = field(default_factory=list)  # ids, as they were registered
    answers_to_errors: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    began_at: int = 0

    def mark(self, stem: str) -> str:
        """A word that is planted nowhere else."""
        word = f"{stem}{len(self.planted):03}"
        self.planted.append(word)
        return word

    @property
    def words(self) -> list[str]:
        """To look for: every planted word holds one of them, and so does every passphrase; and what opens keys."""
        browsers = (self.coordinator, self.caseworker, self.operator)
        halves = [browser.client.cookies["acogida_key"] for browser in browsers]
        return [*STEMS, TYPED_PASSPHRASE, self.recovery_key, *self.secrets, *halves]


def open_office(node: Node) -> Day:
    """An organisation, its coordinator, a caseworker with the key, an operator of the node."""
    began_at = time.time_ns()
    feed = node.folder / "cwd" / "feed.json"
    feed.write_bytes(orjson.dumps([{"id": str(uuid4()), "name": "Casa Puente", "description": "Una casa."}]))
    told = ("import_directory", str(feed)), ("create_workspace", "Casa Puente", "--email", EMAILS["coordinator"])
    links = node.run("tests.node.commands", json.dumps([*told, ("create_operator", "--email", EMAILS["operator"])]))
    for_coordinator, for_operator = re.findall(r"^/\S+/join/\S+$", links, re.MULTILINE)
    coordinator, caseworker, operator = (Browser(node.url) for _ in range(3))
    shown = coordinator.join(for_coordinator, "Luz Ejemplo", PASSPHRASES["coordinator"])
    found = re.search(r'<code class="secret recovery">([^<]+)</code>', shown)
    assert found
    coordinator.get(f"{WORK}/settings/recovery-key")
    coordinator.post(f"{WORK}/settings/recovery-key", {"typed": found[1]})
    coordinator.get(f"{WORK}/settings/second-factors/codes")
    join(coordinator, caseworker, "caseworker", PASSPHRASES["caseworker"])
    operator.join(for_operator, "Op", OPERATOR_PASSPHRASE)
    secrets = [one.secret for one in (coordinator, caseworker)]
    return Day(node, coordinator, caseworker, operator, found[1], secrets=secrets, began_at=began_at)


def join(coordinator: Browser, browser: Browser, who: str, passphrase: str) -> str:
    """Invited, joined, given the key. Returns the id of the membership."""
    form = {"person": "Ana Ejemplo", "email": EMAILS[who], "role": "CASEWORKER", "until": ""}
    browser.join(link_in(coordinator.post(f"{WORK}/staff/invite", form, 200).text), "Ana Ejemplo", passphrase)
    found = re.search(rf'action="{WORK}/staff/([0-9a-f-]+)/key"', coordinator.get(f"{WORK}/staff"))
    assert found
    coordinator.post(f"{WORK}/staff/{found[1]}/key")
    return found[1]


def work(day: Day, *, households: int) -> None:
    browser = day.caseworker
    browser.sign_out()
    browser.sign_in(EMAILS["caseworker"], PASSPHRASES["caseworker"])
    for number in range(households):
        day.households.append(take_in(day, browser, number))
    look(day, browser)
    merge(day, browser)
    be_refused(day, browser)
    meet_errors(day, browser)


def take_in(day: Day, browser: Browser, number: int) -> str:
    """Ten people who move together: a draft, kept as it is typed; everything else; registered before a witness."""
    path = urlsplit(browser.post(f"{WORK}/households/register").headers["Location"]).path
    pk = path.split("/")[-2]
    form = fields(browser.get(path))
    speaker = str(form["member"])
    others = [str(uuid4()) for _ in range(PEOPLE - 1)]
    form["member"] = [speaker, *others]
    for one in others:
        form[f"relation.{one}"] = "CHILD"
    for one in form["member"]:
        form |= sealed(f"people.{one}.given", day.mark(GIVEN)) | sealed(f"people.{one}.family", day.mark(FAMILY))
    for one in form["member"][: PEOPLE // 2]:
        form |= sealed(f"people.{one}.called", day.mark(CALLED)) | sealed(f"people.{one}.skills", day.mark(SKILL))
    for one in (str(uuid4()) for _ in range(PHONES)):
        form |= sealed(f"phones.{one}.number", day.mark(PHONE)) | sealed(f"phones.{one}.note", day.mark(PHONE_NOTE))
    form |= {"need.0": "SHELTER", "urgency.0": "TODAY"}
    browser.post(path, form | {"do": "save"})
    kept = sealed("contact", day.mark(CONTACT))
    assert not browser.post(f"{path}/keep", kept, 200).json()["errors"]
    form = fields(browser.get(path)) | {"how": "SPOKEN", "text_language": "es", "witness": day.mark(WITNESS)}
    browser.post(path, form | {"do": "finish"})
    file = f"{WORK}/households/{pk}"
    for _ in range(NOTES):
        browser.post(f"{file}/notes/add", {"text": day.mark(NOTE)})
    notes = re.findall(rf'"{file}/notes/([0-9a-f-]+)"', browser.get(file))
    for note in notes[: NOTES // 2]:
        browser.post(f"{file}/notes/{note}", {"text": day.mark(CORRECTED), "versions": "1"})
    paper = f"%PDF-1.7\n{day.mark(PAPER)}\n".encode() * (2000 if number == 1 else 1)
    browser.post(f"{file}/documents/add", {"title": day.mark(TITLE)}, file=paper)
    return pk


def sealed(path: str, text: str) -> dict[str, object]:
    return {path: text, f"was.{path}": ""}


def look(day: Day, browser: Browser) -> None:
    """Every page that shows what is sealed."""
    for number in range(0, 3 * WORDS_A_HOUSEHOLD, WORDS_A_HOUSEHOLD):
        given, family = day.planted[number], day.planted[number + 1]
        assert given in browser.post(f"{WORK}/households/search", {"asked": f"{given} {family}"}, 200).text
    browser.post(f"{WORK}/households/search", {"asked": f"{GIVEN}999 {PHONE}999"}, 200)
    file = f"{WORK}/households/{day.households[1]}"
    page = browser.get(file)
    assert day.planted[0] not in page
    for name in ("document", "consent"):
        found = re.search(rf"{file}/{name}s/[0-9a-f-]+", page)
        assert found
        browser.get(found[0] + ("/print" if name == "consent" else ""))
    for name in ("names", "timeline", "options", "merge", "facts/people"):
        browser.get(f"{file}/{name}")
    assert WITNESS in browser.get(f"{file}/consents/{found[0].split('/')[-1]}/print")
    assert CONTACT in browser.post(f"{file}/copy", status=200).text
    browser.get(f"{WORK}/households/print")
    day.coordinator.get(f"{file}/opened")
    day.coordinator.get(f"{WORK}/audit")


def merge(day: Day, browser: Browser) -> None:
    """Two files become one, and two again."""
    file = f"{WORK}/households/{day.households[2]}"
    code = re.search(r'<h1 class="code">([^<]+)</h1>', browser.get(f"{WORK}/households/{day.households[3]}"))
    assert code
    browser.get(f"{file}/merge?code={code[1]}")
    browser.post(f"{file}/merge", {"code": code[1]})
    undo = re.search(rf'action="({file}/merges/[0-9a-f-]+/undo)"', browser.get(file))
    assert undo
    browser.post(undo[1])


def be_refused(day: Day, browser: Browser) -> None:
    """Forms that are too long, wrong, late or from nobody. What was typed comes back and stays nowhere."""
    file = f"{WORK}/households/{day.households[0]}"
    browser.post(f"{file}/notes/add", {"text": NOTE * (LONGEST // 5)}, 422)
    browser.post(f"{file}/documents/add", {"title": f"{TITLE}x"}, 422, file=f"MZ {PAPER}".encode())
    browser.post(f"{file}/consents/give?purpose=PLAN&language=es", {"how": "SPOKEN", "witness": f"{WITNESS}x"}, 422)
    path = urlsplit(browser.post(f"{WORK}/households/register").headers["Location"]).path
    form = fields(browser.get(path))
    person = str(form["member"])
    wrong = sealed(f"people.{person}.given", f"{GIVEN}x") | sealed(f"people.{person}.birth_date", f"{FAMILY}x")
    browser.post(path, form | wrong | {"do": "save"}, 422)
    browser.post(f"{path}/keep", sealed(f"people.{person}.given", GIVEN * 40), 200)
    late = {f"people.{person}.given": f"{GIVEN}y", f"was.people.{person}.given": CALLED}
    browser.post(path, form | late | {"do": "save"}, 409)
    browser.post(f"{path}/keep", {f"people.{GIVEN}.given": f"{GIVEN}z", "was.nothing": f"{FAMILY}z"}, 200)
    browser.post(path.replace("/register", f"/{quoted(GIVEN)}"), {"text": NOTE}, 404)
    browser.post(f"{file}/notes/add", {"text": NOTE}, 403, with_token=False)
    browser.post(f"{path}/discard")
    stranger = Browser(day.node.url)
    stranger.get(f"{WORK}/sign-in")
    stranger.post(f"{file}/notes/add", {"text": NOTE})
    stranger.post(f"{WORK}/sign-in", {"login": TYPED_PASSPHRASE, "password": f"{TYPED_PASSPHRASE} tres"}, 200)
    stranger.post(f"{WORK}/sign-in", {"login": EMAILS["caseworker"], "password": f"{TYPED_PASSPHRASE} tres"}, 200)
    with suppress(OSError):
        stranger.client.post(f"{file}/documents/add", content=f"{PAPER}".encode(), headers={"Content-Type": "text/x"})


def quoted(word: str) -> str:
    return word.encode("ascii", "ignore").decode()


def meet_errors(day: Day, browser: Browser) -> None:
    """Something breaks while names are open: a table is gone for a moment."""
    file = f"{WORK}/households/{day.households[0]}"
    path = urlsplit(browser.post(f"{WORK}/households/register").headers["Location"]).path
    person = str(fields(browser.get(path))["member"])
    token = {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"]}
    sent = (
        (f"{file}/notes/add", {"text": f"{NOTE}e"}),
        (f"{path}/keep", sealed(f"people.{person}.given", f"{GIVEN}e")),
        (f"{WORK}/households/search", {"asked": f"{day.planted[0]} {day.planted[1]}"}),
        (f"{file}/copy", {}),
    )
    for table in ("cases_noteversion", "cases_timelineevent", "cases_sealedrecord", "cases_nametoken"):
        with gone(day.node, table):
            answers = [browser.client.post(to, data=token | form) for to, form in sent]
            answers += [browser.client.get(file), browser.client.get(f"{file}/names")]
        broken = [one.text for one in answers if one.status_code == 500]
        assert broken
        day.answers_to_errors += broken


@contextmanager
def gone(node: Node, table: str) -> Iterator[None]:
    rename(node, table, f"{table}_away")
    yield
    rename(node, f"{table}_away", table)


def rename(node: Node, before: str, after: str) -> None:
    statement = f"ALTER TABLE {before} RENAME TO {after}"
    if node.database_url:
        with psycopg.connect(node.database_url, autocommit=True) as database:
            database.execute(statement)
        return
    database = sqlite3.connect(node.home / "acogida.sqlite3", timeout=20)
    try:
        # The old way: foreign keys of other tables go on naming what they named.
        database.execute("PRAGMA legacy_alter_table=ON")
        database.execute(statement)
        database.commit()
    finally:
        database.close()


def change_keys(day: Day) -> None:
    """Somebody leaves: a new key, and everything is sealed anew."""
    leaver = Browser(day.node.url)
    membership = join(day.coordinator, leaver, "leaver", f"{TYPED_PASSPHRASE} cuatro")
    day.secrets.append(leaver.secret)
    day.coordinator.post(f"{WORK}/staff/{membership}/end")
    for _ in range(30):
        if "Files are being sealed" not in day.coordinator.get(f"{WORK}/"):
            return
        day.coordinator.post(f"{WORK}/reseal")
    raise AssertionError("sealing anew does not come to its end")


def erase(day: Day, pk: str) -> None:
    file = f"{WORK}/households/{pk}"
    browser = day.coordinator
    browser.get(f"{WORK}/unlock")
    browser.post(f"{WORK}/unlock", {"password": PASSPHRASES["coordinator"]})
    code = re.search(r'<h1 class="code">([^<]+)</h1>', browser.get(file))
    assert code
    browser.post(f"{file}/erase", {"code": code[1]})
    browser.get(file, 404)


@contextmanager
def journal_kept(node: Node) -> Iterator[None]:
    """While somebody looks at a SQLite file, its write-ahead file stays: the last to go takes it away."""
    if node.database_url:
        yield
        return
    with closing(sqlite3.connect(node.home / "acogida.sqlite3")) as database:
        database.execute("SELECT count(*) FROM sqlite_master")
        yield


def copy_of_database(node: Node, target: Path) -> None:
    """As SQLite's own backup makes it."""
    source, copy = sqlite3.connect(node.home / "acogida.sqlite3"), sqlite3.connect(target)
    source.backup(copy)
    source.close()
    copy.close()
