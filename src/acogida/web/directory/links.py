from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.urls import reverse


def service_url(service: UUID, place: UUID | None = None, page: int = 1) -> str:
    """Its page, which shows first the place that a result is about."""
    query = {"place": place, "page": page if page > 1 else None}
    said = urlencode({name: value for name, value in query.items() if value})
    return reverse("directory:service", args=[service]) + (f"?{said}" if said else "")


def web_address(url: str) -> str:
    """The address if a browser may follow it: what an import brought could be `javascript:`."""
    return url if urlsplit(url).scheme in {"http", "https"} else ""
