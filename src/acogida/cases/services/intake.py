"""Registering a household: a draft from the first field on, which a lost connection does not lose."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.acting import Acting
from acogida.accounts.keys import KeysOutdated, newest_key
from acogida.accounts.locks import NotAllowed, locked
from acogida.cases import endings, identity, sealed_identity
from acogida.cases import facts as told
from acogida.cases.enums import ErasureReason, EventCode, Purpose, Relation, Status
from acogida.cases.facts import Facts
from acogida.cases.identity import Identity, NotAnIdentityField
from acogida.cases.journal import happened
from acogida.cases.keyring import KeyRing, make_key
from acogida.cases.locking import lock
from acogida.cases.models import Household
from acogida.cases.perms import may_work_with_households
from acogida.cases.selectors import live_consents
from acogida.cases.services import erasing, rows
from acogida.core.errors import DomainError


class FactsChangedMeanwhile(DomainError):
    """Somebody else changed the same part of the form since this person read it."""

    def __init__(self, sections: Iterable[str]) -> None:
        self.sections = tuple(sections)
        super().__init__(_("Somebody changed the same part meanwhile. Look at what they entered and try again."))


class NobodyInHousehold(DomainError):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Enter at least the person who speaks for the household."))


class ConsentMissing(DomainError):
    """Without it there is nothing that allows to keep a file. Help does not depend on it."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("First record that they agree to a file being kept here. Help does not depend on it.")
        )


def start_draft(
    *, by: Acting, facts: Facts | None = None, changes: Mapping[str, str] | None = None, now: datetime
) -> Household:
    """The key is committed first. Whoever has no member yet gets one: the person who speaks."""
    if not may_work_with_households(by):
        raise NotAllowed
    facts = facts or Facts()
    told.check(facts)
    if not facts.members:
        facts = told.with_members(facts, told.MemberFacts(relation=Relation.SPEAKER))
    fresh = make_key(by=by, household_id=uuid4(), now=now)
    with transaction.atomic():
        # Under the workspace's lock: no old key is dropped between this look and the row that needs it.
        newest = newest_key(locked(by.workspace.pk))
        if newest is None or newest.version != fresh.version:
            raise KeysOutdated
        household = Household.objects.create(
            pk=fresh.household_id,
            workspace=by.workspace,
            key_id=fresh.id,
            key_version=fresh.version,
            created_at=now,
            active_at=now,
            facts_version=1,
            changed_in=dict.fromkeys(facts.told(), 1),
        )
        rows.write(household, facts, now=now)
        ring = KeyRing(by, [household.pk])
        ring.add(fresh)
        new = _changed(household, Identity(), changes or {}, version=0)
        sealed_identity.write(household, new, ring, by=by, now=now)
        happened(household, EventCode.STARTED, by=by, now=now)
    return household


@transaction.atomic
def change_facts(*, household: Household, by: Acting, facts: Facts, version: int, now: datetime) -> Household:
    """`version` is the household's `facts_version` when the form was shown. Sections that others changed since are
    refused only if this form changes them too."""
    told.check(facts)
    household = lock(by, household.pk)
    contested = [section for section in facts.told() if household.changed_in.get(section, 0) > version]
    if contested:
        raise FactsChangedMeanwhile(contested)
    before = set(household.members.values_list("pk", flat=True))
    rows.write(household, facts, now=now)
    gone = before - {member.id for member in facts.members} if facts.members is not None else set()
    if gone:
        _forget_people(household, gone, by=by, now=now)
    household.facts_version += 1
    household.changed_in |= dict.fromkeys(facts.told(), household.facts_version)
    household.save(update_fields=["facts_version", "changed_in"])
    happened(household, EventCode.FACTS_CHANGED, by=by, now=now)
    return household


@transaction.atomic
def change_identity(
    *, household: Household, by: Acting, changes: Mapping[str, str], version: int, now: datetime
) -> Identity:
    """`changes` by path (`identity.py`), those a form shows, changed or not. `version` is that of the record when it
    was shown."""
    ring = KeyRing(by, [household.pk])
    household = lock(by, household.pk)
    before = sealed_identity.of(household, ring)
    after = _changed(household, before, changes, version=version)
    if after is not before:
        sealed_identity.write(household, after, ring, by=by, now=now)
        happened(household, EventCode.IDENTITY_CHANGED, by=by, now=now)
    return after


@transaction.atomic
def finish(*, household: Household, by: Acting, now: datetime) -> Household:
    household = lock(by, household.pk, statuses=[Status.DRAFT])
    if not household.members.exists():
        raise NobodyInHousehold
    if not live_consents(now).filter(household=household, purpose=Purpose.SERVICE_HERE).exists():
        raise ConsentMissing
    household.status, household.opened_at = Status.OPEN, now
    household.save(update_fields=["status", "opened_at"])
    happened(household, EventCode.REGISTERED, by=by, now=now)
    return household


def discard(*, household: Household, by: Acting, now: datetime) -> None:
    """A draft that nobody wants to finish is erased. If somebody finished it meanwhile, that stands."""
    with transaction.atomic(durable=True):
        draft = lock(by, household.pk, statuses=[Status.DRAFT])
        endings.erasing([draft], by=by, now=now)
        erasing.mark(draft, by=by, reason=ErasureReason.DISCARDED, now=now)
    erasing.finish([draft.pk], by=by, now=now)


def _changed(household: Household, before: Identity, changes: Mapping[str, str], *, version: int) -> Identity:
    after = identity.changed(before, changes, version=version)
    members = set(household.members.values_list("pk", flat=True))
    strangers = [pk for pk in after.people if pk not in members]
    if strangers:
        raise NotAnIdentityField(f"people.{strangers[0]}", _("This person is not of this household."))
    return after


def _forget_people(household: Household, member_ids: Iterable[UUID], *, by: Acting, now: datetime) -> None:
    ring = KeyRing(by, [household.pk])
    before = sealed_identity.of(household, ring)
    after = identity.without_people(before, member_ids)
    if after is not before:
        sealed_identity.write(household, after, ring, by=by, now=now)
