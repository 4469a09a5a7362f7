"""Long lists in pages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Pages:
    previous: str
    next: str
    position: str


def pages(number: int, last: int, url: Callable[[int], str]) -> Pages:
    return Pages(
        previous=url(number - 1) if number > 1 else "",
        next=url(number + 1) if number < last else "",
        position=_("Page %(page)d of %(pages)d") % {"page": number, "pages": last},
    )
