"""Facts as rows. Under the lock of the household."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from acogida.cases.enums import NeedStatus, Status
from acogida.cases.facts import Facts, NeedFacts, NotAFact
from acogida.cases.models import Household, Kin, Member, Need, Preference, Skill


def write(household: Household, facts: Facts, *, now: datetime) -> None:
    for section in facts.told():
        _WRITE[section](household, facts, now)


def _members(household: Household, facts: Facts, now: datetime) -> None:
    told = facts.members or ()
    present = {member.pk for member in household.members.all()}
    if Member.objects.filter(pk__in=[one.id for one in told]).exclude(household=household).exists():
        raise NotAFact(_("This person belongs to another household."))
    household.members.exclude(pk__in=[one.id for one in told]).delete()
    for position, one in enumerate(told):
        row = Member(
            pk=one.id,
            household=household,
            position=position,
            age_band=one.age_band,
            relation=one.relation,
            gender=one.gender,
            accessibility=sorted(set(one.accessibility)),
        )
        row.save(force_insert=one.id not in present, force_update=one.id in present)


def _languages(household: Household, facts: Facts, now: datetime) -> None:
    household.languages = list(dict.fromkeys(facts.languages or ()))
    household.save(update_fields=["languages"])


def _whereabouts(household: Household, facts: Facts, now: datetime) -> None:
    household.locality = facts.whereabouts.locality if facts.whereabouts else None
    household.save(update_fields=["locality"])


def _needs(household: Household, facts: Facts, now: datetime) -> None:
    """A need is known by its kind and whose it is. What is no longer said is kept as no longer needed, once the
    household is registered: that it was there matters to the figures."""
    told: Mapping[tuple[str, UUID | None], NeedFacts] = {(need.kind, need.member): need for need in facts.needs or ()}
    members = set(household.members.values_list("pk", flat=True))
    if any(need.member and need.member not in members for need in told.values()):
        raise NotAFact(_("This person is not of this household."))
    present = {(need.kind, need.member_id): need for need in household.needs.filter(status=NeedStatus.OPEN)}
    for key, need in present.items():
        if key not in told and household.status == Status.DRAFT:
            need.delete()
        elif key not in told:
            set_status(need, NeedStatus.NO_LONGER, now=now)
    for key, one in told.items():
        row = present.get(key)
        if row is None:
            row = Need(household=household, kind=one.kind, member_id=one.member, created_at=now, status_at=now)
        row.urgency, row.from_date, row.until_date = one.urgency, one.from_date, one.until_date
        row.save()


def set_status(need: Need, status: NeedStatus, *, now: datetime) -> None:
    need.status, need.status_at = status, now
    need.save(update_fields=["status", "status_at"])


def _preferences(household: Household, facts: Facts, now: datetime) -> None:
    household.preferences.all().delete()
    Preference.objects.bulk_create(
        Preference(household=household, stance=one.stance, country=one.country, locality=one.locality)
        for one in dict.fromkeys(facts.preferences or ())
    )


def _skills(household: Household, facts: Facts, now: datetime) -> None:
    told = dict.fromkeys(facts.skills or ())
    members = set(household.members.values_list("pk", flat=True))
    if any(skill.member and skill.member not in members for skill in told):
        raise NotAFact(_("This person is not of this household."))
    household.skills.all().delete()
    Skill.objects.bulk_create(Skill(household=household, group=one.group, member_id=one.member) for one in told)


def _kin(household: Household, facts: Facts, now: datetime) -> None:
    household.kin.all().delete()
    Kin.objects.bulk_create(
        Kin(household=household, country=one.country, locality=one.locality) for one in dict.fromkeys(facts.kin or ())
    )


_WRITE: Mapping[str, Callable[[Household, Facts, datetime], None]] = {
    "members": _members,
    "languages": _languages,
    "whereabouts": _whereabouts,
    "needs": _needs,
    "preferences": _preferences,
    "skills": _skills,
    "kin": _kin,
}
