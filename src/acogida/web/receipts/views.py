"""The page of a receipt. Each request brings the code in its body: nothing is kept of it, here or in the browser."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from acogida.core import clock
from acogida.core.access import public
from acogida.referrals import receipt_codes
from acogida.referrals.helping import standing
from acogida.referrals.person import Answer
from acogida.referrals.receipt_keys import OpenedReceipt
from acogida.referrals.services import helping, receipts
from acogida.web.directory.search import not_kept
from acogida.web.receipts import door
from acogida.web.receipts.entries import entry_of, help_of
from acogida.web.receipts.forms import CodeForm, TextForm

HELP = "help"  # what an answer is about, when it is not a referral
TAKE_BACK = "TAKE_BACK"
With = Callable[[HttpRequest, OpenedReceipt, str], HttpResponse]


def counter(view: Any) -> Any:
    """Public, of nobody's session: a token would guard what a browser may do in somebody's name, and cost a cookie."""
    asked = require_http_methods(["GET", "HEAD", "POST"])(view)
    return csrf_exempt(public(sensitive_post_parameters("code", "text", "token")(not_kept(asked))))


def with_code(request: HttpRequest, then: With) -> HttpResponse:
    """A code that opens nothing looks alike, whatever is the matter with it."""
    if request.method != "POST":  # also where a link to another language leads from what was sent
        return render(request, "receipts/ask.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "receipts/ask.html", {"form": form}, status=422)
    code = form.cleaned_data["code"]
    try:
        opened = door.opened(request, code, now=clock.now())
    except door.TriedTooOften:
        form.add_error(None, _("Too many codes were tried just now. Wait a minute and try again."))
        return render(request, "receipts/ask.html", {"form": form}, status=429)
    if opened is None:
        form.add_error("code", _("This code opens nothing. Compare it with your paper; it may also be over."))
        return render(request, "receipts/ask.html", {"form": form}, status=422)
    return then(request, opened, code)


def shown(
    request: HttpRequest, opened: OpenedReceipt, code: str, *, done: str = "", wrong: str = "", kept: str = ""
) -> HttpResponse:
    language = get_language() or "en"
    view = receipts.view_of(opened)
    asked = standing.view_of(opened)
    context = {
        "code": code,
        "grouped": receipt_codes.grouped(code),
        "view": view,
        "entries": [entry_of(one, language) for one in view.entries],
        "help": help_of(asked, language) if asked else None,
        "done": done,
        "wrong": wrong,
        "kept": kept,  # what somebody wrote that could not be sent
    }
    return render(request, "receipts/page.html", context, status=422 if wrong else 200)


@counter
def page(request: HttpRequest) -> HttpResponse:
    return with_code(request, shown)


@counter
def answer(request: HttpRequest) -> HttpResponse:
    """What is said by a tap is asked once more: it may give a bed away."""
    return with_code(request, _answered)


@counter
def write(request: HttpRequest) -> HttpResponse:
    return with_code(request, _written)


def _answered(request: HttpRequest, opened: OpenedReceipt, code: str) -> HttpResponse:
    about, said = request.POST.get("about", ""), request.POST.get("said", "")
    if "sure" not in request.POST:
        context = {"code": code, "about": about, "said": said, "question": _question(said)}
        return render(request, "receipts/confirm.html", context)
    if about == HELP and said == TAKE_BACK:
        taken = helping.withdraw(opened=opened, now=clock.now())
    elif said in Answer.values and (pk := _id(about)):
        taken = receipts.answer(opened=opened, referral_id=pk, said=Answer(said), now=clock.now())
    else:
        taken = False
    if taken:
        return shown(request, opened, code, done=_("Thank you. They know now."))
    return shown(request, opened, code, wrong=_("That could not be said any more. Look how it stands now."))


def _written(request: HttpRequest, opened: OpenedReceipt, code: str) -> HttpResponse:
    form, about = TextForm(request.POST), request.POST.get("about", "")
    text = request.POST.get("text", "")
    if not form.is_valid():
        return shown(request, opened, code, wrong=str(form.errors["text"][0]), kept=text)
    said = form.cleaned_data["text"]
    if about == HELP:
        taken = helping.write(opened=opened, text=said, now=clock.now())
    else:
        pk = _id(about)
        taken = pk is not None and receipts.write_as_person(opened=opened, referral_id=pk, text=said, now=clock.now())
    if taken:
        return shown(request, opened, code, done=_("Your message is sent."))
    return shown(request, opened, code, wrong=_("Nobody would read a message here any more."), kept=text)


def _question(said: str) -> str:
    return {
        Answer.CANT_COME.value: _("Do you want to say that you can't come? Your place is given to others at once."),
        Answer.NO_LONGER.value: _("Do you want to say that you no longer want it? Your place is given to others."),
        Answer.NO_HELP.value: _("Do you want to say that you did not get help? Both organizations are told."),
        TAKE_BACK: _("Do you want to take your request back? What you wrote is destroyed at once."),
    }.get(said, "")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
