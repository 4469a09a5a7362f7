import re

import pytest

from acogida.cases.enums import Purpose
from acogida.cases.models import Consent
from tests.directory import factories
from tests.web.cases.household.conftest import consent

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

GIVEN = {"kinds": ["SITUATION", "NAMES"], "until": "withdrawn", "how": "SIGNED"}


def give(family, scope: str, **said: object):
    return family.client.post(f"{family.url('consent-give')}?{scope}", GIVEN | said)


def test_the_text_is_shown_in_full_in_their_language(family):
    page = family.client.get(family.url("consent-give"), {"purpose": "PLAN", "language": "ht"}).content.decode()
    assert 'lang="ht"' in page
    assert "Anvan" in page


def test_nothing_is_chosen_beforehand(family):
    for page in (
        family.read("consent-choose"),
        family.client.get(family.url("consent-give"), {"purpose": "PLAN", "language": "es"}).content.decode(),
    ):
        assert "checked" not in page


def test_a_consent_is_given_and_in_force(family):
    assert give(family, "purpose=PLAN&language=es").status_code == 302
    row = Consent.objects.get(purpose=Purpose.PLAN)
    assert (row.text_language, row.kinds, row.how, row.until_date) == ("es", ["SITUATION", "NAMES"], "SIGNED", None)
    assert "count in plans" in family.read()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"kinds": []}, "Say which data they agree to."),
        ({"how": "SPOKEN"}, "Name the witness."),
        ({"how": "THUMB"}, "Name the witness."),
        ({"until": ""}, "Say until when it holds."),
        ({"until": "date"}, "Say which day."),
        ({"until": "date", "until_date": "2001-01-01"}, "end before it begins"),
    ],
)
def test_what_makes_it_no_consent_is_refused(family, said, error):
    answer = give(family, "purpose=PLAN&language=es", **said)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert not Consent.objects.filter(purpose=Purpose.PLAN).exists()


def test_a_witness_is_on_paper_and_sealed(family):
    give(family, "purpose=STATISTICS&language=es", how="SPOKEN", witness="Teodora Quispe")
    row = Consent.objects.get(purpose=Purpose.STATISTICS)
    page = family.read("consent-print", consent=row.pk)
    assert "Teodora Quispe" in page
    assert '<html lang="es">' in page


def test_a_named_organization_is_found_and_asked(family):
    other = factories.organization(name="Clínica San Mateo")
    page = family.client.get(family.url("consent-choose"), {"organization": "mateo"}).content.decode()
    assert str(other.pk) in page
    read = {"purpose": "REFERRAL_NAMED", "language": "es", "recipient": str(other.pk)}
    assert "Clínica San Mateo" in family.client.get(family.url("consent-give"), read).content.decode()
    give(family, f"purpose=REFERRAL_NAMED&language=es&recipient={other.pk}")
    assert Consent.objects.get(purpose=Purpose.REFERRAL_NAMED).recipient == other.pk


def test_a_scope_that_lacks_something_leads_back_with_the_reason(family):
    answer = family.client.get(family.url("consent-give"), {"purpose": "REFERRAL_NEED", "language": "es"}, follow=True)
    assert "Choose the need that others may be asked for." in answer.content.decode()


def test_a_blank_can_be_printed_before_it_is_recorded(family):
    asked = {"purpose": "REFERRAL_NEED", "language": "pt", "need": "SHELTER"}
    page = family.client.get(family.url("consent-blank"), asked).content.decode()
    assert '<html lang="pt">' in page
    assert not Consent.objects.filter(purpose=Purpose.REFERRAL_NEED).exists()


def test_withdrawing_is_one_step_and_shows_what_it_did(family):
    row = consent(family.household, family.colleague, Purpose.PLAN)
    url = family.url("consent-withdraw", consent=row.pk)
    assert "No reason is asked." in family.client.get(url).content.decode()
    page = family.client.post(url).content.decode()
    assert "The household counts in no plan from now on." in page
    row.refresh_from_db()
    assert row.withdrawn_at
    assert "count in plans" not in section(family.read(), "consent")
    assert "It was withdrawn on" in family.client.post(url).content.decode()


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]* id="{name}".*?</section>', page, re.DOTALL)
    assert found
    return found[0]
