from uuid import UUID

import pytest
from django.utils.translation import override

from acogida.web.directory.links import service_url, web_address

SERVICE, PLACE = UUID(int=1), UUID(int=2)


@override("en")
def test_the_page_of_a_service_is_asked_for_a_place_and_a_page_only_when_they_say_something():
    whole = f"/en/services/{SERVICE}"
    assert service_url(SERVICE) == whole
    assert service_url(SERVICE, PLACE) == f"{whole}?place={PLACE}"
    assert service_url(SERVICE, PLACE, 2) == f"{whole}?place={PLACE}&page=2"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "example.org", ""])
def test_only_web_addresses_can_be_followed(url):
    assert web_address(url) == ""


def test_a_web_address_stays_as_it_is():
    assert web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"
