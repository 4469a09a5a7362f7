"""Signing out: the session ends here, the halves of the key are forgotten, and the browser clears what it kept."""

from typing import TypeVar

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from acogida.web.accounts import held_key

Response = TypeVar("Response", bound=HttpResponseBase)


def leave(request: HttpRequest, response: Response) -> Response:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    held_key.drop(response)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
