"""Copies of papers: put in, shown small, fetched, removed."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from acogida.cases.enums import FileType
from acogida.cases.keyring import KeyRing
from acogida.cases.services import documents
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import document_or_404, household_or_404, works_with_households
from acogida.web.cases.household.reading import title_of
from acogida.web.cases.household.uploads import SealedUpload, SealingUploadHandler

ENDINGS = {FileType.PDF: ".pdf", FileType.JPEG: ".jpg", FileType.PNG: ".png", FileType.WEBP: ".webp"}
NOTHING_RUNS = "sandbox; default-src 'none'"


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=documents.LONGEST_TITLE,
        help_text=gettext_lazy("For example: vaccination card of the youngest."),
        error_messages={"required": gettext_lazy("Say in a few words what it is.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, JPEG, PNG or WebP, up to 20 MB."),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")


def add(request: WorkRequest, pk: UUID) -> HttpResponse:
    """The token of the form stands in what is uploaded: how that is read has to be said before anybody looks for it."""
    handler = SealingUploadHandler(request)
    request.upload_handlers = [handler]
    return _add(request, pk, handler)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _add(request: WorkRequest, pk: UUID, handler: SealingUploadHandler) -> HttpResponse:
    household = household_or_404(request, pk)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if handler.is_too_large:
        form.errors["file"] = form.error_class([str(documents.DocumentIsTooLarge())])
    elif request.method == "POST" and form.is_valid():
        upload = cast(SealedUpload, form.cleaned_data["file"])
        title = form.cleaned_data["title"]
        try:
            documents.add(household=household, by=request.acting, title=title, chunks=upload.chunks(), now=clock.now())
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The document is kept, sealed."))
            return HttpResponseRedirect(url_of(household, at="documents"))
        finally:
            upload.close()
    context = {"household": household, "form": form}
    return render(request, "cases/household/document.html", context, status=422 if form.errors else 200)


add = works_with_households(csrf_exempt(add))


@works_with_households
@require_safe
def download(request: WorkRequest, pk: UUID, document: UUID) -> HttpResponseBase:
    """Never shown in place: a paper may have been made to attack whoever looks at it."""
    household = household_or_404(request, pk)
    row = document_or_404(household, document)
    content = documents.read(document=row, household=household, by=request.acting, now=clock.now())
    return attached(content, row.pk)


@works_with_households
@require_safe
def thumbnail(request: WorkRequest, pk: UUID, document: UUID) -> HttpResponseBase:
    household = household_or_404(request, pk)
    small = documents.thumbnail(document=document_or_404(household, document), by=request.acting)
    if small is None:
        raise Http404
    return _guarded(HttpResponse(small, content_type="image/jpeg"))


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: WorkRequest, pk: UUID, document: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    row = document_or_404(household, document)
    if request.method == "POST":
        try:
            documents.remove(document=row, by=request.acting, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The document is gone."))
        return HttpResponseRedirect(url_of(household, at="documents"))
    title = title_of(row, KeyRing(request.acting, [row.household_id]))
    context = {"household": household, "document": row, "document_title": title}
    return render(request, "cases/household/document_remove.html", context)


def attached(content: documents.Content, pk: UUID) -> HttpResponseBase:
    name = (content.title or pk.hex[:8]) + ENDINGS[content.file_type]
    response = StreamingHttpResponse(_begun(content.chunks), content_type=content.file_type.value)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return _guarded(response)


def _begun(chunks: Any) -> Iterator[bytes]:
    """The first piece is opened before anything is answered: what can't be opened is an error, not half a file."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    return chain([first], pieces)


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response
