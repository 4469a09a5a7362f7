"""Where somebody is signed in, and ending it from afar."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from acogida.web.access import SignedInRequest, signed_in

OTHERS = "others"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    mine = UserSession.objects.purge_and_list(request.user)
    if request.method != "POST":
        ordered = sorted(mine, key=lambda one: (not one.is_current(), one.created_at))
        return render(request, "usersessions/usersession_list.html", {"sessions": ordered})
    wanted = request.POST.get("end", "")
    ending = [one for one in mine if not one.is_current() and wanted in {OTHERS, str(one.pk)}]
    for session in ending:
        session.end()
    messages.success(request, gettext("Ended. That browser can open nothing any more."))
    return HttpResponseRedirect(reverse("usersessions_list"))
