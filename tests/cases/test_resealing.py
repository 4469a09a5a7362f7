from datetime import timedelta

import pytest

from acogida.accounts.keys import rotate
from acogida.accounts.memberships import end_membership
from acogida.accounts.models import WorkspaceKey
from acogida.cases import names
from acogida.cases.enums import ErasureReason
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore import backups
from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Household, NameToken
from acogida.cases.services import documents, erasing, merging, notes, resealing
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PDF = b"%PDF-1.7 acta"


def full(casa) -> Household:
    household = casa.register("Jennifer González")
    note = notes.add(household=household, by=casa.by, text="Vino sola.", now=NOW)
    notes.correct(note=note, by=casa.by, text="Vino con su hijo.", now=NOW)
    documents.add(household=household, by=casa.by, title="Acta", chunks=[PDF], now=NOW)
    return household


def everything(casa, household, by=None) -> list[object]:
    by = by or casa.by
    ring = KeyRing(by, [household.pk])
    document = household.documents.get()
    note = household.notes.get()
    content = documents.read(document=document, household=household, by=by, now=NOW)
    return [
        [person.name for person in casa.identity(household).people.values()],
        [notes.opened(version, note, ring) for version in note.versions.all()],
        content.title,
        b"".join(content.chunks),
        [one.household.pk for one in names.search(by=by, text="Yenifer Gonsales", now=NOW)],
    ]


def test_a_household_reads_the_same_under_a_new_key(casa):
    household = full(casa)
    before, keys = everything(casa, household), set(DataKey.objects.values_list("pk", flat=True))
    rotate(by=casa.by, now=LATER)
    assert resealing.progress(by=casa.by) == resealing.Progress(done=0, left=1)
    assert resealing.reseal_some(by=casa.by, now=LATER) == resealing.Progress(done=1, left=0)
    household.refresh_from_db()
    assert everything(casa, household) == before
    assert not keys & set(DataKey.objects.values_list("pk", flat=True))
    assert DataKey.objects.get().pk == household.key_id
    assert household.retired_keys == []
    assert set(NameToken.objects.values_list("version", flat=True)) == {2}


def test_whoever_left_opens_nothing_with_what_they_took_along(casa):
    colleague = casa.organisation.join()
    household = full(casa)
    taken = colleague.acting()
    end_membership(membership=colleague.membership, by=casa.by, now=LATER)
    resealing.reseal_some(by=casa.by, now=LATER)
    with pytest.raises(CannotOpen):
        everything(casa, household, by=taken)


def test_old_keys_go_when_nothing_needs_them(casa):
    for _ in range(3):
        full(casa)
    rotate(by=casa.by, now=LATER)
    assert resealing.reseal_some(by=casa.by, now=LATER, limit=2).left == 1
    assert WorkspaceKey.objects.count() == 2
    assert resealing.reseal_some(by=casa.by, now=LATER, limit=2).is_done
    assert WorkspaceKey.objects.count() == 1
    assert all(everything(casa, household) for household in Household.objects.all())


def test_merged_files_and_drafts_are_sealed_anew_too(casa):
    kept, merged, draft = full(casa), full(casa), casa.draft("Wilmer Toussaint")
    row = merging.merge(kept=kept, merged=merged, by=casa.by, now=NOW)
    rotate(by=casa.by, now=LATER)
    assert resealing.reseal_some(by=casa.by, now=LATER).done == 3
    merging.undo(merge=row, by=casa.by, now=LATER)
    merged.refresh_from_db()
    assert everything(casa, merged)[1] == ["Vino sola.", "Vino con su hijo."]
    assert casa.identity(draft).people


def test_what_is_being_erased_is_left_alone(casa):
    household = full(casa)
    rotate(by=casa.by, now=NOW)
    erasing.mark(household, by=casa.by, reason=ErasureReason.REQUEST, now=NOW)
    assert resealing.reseal_some(by=casa.by, now=LATER) == resealing.Progress(done=0, left=0)
    assert DataKey.objects.count() == 1


def test_a_session_that_was_killed_leaves_no_old_key_behind(casa):
    household = full(casa)
    old = DataKey.objects.get()
    rotate(by=casa.by, now=LATER)
    resealing.reseal_some(by=casa.by, now=LATER)
    old.save(using="keys", force_insert=True)  # as if it had been killed before it destroyed it
    Household.objects.update(retired_keys=[str(old.pk)])
    resealing.reseal_some(by=casa.by, now=LATER)
    assert not DataKey.objects.filter(pk=old.pk).exists()
    assert everything(casa, household)[2] == "Acta"


def test_a_ring_made_before_still_opens_what_was_sealed_anew(casa):
    household = full(casa)
    rotate(by=casa.by, now=LATER)
    ring = KeyRing(casa.by, [household.pk])
    resealing.reseal_some(by=casa.by, now=LATER)
    note = household.notes.get()
    assert notes.opened(note.versions.first(), note, ring) == "Vino sola."


def test_a_fresh_backup_can_bring_back_the_new_keys(casa):
    household = full(casa)
    backups.backup(now=NOW)
    rotate(by=casa.by, now=LATER)
    resealing.reseal_some(by=casa.by, now=LATER)
    DataKey.objects.all().delete()
    backups.restore(backups.listed()[0].name)
    assert everything(casa, household)[2] == "Acta"


def test_backups_are_not_made_for_every_batch(casa):
    for _ in range(4):
        casa.draft()
    rotate(by=casa.by, now=LATER)
    made = []
    for minute in range(4):
        resealing.reseal_some(by=casa.by, now=LATER + timedelta(minutes=minute), limit=1)
        made.append(backups.listed()[0].made_at)
    assert made == [LATER, LATER, LATER, LATER + timedelta(minutes=3)]
