"""The form "tell us this is wrong"."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from acogida.core import clock
from acogida.core.access import public
from acogida.directory.corrections import TooManyCorrections, report_correction
from acogida.directory.enums import CorrectionKind
from acogida.directory.selectors import public_services
from acogida.directory.texts import translated
from acogida.web.directory.forms import CorrectionForm
from acogida.web.directory.search import not_kept


# A token guards what a browser may do in somebody's name. Here nobody has a name: it would only cost a cookie, and lose
# what was written to whoever keeps none.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    service = get_object_or_404(public_services(), pk=pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = CorrectionKind(form.cleaned_data["kind"])
        try:
            report_correction(service=service, kind=kind, message=form.cleaned_data["message"], now=clock.now())
        except TooManyCorrections as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("directory:service", args=[pk]) + "?thanks=1#main")
    context = {
        "form": form,
        "service": service,
        "name": translated(service, "name", get_language() or "en"),
    }
    return render(request, "directory/correction.html", context, status=422 if form.errors else 200)
