import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.directory.search.network import indexed, offer

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("find", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_find_prints_each_result_with_its_reason() -> None:
    indexed(offer("Albergue Belén", km=3))
    out, _ = run("--need", "shelter", "--near", "Tapachula, MX")
    assert "1. Albergue Belén — Casa Puente\n" in out
    assert "3 km" in out


def test_find_names_a_service_as_the_pages_do_in_the_language_asked() -> None:
    indexed(offer("Albergue Belén", km=3, translations={"en": {"name": "Bethlehem shelter"}}))
    assert "1. Bethlehem shelter — Casa Puente" in run("--near", "Tapachula, MX", "--lang", "en")[0]
    assert "1. Albergue Belén — Casa Puente" in run("--near", "Tapachula, MX", "--lang", "fr")[0]
    found = json.loads(run("--near", "Tapachula, MX", "--lang", "en", "--json")[0])
    assert found["results"][0]["service"] == "Bethlehem shelter"


def test_find_says_which_words_it_did_not_understand() -> None:
    indexed(offer("Albergue Belén", km=3))
    arguments = ("--near", "Tapachula, MX", "--text", "albergue cuñado")
    assert "We did not understand these words: cuñado." in run(*arguments)[0]
    assert json.loads(run(*arguments, "--json")[0])["understood"]["unused"] == ["cuñado"]


def test_find_prints_json_that_a_program_can_read() -> None:
    indexed(offer("Albergue Belén", km=3, languages=["es"]))
    out, _ = run("--near", "Tapachula, MX", "--text", "albergue", "--json")
    found = json.loads(out)
    assert (found["total"], found["understood"]["needs"]) == (1, ["SHELTER"])
    assert found["results"][0]["languages"] == ["es"]
    assert found["results"][0]["distance_km"] == 3.0


def test_need_may_be_named_in_any_language() -> None:
    indexed(offer("Albergue Belén"))
    assert "Albergue Belén" in run("--need", "kote pou dòmi", "--near", "14.9,-92.26")[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--need", "yacht"], "There are: shelter, food"),
        (["--near", "Tapachulaa, XX"], "Did you mean: Tapachula"),
        (["--near", "qqqq"], "No town called 'qqqq'"),
        (["--near", "95,0"], "no point on Earth"),
        (["--need", "food", "--radius", "-1"], "more than 0"),
        (["--need", "food", "--radius", "nan"], "more than 0"),
        (["--need", "food", "--page", "0"], "more than 0"),
    ],
)
def test_find_says_what_is_wrong_and_what_would_be_right(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_find_takes_the_largest_namesake_and_names_the_others() -> None:
    _, err = run("--near", "Springfield")
    assert err.startswith("Took Springfield, Missouri")
    assert "Springfield, Illinois" in err


def test_find_says_which_town_it_took_for_a_slip() -> None:
    assert run("--near", "Tapachla")[1] == "Took Tapachula, Chiapas, Mexico.\n"


def test_find_tells_what_lies_farther_away_and_what_else_is_near() -> None:
    indexed(offer("far", km=100), offer("food", ["FOOD"]))
    out, _ = run("--need", "shelter", "--near", "Tapachula, MX")
    assert "Up to 200 km away there is 1 more." in out
    assert "Near there is also: Food (1)." in out
