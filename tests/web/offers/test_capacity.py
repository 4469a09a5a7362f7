"""The list of our services, and the taps on it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.enums import Visibility
from acogida.directory.models import Capacity
from tests.directory import factories
from tests.directory.factories import SECRET_STREET
from tests.web.accounts.signed_in import Office
from tests.web.conftest import family_shelter

QUERIES = 10  # of the list; the door takes half of them
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def address(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"offers:{name}", args=args)


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ({"deed": "plus"}, 4),
        ({"deed": "minus"}, 2),
        ({"deed": "full"}, 0),
        ({"deed": "unknown"}, None),
        ({"deed": "confirm"}, 3),
        ({"free": "1"}, 1),
    ],
)
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR])
def test_a_tap_counts_and_leads_back_to_where_it_was_pressed(as_role, beds, role, said, after):
    response = as_role(role).post(address("tap", beds.pk), said | {"from": "list"})
    beds.refresh_from_db()
    assert beds.available == after
    assert response.headers["Location"] == f"{address('list')}#room-{beds.pk}"
    assert beds.updated_by.name == "Ana Pérez"


def test_a_tap_on_the_page_of_the_service_leads_back_there(coordinator, beds):
    response = coordinator.post(address("tap", beds.pk), {"deed": "plus", "from": "service"})
    assert response.headers["Location"] == f"{address('service', beds.service_id)}#room-{beds.pk}"


def test_with_htmx_only_the_line_comes_back_and_is_read_out(coordinator, beds):
    response = coordinator.post(address("tap", beds.pk), {"deed": "minus"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "2 free" in page
    assert "Ana Pérez, just now" in page
    assert 'id="said" role="status" hx-swap-oob="innerHTML">Families: 2 free' in page


@pytest.mark.parametrize("said", [{"deed": "plus"}, {"free": "5"}, {"free": "-1"}, {"free": "x"}, {"free": ""}, {}])
def test_what_can_not_be_is_said_and_changes_nothing(coordinator, beds, said):
    Capacity.objects.update(available=4)
    at_once = coordinator.post(address("tap", beds.pk), said, headers={"HX-Request": "true"})
    assert "notice bad" in at_once.content.decode()
    whole = coordinator.post(address("tap", beds.pk), said, follow=True)
    assert "notice" in whole.content.decode()
    beds.refresh_from_db()
    assert (beds.available, beds.updated_by) == (4, None)


def test_the_list_shows_numbers_who_told_them_and_how_old_they_are(coordinator, beds):
    page = coordinator.get(address("list")).content.decode()
    assert "3 free" in page
    assert "of 4" in page
    assert "From the source, 2 hours ago" in page
    assert "Still right" not in page


def test_old_numbers_come_first_and_ask_to_be_confirmed(coordinator, ours, beds):
    late = family_shelter(name="Zzz", organization=ours.organization, translations={})
    late.organization_id = ours.organization_id
    late.save()
    told = clock.now() - timedelta(hours=30)
    factories.capacity(late, factories.site(late), available=2, updated_at=told)
    page = coordinator.get(address("list")).content.decode()
    assert page.index("Zzz") < page.index("Albergue familiar")
    assert "1 number is older than a day" in page
    assert page.count("Still right") == 1


def test_whoever_plans_sees_the_numbers_and_changes_none(as_role, beds):
    planner = as_role(Role.PLANNER)
    page = planner.get(address("list"))
    assert "3 free" in page.content.decode()
    assert b"<button name" not in page.content
    assert planner.post(address("tap", beds.pk), {"deed": "plus"}).status_code == 404
    beds.refresh_from_db()
    assert beds.available == 3


def test_others_and_what_is_not_there_answer_alike(coordinator, ours):
    theirs = family_shelter(name="Ajeno")
    capacity = factories.capacity(theirs, factories.site(theirs), available=1)
    pages = [
        (name, pk)
        for name, own in (
            ("service", theirs.pk),
            ("texts", theirs.pk),
            ("hours", theirs.pk),
            ("special-days", theirs.pk),
            ("contact", theirs.pk),
            ("count", theirs.pk),
            ("maximum", capacity.pk),
        )
        for pk in (own, uuid4())
    ]
    answers = {coordinator.get(address(name, pk)).content for name, pk in pages}
    assert {coordinator.get(address(name, pk)).status_code for name, pk in pages} == {404}
    assert len(answers) == 1
    for name, pk in (("tap", capacity.pk), ("tap", uuid4()), ("standing", theirs.pk), ("standing", uuid4())):
        assert coordinator.post(address(name, pk), {"deed": "full"}).status_code == 404
    capacity.refresh_from_db()
    assert capacity.available == 1
    assert "Ajeno" not in coordinator.get(address("list")).content.decode()


@pytest.mark.parametrize("name", ["service", "texts", "hours", "special-days", "contact", "count"])
def test_a_caseworker_changes_no_more_than_numbers(as_role, ours, name):
    client = as_role(Role.CASEWORKER)
    assert client.get(address(name, ours.pk)).status_code == 404
    assert client.post(address(name, ours.pk), {}).status_code == 404


def test_hidden_places_are_counted_apart_and_told_nowhere(office, ours, coordinator):
    for _ in range(2):
        site = factories.site(ours, factories.location(Visibility.HIDDEN))
        factories.capacity(ours, site, audience="WOMEN", available=5, updated_at=clock.now())
    pages = [coordinator.get(address("list")), coordinator.get(address("service", ours.pk))]
    for page in (response.content.decode() for response in pages):
        assert "Hidden place, Chiapas" in page
        assert "Hidden place, Chiapas (2)" in page
        assert SECRET_STREET not in page
        assert "14.9111" not in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_as_many_queries_for_one_service_as_for_many(
    coordinator, ours, count, django_assert_num_queries
):
    for number in range(count):
        service = factories.service(ours.organization, name=f"Comedor {number}")
        factories.capacity(service, factories.site(service), available=number, updated_at=clock.now())
    coordinator.get(address("list"))
    with django_assert_num_queries(QUERIES):
        coordinator.get(address("list"))


def test_an_organization_without_services_is_told_where_they_come_from(db):
    organization = factories.organization(name="Nueva")
    client = Office.open("Nueva", id=organization.pk).colleague(Role.COORDINATOR).client()
    assert "by an import" in client.get(address("list")).content.decode()
