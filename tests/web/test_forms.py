import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.web.directory.forms import RADIUS_KM, SearchForm


def cleaned(**asked: object) -> dict:
    form = SearchForm(asked)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_an_empty_search_is_valid_and_looks_fifty_kilometres_around():
    assert cleaned()["radius"] == RADIUS_KM


@pytest.mark.parametrize(
    ("at", "rounded"),
    [
        ("14.905612,-92.263411", "14.91,-92.26"),
        ("-33.4489,-70.6693", "-33.45,-70.67"),
        ("14,-92", "14.00,-92.00"),
        ("", ""),
    ],
)
def test_a_place_that_came_too_exact_is_rounded(at, rounded):
    assert cleaned(at=at)["at"] == rounded


@pytest.mark.parametrize("at", ["91,0", "0,181", "here", "1,2,3", "1e3,4", "14.9;-92", "NaN,NaN", "١٤,٩٢"])
def test_what_is_no_place_on_earth_is_refused(at):
    assert "at" in SearchForm({"at": at}).errors


@pytest.mark.parametrize(
    "asked",
    [
        {"need": "DETENTION"},
        {"audience": "POLICE"},
        {"speaks": ["xx"]},
        {"radius": "7"},
        {"page": "0"},
        {"page": "99999999999999999999"},
        {"town": "-1"},
        {"text": "x" * 201},
        {"place": "x\0y"},
    ],
)
def test_what_is_not_a_choice_is_refused(asked):
    assert not SearchForm(asked).is_valid()


@given(st.dictionaries(st.sampled_from([*SearchForm.base_fields]), st.text() | st.lists(st.text())))
def test_no_input_breaks_the_form(asked):
    SearchForm(asked).is_valid()
