"""What a form says of a household, before it becomes rows. None in `Facts` means: not asked here, leave it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from babel import Locale
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from acogida.cases.enums import Accessibility, AgeBand, Gender, Relation, SkillGroup, Stance, Urgency
from acogida.core.errors import DomainError
from acogida.directory import countries, gazetteer
from acogida.directory.enums import NeedKind
from acogida.directory.languages import OWN_NAMES

MOST_MEMBERS = 40
MOST_ROWS = 60


class NotAFact(DomainError):
    """Something was said that no form offers."""


@dataclass(frozen=True)
class MemberFacts:
    age_band: AgeBand = AgeBand.UNKNOWN
    relation: Relation = Relation.RELATIVE
    gender: Gender = Gender.UNSAID
    accessibility: tuple[Accessibility, ...] = ()
    id: UUID = field(default_factory=uuid4)  # of the member that is there, or of the one to be made


@dataclass(frozen=True)
class NeedFacts:
    kind: NeedKind
    urgency: Urgency = Urgency.WEEKS_2
    from_date: date | None = None
    until_date: date | None = None
    member: UUID | None = None  # whose it is; None: the household's


@dataclass(frozen=True)
class PreferenceFacts:
    stance: Stance
    country: str
    locality: int | None = None


@dataclass(frozen=True)
class SkillFacts:
    group: SkillGroup
    member: UUID | None = None


@dataclass(frozen=True)
class KinFacts:
    country: str
    locality: int | None = None


@dataclass(frozen=True)
class Whereabouts:
    """The town where they are; None: not known."""

    locality: int | None


@dataclass(frozen=True)
class Facts:
    members: tuple[MemberFacts, ...] | None = None
    languages: tuple[str, ...] | None = None
    whereabouts: Whereabouts | None = None
    needs: tuple[NeedFacts, ...] | None = None
    preferences: tuple[PreferenceFacts, ...] | None = None
    skills: tuple[SkillFacts, ...] | None = None
    kin: tuple[KinFacts, ...] | None = None

    def told(self) -> list[str]:
        """Names of the sections that were asked."""
        return [name for name in SECTIONS if getattr(self, name) is not None]


def with_members(facts: Facts, *members: MemberFacts) -> Facts:
    return replace(facts, members=members)


SECTIONS = ("members", "languages", "whereabouts", "needs", "preferences", "skills", "kin")


def check(facts: Facts) -> None:
    """Every code is one of ours and every place is in the gazetteer: no free text comes in by this door."""
    members = facts.members or ()
    if len(members) > MOST_MEMBERS or any(len(getattr(facts, name) or ()) > MOST_ROWS for name in SECTIONS[3:]):
        raise NotAFact(_("That is more than one household can have."))
    if len({member.id for member in members}) < len(members):
        raise NotAFact(_("Two members have one id."))
    for member in members:
        _codes(AgeBand, [member.age_band])
        _codes(Relation, [member.relation])
        _codes(Gender, [member.gender])
        _codes(Accessibility, member.accessibility)
    for language in facts.languages or ():
        if language not in OWN_NAMES and language not in Locale("en").languages:
            raise NotAFact(_("“%(code)s” is no language that we know.") % {"code": language})
    for need in facts.needs or ():
        _codes(NeedKind, [need.kind])
        _codes(Urgency, [need.urgency])
        if need.from_date and need.until_date and need.until_date < need.from_date:
            raise NotAFact(_("A need can't end before it begins."))
    if facts.whereabouts and facts.whereabouts.locality is not None:
        _place("", facts.whereabouts.locality)
    for preference in facts.preferences or ():
        _codes(Stance, [preference.stance])
        _place(preference.country, preference.locality)
    for skill in facts.skills or ():
        _codes(SkillGroup, [skill.group])
    for kin in facts.kin or ():
        _place(kin.country, kin.locality)


def _codes(enum: type[TextChoices], codes: Iterable[str]) -> None:
    for code in codes:
        if code not in enum.values:
            raise NotAFact(_("“%(code)s” is not among the answers.") % {"code": code})


def _place(country: str, locality: int | None) -> None:
    if country and country not in countries.codes():
        raise NotAFact(_("“%(code)s” is no country that we know.") % {"code": country})
    if locality is None:
        return
    place = gazetteer.get(locality)
    if place is None or country and place.country != country:
        raise NotAFact(_("That town is not on our list."))
