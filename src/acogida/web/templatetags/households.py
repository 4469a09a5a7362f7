"""Labels of stored codes, for the pages of a household."""

from collections.abc import Iterable

from django import template

from acogida.cases.enums import AgeBand, EventCode, Gender, Purpose, SkillGroup, Stance, Urgency
from acogida.directory.enums import NeedKind
from acogida.web.cases.household import words

register = template.Library()
_ENUMS = {
    "age": AgeBand,
    "event": EventCode,
    "gender": Gender,
    "need": NeedKind,
    "purpose": Purpose,
    "skill": SkillGroup,
    "stance": Stance,
    "urgency": Urgency,
}


@register.filter
def said(code: str, kind: str) -> str:
    return str(_ENUMS[kind](code).label)


@register.filter
def own_names(codes: Iterable[str]) -> str:
    return words.languages(codes)


@register.filter
def must_allow(codes: Iterable[str]) -> str:
    return words.accessibility(codes)


@register.filter
def data_kinds(codes: Iterable[str]) -> str:
    return ", ".join(words.kinds(codes))


@register.simple_tag
def town(country: str, locality: int | None) -> str:
    return words.place(country, locality)


@register.simple_tag
def organization_name(pk: object) -> str:
    return words.organization(pk)  # type: ignore[arg-type]
