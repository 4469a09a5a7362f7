"""Two people at one household at the same moment: one of them wins, nobody waits in a circle, no key is lost."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, connections

from acogida.accounts.keys import rotate
from acogida.cases.enums import Status
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore.models import DataKey
from acogida.cases.locking import HouseholdIsMerged, WrongStatus
from acogida.cases.models import Erasure, Household
from acogida.cases.services import documents, erasing, intake, merging, notes, resealing, retention
from acogida.cases.services.merging import SameFile
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW
from tests.at_once import at_once
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ROUNDS = 8
LOST = (Household.DoesNotExist, WrongStatus, HouseholdIsMerged, SameFile)  # what it may mean to come second


def together(*works: Callable[[], object]) -> list[BaseException | None]:
    return at_once(*works, refusals=LOST)


def assert_readable_or_gone() -> None:
    """Whatever is visible has the key it names; whatever was begun to be erased is gone, keys and all."""
    keys = set(DataKey.objects.values_list("pk", flat=True))
    for household in Household.objects.all():
        assert household.status != Status.ERASING
        assert household.key_id in keys
    erased = list(Erasure.objects.values_list("pk", flat=True))
    assert not DataKey.objects.filter(household_id__in=erased).exists()
    assert not Erasure.objects.filter(finished_at=None).exists()


def test_finishing_and_discarding_a_draft(casa):
    for _ in range(ROUNDS):
        draft = casa.draft("Jennifer González")
        casa.agree(draft)
        by = casa.by
        results = together(
            lambda by=by, draft=draft: intake.finish(household=draft, by=by, now=LATER),
            lambda by=by, draft=draft: intake.discard(household=draft, by=by, now=LATER),
        )
        assert sum(one is None for one in results) == 1
        assert Household.objects.filter(pk=draft.pk, status=Status.OPEN).exists() == (results[0] is None)
        assert_readable_or_gone()


def test_erasing_while_somebody_writes(casa):
    for _ in range(ROUNDS):
        household = casa.register("Jennifer González")
        by = casa.by
        results = together(
            lambda by=by, household=household: erasing.erase(household=household, by=by, now=LATER),
            lambda by=by, household=household: notes.add(household=household, by=by, text="Nota", now=LATER),
            lambda household=household: casa.call(household, "+52 55"),
            lambda by=by, household=household: documents.add(
                household=household, by=by, title="Acta", chunks=[b"%PDF-1.7 acta"] * 2, now=LATER
            ),
        )
        assert results[0] is None
        assert not Household.objects.exists()
        assert_readable_or_gone()


def test_erasing_leaves_no_file_of_who_was_just_adding_one(casa, home):
    for _ in range(ROUNDS):
        household = casa.register()
        by = casa.by
        together(
            lambda by=by, household=household: documents.add(
                household=household, by=by, title="Acta", chunks=[b"%PDF-1.7 acta"] * 2, now=LATER
            ),
            lambda by=by, household=household: erasing.erase(household=household, by=by, now=LATER),
        )
    assert list(home.glob("documents/*")) == []


def test_who_is_adding_a_paper_when_its_family_is_erased_learns_that_there_is_none(casa, home):
    household = casa.register()

    def slow():
        yield b"%PDF-1.7" + b" acta" * 10
        erasing.erase(household=household, by=casa.by, now=LATER)
        yield b"acta"

    with pytest.raises(Household.DoesNotExist):
        documents.add(household=household, by=casa.by, title="Acta", chunks=slow(), now=LATER)
    assert list(home.glob("documents/*")) == []


def test_two_erasings_that_cross(casa):
    for _ in range(ROUNDS):
        one, two, three = (casa.register() for _ in range(3))
        merging.merge(kept=one, merged=two, by=casa.by, now=NOW)
        by = casa.by
        together(
            lambda by=by, one=one: erasing.erase(household=one, by=by, now=LATER),
            lambda by=by, two=two: erasing.erase(household=two, by=by, now=LATER),
            lambda by=by, three=three: erasing.erase(household=three, by=by, now=LATER),
            lambda: erasing.resume(now=LATER),
        )
        assert not Household.objects.exists()
        assert_readable_or_gone()


def test_merging_and_erasing(casa):
    for turn in range(ROUNDS):
        one, two = casa.register(), casa.register()
        doomed = (one, two)[turn % 2]
        by = casa.by
        merged, erased = together(
            lambda by=by, one=one, two=two: merging.merge(kept=one, merged=two, by=by, now=LATER),
            lambda by=by, doomed=doomed: erasing.erase(household=doomed, by=by, now=LATER),
        )
        assert erased is None
        left = Household.objects.filter(pk__in=[one.pk, two.pk]).count()
        # Merged first: both are one file and went together. Erased first: the other stays as it was.
        assert left == (0 if merged is None else 1)
        assert_readable_or_gone()


def test_merging_both_ways(casa):
    for _ in range(ROUNDS):
        one, two = casa.register(), casa.register()
        by = casa.by
        results = together(
            lambda by=by, one=one, two=two: merging.merge(kept=one, merged=two, by=by, now=LATER),
            lambda by=by, one=one, two=two: merging.merge(kept=two, merged=one, by=by, now=LATER),
        )
        assert sum(one is None for one in results) == 1


def test_two_members_re_seal_while_a_third_writes_and_a_fourth_erases(casa):
    for _ in range(ROUNDS // 2):
        households = [casa.register("Jennifer González") for _ in range(4)]
        rotate(by=casa.by, now=LATER)
        by = casa.by
        together(
            lambda by=by: resealing.reseal_some(by=by, now=LATER),
            lambda by=by: resealing.reseal_some(by=by, now=LATER),
            lambda by=by, first=households[0]: [
                notes.add(household=first, by=by, text=f"Nota {number}", now=LATER) for number in range(4)
            ],
            lambda by=by, last=households[-1]: erasing.erase(household=last, by=by, now=LATER),
        )
        while not resealing.reseal_some(by=casa.by, now=LATER).is_done:
            pass
        assert_readable_or_gone()
        ring = KeyRing(casa.by, [households[0].pk])
        assert len([notes.opened(note.versions.get(), note, ring) for note in households[0].notes.all()]) == 4
        for household in households[:-1]:
            assert casa.identity(household).people
            erasing.erase(household=household, by=casa.by, now=LATER)


def test_reading_goes_on_while_others_re_seal(casa):
    household = casa.register("Jennifer González")
    note = notes.add(household=household, by=casa.by, text="Vino sola.", now=NOW)
    failures: list[CannotOpen] = []

    def read(by) -> None:
        for _ in range(40):
            ring = KeyRing(by, [household.pk])
            try:
                assert notes.opened(note.versions.get(), note, ring) == "Vino sola."
            except CannotOpen as error:
                failures.append(error)

    for _ in range(ROUNDS):
        rotate(by=casa.by, now=LATER)
        by = casa.by
        together(lambda by=by: read(by), lambda by=by: resealing.reseal_some(by=by, now=LATER))
    assert failures == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite overwrites what it deletes by itself")
def test_a_destroyed_key_is_not_left_in_the_files_of_the_table(casa):
    """PostgreSQL marks rows as dead and leaves them where they are; the table's file is written anew instead."""
    household = casa.register()
    sealed = bytes(DataKey.objects.get().sealed)
    assert sealed in file_of_keys()
    erasing.erase(household=household, by=casa.by, now=LATER)
    for _ in range(20):  # another session, such as the server's own analysis, may hold an old row a moment longer
        if sealed not in file_of_keys():
            break
        time.sleep(0.5)
        retention.run(now=LATER)
    assert sealed not in file_of_keys()


def file_of_keys() -> bytes:
    with connections["keys"].cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('keystore_datakey'))")
        return bytes(cursor.fetchone()[0])
