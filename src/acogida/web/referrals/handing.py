"""The second step: who refers chooses what is handed over, and who accepted reads exactly that."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from acogida.cases.enums import DataKind
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Document
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.referrals.models import HandOver, Referral
from acogida.referrals.services import handing_over
from acogida.web.access import WorkRequest
from acogida.web.cases.household.documents import attached
from acogida.web.cases.household.finding import works_with_households
from acogida.web.cases.household.reading import title_of
from acogida.web.referrals.addresses import url_of
from acogida.web.referrals.finding import received_or_404, sent_or_404
from acogida.web.referrals.told import told


class HandOverForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What they may learn"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only what the consent of this family covers can be chosen."),
        error_messages={"required": gettext_lazy("Choose what is handed over.")},
    )
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Copies of papers"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any, kinds: list[DataKind], papers: list[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.learn = [(one.value, one.label) for one in kinds if one != DataKind.DOCUMENTS]
        for name, choices in (("kinds", self.learn), ("documents", papers)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        if DataKind.DOCUMENTS not in kinds or not papers:
            del self.fields["documents"]

    def chosen(self) -> tuple[list[DataKind], list[UUID]]:
        kinds = [DataKind(one) for one in self.cleaned_data["kinds"]]
        papers = [UUID(one) for one in self.cleaned_data.get("documents", [])]
        return ([*kinds, DataKind.DOCUMENTS] if papers else kinds), papers


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: WorkRequest, pk: UUID) -> HttpResponse:
    referral = sent_or_404(request, pk)
    kinds = handing_over.allowed(referral, request.acting, clock.now())
    form = HandOverForm(request.POST if request.method == "POST" else None, kinds, _papers(request, referral))
    if request.method == "POST" and form.is_valid():
        chosen, papers = form.chosen()
        try:
            handing_over.hand_over(
                referral=referral, kinds=chosen, document_ids=papers, by=request.acting, now=clock.now()
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They can read it now."), extra_tags="good")
            return HttpResponseRedirect(url_of(referral))
    context = {"referral": referral, "form": form, "is_covered": bool(form.learn)}
    return render(request, "referrals/hand_over.html", context, status=409 if form.errors else 200)


def _papers(request: WorkRequest, referral: Referral) -> list[tuple[str, str]]:
    if referral.household_id is None or not request.acting.keys:
        return []
    ring = KeyRing(request.acting, [referral.household_id])
    rows = Document.objects.filter(household=referral.household_id, is_complete=True).order_by("added_at", "pk")
    return [(str(row.pk), title_of(row, ring) or row.pk.hex[:8]) for row in rows]


@works_with_households
@require_safe
def handed(request: WorkRequest, pk: UUID) -> HttpResponse:
    """Whoever opens it is written down, on both sides."""
    referral = received_or_404(request, pk)
    try:
        content = handing_over.read(referral=referral, by=request.acting, now=clock.now())
    except HandOver.DoesNotExist:
        raise Http404 from None
    return render(request, "referrals/handed.html", {"referral": referral, "told": told(content)})


@works_with_households
@require_safe
def download(request: WorkRequest, pk: UUID, document: UUID) -> HttpResponseBase:
    referral = received_or_404(request, pk)
    try:
        content = handing_over.read_document(
            referral=referral, document_id=document, by=request.acting, now=clock.now()
        )
    except (HandOver.DoesNotExist, Document.DoesNotExist):
        raise Http404 from None
    return attached(content, document)
