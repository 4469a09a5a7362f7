"""Asking for help without a caseworker: one form, one page that says who will read it, and a code."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from acogida.core import clock
from acogida.referrals import receipt_codes
from acogida.referrals.helping.desks import Desk, desks_for
from acogida.referrals.services import attempts, helping
from acogida.web.directory.parameters import Parameters
from acogida.web.help.forms import HelpForm
from acogida.web.help.shown import chosen, readers
from acogida.web.receipts.door import source_of
from acogida.web.receipts.entries import lines_of
from acogida.web.receipts.views import counter

SALT = "acogida.help"
GOOD_FOR = 12 * 3600  # seconds that a page may be left open


@counter
@sensitive_post_parameters()
def ask(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    if request.method != "POST":
        return render(request, "help/ask.html", {"form": HelpForm(language=language)})
    form = HelpForm(request.POST, language=language)
    if "change" in request.POST:
        return render(request, "help/ask.html", {"form": form})
    if not form.is_valid():
        return render(request, "help/ask.html", {"form": form}, status=422)
    return _checked(request, form, _desks(form))


@counter
@sensitive_post_parameters()
def send(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    if request.method != "POST":
        return render(request, "help/ask.html", {"form": HelpForm(language=language)})
    form = HelpForm(request.POST, language=language)
    if not form.is_valid():
        return render(request, "help/ask.html", {"form": form}, status=422)
    desks = _desks(form)
    code = _code_in(request.POST.get("token", ""))
    if code is None:
        return _checked(request, form, desks, wrong=_("The page was open for too long. Send it now."))
    asked = chosen(request, desks)
    if not asked:
        return _checked(request, form, desks, wrong=_("Choose at least one organization."))
    now = clock.now()
    if attempts.begin(attempts.REQUESTS, source=source_of(request, now), now=now) is None:
        wrong = _("Many requests came from where you are. Try again in an hour, or call an organization.")
        return _checked(request, form, desks, wrong=wrong, status=429)
    helping.send(content=form.content(), code=code, desks=asked, now=now)
    context = {"code": code, "grouped": receipt_codes.grouped(code), "readers": readers(asked)}
    return render(request, "help/sent.html", context)


def _desks(form: HelpForm) -> list[Desk]:
    content = form.content()
    return desks_for(needs=content.needs, locality=content.locality, language=form.language, now=clock.now())


def _checked(
    request: HttpRequest, form: HelpForm, desks: list[Desk], *, wrong: str = "", status: int = 422
) -> HttpResponse:
    content = form.content()
    context = {
        "form": form,
        "lines": lines_of(content, form.language),
        "readers": readers(desks),
        "wrong": wrong,
        # The code is made now: whoever sends twice, since no answer reached them, gets the same one.
        "token": signing.dumps(receipt_codes.new_code(), salt=SALT),
        "search_url": Parameters.of({"need": content.needs[0].value, "town": content.locality}).url(),
    }
    return render(request, "help/check.html", context, status=status if wrong else 200)


def _code_in(token: str) -> str | None:
    try:
        return str(signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except signing.BadSignature:
        return None
