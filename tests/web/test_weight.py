"""What a page weighs on the way to a phone, from a node that is really served: compressed, with all that it loads."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from tests.served import demonstration

KB = 1000
LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
RESULTS = "/es/find?need=SHELTER&place=Tapachula&radius=200"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with demonstration() as home:
        yield urlsplit(home).port


def ask(port: int, path: str, *, encoding: str = "gzip") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def text(port: int, path: str) -> str:
    return ask(port, path, encoding="identity")[1].decode()


def weight(port: int, path: str) -> int:
    response, body = ask(port, path)
    assert (response.status, response.headers["Content-Encoding"]) == (200, "gzip")
    files = {file: ask(port, file) for file in LOADED.findall(text(port, path))}
    assert files
    assert all(answer.status == 200 for answer, _ in files.values())
    return len(body) + sum(len(content) for _, content in files.values())


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "ht"])
def test_the_first_page_weighs_less_than_60_kb(port, language):
    assert weight(port, f"/{language}/") < 60 * KB


def test_results_weigh_less_than_80_kb_without_the_map(port):
    assert weight(port, RESULTS) < 80 * KB


def test_files_that_never_change_are_kept_by_the_browser(port):
    page = text(port, "/es/")
    for file in LOADED.findall(page):
        answer, _ = ask(port, file)
        assert "immutable" in answer.headers["Cache-Control"], file


def test_the_map_weighs_what_its_button_says(port):
    page = text(port, RESULTS)
    files = re.findall(r'data-(?:map|leaflet|leaflet-css|topojson|basemap)="([^"]+)"', page)
    assert len(files) == 5
    said = int(re.search(r"\((\d+) kB\)", page)[1])
    assert sum(len(ask(port, file)[1]) for file in files) == pytest.approx(said * KB, rel=0.1)


def test_a_page_that_does_not_exist_still_has_its_look(port):
    response, _ = ask(port, "/ht/nowhere")
    assert response.status == 404
    page = text(port, "/ht/nowhere")
    assert "Pa gen anyen isit la" in page
    (sheet,) = LOADED.findall(page)
    assert ask(port, sheet)[0].status == 200
