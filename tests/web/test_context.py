import pytest
from django.test import RequestFactory
from django.utils.translation import override

from acogida.web.context import languages, same_page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/es/", "/ht/"),
        ("/es/find?need=SHELTER&place=Tapachula%2C+MX", "/ht/find?need=SHELTER&place=Tapachula%2C+MX"),
        ("/fr/services/1/wrong", "/ht/services/1/wrong"),
        ("/hsds/services", "/ht/"),
        ("/", "/ht/"),
        ("//evil.example/es/", "/ht/"),
    ],
)
def test_the_same_page_in_another_language(path, expected):
    request = RequestFactory().get("/")
    request.get_full_path = lambda: path
    assert same_page(request, "ht") == expected


def test_languages_are_named_by_their_speakers():
    with override("ht"):
        found = languages(RequestFactory().get("/ht/about"))
    assert [language.name for language in found] == [
        "Español",
        "Português",
        "English",
        "Français",
        "Kreyòl ayisyen",
    ]
    assert [language.code for language in found if language.is_current] == ["ht"]
