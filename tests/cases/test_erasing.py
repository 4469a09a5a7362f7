from datetime import timedelta

import pytest
from django.core.management import call_command

from acogida.accounts.enums import AuditAction
from acogida.accounts.memberships import limit_membership
from acogida.accounts.models import AuditEvent, KeyGrant, Membership
from acogida.cases.enums import ErasureReason, Status
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore import backups, store
from acogida.cases.keystore.models import DataKey, Shredded
from acogida.cases.keystore.store import HouseholdShredded
from acogida.cases.models import Document, Erasure, Household, NameToken, NoteVersion, SealedRecord
from acogida.cases.selectors import get_for, list_for
from acogida.cases.services import consents, documents, erasing, intake, merging, notes, retention
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MONTH = timedelta(days=31)


def full(casa, now=NOW) -> Household:
    household = casa.register("Jennifer González", now=now)
    notes.add(household=household, by=casa.by, text="Vino sola.", now=now)
    documents.add(household=household, by=casa.by, title="Acta", chunks=[b"%PDF-1.7 acta"], now=now)
    return household


def left(home) -> list[object]:
    rows = [Household, SealedRecord, NoteVersion, Document, NameToken, DataKey]
    return [model for model in rows if model.objects.exists()] + list(home.glob("documents/*"))


def run(now, **options) -> retention.Report:
    return retention.run(now=now, **options)


def test_erasing_leaves_that_it_was_and_why(casa, home):
    household = full(casa)
    erasing.erase(household=household, by=casa.by, now=LATER)
    assert left(home) == []
    row = Erasure.objects.get()
    assert (row.pk, row.reason, row.finished_at) == (household.pk, ErasureReason.REQUEST, LATER)
    actions = AuditEvent.objects.filter(subject=household.pk).order_by("number").values_list("action", flat=True)
    assert list(actions)[-2:] == [AuditAction.ERASING_BEGUN, AuditAction.HOUSEHOLD_ERASED]


def test_nothing_is_found_of_a_household_that_is_being_erased(casa):
    household = full(casa)
    erasing.mark(household, by=casa.by, reason=ErasureReason.REQUEST, now=LATER)
    assert not list_for(casa.by).exists()
    with pytest.raises(Household.DoesNotExist):
        get_for(casa.by, household.pk)
    with pytest.raises(Household.DoesNotExist):
        notes.add(household=household, by=casa.by, text="Todavía", now=LATER)
    with pytest.raises(Household.DoesNotExist):
        consents.withdraw(consent=household.consents.get(), by=casa.by, now=LATER)  # which would not stop it either


@pytest.mark.parametrize("stage", ["marked", "shredded", "forgotten"])
def test_an_interrupted_erasing_is_finished_by_the_next(casa, home, stage):
    household, another = full(casa), casa.draft()
    erasing.mark(household, by=casa.by, reason=ErasureReason.REQUEST, now=NOW)
    if stage != "marked":
        store.shred([household.pk], now=NOW)
    if stage == "forgotten":
        backups.forget([household.pk])
    erasing.erase(household=another, by=casa.by, now=LATER)
    assert left(home) == []
    assert Erasure.objects.filter(finished_at=LATER).count() == 2


def test_finishing_twice_changes_nothing(casa):
    household = full(casa)
    erasing.erase(household=household, by=casa.by, now=NOW)
    erasing.finish([household.pk], by=None, now=LATER)
    assert Erasure.objects.get().finished_at == NOW
    assert AuditEvent.objects.filter(action=AuditAction.HOUSEHOLD_ERASED).count() == 1


def test_a_merged_file_is_erased_whole(casa, home):
    kept, merged = full(casa), full(casa)
    merging.merge(kept=kept, merged=merged, by=casa.by, now=LATER)
    erasing.erase(household=kept, by=casa.by, now=LATER)
    assert left(home) == []
    assert Shredded.objects.count() == 2


def test_others_erase_nothing(casa, other):
    household = full(casa)
    with pytest.raises(Household.DoesNotExist):
        erasing.erase(household=household, by=other.by, now=LATER)
    assert casa.identity(household)


def test_no_key_is_made_for_who_was_erased(casa):
    household = full(casa)
    key = DataKey.objects.get()
    erasing.erase(household=household, by=casa.by, now=LATER)
    with pytest.raises(HouseholdShredded):
        store.put(key)


def test_rows_that_come_back_from_a_backup_open_no_more(casa):
    household = full(casa)
    before = SealedRecord.objects.get()
    erasing.erase(household=household, by=casa.by, now=LATER)
    with pytest.raises(CannotOpen):
        KeyRing(casa.by, [household.pk]).open(before.key_id, before.sealed, "identity", household.pk)


