"""The record that an address names, or a page that says there is nothing: alike for others' and for none."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from acogida.accounts.enums import Role
from acogida.cases.models import Consent, Document, Household, Need, Note
from acogida.cases.selectors import file_of, get_for
from acogida.web.access import WorkRequest, member

Row = TypeVar("Row", bound=Model)

works_with_households = member(Role.CASEWORKER, Role.COORDINATOR)
coordinates = member(Role.COORDINATOR)


def household_or_404(request: WorkRequest, pk: UUID) -> Household:
    try:
        return get_for(request.acting, pk)
    except Household.DoesNotExist:
        raise Http404 from None


def row_or_404(rows: QuerySet[Row], pk: UUID) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def need_or_404(household: Household, pk: UUID) -> Need:
    return row_or_404(household.needs.all(), pk)


def note_or_404(household: Household, pk: UUID) -> Note:
    return row_or_404(Note.objects.filter(household__in=file_of(household)), pk)


def document_or_404(household: Household, pk: UUID) -> Document:
    return row_or_404(Document.objects.filter(household__in=file_of(household), is_complete=True), pk)


def consent_or_404(household: Household, pk: UUID) -> Consent:
    return row_or_404(Consent.objects.filter(household__in=file_of(household)), pk)
