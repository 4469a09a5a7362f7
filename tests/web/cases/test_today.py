"""What needs somebody: each thing with its number, and where to go."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from acogida.accounts.enums import Role
from acogida.accounts.models import KeyGrant, RecoveryKey, WorkspaceKey
from acogida.cases.enums import DataKind, HowGiven, Purpose, Urgency
from acogida.cases.facts import Facts, NeedFacts
from acogida.cases.models import Consent, Household
from acogida.cases.services import consents, intake
from acogida.core import clock, crypto
from acogida.directory.enums import NeedKind
from tests.directory import factories
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def office() -> Office:
    return Office.open()


def register(colleague, *, urgency: Urgency = Urgency.WEEKS_2, until_date=None) -> Household:
    by, now = colleague.acting(), clock.now()
    household = intake.start_draft(by=by, facts=Facts(needs=(NeedFacts(NeedKind.FOOD, urgency),)), now=now)
    consents.record(
        household=household,
        by=by,
        purpose=Purpose.SERVICE_HERE,
        kinds=[DataKind.SITUATION],
        how=HowGiven.SIGNED,
        language="es",
        until_date=until_date,
        now=now,
    )
    return intake.finish(household=household, by=by, now=now)


def today(client, name: str = "today", **query: object):
    with override("en"):
        return client.get(reverse(f"cases:{name}"), query)


def tasks(client) -> dict[str, int]:
    page = today(client).content.decode()
    found = re.findall(r'<strong class="number">(\d+)</strong> ([^<]+)</span>', page)
    return {text.strip(): int(number) for number, text in found}


def test_the_first_day_says_what_to_do_first(office):
    page = today(office.colleague(Role.COORDINATOR).client()).content.decode()
    assert "Begin here" in page
    assert "Register the first household" in page


def test_a_day_without_anything_to_do_says_so(office):
    colleague = office.colleague()
    register(colleague)
    page = today(colleague.client()).content.decode()
    assert "Nothing waits for you" in page
    assert tasks(colleague.client()) == {}


def test_needs_that_are_urgent_are_counted(office):
    colleague = office.colleague()
    register(colleague, urgency=Urgency.TODAY)
    for _number in range(2):
        register(colleague, urgency=Urgency.DAYS_3)
    client = colleague.client()
    assert tasks(client) == {
        "household needs something today": 1,
        "households need something within three days": 2,
    }
    with override("en"):
        listed = client.get(reverse("cases:list"), {"urgency": "TODAY"}).content.decode()
    assert "1 household<" in listed


def test_a_draft_is_told_to_whoever_began_it(office):
    ana, luz = office.colleague(), office.colleague()
    by, now = ana.acting(), clock.now()
    intake.start_draft(by=by, now=now)  # opened, and left at once
    begun = intake.start_draft(by=by, now=now)
    intake.change_identity(household=begun, by=by, changes={"contact": "Mornings."}, version=0, now=now)
    assert tasks(ana.client()) == {"registration of yours is not finished": 1}
    assert tasks(luz.client()) == {}


def test_a_consent_that_ends_soon_is_told_unless_another_goes_on(office):
    colleague = office.colleague()
    now = clock.now()
    soon = (now + timedelta(days=5)).date()
    household = register(colleague, until_date=soon)
    register(colleague, until_date=(now + timedelta(days=60)).date())
    assert tasks(colleague.client()) == {"consent ends within two weeks": 1}
    consents.record(
        household=household,
        by=colleague.acting(),
        purpose=Purpose.SERVICE_HERE,
        kinds=[DataKind.SITUATION],
        how=HowGiven.SIGNED,
        language="es",
        now=now,
    )
    assert Consent.objects.filter(household=household).count() == 2
    assert tasks(colleague.client()) == {}


def test_a_file_that_will_be_erased_is_told(office):
    colleague = office.colleague()
    household = register(colleague)
    Household.objects.filter(pk=household.pk).update(notice_at=clock.now())
    assert tasks(colleague.client()) == {"file will be erased unless somebody asks for it": 1}
    with override("en"):
        listed = colleague.client().get(reverse("cases:list"), {"only": "announced"}).content.decode()
    assert household.short_code in listed


def test_numbers_of_free_places_that_are_old_are_told():
    organization = factories.organization(name="Casa Puente")
    service = factories.service(organization, name="Albergue", needs=["SHELTER"])
    site = factories.site(service, factories.location())
    old = clock.now() - timedelta(days=3)
    factories.capacity(service, site, audience="FAMILIES", available=3, updated_at=old)
    colleague = Office.open(id=organization.pk).colleague()
    assert tasks(colleague.client()) == {"number of free places has to be confirmed": 1}


def test_a_colleague_who_waits_for_the_key_is_told(office):
    colleague = office.colleague()
    office.colleague(with_key=False)
    assert tasks(colleague.client()) == {"colleague waits for the key": 1}


def test_who_waits_for_the_key_is_told_what_to_do(office):
    page = today(office.colleague(with_key=False).client()).content.decode()
    assert "nobody gave you the key" in page


LOST = "names, phones, notes and documents of 1 household."


def test_who_alone_can_open_the_files_is_told_so_until_there_is_another_way(office):
    RecoveryKey.objects.update(confirmed_at=None)
    coordinator = office.colleague(Role.COORDINATOR, name="Luz Sola")
    register(coordinator)
    waiting = office.colleague(name="Bela Espera", with_key=False)
    mine, theirs = (today(one.client()).content.decode() for one in (coordinator, waiting))
    assert "Only you can open the files of this organization." in mine
    assert reverse("accounts:recovery") in mine
    assert "Only Luz Sola can open the files of this organization." in theirs
    assert reverse("accounts:recovery") not in theirs
    assert LOST in mine
    assert LOST in theirs
    office.give_key(waiting.pair.public, waiting.user.key)
    assert LOST not in today(coordinator.client()).content.decode()
    KeyGrant.objects.filter(member_key=waiting.user.key).delete()
    assert LOST in today(coordinator.client()).content.decode()
    RecoveryKey.objects.update(confirmed_at=clock.now())
    assert LOST not in today(coordinator.client()).content.decode()


def test_a_recovery_key_that_nobody_typed_back_is_told_to_the_coordinator(office):
    RecoveryKey.objects.update(confirmed_at=None)
    office.colleague()
    office.colleague()
    assert "recovery key" in today(office.colleague(Role.COORDINATOR).client()).content.decode()
    assert "recovery key" not in today(office.colleague().client()).content.decode()


def test_sealing_with_a_new_key_shows_how_far_it_is_and_goes_on(office):
    colleague = office.colleague()
    households = [register(colleague) for _number in range(12)]
    office.version, office.pair = 2, crypto.new_pair()
    WorkspaceKey.objects.create(
        workspace=office.workspace, version=2, public=office.pair.public, created_at=clock.now()
    )
    office.give_key(colleague.pair.public, colleague.user.key)
    client = colleague.client()
    page = today(client).content.decode()
    assert "0 done, 12 to go" in page
    with override("en"):
        page = client.post(reverse("cases:reseal"), headers={"HX-Request": "true"}).content.decode()
        assert "10 done, 2 to go" in page
        assert client.post(reverse("cases:reseal"))["Location"] == "/en/work/"
    assert "to go" not in today(client).content.decode()
    assert set(
        Household.objects.filter(pk__in=[one.pk for one in households]).values_list("key_version", flat=True)
    ) == {2}


def test_numbers_are_renewed_for_an_hour_and_then_no_more(office):
    client = office.colleague().client()
    assert 'hx-get="/en/work/attention?n=1"' in today(client).content.decode()
    assert "hx-get" in today(client, "attention", n=59).content.decode()
    last = today(client, "attention", n=60).content.decode()
    assert "hx-get" not in last
    assert "no longer renewed" in last


def test_another_organisation_counts_for_nothing(office):
    register(Office.open("Casa Luz").colleague(), urgency=Urgency.TODAY)
    colleague = office.colleague()
    register(colleague)
    assert tasks(colleague.client()) == {}


def test_the_number_of_queries_does_not_grow_with_the_households(office, django_assert_max_num_queries):
    colleague = office.colleague()
    for _number in range(7):
        register(colleague, urgency=Urgency.TODAY)
    client = colleague.client()
    with django_assert_max_num_queries(32):
        today(client)
