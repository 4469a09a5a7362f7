import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.directory.network import Network, network

Get = Callable[..., Any]


@pytest.fixture
def of(db) -> Network:
    return network()


@pytest.fixture
def get(client: Client) -> Get:
    """The document at a path under /hsds, asked with these parameters."""

    def ask(path: str, **parameters: Any) -> Any:
        response = client.get(f"/hsds/{path}", parameters)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return ask


@pytest.fixture
def ids(get: Get) -> Callable[..., set[str]]:
    """The ids that a list answers with."""

    def ask(path: str, **parameters: Any) -> set[str]:
        page = get(path, **parameters)
        assert page["total_items"] == len(page["contents"])
        return {record["id"] for record in page["contents"]}

    return ask
