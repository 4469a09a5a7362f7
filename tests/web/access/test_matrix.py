"""Every address × method × role of `matrix.md`, each a real request with the ids of real records.

What is refused must say nothing of them, write nothing, and be one answer with the same request for what does not
exist: status, body, headers, cookies, and the statements that the database was asked. Nothing that varies from request
to request stands in a refusal, so nothing is left out of the comparison: no token of a form, no nonce. (The compression
of real life is not in it: GZipMiddleware adds up to a hundred random bytes to every answer, refusals included.)

Thousands of requests take longer than a test should; they share one scene and one sign-in a role.
"""

import re
from collections import Counter
from http.client import METHOD_NOT_ALLOWED, NO_CONTENT, NOT_FOUND
from urllib.parse import urlencode

import pytest

from tests.web.access.asking import METHODS, Answer, ask
from tests.web.access.scene import ANONYMOUS, ELSEWHERE, EX_MEMBER, OPERATOR, OWN, WITH_HOUSEHOLDS, Scene
from tests.web.access.table import FILE, LANGUAGES, Line, lines, routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ROLES = (ANONYMOUS, *OWN, *(role + ELSEWHERE for role in WITH_HOUSEHOLDS), OPERATOR, EX_MEMBER)
OWNER = "coordinator"
SAFE = {"GET", "HEAD"}
# These lead on: to a language, to the page where one works, to what has to come first.
LEAD_ON = {
    "",
    "*/work/households/<uuid:pk>/needs/<uuid:need>/refer/send",
    "*/work/sign-in",
    "*/work/sign-in/second",
    "*/work/enter",
    "*/work/settings/second-factors/app",
}
DONE_OR_TO_BE_MENDED = {200, 302, 409, 422}
# What these show to those who may holds no word of a household.
WORDLESS = {"*/work/households/<uuid:pk>/documents/<uuid:document>/small"}
WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"(?!django_session|usersessions_)")
LINES = lines()


def may(line: Line, role: str, method: str) -> bool:
    match line.who(method):
        case "nobody":
            return False
        case "anybody":
            return True
        case "signed in":
            return role != ANONYMOUS
        case "its owner":
            return role == OWNER
        case who:
            return role in who.split() or (not line.whose and role.removesuffix(ELSEWHERE) in who.split())


def is_of_a_pair(line: Line, role: str, method: str) -> bool:
    """Whoever has not signed in is led away before anybody asks what the address names."""
    is_asked = line.is_work and role != ANONYMOUS and method in {"GET", "POST", "PUT", "DELETE"}
    return is_asked and bool(line.whose) and not may(line, role, method)


def test_every_address_has_its_line():
    found = set(routes())
    missing, gone = sorted(found - LINES.keys()), sorted(LINES.keys() - found)
    assert not missing, f"Say in {FILE} what each shows, whose, and who may: " + ", ".join(
        f"`/{one}`" for one in missing
    )
    assert not gone, f"Take out of {FILE}, there are no such addresses: " + ", ".join(f"`/{one}`" for one in gone)


def addresses(found: list[str]) -> str:
    return ", ".join(f"`/{one}`" for one in found)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_it_is_open_to_those_and_shut_to_all_others(scene, tally, line):
    faults = []
    for role in ROLES:
        for method in METHODS if line.is_work or role == ANONYMOUS else ["GET"]:  # elsewhere all are nobody
            if method == "HEAD" and may(line, role, method):
                continue  # the same page, drawn for nothing
            answer = ask(scene, line, role, method)
            tally["requests"] += 1
            if may(line, role, method):
                fault = of_the_open(scene, line, role, method, answer)
            else:
                fault = of_the_shut(scene, line, role, method, answer)
                tally["refused"] += 1
                tally["forbidden reads"] += bool(fault)
            if fault := fault or told_too_much(scene, line, role, method, answer):
                faults.append(f"{role}, {method}: {fault}")
            if is_of_a_pair(line, role, method):
                tally["pairs of forbidden and absent"] += 1
                if difference := answer.differs(ask(scene, line, role, method, values=scene.absent(line.whose))):
                    tally["differences"] += 1
                    faults.append(f"{role}, {method}: differs from what does not exist by {difference}")
    assert not faults, "\n".join([f"/{line.route}", *faults])


