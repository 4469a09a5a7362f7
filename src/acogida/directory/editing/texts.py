"""What a service says of itself, in the languages side by side."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.acting import Acting
from acogida.core.errors import DomainError
from acogida.directory.editing.own import refuse_others
from acogida.directory.editing.writing import Draft, draft, finish
from acogida.directory.hsds import cleaners as c
from acogida.directory.hsds.profile import TRANSLATED
from acogida.directory.models import Service
from acogida.directory.needs import LANGUAGES
from acogida.directory.services import begin_change

FIELDS = TRANSLATED["service"]
IN_ONE_LINE = frozenset({"name", "alternate_name"})
MOST_LETTERS = {"name": 300, "alternate_name": 300}
MOST_DOCUMENTS = 40


class NameMissing(DomainError):
    """A service without a name can't be called."""


@transaction.atomic
def change_texts(
    *,
    service: Service,
    texts: Mapping[tuple[str, str], str],
    by: Acting,
    now: datetime,
    documents: Iterable[str] | None = None,
    language: str = "",
) -> list[str]:
    """Writes the texts given, by (language, field), and leaves the others; an empty one takes its text away.

    The language of the service is the one it was written in; `language` says which, where nobody had. `documents`
    is the whole list of what to bring.
    """
    refuse_others(service, by)
    moment = begin_change(now=now)
    found = draft(service)
    written_in = str(found.get("language"))
    if not written_in and language in LANGUAGES:
        found.put("language", language)
        translations = dict(found.get("translations"))
        translations.pop(language, None)  # the original now stands in this language
        found.put("translations", translations)
        written_in = language
    for (tongue, field), text in texts.items():
        _set_text(found, tongue, field, text, is_original=tongue == written_in)
    if not found.get("name"):
        raise NameMissing(_("A service needs a name in the language it is written in."))
    if documents is not None:
        found.put("required_documents", _documents(found.get("required_documents"), documents))
    return finish(found, by=by, moment=moment)


def _set_text(found: Draft, language: str, field: str, text: str, *, is_original: bool) -> None:
    clean = c.line(MOST_LETTERS[field]) if field in IN_ONE_LINE else c.prose
    cleaned = str(clean(text) or "")
    if is_original:
        found.put(field, cleaned)
        return
    translations = {code: dict(texts) for code, texts in found.get("translations").items()}
    own = translations.setdefault(language, {})
    own[field] = cleaned
    if not cleaned:
        del own[field]
    found.put("translations", {code: texts for code, texts in translations.items() if texts})


def _documents(before: list[dict[str, Any]], names: Iterable[str]) -> list[dict[str, Any]]:
    """Those that stay keep their id and whatever else a source said of them."""
    known = {str(item.get("document")): item for item in before}
    wanted = list(dict.fromkeys(str(c.line(300)(name) or "") for name in names))
    return [known.get(name) or {"id": str(uuid4()), "document": name} for name in wanted if name][:MOST_DOCUMENTS]
