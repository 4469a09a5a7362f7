import pytest

from acogida.cases.models import ConditionAnswer
from acogida.core import clock
from acogida.directory.search import index
from tests.directory import factories
from tests.web.conftest import family_shelter

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def shelters(db):
    found = []
    for name, papers, free in (("Albergue familiar", True, 9), ("Casa llena", False, 0)):
        service = family_shelter(name=name, audiences=[], papers_needed=papers, translations={})
        site = factories.site(service, factories.location())
        factories.capacity(service, site, audience="EVERYONE", available=free, updated_at=clock.now())
        found.append(service)
    index.rebuild()
    return found


def test_what_fits_stands_above_and_what_does_not_below_with_the_reason(family, shelters):
    page = family.client.get(family.url("options")).content.decode()
    fits, unfit = page.split("These do not fit, as far as we know")
    assert "Albergue familiar" in fits
    assert "Casa llena" in unfit
    assert "It is full." in unfit
    assert f"/en/services/{shelters[0].pk}" in fits


def test_the_condition_is_answered_in_place(family, shelters):
    said = {"service": str(shelters[0].pk), "answer": "NO", "need": "SHELTER"}
    answer = family.client.post(family.url("options-answer"), said)
    assert answer.url.endswith(f"?need=SHELTER#service-{shelters[0].pk}")
    assert ConditionAnswer.objects.get().answer == "NO"
    page = family.client.get(family.url("options")).content.decode()
    assert "The household does not fulfil the condition." in page.split("These do not fit")[1]


def test_the_sheet_is_in_their_language_and_holds_what_fits(family, shelters):
    page = family.client.get(family.url("options-print")).content.decode()
    assert '<html lang="ht">' in page
    assert "Albergue familiar" in page
    assert "Casa llena" not in page


def test_without_a_need_nothing_is_searched(family):
    family.household.needs.all().delete()
    assert "There is no open need." in family.read("options")
    assert family.client.get(family.url("options-print")).status_code == 404
