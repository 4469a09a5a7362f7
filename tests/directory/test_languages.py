import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.directory.languages import own_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ht", "Kreyòl ayisyen"),
        ("quc", "K’iche’"),
        ("el", "Ελληνικά"),
        ("vi", "Tiếng Việt"),
        ("hmn", "Hmong"),
        ("xx", "xx"),
    ],
)
def test_a_language_is_called_as_its_speakers_call_it(code, name):
    assert own_name(code) == name


@given(st.text())
def test_any_code_has_a_name(code):
    assert isinstance(own_name(code), str)
