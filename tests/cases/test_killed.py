"""Killed anywhere, nothing is lost, nothing is half-sealed, and an erasing comes to its end."""

import random

import pytest

from acogida.accounts import audit
from acogida.accounts.keys import rotate
from acogida.accounts.models import KeyGrant, WorkspaceKey
from acogida.accounts.opening import open_workspace
from acogida.cases import names
from acogida.cases.enums import Status
from acogida.cases.identity import person_path
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore import backups
from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Document, Erasure, Household, Member, Merge, NameToken
from acogida.cases.services import documents, erasing, intake, merging, notes, resealing, retention
from tests.accounts.people import NOW
from tests.cases.families import LATER
from tests.cases.killing import POINTS, run_and_kill

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PDF = b"%PDF-1.7 acta de Jennifer"


def take_in(casa, name: str = "Jennifer González") -> Household:
    household = casa.draft(name)
    path = person_path(household.members.first().pk, "called")
    intake.change_identity(household=household, by=casa.by, changes={path: "Yeni"}, version=1, now=NOW)
    notes.add(household=household, by=casa.by, text="Vino sola.", now=NOW)
    documents.add(household=household, by=casa.by, title="Acta", chunks=[PDF], now=NOW)
    casa.agree(household)
    return intake.finish(household=household, by=casa.by, now=NOW)


def everything(casa, household) -> dict[str, object]:
    """All that there is to read of a household. Fails when any of it can't be opened."""
    ring = KeyRing(casa.by, [household.pk])
    papers = household.documents.filter(is_complete=True)
    read = [documents.read(document=one, household=household, by=casa.by, now=NOW) for one in papers]
    return {
        "called": [person.called for person in casa.identity(household).people.values()],
        "notes": [notes.opened(note.versions.get(), note, ring) for note in household.notes.all()],
        "documents": [(one.title, b"".join(one.chunks)) for one in read],
        "is found": household.pk in [one.household.pk for one in names.search(by=casa.by, text="Jennifer", now=NOW)],
        "status": household.status,
        "members": household.members.count(),
    }


def sample(count: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(count), min(POINTS, count)))


def test_intake_loses_nothing_that_was_answered_for(casa):
    count = run_and_kill(lambda: take_in(casa))
    whole = everything(casa, Household.objects.get())
    assert (whole["status"], whole["called"]) == (Status.OPEN, ["Yeni"])
    for point in sample(count, seed=1):
        erasing_all(casa)
        assert run_and_kill(lambda: take_in(casa), at=point) is None
        for household in Household.objects.all():  # none, when it was killed before the first field was kept
            kept = everything(casa, household)
            assert kept["members"] == 2
            assert kept["is found"]
            assert kept["called"] in (["Yeni"], [""])
            assert kept["notes"] in ([], ["Vino sola."])
            assert kept["documents"] in ([], whole["documents"])
            assert kept["status"] == Status.DRAFT or kept == whole
        # The same caseworker goes on where the draft stands, or begins anew.
        assert everything(casa, take_in(casa))["notes"] == ["Vino sola."]


def test_re_sealing_leaves_everything_readable_and_goes_on(casa):
    for number in range(3):
        take_in(casa, f"Jennifer Toussaint{number}")
    take_in(casa)
    before = {household.pk: everything(casa, household) for household in Household.objects.all()}

    def reseal() -> None:
        while not resealing.reseal_some(by=casa.by, now=LATER, limit=2).is_done:
            pass

    rotate(by=casa.by, now=LATER)
    count = run_and_kill(reseal)
    for point in sample(count - 10, seed=2):  # a later run takes a few steps fewer
        were_named = set(Household.objects.values_list("key_id", flat=True))
        rotate(by=casa.by, now=LATER)
        assert run_and_kill(reseal, at=point) is None
        assert {household.pk: everything(casa, household) for household in Household.objects.all()} == before
        reseal()
        assert {household.pk: everything(casa, household) for household in Household.objects.all()} == before
        (newest,) = WorkspaceKey.objects.values_list("version", flat=True)
        assert set(NameToken.objects.values_list("version", flat=True)) == {newest}
        named = set(Household.objects.values_list("key_id", flat=True))
        # A new key that nothing named yet may have been left behind, and opens nothing. No old one is.
        assert named <= set(DataKey.objects.filter(version=newest).values_list("pk", flat=True))
        assert not DataKey.objects.filter(pk__in=were_named).exists()