def test_who_was_away_for_the_period_is_announced_then_erased(casa, home):
    household = full(casa)
    over = NOW + 19 * MONTH
    assert run(NOW + 17 * MONTH).announced == []
    assert run(over).announced == [household.pk]
    assert Household.objects.get().notice_at == over
    assert [one.pk for one in retention.past_period(casa.by.workspace, over)] == [household.pk]
    assert run(over) == run(over + timedelta(days=29)) == retention.Report()
    assert run(over + timedelta(days=30)).erased == [household.pk]
    assert left(home) == []
    assert Erasure.objects.get().reason == ErasureReason.RETENTION


def test_whoever_comes_back_after_the_notice_stays(casa):
    household = full(casa)
    over = NOW + 19 * MONTH
    run(over)
    notes.add(household=household, by=casa.by, text="Volvió.", now=over + timedelta(days=10))
    assert Household.objects.get().notice_at is None
    assert run(over + timedelta(days=40)) == retention.Report()


def test_activity_between_the_list_and_the_lock_counts(casa, monkeypatch):
    household = full(casa)
    over = NOW + 19 * MONTH
    run(over)
    marked = erasing.mark
    monkeypatch.setattr(erasing, "mark", lambda *args, **options: pytest.fail("it was active"))
    Household.objects.update(notice_at=None, active_at=over + timedelta(days=30))
    assert retention._erase(household.pk, casa.by.workspace, over + timedelta(days=31)) is False
    monkeypatch.setattr(erasing, "mark", marked)


def test_an_organisation_that_keeps_longer_keeps_longer(casa):
    full(casa)
    workspace = casa.by.workspace
    workspace.retention_months = 36
    workspace.save(update_fields=["retention_months"])
    assert run(NOW + 30 * MONTH).announced == []
    assert len(run(NOW + 37 * MONTH).announced) == 1


def test_a_draft_is_erased_after_two_weeks_without_change(casa):
    draft = casa.draft()
    casa.call(draft, "+52 55", now=NOW + timedelta(days=10))
    assert run(NOW + timedelta(days=15)).drafts == []
    assert run(NOW + timedelta(days=25)).drafts == [draft.pk]
    assert Erasure.objects.get().reason == ErasureReason.DRAFT_EXPIRED


def test_who_took_consent_back_is_erased_whatever_else_happens(casa):
    household = full(casa)
    consents.withdraw(consent=household.consents.get(), by=casa.by, now=NOW)
    notes.add(household=household, by=casa.by, text="Lo pensará.", now=NOW + timedelta(days=20))
    assert run(NOW + timedelta(days=29)).erased == []
    assert run(NOW + timedelta(days=30)).erased == [household.pk]


def test_who_gave_it_again_stays(casa):
    household = full(casa)
    consents.withdraw(consent=household.consents.get(), by=casa.by, now=NOW)
    casa.agree(household, now=LATER)
    assert run(NOW + timedelta(days=60)).erased == []


def test_a_dry_run_says_the_same_and_does_nothing(casa):
    household, draft = full(casa), casa.draft()
    over = NOW + 19 * MONTH
    report = run(over, dry_run=True)
    assert (report.announced, report.drafts) == ([household.pk], [draft.pk])
    assert set(Household.objects.values_list("status", "notice_at")) == {(Status.OPEN, None), (Status.DRAFT, None)}


def test_an_upload_that_never_ended_is_removed(casa, home):
    household = casa.register()
    documents._begin(household, casa.by, "application/pdf", "Acta", None, NOW)
    assert run(NOW + timedelta(hours=2)).uploads == 0
    assert run(NOW + timedelta(days=2)).uploads == 1
    assert not Document.objects.exists()


def test_the_command_prints_ids_only(casa, capsys, monkeypatch):
    household = full(casa, now=NOW - 20 * MONTH)
    monkeypatch.setattr("acogida.core.clock.now", lambda: NOW)
    call_command("retention", "run", "--dry-run")
    out = capsys.readouterr().out
    assert str(household.pk) in out
    assert "1 announced" in out
    assert "Jennifer" not in out
    call_command("retention", "run")
    assert Household.objects.get().notice_at == NOW


def test_two_drafts_of_one_family_may_be_discarded_one_after_the_other(casa):
    for draft in [casa.draft(), casa.draft()]:
        intake.discard(household=draft, by=casa.by, now=NOW)
    assert Erasure.objects.exclude(finished_at=None).count() == 2


def test_whose_membership_is_over_loses_the_key(casa, monkeypatch):
    guest = casa.organisation.join()
    limit_membership(membership=guest.membership, until=LATER, by=casa.by, now=NOW)
    membership = Membership.objects.filter(pk=guest.membership.pk)
    monkeypatch.setattr("acogida.core.clock.now", lambda: LATER + timedelta(days=1))
    call_command("retention", "run", "--dry-run")
    assert membership.get().ended_at is None
    call_command("retention", "run")
    assert membership.get().ended_at is not None
    assert not KeyGrant.objects.filter(member_key=guest.member.key_id).exists()
