"""The crawl: everything a stranger can reach is read, and searched for planted addresses."""

import json
import logging
import re
from collections import deque
from html import unescape
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command

from tests.security.planted import Planted, plant

pytestmark = pytest.mark.django_db

STARTS = [
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/es/",
    "/es/find?need=SHELTER&place=Tapachula, MX",
    "/ht/find?need=SHELTER&place=Cúcuta, CO",
    "/fr/find?text=refugio&place=Tacna, PE",
    "/en/find?text=albergue",
    "/hsds/",
    "/hsds/openapi.json",
    *(
        f"/hsds/{path}?{query}"
        for path in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
        for query in (
            "per_page=100",
            "full=true&per_page=100",
            "full=true&full_service=true&format=ndjson",
            "search=calle",
        )
    ),
]
LINK = re.compile(r"""(?:href|src|action|hx-get|data-[a-z-]+)=["']([^"'<>]+)["']""")
RECORD = re.compile(r'"id":\s*"([0-9a-f-]{36})"')
NUMBER_OF_FREE_PLACES = re.compile(r"\b7\b[^<]{0,40}(cama|bed|kabann|lit|plas|place|vaga|lugar)")
MAXIMUM_PAGES = 2_000  # more than there are: the crawl ends because nothing is left


@pytest.fixture
def planted(tmp_path, caplog, capsys) -> Planted:
    caplog.set_level(logging.DEBUG)
    result = plant(15)
    source = tmp_path / "planted.ndjson"
    source.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in result.records))
    call_command("import_directory", source, report=tmp_path / "report.json")
    (tmp_path / "said.txt").write_text("".join(capsys.readouterr()))
    return result


def found_in(text: str, secrets: list[str]) -> list[str]:
    folded = unescape(text).casefold()
    return [secret for secret in secrets if re.search(pattern(secret.casefold()), folded)]


def pattern(secret: str) -> str:
    """A coordinate counts where a number begins: `7.9505` is not in the time `11:53:57.950512`."""
    return rf"(?<!\d){re.escape(secret)}" if secret[0].isdigit() else re.escape(secret)


def test_a_coordinate_is_found_and_a_time_is_none():
    assert found_in('"latitude": 7.950512, "longitude": -72.5078', ["7.9505", "-72.507"]) == ["7.9505", "-72.507"]
    assert found_in("2026-11-24T11:53:57.950512+00:00", ["7.9505"]) == []


def links(page: str, text: str) -> set[str]:
    found = {urldefrag(urljoin(page, unescape(link))).url for link in LINK.findall(text)}
    if page.startswith("/hsds/"):
        path = urlsplit(page).path.rstrip("/")
        found |= {f"{path}/{record}" for record in RECORD.findall(text) if path.count("/") == 2}
    return {link for link in found if link.startswith("/") and not link.startswith(("//", "/static/"))}


def crawl(client) -> dict[str, str]:
    """Every page that can be reached from STARTS. Combinations of what can be asked for have no end: of a page that
    was reached by a question, only the links without one are followed, and the next page of its list."""
    queue, seen = deque((page, False) for page in STARTS), {}
    while queue:
        assert len(seen) < MAXIMUM_PAGES, f"{len(queue)} pages were never read"
        page, is_asked = queue.popleft()
        if page in seen:
            continue
        response = client.get(page)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[page] = body.decode("utf-8", "replace") + str(dict(response.headers))
        for link in sorted(links(page, seen[page]) - seen.keys()):
            asks = "?" in link
            if not (asks and is_asked) or re.search(r"[?&]page=", link):
                queue.append((link, asks))
    return seen


def test_a_crawl_of_everything_public_finds_no_planted_address(planted, client, caplog, tmp_path):
    pages = crawl(client)
    leaks = {page: found for page, text in pages.items() if (found := found_in(text, planted.secrets))}
    assert leaks == {}
    assert found_in(caplog.text, planted.secrets) == []

    # The crawl proves something only if it came to every record, public or not.
    assert found_in("\n".join(pages.values()), planted.visible) == planted.visible
    assert len(pages) > 200

    pages_of_secret_places = [
        text
        for page, text in pages.items()
        if re.search(r"^/\w\w/services/", page) and "Refugio Prueba" in text and "Calle zqstreet" not in text
    ]
    assert pages_of_secret_places
    telling = [text for text in pages_of_secret_places if NUMBER_OF_FREE_PLACES.search(text)]
    assert telling == []


def test_import_says_no_planted_address(planted, tmp_path):
    assert found_in((tmp_path / "said.txt").read_text(), planted.secrets) == []
    assert found_in((tmp_path / "report.json").read_text(), planted.secrets) == []


@pytest.mark.parametrize(("form", "name"), [("ndjson", "all.ndjson"), ("datapackage", "tables")])
def test_exports_hold_no_planted_address(planted, tmp_path, form, name):
    call_command("export_directory", "--format", form, str(tmp_path / name))
    written = [path for path in [tmp_path / name, *(tmp_path / name).rglob("*")] if path.is_file()]
    text = "\n".join(path.read_text() for path in written)
    assert found_in(text, planted.secrets) == []
    assert planted.visible[0] in text


@pytest.mark.parametrize("asked", [["--need", "shelter", "--near", "Tapachula, MX"], ["--text", "refugio"]])
def test_find_tells_no_planted_address(planted, asked):
    out = StringIO()
    call_command("find", "--json", *asked, stdout=out)
    assert "Refugio Prueba" in out.getvalue()
    assert found_in(out.getvalue(), planted.secrets) == []


def test_a_search_for_a_planted_word_finds_nothing(planted, client):
    for secret in planted.secrets[:40]:
        assert "Refugio Prueba" not in client.get("/en/find", {"text": secret}).content.decode()
