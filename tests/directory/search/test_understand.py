import pytest

from acogida.directory.models import SearchWord
from acogida.directory.search.tokens import Prefix
from acogida.directory.search.types import Query
from acogida.directory.search.understand import alike, understand
from tests.directory.search.network import indexed, offer

pytestmark = pytest.mark.django_db


def read(text: str, **asked: object) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    found = understand(Query(text=text, **asked)).understood
    return found.needs, found.near.label.split(",")[0] if found.near else "", found.words


@pytest.mark.parametrize(
    ("text", "needs", "place"),
    [
        ("albergue", ("SHELTER",), ""),
        ("abri", ("SHELTER",), ""),
        ("abrigo", ("SHELTER",), ""),
        ("shelters", ("SHELTER",), ""),
        ("refugio tapachula", ("SHELTER",), "Tapachula"),
        ("kote pou dòmi", ("SHELTER",), ""),
        ("kote pou m domi nan tijuana", ("SHELTER",), "Tijuana"),
        ("abogada en bogota", ("LEGAL",), "Bogotá"),
        ("¿Dónde puedo comer en Ciudad de México?", ("FOOD",), "Ciudad de México"),
        ("où dormir à Montréal", ("SHELTER",), "Montréal"),
        ("preciso de advogado em São Paulo", ("LEGAL",), "São Paulo"),
        ("no me pagan", ("LABOUR_RIGHTS",), ""),
        ("yo pa peye m", ("LABOUR_RIGHTS",), ""),
        ("I need food and a bed near New York", ("FOOD", "SHELTER"), "New York City"),
        ("comida en la paz", ("FOOD",), "La Paz"),
        ("lawyer los angeles california", ("LEGAL",), "Los Angeles"),
        ("busco a mi familia", ("FAMILY_TRACING",), ""),
        ("ayuda por favor", (), ""),
        ("", (), ""),
    ],
)
def test_text_is_read_as_need_and_place(text: str, needs: tuple[str, ...], place: str) -> None:
    assert read(text) == (needs, place, ())


def test_audience_is_read_and_one_that_was_chosen_stays() -> None:
    assert understand(Query(text="abri pour famille")).understood.audience == "FAMILIES"
    assert understand(Query(text="abri pour famille", audience="WOMEN")).understood.audience == "WOMEN"


def test_place_that_was_chosen_is_not_replaced() -> None:
    chosen = understand(Query(text="albergue tijuana")).understood.near
    SearchWord.objects.create(word="tapachula")
    meaning = understand(Query(text="tapachula", near=chosen))
    assert (meaning.understood.near, meaning.understood.words) == (chosen, ("tapachula",))


def test_slips_in_needs_and_towns_are_put_right_and_told() -> None:
    found = understand(Query(text="albrgue tapachla")).understood
    assert (found.needs, found.near and found.near.label.split(",")[0]) == (("SHELTER",), "Tapachula")
    assert found.corrected == (("albrgue", "albergue"), ("tapachla", "Tapachula"))


def test_a_word_of_the_directory_is_never_put_right() -> None:
    indexed(offer("Albergua Scalabrini"))
    assert understand(Query(text="albergua scalabrini")).understood.corrected == ()
    assert understand(Query(text="scalabrinni norte")).understood.corrected == (("scalabrinni", "scalabrini"),)


@pytest.mark.parametrize("word", ["perdí", "marido", "nowhere", "mourir"])
def test_a_word_of_a_language_is_no_slip_of_another(word: str) -> None:
    SearchWord.objects.bulk_create(SearchWord(word=alike) for alike in ("pedi", "maridon", "nowhera", "mourira"))
    indexed(offer("pedi maridon nowhera mourira"))
    found = understand(Query(text=f"{word} zzz")).understood
    assert (found.corrected, found.words) == ((), (word, "zzz"))


def test_words_are_told_as_they_were_typed() -> None:
    assert understand(Query(text="Peñón zzz")).understood.words == ("Peñón", "zzz")
    assert understand(Query(text="Pen\u0303o\u0301n")).understood.words == ("Peñón",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("consulado de venezuela", ""),
        ("albergue en perú", ""),  # no village of Indiana
        ("consulado de venezuela en lima", "Lima"),
        ("albergue de tapachula", "Tapachula"),
        ("trabajo en panamá", "Ciudad de Panamá"),
    ],
)
def test_a_country_is_not_the_village_that_has_its_name(text: str, place: str) -> None:
    assert read(text)[1] == place


def test_people_are_words_only_where_no_need_is_named() -> None:
    assert read("comida para mis niños") == (("FOOD",), "", ())
    assert read("casita niños")[2] == ("casita", "niños")


def test_words_of_the_chosen_place_are_not_asked_again() -> None:
    chosen = understand(Query(text="albergue tapachula", language="es")).understood.near
    assert understand(Query(text="zzz tapachula méxico", near=chosen)).understood.words == ("zzz",)


def test_a_slip_is_compared_only_with_words_of_about_its_length() -> None:
    SearchWord.objects.bulk_create(SearchWord(word=first + "a" * length) for first in "abz" for length in range(2, 39))
    assert sorted(map(len, alike("aaabaa"))) == [5, 6, 7]
    assert sorted(map(len, alike("zaaabaaaaa"))) == [8, 9, 10, 11, 12]
    assert {word[0] for word in alike("zaaabaaaaa")} == {"z"}


def test_a_few_slips_are_put_right_and_a_text_of_them_is_searched_as_it_is() -> None:
    names = ["quetzalapa", "quintanilla", "quirogazul", "quezadilla"]
    indexed(offer(" ".join(names)))
    typed = [name.replace("q", "qq", 1) for name in names]
    found = understand(Query(text=" ".join([*typed, "."]))).understood
    assert found.corrected == tuple(zip(typed[:3], names[:3], strict=True))
    assert found.words == (*names[:3], typed[3])


def test_last_word_may_be_unfinished() -> None:
    SearchWord.objects.create(word="scalabrini")
    assert understand(Query(text="scala")).words == (Prefix("scala"),)
    assert understand(Query(text="scala norte")).words != (Prefix("scala"), "nort")


def test_small_town_needs_a_word_before_it() -> None:
    SearchWord.objects.create(word="esperanza")
    assert read("esperanza") == ((), "", ("esperanza",))
    assert read("comida en esperanza")[1] == "Esperanza"


def test_unknown_words_are_searched_as_they_are() -> None:
    assert read("zzxxqq") == ((), "", ("zzxxqq",))


def test_need_that_was_chosen_joins_the_one_that_was_typed() -> None:
    assert read("comida", needs=("SHELTER",))[0] == ("SHELTER", "FOOD")


def test_pasted_pages_are_cut() -> None:
    assert len(understand(Query(text="qwertz " * 10_000)).words) <= 12
