"""What a form changed, and nothing else, goes into the draft. What somebody else changed meanwhile stays theirs until
this person has seen it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from acogida.accounts.acting import Acting
from acogida.cases import sealed_identity
from acogida.cases.enums import Accessibility, AgeBand, Gender, Relation, SkillGroup, Stance, Urgency
from acogida.cases.facts import (
    Facts,
    KinFacts,
    MemberFacts,
    NeedFacts,
    PreferenceFacts,
    SkillFacts,
    Whereabouts,
)
from acogida.cases.identity import Identity
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from acogida.cases.services.intake import change_facts, change_identity
from acogida.directory.enums import NeedKind
from acogida.web.cases.intake import parts, rows
from acogida.web.cases.intake.form import RELATIVES, IntakeForm

WAS = "was."


@dataclass
class Saved:
    errors: dict[str, list[str]] = field(default_factory=dict)  # name of the field → what is wrong
    contested: dict[str, list[str]] = field(default_factory=dict)  # part, or path of a sealed field → what stands there

    @property
    def is_whole(self) -> bool:
        return not (self.errors or self.contested)


def identity_of(household: Household, by: Acting) -> Identity:
    return sealed_identity.of(household, KeyRing(by, [household.pk]))


def save(form: IntakeForm, data: QueryDict, *, household: Household, by: Acting, now: datetime) -> Saved:
    """Only parts and fields that the request brings with what stood there when they were shown (`was.…`). Members come
    before their names."""
    form.is_valid()
    done = Saved()
    before = parts.stored(household)
    facts = [(part, mine) for part in parts.PARTS if (mine := _mine(part, form, data, before, done)) is not None]
    if facts:
        household = change_facts(
            household=household, by=by, facts=parts.joined(facts), version=household.facts_version, now=now
        )
    identity = identity_of(household, by)
    changes = _changes(form, data, household, identity, done)
    if changes:
        change_identity(household=household, by=by, changes=changes, version=identity.version, now=now)
    return done


def _mine(part: str, form: IntakeForm, data: QueryDict, before: Facts, done: Saved) -> Facts | None:
    """What the form says of a part, when that is something new."""
    was = data.get(f"{WAS}{part}")
    if was is None:
        return None
    told = _FACTS[part](form, before)
    if wrong := form.errors_of(part):
        done.errors |= wrong
        return None
    mine, theirs = parts.mark(part, told), parts.mark(part, before)
    if mine in {was, theirs}:
        return None
    if was != theirs:
        done.contested[part] = parts.lines(part, before)
        return None
    return told


def _changes(
    form: IntakeForm, data: QueryDict, household: Household, identity: Identity, done: Saved
) -> dict[str, str]:
    stored = identity.values()
    members = set(household.members.values_list("pk", flat=True))
    sent = rows.told(data, form.sealed_paths())
    done.errors |= form.errors_of("identity")
    changes = {}
    for path, text in sent.items():
        was, text, theirs = data.get(f"{WAS}{path}"), text.strip(), stored.get(path, "")
        if was is None or path in form.errors or text in {rows.lines(was).strip(), theirs}:
            continue
        kind, _dot, rest = path.partition(".")
        if kind == "people" and UUID(rest.split(".")[0]) not in members:
            name = f"relation.{rest.split('.')[0]}"
            done.errors.setdefault(name, [_("Say how this person is related to the one who speaks.")])
        elif rows.lines(was).strip() != theirs:
            done.contested[path] = [theirs or _("nothing")]
        else:
            changes[path] = text
    return changes


def _members(form: IntakeForm, before: Facts) -> Facts:
    """A row of which nothing is said is no person. In one of which something is said, the relation is."""
    found = []
    said = form.cleaned_data
    for pk in form.order:
        relation, age = said.get(f"relation.{pk}", ""), said.get(f"age_band.{pk}", "")
        gender, allow = said.get(f"gender.{pk}", ""), said.get(f"accessibility.{pk}", [])
        if not relation and (age or gender or allow):
            form.add_error(f"relation.{pk}", _("Say how this person is related to the one who speaks."))
        elif relation:
            allowed = tuple(Accessibility(code) for code in allow)
            found.append(MemberFacts(AgeBand(age), Relation(relation), Gender(gender), allowed, pk))
    return Facts(members=tuple(found))


def _languages(form: IntakeForm, before: Facts) -> Facts:
    told = (form.cleaned_data.get(f"language.{number}", "") for number in form.languages)
    return Facts(languages=tuple(dict.fromkeys(code for code in told if code)))


def _place(form: IntakeForm, before: Facts) -> Facts:
    town = form.cleaned_data.get("town")
    return Facts(whereabouts=Whereabouts(town[1] if town else None))


def _needs(form: IntakeForm, before: Facts) -> Facts:
    """Needs of one member, and dates, are not asked here and stay."""
    dates = {one.kind: (one.from_date, one.until_date) for one in before.needs or () if one.member is None}
    told = [one for one in before.needs or () if one.member is not None]
    for number in form.needs:
        code = form.cleaned_data.get(f"need.{number}")
        if code and code not in {one.kind for one in told if one.member is None}:
            kind = NeedKind(code)
            urgency = Urgency(form.cleaned_data.get(f"urgency.{number}") or Urgency.WEEKS_2)
            told.append(NeedFacts(kind, urgency, *dates.get(kind, (None, None))))
    return Facts(needs=tuple(told))


def _wishes(form: IntakeForm, before: Facts) -> Facts:
    preferences, kin = [], []
    for number in form.wishes:
        place, stance = form.cleaned_data.get(f"wish.{number}"), form.cleaned_data.get(f"stance.{number}", "")
        if place and not stance:
            form.add_error(f"stance.{number}", _("Say whether they want to go there, or not, or have relatives there."))
        elif place and stance == RELATIVES:
            kin.append(KinFacts(*place))
        elif place:
            preferences.append(PreferenceFacts(Stance(stance), *place))
    return Facts(preferences=tuple(preferences), kin=tuple(kin))


def _skills(form: IntakeForm, before: Facts) -> Facts:
    """One kind of work a person is asked here; more of them, and those of nobody in particular, stay."""
    first = {one.member: one for one in reversed(before.skills or ()) if one.member}
    told = [one for one in before.skills or () if one not in first.values()]
    here = {pk for pk in form.order if form.cleaned_data.get(f"relation.{pk}")}
    members = here or {one.id for one in before.members or ()}
    for pk in form.member_ids:
        group = form.cleaned_data.get(f"skill.{pk}")
        if group and pk in members:
            told.append(SkillFacts(SkillGroup(group), pk))
    return Facts(skills=tuple(dict.fromkeys(told)))


_FACTS = {
    "members": _members,
    "languages": _languages,
    "place": _place,
    "needs": _needs,
    "wishes": _wishes,
    "skills": _skills,
}
