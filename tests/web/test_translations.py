"""Nobody who reads a page in their language meets another one, and no translation lost what it was to say."""

import re
from html import unescape

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from acogida.config.catalogues import LANGUAGES, LOCALE, catalogue, is_translated

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
LONG_ENOUGH = 8  # characters; a shorter text may be the same word elsewhere


def messages(language: str) -> list[Message]:
    """Those that are translated; that the others are of the workspace, `make check` sees to."""
    with catalogue(LOCALE, language).open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id and is_translated(message)]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_every_placeholder(language):
    for message in messages(language):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        for translation in forms(message.string):
            assert set(PLACEHOLDER.findall(translation)) == wanted, translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_as_the_original_does(language):
    for message in messages(language):
        for original, translation in zip(forms(message.id), forms(message.string), strict=False):
            assert (original[-1] in ".?:") == (translation[-1] in ".?:") or translation.endswith("."), translation
            assert translation == translation.strip(), translation


def test_french_puts_a_space_before_double_signs():
    for message in messages("fr"):
        for translation in forms(message.string):
            assert not re.search(r"\w[:;?!»](?!//)(\s|$)", translation), translation


def test_kreyol_writes_no_apostrophe():
    """The official orthography has none: `lakay mwen`, never `lakay m'`."""
    for message in messages("ht"):
        for translation in forms(message.string):
            assert not re.search(r"\w['’](\w|\s|$)", translation), translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_falls_back_to_english(client, language, shelter, hidden_shelter):
    english = {
        text
        for message in messages(language)
        for text, translation in zip(forms(message.id), forms(message.string), strict=False)
        if len(text) >= LONG_ENOUGH and not PLACEHOLDER.search(text) and text != translation
    }
    pages = [
        "",
        "about",
        "nowhere",
        "find?need=SHELTER&place=Tapachula&text=albrgue",
        "find?need=MONEY&place=Tapachula&open=1",
        "find?place=Xyzzyqq",
        "find?need=NONSENSE",
        "find/print?need=SHELTER&place=Tapachula",
        f"services/{shelter.pk}?thanks=1",
        f"services/{shelter.pk}/wrong",
        f"services/{hidden_shelter.pk}",
        f"organizations/{shelter.organization_id}",
    ]
    for path in pages:
        page = unescape(client.get(f"/{language}/{path}").content.decode())
        met = {text for text in english if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page)}
        assert met == set(), path
