import re
from uuid import uuid4

import pytest
from django.urls import reverse

from acogida.accounts import audit
from acogida.accounts.enums import AuditAction
from acogida.accounts.models import AuditEvent
from acogida.cases.models import Household
from acogida.core import clock
from acogida.web.accounts.audit_page import EVENTS_A_PAGE
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def happened(person, household: Household | None = None, action: AuditAction = AuditAction.HOUSEHOLD_READ) -> None:
    by = person.acting()
    subject = household.pk if household else None
    audit.record(by=by, action=action, workspace=by.workspace, subject=subject, now=clock.now())


def household(office: Office) -> Household:
    now = clock.now()
    return Household.objects.create(
        workspace=office.workspace, status="OPEN", key_id=uuid4(), key_version=1, created_at=now, active_at=now
    )


def page(client, query: str = "") -> str:
    answer = client.get(reverse("accounts:audit") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_audit_says_who_read_which_file(office, coordinator, caseworker):
    file = household(office)
    happened(caseworker, file)
    text = page(coordinator.client())
    assert "Ana Ejemplo" in text
    assert "File of a household read" in text
    assert file.short_code in text


def test_a_file_that_was_read_again_and_again_is_one_line(office, coordinator, caseworker):
    one, other = household(office), household(office)
    for file in (one, other, one, other, one):
        happened(caseworker, file)
    happened(coordinator, one)
    text = page(coordinator.client())
    assert text.count("File of a household read") == 3
    assert "3 times since" in text
    assert "2 times since" in text


def test_it_is_narrowed_to_a_colleague_or_a_file(office, coordinator, caseworker):
    one, other = household(office), household(office)
    happened(caseworker, one)
    happened(coordinator, other, AuditAction.DOCUMENT_READ)
    client = coordinator.client()
    by_person = page(client, f"?who={caseworker.user.pk}")
    assert "File of a household read" in by_person
    assert "Document read" not in by_person
    by_file = page(client, f"?household={other.short_code.lower()}")
    assert "Document read" in by_file
    assert "File of a household read" not in by_file


def test_files_of_others_do_not_show_even_by_their_code(coordinator):
    stranger = Office.open("Otra Casa")
    person, file = stranger.colleague(name="Carla Ajena"), household(stranger)
    happened(person, file)
    client = coordinator.client()
    assert "0 events" in page(client, f"?household={file.short_code}")
    assert "Carla Ajena" not in page(client)
    assert "Carla Ajena" not in page(client, f"?who={person.user.pk}")


def test_it_comes_in_pages_that_cost_the_same(office, coordinator, caseworker, django_assert_max_num_queries):
    for _ in range(EVENTS_A_PAGE + 3):
        happened(caseworker, household(office))
    client = coordinator.client()
    with django_assert_max_num_queries(14):
        first = page(client)
    assert len(re.findall("<time", first)) == EVENTS_A_PAGE
    assert len(re.findall("<time", page(client, "?page=2"))) == 3
    assert 'href="?page=2"' in first


def test_checking_says_whether_something_was_changed(coordinator, caseworker):
    happened(caseworker)
    client = coordinator.client()
    assert "Nothing was changed" in client.post(reverse("accounts:verify")).content.decode()
    AuditEvent.objects.update(action=AuditAction.COPY_MADE)
    assert "event 1: changed" in client.post(reverse("accounts:verify")).content.decode()


def test_caseworkers_do_not_read_it(caseworker):
    client = caseworker.client()
    assert client.get(reverse("accounts:audit")).status_code == 404
    assert client.post(reverse("accounts:verify")).status_code == 404
