"""What every page's frame needs."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import get_language

# A page that anybody may have open: of a charity, sells nothing, small, in every language of ours.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


@dataclass(frozen=True)
class Language:
    code: str
    name: str  # as its speakers write it
    url: str
    is_current: bool


def same_page(request: HttpRequest, code: str) -> str:
    """This page with its query in another language. Paths are alike in all of them but for their first part."""
    first, _, rest = request.get_full_path().removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"


def languages(request: HttpRequest) -> list[Language]:
    current = get_language()
    return [
        Language(
            code=code,
            name=str(LANG_INFO[code]["name_local"]).capitalize(),
            url=same_page(request, code),
            is_current=code == current,
        )
        for code, _ in settings.LANGUAGES
    ]


def node(request: HttpRequest) -> dict[str, Any]:
    page_languages = languages(request)
    return {
        "node_name": settings.NODE_NAME,
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "languages": page_languages,
        "language": next(language for language in page_languages if language.is_current),
        "quick_exit_url": QUICK_EXIT_URL,
    }
