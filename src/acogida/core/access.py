"""Who may call a view. Every view says so; a test fails for one that doesn't (tests/architecture/test_layers.py)."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"


def public(view: View) -> View:
    """Anybody, without an account: the view shows public data only and changes nothing that harms."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view
