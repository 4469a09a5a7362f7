"""Codes of a household in the reader's language."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import get_language

from acogida.cases.enums import Accessibility, DataKind
from acogida.directory import countries, gazetteer
from acogida.directory.languages import own_name
from acogida.directory.models import Organization
from acogida.directory.texts import translated


def here() -> str:
    return (get_language() or "en").split("-")[0]


def place(country: str, locality: int | None) -> str:
    found = gazetteer.get(locality) if locality else None
    return found.label(here()) if found else countries.name(country, here()) if country else ""


def languages(codes: Iterable[str]) -> str:
    return ", ".join(own_name(code) for code in codes)


def accessibility(codes: Iterable[str]) -> str:
    return ", ".join(str(Accessibility(code).label) for code in codes)


def kinds(codes: Iterable[str]) -> list[str]:
    return [str(DataKind(code).label) for code in codes]


def organization(pk: UUID | None) -> str:
    found = Organization.objects.filter(pk=pk).first() if pk else None
    return translated(found, "name", here()).value if found else ""
