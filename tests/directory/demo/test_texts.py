"""Texts are whole, in five languages, and do not read as if a machine had stamped them."""

from collections import Counter
from itertools import pairwise

import pytest

from acogida.directory.demo.kinds import organization_kinds, service_kinds, sketches
from acogida.directory.demo.texts import LANGUAGES, variants
from tests.directory.demo import built

TRANSLATED = ("name", "description", "application_process", "eligibility_description", "fees_description", "alert")


def test_every_service_is_told_in_five_languages():
    for service in built.services():
        profile = service["acogida"]
        assert {profile["language"], *profile["translations"]} == set(LANGUAGES)
        said = {name for name in TRANSLATED if service.get(name)}
        assert {"name", "description"} <= said
        for translation in profile["translations"].values():
            assert set(translation) == said
            assert all(translation.values())


def test_every_organisation_introduces_itself_in_five_languages():
    for record in built.helping():
        profile = record["acogida"]
        if profile.get("translations"):
            assert {profile["language"], *profile["translations"]} == set(LANGUAGES)


def test_no_placeholder_is_left_over():
    assert [text for text in built.strings(built.organizations()) if "{" in text or "}" in text] == []


def test_no_text_has_loose_ends():
    for text in built.strings(built.organizations()):
        assert text == text.strip()
        assert "  " not in text


def test_sentences_end_like_sentences():
    for service in built.services():
        texts = [service, *service["acogida"]["translations"].values()]
        assert all(text["description"].endswith((".", "!", "?")) for text in texts)
        assert all(text["name"][0].isupper() for text in texts)


def test_an_organisation_never_says_the_same_of_two_services():
    for record in built.organizations():
        descriptions = [service["description"] for service in record["services"]]
        assert len(set(descriptions)) == len(descriptions)


def test_neighbours_of_one_kind_use_different_words():
    told: dict[tuple[str, str], list[str]] = {}
    for record in built.helping():
        seat = record["locations"][0]["addresses"][0]["city"]
        for service in record["services"]:
            if "family-shelter" in service.get("url", ""):
                told.setdefault((seat, "family shelter"), []).append(service["description"])
    several = [texts for texts in told.values() if len(texts) > 1]
    assert several
    assert all(one != other for texts in several for one, other in pairwise(texts))


def test_few_descriptions_are_shared():
    counts = Counter(service["description"] for service in built.services())
    assert len(counts) > 0.7 * len(built.services())
    assert max(counts.values()) <= 8


def test_names_of_organisations_are_told_once():
    names = [sketch.name for sketch in sketches()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", service_kinds().values(), ids=lambda kind: kind.key)
def test_a_kind_of_service_has_several_phrasings(kind):
    for texts in (kind.names, kind.what, kind.detail):
        assert len(texts) >= 2
        for language in LANGUAGES:
            assert len({text[language] for text in texts}) == len(texts)


def test_every_kind_that_is_named_exists():
    for kind in organization_kinds().values():
        assert {*kind.core, *kind.extra} <= set(service_kinds())
    assert {sketch.kind for sketch in sketches()} <= set(organization_kinds())


def test_who_may_come_is_said_in_every_language():
    for kind in service_kinds().values():
        assert variants("who", kind.who)


def test_a_consulate_is_never_claimed():
    for service in built.services():
        if "CONSULAR" in service["acogida"]["needs"]:
            english = {"name": service["name"], "description": service["description"]} | service["acogida"][
                "translations"
            ].get("en", {})
            assert "not a consulate" in english["description"] or "independent association" in english["description"]
