"""A live HSDS API is read page by page, before the import begins; when it ends half-way, nothing is imported."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from acogida.directory.importing import live
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.models import Organization, Service
from tests.directory.importing.imported import organization, service, state

Answer = Callable[[str, dict[str, str]], tuple[int, object]]


@contextmanager
def api(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            url = urlsplit(self.path)
            status, body = answer(url.path, {name: values[0] for name, values in parse_qs(url.query).items()})
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(live, "WAITS", (0, 0, 0, 0))


def page(contents: list, number: int, total: int) -> dict:
    return {
        "total_items": total,
        "total_pages": total,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number == total,
        "empty": not contents,
        "contents": contents,
    }


def house(number: int) -> dict:
    return {"id": f"o{number}", "name": f"House {number}", "description": "", "services": []}


def paged(path: str, params: dict[str, str]) -> tuple[int, object]:
    if path == "/":
        return 200, {"version": "3.1", "openapi_url": "https://example.org/openapi.json"}
    number = int(params["page"])
    return 200, page([house(number)], number, 3)


def test_all_pages_from_the_root_on(importer):
    with api(paged) as url:
        report = importer.file(url)
    assert (report.read, report.accepted) == (3, 3)
    assert Organization.objects.count() == 3


def test_the_source_is_named_by_the_host(importer):
    with api(paged) as url:
        importer.file(url, source="")
    assert Organization.objects.filter(source="127.0.0.1").count() == 3


def test_summaries_are_completed_one_by_one(importer):
    whole = organization()
    del whole["services"]

    def answer(path, params):
        if path == "/services":
            return 200, page([{"id": service()["id"], "name": "Albergue Ejemplo", "status": "active"}], 1, 1)
        return 200, service(organization=whole)

    with api(answer) as url:
        importer.file(f"{url}/services")
    assert Service.objects.get().organization.name == "Casa Ejemplo"


def test_a_busy_server_is_asked_again(importer):
    asked: list[str] = []

    def answer(path, params):
        asked.append(path)
        return (503, b"busy") if len(asked) % 2 else paged(path, params)

    with api(answer) as url:
        assert importer.file(url).read == 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda path, params: (503, b""), "it answers 503, 4 times in a row"),
        (lambda path, params: (404, b""), "it answers 404"),
        (lambda path, params: (200, b"<html>"), "the answer is not JSON"),
        (lambda path, params: (200, {"contents": "none"}), "holds no list of contents"),
    ],
    ids=["busy", "missing", "html", "no list"],
)
def test_a_server_that_fails_is_named_with_its_fault(importer, answer, message):
    with api(answer) as url, pytest.raises(ImportFailed, match=message):
        importer.file(f"{url}/organizations")


def test_an_api_that_ends_half_way_changes_nothing(importer):
    def answer(path, params):
        if params.get("page") == "2":
            return 500, b"broken"
        return paged(path, params)

    before = state()
    with api(answer) as url, pytest.raises(ImportFailed, match="Nothing was imported"):
        importer.file(url)
    assert state() == before


def test_pages_without_end_are_stopped(importer, monkeypatch):
    monkeypatch.setattr(live, "MOST_PAGES", 5)

    def answer(path, params):
        return 200, {"contents": [house(int(params["page"]))]}

    with api(answer) as url, pytest.raises(ImportFailed, match="more than 5 pages"):
        importer.file(f"{url}/organizations")


def test_a_page_without_end_is_stopped(importer, monkeypatch):
    monkeypatch.setattr(live, "LARGEST_PAGE", 1_000)
    with api(lambda path, params: (200, b"[" + b"1," * 10_000)) as url, pytest.raises(ImportFailed, match="one page"):
        importer.file(f"{url}/organizations")


def test_nobody_there_is_a_clear_message(importer):
    with pytest.raises(ImportFailed, match="the connection broke"):
        importer.file("http://127.0.0.1:9/organizations")
