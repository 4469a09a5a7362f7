"""What the form weighs on the way to a phone."""

import pytest

from tests.web.test_weight import KB, port, weight

__all__ = ["port"]


@pytest.mark.parametrize("path", ["/es/help", "/ht/help", "/ht/receipt"])
def test_it_weighs_less_than_60_kb(port, path):
    assert weight(port, path) < 60 * KB
