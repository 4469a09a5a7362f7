"""What we keep of a household, on paper for them, in their language."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_POST

from acogida.cases.enums import EventCode
from acogida.cases.journal import happened
from acogida.cases.locking import lock
from acogida.cases.models import ConditionAnswer, Consent
from acogida.core import clock
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.cases.household.options import languages_of_paper, paper_language
from acogida.web.cases.household.reading import File, read


@works_with_households
@require_POST
def own_copy(request: WorkRequest, pk: UUID) -> HttpResponse:
    """With all notes in one: whoever holds the paper has no next page."""
    household = household_or_404(request, pk)
    now = clock.now()
    language = paper_language(request, household)
    with override(language):
        file = read(household, by=request.acting, now=now, notes_page=None)
        with transaction.atomic():
            happened(lock(request.acting, household.pk), EventCode.COPY_GIVEN, by=request.acting, now=now)
        context = {
            "household": household,
            "file": file,
            "consents": _agreed(file),
            "answers": _answers(file, language),
            "printed": now,
        }
        return render(request, "cases/print/own_copy.html", context | languages_of_paper(language))


def _agreed(file: File) -> list[tuple[Consent, str]]:
    """Each with its witness; what was withdrawn or is over too."""
    witnesses = {pk: name for part in file.records for pk, name in part.identity.witnesses.items()}
    rows = Consent.objects.filter(household__in=_ids(file)).order_by("-recorded_at", "pk")
    return [(row, witnesses.get(row.pk, "")) for row in rows]


def _answers(file: File, language: str) -> list[tuple[str, ConditionAnswer]]:
    rows = ConditionAnswer.objects.filter(household__in=_ids(file)).select_related("service")
    return [(translated(row.service, "name", language).value, row) for row in rows.order_by("answered_at", "pk")]


def _ids(file: File) -> list[UUID]:
    return [part.household.pk for part in file.records]
