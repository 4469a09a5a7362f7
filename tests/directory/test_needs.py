from collections import defaultdict
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.directory import needs
from acogida.directory.enums import NeedKind
from acogida.directory.stems import stems
from tests.directory import hostile

ALL = [(language, kind) for language in needs.LANGUAGES for kind in NeedKind.values]


@pytest.mark.parametrize(("language", "kind"), ALL)
def test_every_kind_has_a_label_and_words_in_each_language(language: str, kind: str) -> None:
    entry = needs.table(language)[kind]
    assert entry["label"]
    assert len({tuple(stems(text)) for text in entry["words"]}) >= 4
    assert len({tuple(stems(text)) for text in entry["asks"]}) >= 4


@pytest.mark.parametrize("language", needs.LANGUAGES)
def test_files_and_codes_name_the_same_kinds(language: str) -> None:
    assert list(needs.table(language)) == NeedKind.values


def test_no_word_means_two_needs() -> None:
    meanings = defaultdict(set)
    for language in needs.LANGUAGES:
        for kind, entry in needs.table(language).items():
            for text in [entry["label"], *entry["words"], *entry["asks"]]:
                meanings[tuple(stems(text))].add(kind)
    assert {phrase: kinds for phrase, kinds in meanings.items() if len(kinds) > 1} == {}
    assert () not in meanings


@pytest.mark.parametrize(
    ("language", "label"),
    [("es", "Albergue"), ("pt", "Abrigo"), ("en", "Shelter"), ("fr", "Hébergement"), ("ht", "Kote pou dòmi")],
)
def test_choices_speak_the_language_of_the_page(language: str, label: str) -> None:
    with translation.override(language):
        assert str(NeedKind.SHELTER.label) == label
        assert label in [str(text) for _, text in NeedKind.choices]


def test_label_reads_english_in_a_language_without_words() -> None:
    assert needs.label("FOOD", "nah") == "Food"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Comedor Padre Chava: desayunos y asesoría legal", ["FOOD", "LEGAL"]),
        ("Clases de inglés gratis y guardería", ["LANGUAGE_COURSE", "CHILDCARE"]),
        ("Free food pantry and legal aid clinic for asylum seekers", ["FOOD", "HEALTH", "LEGAL"]),
        ("Cestas básicas e atendimento psicológico", ["FOOD", "MENTAL_HEALTH"]),
        ("Soins dentaires et aide juridique", ["HEALTH", "LEGAL"]),
        ("Klinik ak avoka pou fanm ansent", ["HEALTH", "MATERNAL_HEALTH", "LEGAL"]),
        ("No pedimos papeles ni cobramos dinero", []),
        ("We never ask for money or papers; call us by phone", []),
        ("", []),
    ],
)
def test_infer_reads_what_is_offered_and_guesses_nothing(text: str, found: list[str]) -> None:
    assert needs.infer(text) == found


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("Emergency Shelter", "1121", "SHELTER"),
        ("Emergency Shelter", "", "SHELTER"),
        ("Food pantries", "", "FOOD"),
        ("", "1206", "HEALTH"),
        ("Comedor comunitario", "X-9", "FOOD"),
        ("Parking", "1121", ""),
        ("Animal Welfare", "1276", ""),
        ("", "", ""),
    ],
)
def test_term_means_the_need_of_its_title_and_a_code_alone_only_without_one(name: str, code: str, kind: str) -> None:
    assert needs.for_term(name, code) == kind


def test_every_mapped_term_means_a_kind_and_only_one() -> None:
    table = needs._file("taxonomy")
    titles = [title for terms in table.values() for title in terms]
    meanings = {(code, kind) for kind, terms in table.items() for codes in terms.values() for code in codes}
    assert len(titles) == len(set(titles))
    assert len(meanings) == len({code for code, _ in meanings})
    assert set(NeedKind.values) - {kind.upper() for kind in table} == {"CONSULAR", "COMMUNICATION"}


@given(st.text(max_size=60))
@settings(max_examples=hostile.EXAMPLES, deadline=None)
def test_infer_survives_any_text(text: str) -> None:
    assert set(needs.infer(text)) <= set(NeedKind.values)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("albergue", "albergues"),
        ("doctor", "doctores"),
        ("noche", "noches"),
        ("hôpital", "hôpitals"),
        ("abri", "abris"),
    ],
)
def test_stems_of_singular_and_plural_are_the_same(one: str, many: str) -> None:
    assert stems(one) == stems(many)


def test_reference_page_lists_every_kind_with_its_labels() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "needs.md").read_text(encoding="utf-8")
    for kind in NeedKind.values:
        labels = " | ".join(needs.label(kind, language) for language in needs.LANGUAGES)
        assert f"| `{kind.lower()}` | {labels} |" in page
    assert page.count("\n| `") == len(NeedKind)
