from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from acogida.cases.keyring import KeyRing
from acogida.cases.services import notes
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, note_or_404, works_with_households
from acogida.web.cases.household.reading import note_text, noted


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=notes.LONGEST,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text=gettext_lazy("Sealed. Write what the next colleague has to know, and nothing that nobody has to."),
        error_messages={"required": gettext_lazy("Write something first.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notes.add(household=household, by=request.acting, text=form.cleaned_data["text"], now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The note is kept."))
            return HttpResponseRedirect(url_of(household, at="notes"))
    context = {"household": household, "form": form, "title": _("Write a note"), "button": _("Keep the note")}
    return render(request, "cases/household/form.html", context, status=422 if form.errors else 200)


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: WorkRequest, pk: UUID, note: UUID) -> HttpResponse:
    """What it said before stays below. Who wrote it alone can correct it: for others the page shows the versions.

    Two windows: a correction is refused when the note has more versions than the window showed.
    """
    household = household_or_404(request, pk)
    row = note_or_404(household, note)
    noted(household, by=request.acting, now=clock.now())
    ring = KeyRing(request.acting, [row.household_id])
    versions = [(one, note_text(one, row, ring)) for one in row.versions.order_by("-number")]
    newest = versions[0][1] or ""
    form = NoteForm(request.POST or None, initial={"text": newest})
    form.fields["text"].label = _("What it should say")
    status = 200
    if request.method == "POST" and form.is_valid():
        if request.POST.get("versions") != str(len(versions)):
            form.add_error(None, _("This note was corrected meanwhile. Compare with what it says now, below."))
            status = 409
        elif form.cleaned_data["text"] == newest:
            return HttpResponseRedirect(url_of(household, at="notes"))
        else:
            try:
                notes.correct(note=row, by=request.acting, text=form.cleaned_data["text"], now=clock.now())
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The note is corrected. What it said before can still be read."))
                return HttpResponseRedirect(url_of(household, at="notes"))
    context = {
        "household": household,
        "form": form,
        "note": row,
        "versions": versions,
        "is_mine": row.author_id == request.acting.user.pk,
    }
    status = 422 if form.errors and status == 200 else status
    return render(request, "cases/household/note.html", context, status=status)
