"""The list: what it shows and hides, that it stays quick, and that no name is in an address."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from acogida.accounts.enums import AuditAction
from acogida.accounts.models import AuditEvent
from acogida.cases import codes, identity
from acogida.cases.enums import AgeBand, NeedStatus, Relation, Status, Urgency
from acogida.cases.facts import Facts, MemberFacts
from acogida.cases.models import Household, Member, Need
from acogida.cases.services import intake
from acogida.core import clock
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from tests.web.accounts.signed_in import Colleague, Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

QUERIES = 12  # session, standing, keys, count, page, needs


def listed(client, name: str = "list", **query: object) -> str:
    with override("en"):
        answer = client.get(reverse(f"cases:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(office: Office, number: int, **values: object) -> list[Household]:
    """Rows without anything sealed: a list opens nothing."""
    now = clock.now()
    made = Household.objects.bulk_create(
        Household(
            workspace=office.workspace,
            key_id=uuid4(),
            key_version=1,
            created_at=now,
            active_at=now - timedelta(minutes=minute),
            **{"status": Status.OPEN, "languages": ["es"]} | values,
        )
        for minute in range(number)
    )
    Member.objects.bulk_create(Member(household=one, position=0, relation=Relation.SPEAKER) for one in made)
    Need.objects.bulk_create(
        Need(household=one, kind=NeedKind.FOOD, urgency=Urgency.TODAY, created_at=now, status_at=now) for one in made
    )
    return made


def called(colleague: Colleague, given: str, family: str) -> Household:
    somebody = MemberFacts(AgeBand.FROM_18_TO_59, Relation.SPEAKER)
    paths = {
        identity.person_path(somebody.id, "given"): given,
        identity.person_path(somebody.id, "family"): family,
    }
    facts = Facts(members=(somebody,))
    return intake.start_draft(by=colleague.acting(), facts=facts, changes=paths, now=clock.now())


@pytest.fixture
def office() -> Office:
    return Office.open()


@pytest.fixture
def client(office):
    return office.colleague().client()


def test_an_empty_list_says_what_to_do(client):
    assert "There is no household yet" in listed(client)


def test_twenty_five_a_page(office, client):
    made = rows(office, 30)
    page = listed(client)
    assert "30 households" in page
    assert page.count('class="panel household"') == 25
    assert made[0].short_code in page
    assert made[29].short_code not in page
    assert made[29].short_code in listed(client, page=2)
    assert made[29].short_code in listed(client, page=99)


def test_each_filter_leaves_what_it_names(office, client):
    tapachula = gazetteer.find("Tapachula")[0].geonameid
    (shelter,) = rows(office, 1, locality=tapachula, languages=["ht"])
    Need.objects.filter(household=shelter).update(kind=NeedKind.SHELTER, urgency=Urgency.DAYS_3)
    (food,) = rows(office, 1)
    (closed,) = rows(office, 1, status=Status.CLOSED)
    for query, wanted in [
        ({}, {shelter, food}),
        ({"need": "SHELTER"}, {shelter}),
        ({"urgency": "TODAY"}, {food}),
        ({"language": "ht"}, {shelter}),
        ({"town": "Tapachula"}, {shelter}),
        ({"status": "CLOSED"}, {closed}),
        ({"status": "ALL"}, {shelter, food, closed}),
        ({"need": "SHELTER", "language": "es"}, set()),
    ]:
        page = listed(client, **query)
        assert {one for one in (shelter, food, closed) if one.short_code in page} == wanted, query


def test_needs_that_are_met_are_not_shown(office, client):
    rows(office, 1)
    Need.objects.update(status=NeedStatus.MET)
    assert "Food: today" not in listed(client)


def test_mine_are_those_that_i_worked_with(office):
    ana = office.colleague()
    mine = called(ana, "Marisol", "Pierre")
    Household.objects.update(status=Status.OPEN)
    (other,) = rows(office, 1)
    page = listed(ana.client(), only="mine")
    assert mine.short_code in page
    assert other.short_code not in page


def test_a_choice_that_fits_nothing_leads_back(office, client):
    rows(office, 1)
    page = listed(client, need="JOB")
    assert "No household fits this choice" in page


def test_a_choice_that_does_not_exist_is_refused(client):
    with override("en"):
        assert client.get(reverse("cases:list"), {"need": "NONSENSE"}).status_code == 400
        assert client.get(reverse("cases:list"), {"town": "Xyzzyqq"}).status_code == 400


def test_another_organisation_is_not_listed(office, client):
    (other,) = rows(Office.open("Casa Luz"), 1)
    assert other.short_code not in listed(client)
    assert other.short_code not in listed(client, "list-print")


def test_a_sheet_to_print_holds_codes_and_no_name(office):
    ana = office.colleague()
    household = called(ana, "Yusleidy", "Quispe")
    Household.objects.update(status=Status.OPEN)
    page = listed(ana.client(), "list-print")
    assert household.short_code in page
    assert "Yusleidy" not in page


def test_ten_thousand_households_cost_as_many_queries_as_one(office, client):
    rows(office, 1)
    listed(client)
    with CaptureQueriesContext(
        connection,
    ) as one:
        listed(client)
    rows(office, 10_000)
    with CaptureQueriesContext(connection) as many:
        page = listed(client)
    assert "10001 households" in page or "10,001 households" in page
    assert len(many) == len(one) <= QUERIES


def search(client, asked: str):
    with override("en"):
        return client.post(reverse("cases:search"), {"asked": asked})


def test_a_code_leads_to_the_household_however_it_is_typed(office, client):
    (household,) = rows(office, 1)
    for typed in (household.short_code, household.code.lower(), household.short_code.replace("-", " ")):
        answer = search(client, typed)
        assert answer["Location"].endswith(f"/work/households/{household.pk}")
    assert codes.short(household.code) == household.short_code


def test_a_name_is_found_and_nothing_of_it_is_in_an_address_or_a_log(office, caplog):
    ana = office.colleague()
    household = called(ana, "Yusleidy", "Quispe")
    with caplog.at_level(logging.DEBUG):
        answer = search(ana.client(), "Yusleydi")
    page = answer.content.decode()
    assert household.short_code in page
    assert "Yusleidy Quispe" in page
    assert "usle" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert "usle" not in page[page.index("<title>") : page.index("</title>")]
    assert not [
        record for record in caplog.records if "usle" in record.getMessage() and record.name != "django.db.backends"
    ]
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {AuditAction.NAMES_SEARCHED, AuditAction.HOUSEHOLD_READ} <= actions


def test_a_name_that_nobody_has_says_what_to_try(client):
    assert "Nobody here is called so" in search(client, "Nohemi").content.decode()


def test_a_name_of_another_organisation_is_not_found(client):
    called(Office.open("Casa Luz").colleague(), "Yusleidy", "Quispe")
    assert "Nobody here is called so" in search(client, "Yusleidy").content.decode()


def test_the_address_is_never_asked_for_a_name(office):
    ana = office.colleague()
    household = called(ana, "Yusleidy", "Quispe")
    with override("en"):
        page = ana.client().get(reverse("cases:search"), {"asked": "Yusleidy"}).content.decode()
    assert household.short_code not in page
    assert '<form class="panel" method="post" action="/en/work/households/search"' in page


def test_without_the_key_a_name_can_not_be_looked_for(office):
    page = search(office.colleague(with_key=False).client(), "Yusleidy").content.decode()
    assert "ask a colleague" in page