@pytest.mark.parametrize("resumed_by", ["retention", "another erasing"])
def test_an_erasing_comes_to_its_end_wherever_it_was_killed(casa, home, resumed_by):
    def erase() -> None:
        erasing.erase(household=household, by=casa.by, now=NOW)

    stays = take_in(casa, "Wilmer Toussaint")
    household = take_in(casa)
    count = run_and_kill(erase)
    for point in sample(count, seed=5 if resumed_by == "retention" else 6):
        household = take_in(casa)
        made = backups.backup(now=NOW)
        sealed = [bytes(key.sealed).hex() for key in DataKey.objects.filter(household_id=household.pk)]
        assert run_and_kill(erase, at=point) is None
        if not Erasure.objects.filter(pk=household.pk).exists():  # killed before it was marked: as if never asked
            assert everything(casa, household)["called"] == ["Yeni"]
            erasing.erase(household=household, by=casa.by, now=NOW)
        if resumed_by == "retention":
            retention.run(now=NOW)
        else:
            intake.discard(household=casa.draft(), by=casa.by, now=NOW)
            erasing.resume(now=NOW)
        assert Erasure.objects.get(pk=household.pk).finished_at is not None
        assert list(Household.objects.all()) == [stays]
        assert not DataKey.objects.filter(household_id=household.pk).exists()
        assert not Member.objects.exclude(household=stays).exists()
        assert {path.name for path in home.glob("documents/*")} == {Document.objects.get().file_name}
        copied = b"".join(path.read_bytes() for path in home.glob("key-backups/*"))
        assert not [trace for trace in (*sealed, household.pk.hex) if trace.encode() in copied]
        assert made.name in {path.name for path in home.glob("key-backups/*")}
    assert everything(casa, stays)["notes"] == ["Vino sola."]


def test_a_new_key_is_with_all_who_had_the_old_one_or_was_never_made(casa):
    organisation = casa.organisation
    colleagues = [organisation.coordinator, *(organisation.join() for _ in range(3))]
    household = take_in(casa)
    before = everything(casa, household)

    def change() -> None:
        rotate(by=casa.by, now=LATER)

    count = run_and_kill(change)
    for point in sample(count, seed=3):
        made = WorkspaceKey.objects.count()
        assert run_and_kill(change, at=point) is None
        versions = set(WorkspaceKey.objects.values_list("version", flat=True))
        assert versions == set(range(1, len(versions) + 1))
        assert len(versions) in {made, made + 1}
        for one in colleagues:
            keys = open_workspace(member=one.member, workspace=organisation.workspace)
            assert (keys.current, set(keys.pairs)) == (max(versions), versions)
        paper = KeyGrant.objects.filter(recovery_key__workspace=organisation.workspace)
        assert paper.count() == len(versions)
        assert list(audit.verify(organisation.workspace)) == []
        assert everything(casa, household) == before
    assert run_and_kill(change) is not None


def test_two_files_are_one_or_two_and_never_something_between(casa):
    kept, merged = take_in(casa, "Wilmer Toussaint"), take_in(casa)
    before = {one.pk: everything(casa, one) for one in (kept, merged)}

    def merge_and_undo() -> None:
        row = merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
        merging.undo(merge=row, by=casa.by, now=LATER)

    count = run_and_kill(merge_and_undo)
    for point in sample(count, seed=4):
        assert run_and_kill(merge_and_undo, at=point) is None
        merged.refresh_from_db()
        (row,) = Merge.objects.filter(undone_at=None) or [None]
        assert (merged.status == Status.MERGED) == (merged.merged_into_id == kept.pk) == (row is not None)
        if row:
            merging.undo(merge=row, by=casa.by, now=LATER)
        merged.refresh_from_db()
        assert {one.pk: everything(casa, one) for one in (kept, merged)} == before


def erasing_all(casa) -> None:
    for household in Household.objects.all():
        erasing.erase(household=household, by=casa.by, now=NOW)