def test_the_pairs_are_a_thousand():
    cells = [(line, role, method) for line in LINES.values() for role in ROLES for method in METHODS]
    assert sum(is_of_a_pair(*cell) for cell in cells) >= 1000


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_it_is_as_shut_in_every_language(scene, tally, language):
    """Each address once without a sign-in, and once by one of those who have signed in and may not."""
    faults, turn = [], Counter()
    for line in LINES.values():
        shut = [role for role in ROLES if role != ANONYMOUS and not may(line, role, "GET")]
        for role in [ANONYMOUS, shut[turn["of"] % len(shut)]] if line.is_work and shut else []:
            turn["of"] += 1
            answer = ask(scene, line, role, "GET", language=language)
            tally["requests in other languages"] += 1
            fault = of_the_shut(scene, line, role, "GET", answer, language=language)
            if (fault and not may(line, role, "GET")) or (fault := told_too_much(scene, line, role, "GET", answer)):
                faults.append(f"/{line.route}, {role}: {fault}")
    assert not faults, "\n".join(faults)


def test_nobody_is_answered_to_trace(scene):
    """It would send back what the browser sent, cookies included."""
    for line in LINES.values():
        answer = ask(scene, line, "coordinator", "TRACE")
        assert answer.status in {METHOD_NOT_ALLOWED, NOT_FOUND}, line.route
        assert b"Cookie" not in answer.body


def of_the_open(scene: Scene, line: Line, role: str, method: str, answer: Answer) -> str:
    if method not in SAFE:
        return "" if answer.status in DONE_OR_TO_BE_MENDED else f"answers {answer.status}"
    if line.route in LEAD_ON and answer.status == 302:
        return ""
    if answer.status != 200:
        return f"answers {answer.status}"
    is_of_people = line.whose in {"household", "draft"} and line.route not in WORDLESS
    if method == "GET" and is_of_people and not answer.holds(scene.secrets):
        return "shows nothing of the household, so that it would be no proof if others saw nothing either"
    return ""


def of_the_shut(scene: Scene, line: Line, role: str, method: str, answer: Answer, *, language: str = "en") -> str:
    if written := [sql for sql in answer.asked if WRITES.match(sql)]:
        return f"wrote: {written[0][:80]}"
    is_known = line.who(method) != "nobody"
    if role == ANONYMOUS and line.is_work and line.who("GET") != "anybody" and line.who("POST") != "anybody":
        way = f"/{language}/work/sign-in?{urlencode({'next': answer.path})}"
        return "" if (answer.status, answer.location) == (302, way) else f"answers {answer.status} {answer.location}"
    if answer.status == METHOD_NOT_ALLOWED and not is_known:
        return ""
    if answer.status == NO_CONTENT and method == "OPTIONS" and line.route.startswith("hsds"):
        return ""
    if answer.status != NOT_FOUND:
        return f"answers {answer.status} {answer.location}"
    if line.is_work and method != "HEAD" and answer.body != scene.nothing_here(language):
        return "is not the page of what does not exist"
    return ""


def told_too_much(scene: Scene, line: Line, role: str, method: str, answer: Answer) -> str:
    """Whatever the status is: whose words stand in it."""
    is_open = may(line, role, method)
    own_words = scene.form(line.route, method).values()
    secrets = [word for word in scene.secrets if word not in own_words]
    if not (is_open and role in WITH_HOUSEHOLDS) and (found := answer.holds(secrets)):
        return f"shows {found} of a household"
    if not (is_open and role in (*OWN, OPERATOR)) and not line.is_a_link and (found := answer.holds(scene.staff)):
        return f"shows {found} of those who work there"
    if not role.endswith(ELSEWHERE) and (found := answer.holds(scene.secrets_elsewhere)):
        return f"shows {found} of a household of another organisation"
    return ""
