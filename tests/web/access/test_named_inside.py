"""Records of others named where an address does not name them: behind one's own household, in a form, in a query."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession

from acogida.cases.models import Household, Merge
from tests.web.access.asking import Answer, answer_of, recorded
from tests.web.access.scene import ELSEWHERE, NO_ID, Scene, undone
from tests.web.access.table import Line, lines

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

STRANGER = "coordinator" + ELSEWHERE
INNER = re.compile(r"<uuid:(need|note|document|consent|merge)>")
WITH_INNER = [line for line in lines().values() if INNER.search(line.route)]
ABSENT_CODE = "ZZZZ-ZZZZ"


def ask(scene: Scene, method: str, path: str, form: dict[str, Any] | None = None) -> Answer:
    with undone(), recorded() as asked:
        return answer_of(scene.browsers[STRANGER].ask(method, path, form), path, asked)


def own(scene: Scene, rest: str = "", whose: str = "household") -> str:
    return f"/en/work/households/{scene.elsewhere[whose]['pk']}{rest}"


def told(scene: Scene, answer: Answer, *, but: object = None) -> str:
    return answer.holds([word for word in scene.secrets + scene.staff if word != but])


@pytest.mark.parametrize("line", WITH_INNER, ids=[line.route for line in WITH_INNER])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_theirs_is_not_found_behind_what_is_ours(scene, line: Line, method):
    (inner,) = INNER.findall(line.route)
    ours, theirs = scene.elsewhere["household"], scene.records["household"]
    there = ask(scene, method, line.path(ours | {inner: theirs[inner]}))
    assert there.differs(ask(scene, method, line.path(ours | {inner: NO_ID}))) == ""
    assert there.status in {404, 405}
    assert told(scene, there) == ""


@pytest.mark.parametrize("words", ["name", "code", "telephone"])
def test_a_search_finds_nobody_of_others(scene, words):
    asked = {"name": scene.secrets[1], "code": scene.secrets[-2], "telephone": scene.secrets[2]}[words]
    answer = ask(scene, "POST", "/en/work/households/search", {"asked": asked})
    assert answer.status == 200
    assert told(scene, answer, but=asked) == ""
    assert str(scene.records["household"]["pk"]) not in answer.body.decode()


def test_a_file_of_others_is_merged_into_nothing_and_looks_like_none(scene):
    code = scene.secrets[-2]
    for method in ("GET", "POST"):
        path = own(scene, f"/merge?code={code}" if method == "GET" else "/merge")
        there = ask(scene, method, path, {"code": code})
        absent = ask(scene, method, path.replace(code, ABSENT_CODE), {"code": ABSENT_CODE})
        assert (there.status, there.asked) == (absent.status, absent.asked)
        assert told(scene, there, but=code) == ""
    with undone():
        browser = scene.browsers[STRANGER]
        browser.ask("POST", own(scene, "/merge"), {"code": code})
        browser.ask("POST", own(scene, "/register/alike", "draft"), {"same": scene.records["household"]["pk"]})
        assert Merge.objects.filter(kept__workspace__name="Otra Casa").count() == 1
        assert Household.objects.get(pk=scene.records["household"]["pk"]).status == "OPEN"


@pytest.mark.parametrize(
    "path",
    [
        "/en/work/audit?household={code}",
        "/en/work/audit?who={who}",
        "/en/work/households?status=ALL",
        "/en/work/households/print?status=ALL&only=mine",
        "/en/work/offers?page=1",
    ],
)
def test_no_question_widens_a_list_to_others(scene, path):
    code, who = scene.secrets[-2], scene.people["coordinator"].user.pk
    answer = ask(scene, "GET", path.format(code=code, who=who))
    assert answer.status == 200
    assert told(scene, answer, but=code) == ""


def test_nobody_ends_a_session_of_somebody_else(scene):
    theirs = UserSession.objects.get(user=scene.people["caseworker"].user)
    with undone():
        scene.browsers[STRANGER].ask("POST", "/en/work/settings/sessions", {"end": theirs.pk})
        assert UserSession.objects.filter(pk=theirs.pk).exists()
        assert scene.browsers["caseworker"].ask("GET", "/en/work/").status_code == 200
