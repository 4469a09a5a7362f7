"""Finder, results, printable sheet, suggestions of towns."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from acogida.core import clock
from acogida.core.access import public
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from acogida.directory.search.find import WIDER_KM
from acogida.directory.search.types import Understood
from acogida.web.directory import searching
from acogida.web.directory.forms import SearchForm
from acogida.web.directory.results import results_page
from acogida.web.directory.searching import Asked
from acogida.web.directory.sheet import sheet_page

# What most people come for; the rest is one tap away.
FIRST = (
    NeedKind.SHELTER,
    NeedKind.FOOD,
    NeedKind.HEALTH,
    NeedKind.LEGAL,
    NeedKind.DOCUMENTS,
    NeedKind.JOB,
    NeedKind.WATER_HYGIENE,
    NeedKind.TRANSPORT,
    NeedKind.FAMILY_TRACING,
    NeedKind.GENDER_VIOLENCE,
)
PER_PAGE = 12
PER_SHEET = 8  # what fits on one sheet of paper in large type
SUGGESTIONS = 6

# What a person looked for stays out of the browser's store: a phone may be taken (docs/adr/0008).
not_kept = cache_control(no_store=True)
fresh = cache_control(no_cache=True)


def language() -> str:
    return get_language() or "en"


def show_finder(request: HttpRequest, *, asks_more: bool = False) -> HttpResponse:
    context = {"first": FIRST, "more": [need for need in NeedKind if need not in FIRST], "asks_more": asks_more}
    return render(request, "directory/finder.html", context)


@public
@require_safe
@fresh
def finder(request: HttpRequest) -> HttpResponse:
    return show_finder(request)


def show_errors(request: HttpRequest, form: SearchForm) -> HttpResponse:
    return render(request, "directory/results_refused.html", {"form": form}, status=400)


def current_form(asked: Asked, understood: Understood, cleaned: dict[str, Any]) -> SearchForm:
    """The form as it was understood, ready to be corrected: a town by its whole name, not by a number."""
    need = understood.needs[0] if understood.needs else ""
    place = cleaned["place"]
    if asked.where.town and not cleaned["at"]:
        place = asked.where.town.label(asked.query.language)
    return SearchForm(initial={**cleaned, "need": need, "audience": understood.audience, "place": place})


@public
@require_safe
@not_kept
def find(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        return show_errors(request, form)
    asked = searching.read(form, language(), per_page=PER_PAGE)
    if asked.is_empty:
        return show_finder(request, asks_more=True)
    found = searching.results(asked, clock.now())
    page = results_page(asked, found, language(), wider_km=round(WIDER_KM))
    context = {"page": page, "form": current_form(asked, found.understood, form.cleaned_data), "asked": asked}
    return render(request, "directory/results.html", context)


@public
@require_safe
@not_kept
def sheet(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        return show_errors(request, form)
    asked, now = searching.read(form, language(), per_page=PER_SHEET), clock.now()
    if asked.is_empty:
        return show_finder(request, asks_more=True)
    page = sheet_page(searching.results(asked, now), now, language())
    return render(request, "directory/sheet.html", {"page": page})


@public
@require_safe
@not_kept
def places(request: HttpRequest) -> HttpResponse:
    """Suggestions while a town is being typed: options of the field's datalist."""
    typed = request.GET.get("place", "").strip()[:120]
    towns = gazetteer.find(typed, limit=SUGGESTIONS) if len(typed) > 1 else []
    labels = [town.label(language()) for town in towns]
    return render(request, "directory/_partials/places.html", {"labels": labels})
