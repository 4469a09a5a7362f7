import tomllib
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from acogida.cases import consent_texts
from acogida.cases.consenting import covers
from acogida.cases.enums import DataKind, HowGiven, Purpose, Status
from acogida.cases.models import Household, Share
from acogida.cases.selectors import allowing
from acogida.cases.services import consents, merging
from acogida.cases.services.consents import Effect, EffectCode, NotAConsent
from acogida.directory.enums import NeedKind
from tests.accounts.people import NOW
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CLINIC, UNION = uuid4(), uuid4()
TEXTS = Path(consent_texts.__file__).parent / "data" / "consent"
# What people agreed to stays what it was: whoever changes a text makes a new version.
HASHES = tomllib.loads((Path(__file__).parent / "consent_hashes.toml").read_text())


def test_texts_that_were_shown_are_never_changed():
    found = {path.parent.name: {} for path in TEXTS.glob("*/*.md")}
    for path in TEXTS.glob("*/*.md"):
        found[path.parent.name][path.stem] = sha256(path.read_bytes()).hexdigest()
    assert found == HASHES


@pytest.mark.parametrize("language", consent_texts.LANGUAGES)
def test_a_text_has_every_part_in_every_language(language):
    text = consent_texts.text(language)
    english = consent_texts.text("en")
    assert text.hash == HASHES[text.version][language]
    assert set(text.purposes) == set(Purpose)
    assert len(text.general.paragraphs) == len(english.general.paragraphs)
    for purpose, part in text.purposes.items():
        filled = part.filled(organization="Casa", recipient="Clínica", need="salud")
        assert len(part.paragraphs) == len(english.purposes[purpose].paragraphs)
        assert "{" not in filled.title + "".join(filled.paragraphs)
    named = text.purposes[Purpose.REFERRAL_NAMED].filled(recipient="Clínica")
    assert "Clínica" in named.title


def test_only_what_was_agreed_to_is_covered(casa):
    household = casa.register()
    said = {"kinds": [DataKind.SITUATION, DataKind.NAMES], "recipient": CLINIC}
    consent = casa.agree(household, Purpose.REFERRAL_NAMED, **said)
    named = Purpose.REFERRAL_NAMED
    assert covers(household, named, CLINIC, DataKind.NAMES, NOW) == consent
    assert covers(household, named, UNION, DataKind.NAMES, NOW) is None
    assert covers(household, named, CLINIC, DataKind.NOTES, NOW) is None
    assert covers(household, named, None, DataKind.NAMES, NOW) is None
    assert covers(household, Purpose.REFERRAL_NEED, CLINIC, DataKind.NAMES, NOW, need=NeedKind.HEALTH) is None
    assert covers(household, Purpose.PLAN, None, DataKind.SITUATION, NOW) is None
    assert covers(casa.register(), named, CLINIC, DataKind.NAMES, NOW) is None


def test_a_referral_for_a_need_is_for_that_need(casa):
    household = casa.register()
    casa.agree(household, Purpose.REFERRAL_NEED, need=NeedKind.HEALTH)
    asked = (household, Purpose.REFERRAL_NEED, CLINIC, DataKind.NAMES, NOW)
    assert covers(*asked, need=NeedKind.HEALTH)
    assert not covers(*asked, need=NeedKind.JOB)
    assert not covers(*asked)


def test_consent_holds_to_the_end_of_its_last_day(casa):
    household = casa.register()
    casa.agree(household, Purpose.PLAN, until_date=NOW.date())
    assert covers(household, Purpose.PLAN, None, DataKind.SITUATION, NOW.replace(hour=23))
    assert not covers(household, Purpose.PLAN, None, DataKind.SITUATION, NOW + timedelta(days=1))
    assert not allowing(Purpose.PLAN, workspace=casa.by.workspace, now=NOW + timedelta(days=1)).exists()


