import pytest

from acogida.cases import duplicates
from acogida.cases.enums import ErasureReason, Status
from acogida.cases.facts import Facts, MemberFacts, with_members
from acogida.cases.keystore.models import DataKey
from acogida.cases.locking import HouseholdIsMerged
from acogida.cases.models import Household, Merge
from acogida.cases.selectors import file_of, get_for, list_for
from acogida.cases.services import erasing, intake, merging, notes
from acogida.cases.services.merging import MergeIsUndone, NotRegisteredYet, SameFile
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_likely_duplicate_is_shown_at_intake(casa, other):
    before = casa.register("Jennifer González Muñoz", "Brayan Muñoz")
    casa.register("Jennifer Toussaint")  # a first name alone says nothing
    other.register("Jennifer González Muñoz", "Brayan Muñoz")
    draft = casa.draft("Yenifer Gonsales Munoz")
    (likeness,) = duplicates.find(household=draft, by=casa.by)
    assert (likeness.household, likeness.people, likeness.same_composition) == (before, 1, True)
    assert likeness.score > 0.8


def test_who_is_in_no_other_file_has_no_duplicates(casa):
    casa.register("Jennifer González Muñoz")
    assert duplicates.find(household=casa.draft("Wilmer Toussaint"), by=casa.by) == []
    assert duplicates.find(household=casa.draft(), by=casa.by) == []


def test_the_names_of_a_file_that_was_merged_are_those_of_the_one_that_stays(casa):
    kept, merged = casa.register("Wilmer Toussaint"), casa.register("Jennifer González Muñoz")
    merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    (likeness,) = duplicates.find(household=casa.draft("Yenifer Gonsales Munoz"), by=casa.by)
    assert likeness.household == kept


def test_the_most_alike_of_many_are_shown(casa):
    alike = [casa.register("Jennifer González Muñoz") for _ in range(3)]
    other = Facts(members=(MemberFacts(),))
    less = [casa.register("Jennifer Gonsales Munhos", facts=with_members(other, MemberFacts())) for _ in range(6)]
    found = duplicates.find(household=casa.draft("Jennifer González Muñoz"), by=casa.by)
    assert len(found) == duplicates.MOST
    assert {one.household for one in found[:3]} == set(alike)
    assert {one.household for one in found[3:]} < set(less)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_merged_file_is_part_of_the_one_that_stays(casa):
    kept, merged = casa.register(), casa.register()
    merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    assert list(list_for(casa.by)) == [kept]
    assert get_for(casa.by, merged.pk).merged_into_id == kept.pk
    assert file_of(kept) == [kept.pk, merged.pk]
    with pytest.raises(HouseholdIsMerged):
        notes.add(household=merged, by=casa.by, text="Nota", now=LATER)


def test_a_merge_can_be_undone_and_both_are_as_they_were(casa):
    kept, merged = casa.register("Wilmer Toussaint"), casa.draft("Jennifer González")
    row = merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    assert merging.undo(merge=row, by=casa.by, now=LATER).status == Status.DRAFT
    assert [next(iter(casa.identity(one).people.values())).given for one in (kept, merged)] == ["Wilmer", "Jennifer"]
    with pytest.raises(MergeIsUndone):
        merging.undo(merge=row, by=casa.by, now=LATER)
    again = merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    assert again.pk != row.pk


def test_what_makes_no_sense_is_not_merged(casa, other):
    household, draft = casa.register(), casa.draft()
    for kept, merged, error in (
        (household, household, SameFile),
        (draft, household, NotRegisteredYet),
        (household, other.register(), Household.DoesNotExist),
    ):
        with pytest.raises(error):
            merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    assert not Merge.objects.exists()


def test_files_merged_in_a_row_are_one(casa):
    one, two, three = (casa.register() for _ in range(3))
    merging.merge(kept=two, merged=three, by=casa.by, now=LATER)
    merging.merge(kept=one, merged=two, by=casa.by, now=LATER)
    assert set(file_of(one)) == {one.pk, two.pk, three.pk}
    erasing.erase(household=three, by=casa.by, now=LATER)  # whichever of them is meant
    assert not Household.objects.exists()
    assert not DataKey.objects.exists()


def test_what_was_erased_with_its_file_does_not_come_back(casa):
    kept, merged = casa.register(), casa.register()
    row = merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    erasing.mark(Household.objects.get(pk=kept.pk), by=casa.by, reason=ErasureReason.REQUEST, now=LATER)
    with pytest.raises(Household.DoesNotExist):
        merging.undo(merge=row, by=casa.by, now=LATER)


def test_a_merged_draft_is_not_discarded(casa):
    kept, draft = casa.register(), casa.draft()
    merging.merge(kept=kept, merged=draft, by=casa.by, now=LATER)
    with pytest.raises(HouseholdIsMerged):
        intake.discard(household=draft, by=casa.by, now=LATER)
