"""`{% icon "bed" %}`: one drawing of the Lucide family, inline, so that a tile needs no request of its own."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString, mark_safe

from acogida.directory.enums import NeedKind

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor" / "lucide"
_SHAPES = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)

OF_NEED = {
    NeedKind.SHELTER: "bed",
    NeedKind.FOOD: "utensils",
    NeedKind.WATER_HYGIENE: "droplets",
    NeedKind.CLOTHING: "shirt",
    NeedKind.HEALTH: "stethoscope",
    NeedKind.MATERNAL_HEALTH: "baby",
    NeedKind.MENTAL_HEALTH: "heart-handshake",
    NeedKind.MEDICINE: "pill",
    NeedKind.LEGAL: "scale",
    NeedKind.DOCUMENTS: "file-text",
    NeedKind.CONSULAR: "landmark",
    NeedKind.LABOUR_RIGHTS: "hard-hat",
    NeedKind.JOB: "briefcase",
    NeedKind.TRAINING: "hammer",
    NeedKind.LANGUAGE_COURSE: "languages",
    NeedKind.SCHOOL: "backpack",
    NeedKind.CHILDCARE: "blocks",
    NeedKind.TRANSPORT: "bus",
    NeedKind.COMMUNICATION: "smartphone",
    NeedKind.MONEY: "coins",
    NeedKind.FAMILY_TRACING: "users",
    NeedKind.GENDER_VIOLENCE: "hand-heart",
    NeedKind.CHILD_PROTECTION: "shield",
    NeedKind.DISABILITY: "accessibility",
    NeedKind.LGBT: "rainbow",
    NeedKind.ELDERLY: "glasses",
}

register = template.Library()


@cache
def drawing(name: str) -> str:
    shapes = _SHAPES.search((FOLDER / f"{name}.svg").read_text())
    if shapes is None:
        raise template.TemplateSyntaxError(f"{name}.svg holds no drawing")
    inner = re.sub(r"\s+", " ", shapes[1]).replace("> <", "><").strip()
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{inner}</svg>'


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(drawing(name))  # noqa: S308 - our own files


@register.simple_tag
def need_icon(need: str) -> SafeString:
    return mark_safe(drawing(OF_NEED[NeedKind(need)]))  # noqa: S308 - our own files
