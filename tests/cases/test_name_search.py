import pytest

from acogida.accounts.enums import AuditAction
from acogida.accounts.keys import rotate
from acogida.accounts.models import AuditEvent
from acogida.cases import names
from acogida.cases.identity import person_path
from acogida.cases.models import NameToken
from acogida.cases.services import intake, merging
from tests.accounts.people import NOW
from tests.cases.measuring_names import measure

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def found(casa, text: str) -> list:
    return [one.household for one in names.search(by=casa.by, text=text, now=NOW)]


def test_names_are_found_however_they_are_spelt():
    figures = measure(tuned=False)
    assert figures.recall > 0.75
    assert figures.precision > 0.8


@pytest.mark.parametrize(
    "asked",
    [
        "Yenifer Gonsales Muños",
        "muñoz gonzalez",
        "MUNOZ, Jennifer",
        "jenifer",
        "Gonzalez Munoz Jennifer",
        "Jennifer de los Ángeles González",  # one word of three may be missing
    ],
)
def test_order_accents_and_spelling_do_not_matter(casa, asked):
    household = casa.register("Jénnifer González Muñoz")
    casa.register("Nathalie Toussaint")
    assert found(casa, asked) == [household]


def test_of_two_words_both_have_to_be_there_in_one_person(casa):
    casa.register("Jennifer González", "Wilmer Muñoz")
    assert found(casa, "Jennifer Muñoz") == []
    assert len(found(casa, "Wilmer Muñoz")) == 1


def test_the_most_alike_come_first(casa):
    sounding, exact = casa.register("Wilmer Gonsales"), casa.register("Wilmer González")
    assert found(casa, "Wilmer González") == [exact, sounding]


@pytest.mark.parametrize("asked", ["", " ", "J.", "?!", "de la"])
def test_what_says_nothing_finds_nothing(casa, asked):
    casa.register("Jennifer González")
    assert found(casa, asked) == []


def test_others_find_nothing(casa, other):
    casa.register("Jennifer González")
    assert found(other, "Jennifer González") == []


def test_a_name_that_was_changed_is_found_by_the_new_one_only(casa):
    household = casa.register("Jennifer González")
    path = person_path(household.members.first().pk, "family")
    intake.change_identity(household=household, by=casa.by, changes={path: "Toussaint"}, version=1, now=NOW)
    assert found(casa, "Jennifer Tousen") == [household]
    assert found(casa, "Jennifer González") == []


def test_names_under_an_older_key_are_found_until_they_are_sealed_anew(casa):
    old = casa.register("Jennifer González")
    rotate(by=casa.by, now=NOW)
    new = casa.register("Yenifer Gonsales")
    assert set(found(casa, "Jennifer González")) == {old, new}
    assert set(NameToken.objects.values_list("version", flat=True)) == {1, 2}


def test_a_merged_file_is_found_as_the_one_it_is_part_of(casa):
    kept, merged = casa.register("Wilmer Toussaint"), casa.register("Jennifer González")
    merging.merge(kept=kept, merged=merged, by=casa.by, now=NOW)
    assert found(casa, "Jennifer González") == [kept]


def test_the_same_name_looks_different_in_another_organisation(casa, other):
    for one in (casa, other):
        one.register("Jennifer González")
    tokens = [
        {bytes(token) for token in NameToken.objects.filter(workspace=one.by.workspace).values_list("token", flat=True)}
        for one in (casa, other)
    ]
    assert len(tokens[0]) == len(tokens[1]) > 2
    assert not tokens[0] & tokens[1]


def test_that_somebody_searched_is_in_the_audit_log_and_what_is_not(casa):
    found(casa, "Jennifer González")
    event = AuditEvent.objects.filter(action=AuditAction.NAMES_SEARCHED).get()
    assert b"ennifer" not in bytes(event.body)
