"""The parts of the facts as intake asks them, and a mark of each: so that a form that is sent late can say what stood
there when it was shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from acogida.cases.enums import Accessibility, AgeBand, Gender, NeedStatus, Relation, SkillGroup, Stance, Urgency
from acogida.cases.facts import (
    Facts,
    KinFacts,
    MemberFacts,
    NeedFacts,
    PreferenceFacts,
    SkillFacts,
    Whereabouts,
)
from acogida.cases.models import Household
from acogida.directory.enums import NeedKind
from acogida.web.cases.household import words

# Part of the form → sections of the facts.
PARTS: Mapping[str, tuple[str, ...]] = {
    "members": ("members",),
    "languages": ("languages",),
    "place": ("whereabouts",),
    "needs": ("needs",),
    "wishes": ("preferences", "kin"),
    "skills": ("skills",),
}


def stored(household: Household) -> Facts:
    return Facts(
        members=tuple(
            MemberFacts(
                AgeBand(one.age_band),
                Relation(one.relation),
                Gender(one.gender),
                tuple(Accessibility(code) for code in one.accessibility),
                one.pk,
            )
            for one in household.members.all()
        ),
        languages=tuple(household.languages),
        whereabouts=Whereabouts(household.locality),
        needs=tuple(
            NeedFacts(NeedKind(one.kind), Urgency(one.urgency), one.from_date, one.until_date, one.member_id)
            for one in household.needs.filter(status=NeedStatus.OPEN)
        ),
        preferences=tuple(
            PreferenceFacts(Stance(one.stance), one.country, one.locality) for one in household.preferences.all()
        ),
        skills=tuple(SkillFacts(SkillGroup(one.group), one.member_id) for one in household.skills.all()),
        kin=tuple(KinFacts(one.country, one.locality) for one in household.kin.all()),
    )


def mark(part: str, facts: Facts) -> str:
    """Alike for what says the same. Only who comes first, and which language is best understood, is an order."""
    said = [_said(getattr(facts, section)) for section in PARTS[part]]
    if part not in {"members", "languages"}:
        said = [sorted(rows) for rows in said]
    return sha256(repr(said).encode()).hexdigest()[:16]


def marks(facts: Facts) -> dict[str, str]:
    return {part: mark(part, facts) for part in PARTS}


def joined(told: Sequence[tuple[str, Facts]]) -> Facts:
    return Facts(**{section: getattr(facts, section) for part, facts in told for section in PARTS[part]})


def lines(part: str, facts: Facts) -> list[str]:
    """What stands in a part, to show beside what was entered."""
    return _LINES[part](facts) or [_("nothing")]


def _said(rows: Any) -> list[tuple[str, ...]]:
    rows = [rows] if isinstance(rows, Whereabouts) else rows or ()
    return [_values(row) for row in rows]


def _values(row: Any) -> tuple[str, ...]:
    if isinstance(row, str):
        return (row,)
    values = [getattr(row, one.name) for one in fields(row)]
    return tuple(",".join(sorted(map(str, value))) if isinstance(value, tuple) else str(value) for value in values)


def _wishes(facts: Facts) -> list[str]:
    wanted = [f"{words.place(one.country, one.locality)}: {one.stance.label}" for one in facts.preferences or ()]
    relatives = _("relatives are there")
    return wanted + [f"{words.place(one.country, one.locality)}: {relatives}" for one in facts.kin or ()]


def _place(facts: Facts) -> list[str]:
    where = words.place("", facts.whereabouts.locality) if facts.whereabouts else ""
    return [where] if where else []


_LINES: Mapping[str, Callable[[Facts], list[str]]] = {
    "members": lambda facts: [f"{one.relation.label}, {one.age_band.label}" for one in facts.members or ()],
    "languages": lambda facts: [words.languages([code]) for code in facts.languages or ()],
    "place": _place,
    "needs": lambda facts: [f"{one.kind.label}: {one.urgency.label}" for one in facts.needs or ()],
    "wishes": _wishes,
    "skills": lambda facts: [str(one.group.label) for one in facts.skills or ()],
}
