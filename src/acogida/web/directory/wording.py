"""Dates, distances and names as a person reads them. All texts go through the catalogues: Django knows no Kreyòl."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acogida.directory.languages import own_name
from acogida.directory.models import Organization, Service

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
MONTHS = (
    gettext_lazy("January"),
    gettext_lazy("February"),
    gettext_lazy("March"),
    gettext_lazy("April"),
    gettext_lazy("May"),
    gettext_lazy("June"),
    gettext_lazy("July"),
    gettext_lazy("August"),
    gettext_lazy("September"),
    gettext_lazy("October"),
    gettext_lazy("November"),
    gettext_lazy("December"),
)


def day(value: date) -> str:
    return _("%(month)s %(day)s, %(year)s") % {
        "month": MONTHS[value.month - 1],
        "day": value.day,
        "year": value.year,
    }


def ago(moment: datetime, now: datetime) -> str:
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 2:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    days = hours // 24
    if days >= 60:
        months = days // 30
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


@dataclass(frozen=True)
class Text:
    """A text of the directory. `language` is set when it isn't the reader's: the page then marks it and names it."""

    value: str
    language: str = ""

    @property
    def language_name(self) -> str:
        return own_name(self.language) if self.language else ""

    def __bool__(self) -> bool:
        return bool(self.value)


def translated(record: Service | Organization, field: str, language: str) -> Text:
    translation = record.translations.get(language, {}).get(field)
    if translation:
        return Text(translation)
    value = getattr(record, field)
    return Text(value, record.language if value and record.language != language else "")


def web_address(url: str) -> str:
    """The address if a browser may follow it: what an import brought could be `javascript:`."""
    return url if urlsplit(url).scheme in {"http", "https"} else ""
