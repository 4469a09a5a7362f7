"""Texts of the directory in the language of the reader, or else as they were written."""

from dataclasses import dataclass

from acogida.directory.languages import own_name
from acogida.directory.models import Location, Organization, Service


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
    return _text(record, field, language, record.language)


def translated_place(location: Location, field: str, language: str, *, written_in: str) -> Text:
    """A place knows no language of its own: `written_in` is that of the service it is read with."""
    return _text(location, field, language, written_in)


def _text(record: Service | Organization | Location, field: str, language: str, original: str) -> Text:
    translation = record.translations.get(language, {}).get(field)
    if translation:
        return Text(translation)
    value = getattr(record, field)
    return Text(value, original if value and original != language else "")
