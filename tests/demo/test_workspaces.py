"""The workspaces of the demonstration: enough of everything to show, open to all, and to nobody on a real node."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from acogida.accounts import audit
from acogida.accounts.enums import Role
from acogida.accounts.keys import pending_grants
from acogida.accounts.models import AuditEvent, AuditHead, Membership, RecoveryKey, User, Workspace
from acogida.cases import duplicates, names, sealed_identity
from acogida.cases.enums import DataKind, FileType, HowGiven, Purpose, Status, Urgency
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Consent, Document, Household, Need, Note
from acogida.cases.services import documents, notes, retention
from acogida.core import clock
from acogida.demo.accounts import PASSPHRASE, PEOPLE, listed
from acogida.demo.install import Peopled, install
from acogida.directory import gazetteer
from acogida.directory.editing.own import is_to_confirm, own_services
from tests.demo.work import acting, person
from tests.directory.demo.standing import standing
from tests.directory.demo.test_fiction import RESERVED_PHONE

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DOCS = Path(__file__).parents[2] / "docs"
COORDINATORS = ("ines", "aura", "jandira")
SIGN_IN = "/es/work/sign-in"
SECOND = "/es/work/sign-in/second"
TODAY = "/es/work/"


@pytest.fixture(scope="module")
def now() -> datetime:
    return clock.now()


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where its documents go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "HOME", tmp_path_factory.mktemp("demo"))
        yield settings.HOME


@pytest.fixture(scope="module", autouse=True)
def peopled(django_db_setup, django_db_blocker, home, now) -> Iterator[Peopled]:
    """Built once; each test works on a savepoint of it."""
    with standing(django_db_blocker, now=now, home=home), django_db_blocker.unblock(), transaction.atomic("keys"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "DEMO", True)
            made = install(now=now)
        yield made
        transaction.set_rollback(True, using="keys")


def test_about_sixty_households_in_three_countries(peopled):
    assert (peopled.accounts, peopled.workspaces, peopled.households) == (len(PEOPLE), 3, 60)
    towns = set(Household.objects.values_list("locality", flat=True))
    assert {place.country for one in towns if (place := gazetteer.get(one))} == {"BR", "CO", "MX"}
    spoken = {code for languages in Household.objects.values_list("languages", flat=True) for code in languages}
    assert {"es", "pt", "ht", "fr", "guc", "mam"} <= spoken


def test_every_role_can_be_tried():
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)


def test_a_file_can_hold_everything_that_there_is():
    assert {*Consent.objects.values_list("purpose", flat=True)} == set(Purpose.values)
    assert {*Consent.objects.values_list("how", flat=True)} == set(HowGiven.values)
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert {FileType.PDF, FileType.PNG} <= {*Document.objects.values_list("file_type", flat=True)}
    assert {*Household.objects.values_list("status", flat=True)} == {"DRAFT", "OPEN", "CLOSED", "MERGED"}
    assert {*Need.objects.values_list("urgency", flat=True)} == set(Urgency.values)
    assert Note.objects.count() > 150


@pytest.mark.parametrize("who", COORDINATORS)
def test_today_has_something_to_show(who, now):
    by = acting(who, now)
    mine = Household.objects.filter(workspace=by.workspace)
    assert mine.filter(needs__urgency=Urgency.TODAY, needs__status="OPEN", status=Status.OPEN).exists()
    assert mine.filter(status=Status.DRAFT).exists()


def test_one_file_is_near_the_end_of_its_time_and_none_is_past_it(now):
    announced = Household.objects.get(notice_at__isnull=False)
    assert announced.active_at < retention.kept_since(announced.workspace, now)
    assert retention.run(now=now, dry_run=True) == retention.Report()


def test_some_numbers_of_free_places_are_to_be_confirmed(now):
    rooms = [room for who in COORDINATORS for one in own_services(acting(who, now)) for room in one.capacities.all()]
    assert 0 < sum(is_to_confirm(room, now) for room in rooms) < len(rooms)


def test_a_draft_has_a_twin_that_finishing_it_will_show(now):
    by = acting("bruno", now)
    draft = Household.objects.filter(workspace=by.workspace, status=Status.DRAFT, consents__isnull=False).get()
    (likeness,) = duplicates.find(household=draft, by=by)
    assert likeness.household.status == Status.OPEN
    assert likeness.people == 2


def test_somebody_waits_for_the_key_and_one_paper_was_never_typed_back(now):
    waiting = [m.user.name for one in Workspace.objects.all() for m in pending_grants(workspace=one, now=now)]
    assert waiting == ["Lívia Uirapuru"]
    assert RecoveryKey.objects.filter(confirmed_at=None).count() == 1


def test_installing_again_changes_nothing(now):
    before = counted()
    install(now=now)
    assert counted() == before


def counted() -> dict[str, object]:
    return {
        "heads": {head.pk: bytes(head.hash) for head in AuditHead.objects.order_by("pk")},
        "users": User.objects.count(),
        "households": dict(Household.objects.order_by("pk").values_list("pk", "active_at")),
    }


def test_the_logs_are_whole_and_in_order_of_time():
    for workspace in Workspace.objects.all():
        assert list(audit.verify(workspace)) == []
        moments = list(AuditEvent.objects.filter(workspace=workspace).order_by("number").values_list("at", flat=True))
        assert moments[:-1] == sorted(moments[:-1])  # the node announced an erasing yesterday, when all was there


@pytest.mark.parametrize("who", COORDINATORS)
def test_what_is_sealed_opens_and_says_that_it_is_made_up(who, now):
    by = acting(who, now)
    households = list(Household.objects.filter(workspace=by.workspace))
    ring = KeyRing(by, [one.pk for one in households])
    for household in households:
        identity = sealed_identity.of(household, ring)
        assert all(RESERVED_PHONE.fullmatch(phone.number) for phone in identity.phones.values())
        assert all(person.given and person.family for person in identity.people.values())
        for note in household.notes.all():
            assert not re.search(r"[{}]", notes.opened(note.versions.get(), note, ring))
        for document in household.documents.all():
            content = documents.read(document=document, household=household, by=by, now=now)
            assert "(inventad" in content.title
            assert b"".join(content.chunks)


def test_what_others_may_learn_is_without_names_unless_it_was_asked():
    for consent in Consent.objects.filter(purpose__in=[Purpose.PLAN, Purpose.STATISTICS]):
        assert DataKind.NAMES not in consent.kinds


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True
    return settings


def sign_in(client: Client, key: str):
    """As the buttons of the two pages do."""
    email = person(key).email
    client.post(SIGN_IN, {"login": email, "password": PASSPHRASE})
    code = next(one.code for one in listed() if one.email == email)
    return client.post(SECOND, {"code": code})


@pytest.mark.parametrize("who", [one.key for one in PEOPLE])
def test_everybody_who_is_listed_can_sign_in(client, demonstration, who):
    page = client.get(SIGN_IN).content.decode()
    assert person(who).name in page
    assert sign_in(client, who).headers["Location"] == "/es/work/enter"
    assert client.get("/es/work/enter", follow=True).status_code == 200


def test_whoever_leaves_and_comes_back_at_once_is_shown_a_code_that_is_right(demonstration):
    for _ in range(3):
        assert sign_in(Client(), "ines").status_code == 302


def test_the_second_page_shows_its_code(client, demonstration):
    client.post(SIGN_IN, {"login": person("ines").email, "password": PASSPHRASE})
    assert (
        next(one.code for one in listed() if one.email == person("ines").email) in client.get(SECOND).content.decode()
    )


def test_whoever_takes_the_database_along_to_a_real_node_opens_nothing_with_them(client):
    assert settings.DEMO is False
    for one in PEOPLE:
        answer = client.post(SIGN_IN, {"login": one.email, "password": PASSPHRASE})
        assert answer.status_code == 200
        cache.clear()
    assert client.get(TODAY).status_code == 302
    assert person("ines").name not in client.get(SIGN_IN).content.decode()


def test_a_session_that_began_in_the_demonstration_ends_with_it(client, demonstration):
    sign_in(client, "ines")
    assert client.get(TODAY).status_code == 200
    demonstration.DEMO = False
    assert client.get(TODAY).status_code == 302


def test_the_documents_tell_of_those_who_are_there(peopled):
    explained = (DOCS / "explanation/demo.md").read_text()
    for one in PEOPLE:
        assert re.search(rf"^\| {one.name} \| .+ \| {one.role.value.lower()}", explained, re.M), one.name
    line = (
        f"Workspaces: 3 organizations, {peopled.households} households, {peopled.accounts} accounts; the sign-in page"
    )
    assert line in (DOCS / "tutorials/first-steps.md").read_text()


def test_the_name_of_the_tutorial_is_found_as_it_is_heard(now):
    (typed,) = re.findall(r"write `([a-z ]+)` under .Code or name", (DOCS / "tutorials/first-steps.md").read_text())
    (found,) = names.search(by=acting("ines", now), text=typed, now=now)
    assert found.household.members.count() == 5
