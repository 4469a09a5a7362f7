"""Reads a live HSDS API page by page into a file; the import itself then waits for no network."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from acogida.directory.importing.errors import ImportFailed

MOST_PAGES = 20_000
LARGEST_PAGE = 64 << 20
LARGEST_TOTAL = 4 << 30
PER_PAGE = 100
WAITS = (0, 2, 4, 8)  # seconds before each attempt
TIMEOUT = httpx2.Timeout(30.0, connect=10.0)
KIND_OF_PATH = {"organizations": "organization", "services": "service", "service_at_locations": "service_at_location"}
FULL = {"organizations": {"full": "true", "full_service": "true"}}


def fetch(target: str, workspace: Path) -> Path:
    """One record a line, in the order of the API. Raises ImportFailed when it ends half-way."""
    path = workspace / "api.ndjson"
    url = target.rstrip("/")
    with httpx2.Client(timeout=TIMEOUT, headers={"Accept": "application/json"}) as client, path.open("wb") as file:
        api = _Api(client)
        name = urlsplit(url).path.rsplit("/", 1)[-1]
        if name not in KIND_OF_PATH:
            first = api.get(url, {})
            if _contents(first) is not None or not _is_root(first):
                api.save(file, _records(first))
                return path
            url, name = f"{url}/organizations", "organizations"
        for records in api.pages(url, FULL.get(name, {"full": "true"})):
            api.save(file, api.completed(url, name, records))
    return path


class _Api:
    def __init__(self, client: httpx2.Client) -> None:
        self.client, self.total = client, 0

    def get(self, url: str, params: dict[str, str]) -> Any:
        """One answer as JSON; tries again when the server is busy or the line breaks."""
        problem = ""
        for wait in WAITS:
            time.sleep(wait)
            try:
                with self.client.stream("GET", url, params=params) as answer:
                    if answer.status_code == 429 or answer.status_code >= 500:
                        problem = f"it answers {answer.status_code}"
                        continue
                    if answer.status_code != 200:
                        raise ImportFailed(f"{url}: it answers {answer.status_code}. Nothing was imported.")
                    return orjson.loads(self.body(url, answer))
            except httpx2.TransportError as error:
                problem = f"the connection broke ({type(error).__name__})"
            except orjson.JSONDecodeError:
                problem = "the answer is not JSON"
        raise ImportFailed(f"{url}: {problem}, {len(WAITS)} times in a row. Nothing was imported.")

    def body(self, url: str, answer: httpx2.Response) -> bytes:
        parts, size = [], 0
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > LARGEST_PAGE:
                raise ImportFailed(f"{url}: one page of more than {LARGEST_PAGE >> 20} MB. Nothing was imported.")
            parts.append(chunk)
        return b"".join(parts)

    def pages(self, url: str, params: dict[str, str]) -> Iterator[list[Any]]:
        total = None
        for number in range(1, MOST_PAGES + 1):
            page = self.get(url, {**params, "page": str(number), "per_page": str(PER_PAGE)})
            records = _contents(page)
            if records is None:
                raise ImportFailed(f"{url}: page {number} holds no list of contents. Nothing was imported.")
            yield records
            total = page.get("total_pages") if isinstance(page.get("total_pages"), int) else total
            if page.get("last_page") is True or not records or (total is not None and number >= total):
                if total is not None and number < total:
                    raise ImportFailed(f"{url}: ended at page {number} of {total}. Nothing was imported.")
                return
        raise ImportFailed(f"{url}: more than {MOST_PAGES} pages. Nothing was imported.")

    def completed(self, url: str, name: str, records: list[Any]) -> Iterator[Any]:
        """Some servers list only a summary whatever is asked: then each record is fetched by its id."""
        for record in records:
            is_summary = isinstance(record, dict) and isinstance(record.get("id"), str)
            needs_more = name == "organizations" and is_summary and not record.keys() & {"services", "locations"}
            needs_more = needs_more or (name == "services" and is_summary and "organization" not in record)
            if not needs_more or "/" in record["id"]:
                yield record
                continue
            yield self.get(f"{url}/{record['id']}", FULL.get(name, {}))

    def save(self, file: Any, records: Any) -> None:
        for record in records:
            self.total += file.write(orjson.dumps(record) + b"\n")
            if self.total > LARGEST_TOTAL:
                raise ImportFailed(f"The API holds more than {LARGEST_TOTAL >> 30} GB. Nothing was imported.")


def _contents(page: Any) -> list[Any] | None:
    found = page.get("contents") if isinstance(page, dict) else None
    return found if isinstance(found, list) else None


def _is_root(answer: Any) -> bool:
    return isinstance(answer, dict) and ("openapi_url" in answer or "version" in answer)


def _records(answer: Any) -> list[Any]:
    contents = _contents(answer)
    return contents if contents is not None else answer if isinstance(answer, list) else [answer]
