"""Links that are given from hand to hand: absolute, and in the language of who makes them."""

from django.http import HttpRequest
from django.urls import reverse


def absolute(request: HttpRequest, name: str, token: str) -> str:
    return request.build_absolute_uri(reverse(name, args=[token]))