def test_a_withdrawal_takes_effect_at_once_and_says_what_it_did(casa):
    household = casa.register()
    consent = casa.agree(household, Purpose.REFERRAL_NAMED, recipient=CLINIC)
    again = casa.agree(household, Purpose.REFERRAL_NAMED, recipient=CLINIC)
    other = casa.agree(household, Purpose.REFERRAL_NAMED, recipient=UNION)
    shares = [
        Share.objects.create(household=household, consent=row, recipient=row.recipient, kinds=["NAMES"], from_at=NOW)
        for row in (again, other)
    ]
    effects = consents.withdraw(consent=consent, by=casa.by, now=LATER)
    assert effects == [Effect(EffectCode.SHARE_ENDED, CLINIC), Effect(EffectCode.NO_MORE_REFERRALS)]
    assert [share.ended_at for share in Share.objects.filter(pk__in=[s.pk for s in shares]).order_by("-from_at")] != []
    assert Share.objects.get(consent=again).ended_at == LATER
    assert Share.objects.get(consent=other).ended_at is None
    assert covers(household, Purpose.REFERRAL_NAMED, CLINIC, DataKind.NAMES, LATER) is None
    assert covers(household, Purpose.REFERRAL_NAMED, UNION, DataKind.NAMES, LATER) == other


@pytest.mark.parametrize(
    ("purpose", "effect"), [(Purpose.PLAN, EffectCode.OUT_OF_PLANS), (Purpose.STATISTICS, EffectCode.OUT_OF_FIGURES)]
)
def test_who_withdraws_counts_no_more(casa, purpose, effect):
    household = casa.register()
    consent = casa.agree(household, purpose)
    assert list(allowing(purpose, workspace=casa.by.workspace, now=LATER)) == [household]
    assert consents.withdraw(consent=consent, by=casa.by, now=LATER) == [Effect(effect)]
    assert not allowing(purpose, workspace=casa.by.workspace, now=LATER).exists()


def test_a_file_that_may_not_be_kept_is_closed(casa):
    household = casa.register()
    effects = consents.withdraw(consent=household.consents.get(), by=casa.by, now=LATER)
    assert effects == [Effect(EffectCode.FILE_CLOSED)]
    assert Household.objects.get().status == Status.CLOSED


def test_consent_can_be_given_again(casa):
    household = casa.register()
    consents.withdraw(consent=casa.agree(household, Purpose.PLAN), by=casa.by, now=NOW)
    again = casa.agree(household, Purpose.PLAN, now=LATER)
    assert covers(household, Purpose.PLAN, None, DataKind.SITUATION, LATER) == again


def test_what_was_withdrawn_in_one_file_is_not_allowed_by_an_older_one_of_the_same_people(casa):
    one, two = casa.register(), casa.register()
    for household in (one, two):
        casa.agree(household, Purpose.PLAN)
    consents.withdraw(consent=two.consents.get(purpose=Purpose.PLAN), by=casa.by, now=LATER)
    assert covers(one, Purpose.PLAN, None, DataKind.SITUATION, LATER)
    merging.merge(kept=one, merged=two, by=casa.by, now=LATER)
    assert covers(one, Purpose.PLAN, None, DataKind.SITUATION, LATER) is None


def test_a_withdrawal_reaches_all_files_of_the_same_people(casa):
    one, two = casa.register(), casa.register()
    rows = [casa.agree(household, Purpose.PLAN) for household in (one, two)]
    merging.merge(kept=one, merged=two, by=casa.by, now=NOW)
    consents.withdraw(consent=rows[1], by=casa.by, now=LATER)
    assert not one.consents.filter(purpose=Purpose.PLAN, withdrawn_at=None).exists()


def test_a_witness_is_needed_and_named_only_under_seal(casa):
    household = casa.register()
    consent = casa.agree(household, Purpose.PLAN, how=HowGiven.SPOKEN, witness="Mirto Testigo")
    assert casa.identity(household).witnesses == {consent.pk: "Mirto Testigo"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": []},
        {"kinds": ["EVERYTHING"]},
        {"how": HowGiven.THUMB},
        {"how": HowGiven.SPOKEN, "witness": "  "},
        {"language": "de"},
        {"recipient": CLINIC},
        {"need": NeedKind.FOOD},
        {"until_date": NOW.date() - timedelta(days=1)},
    ],
)
def test_what_is_no_consent_is_refused(casa, wrong):
    with pytest.raises(NotAConsent):
        casa.agree(casa.register(), Purpose.PLAN, **wrong)


def test_others_withdraw_nothing(casa, other):
    consent = casa.register().consents.get()
    with pytest.raises(Household.DoesNotExist):
        consents.withdraw(consent=consent, by=other.by, now=LATER)
