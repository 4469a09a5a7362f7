"""A search as a link carries it: the same few parameters, in one order, without what says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

ORDER = (
    "need",
    "place",
    "town",
    "at",
    "text",
    "audience",
    "speaks",
    "open",
    "room",
    "nopapers",
    "accessible",
    "radius",
    "page",
)
# What a shared link leaves out: where exactly, and in which words, somebody looked.
PRIVATE = ("place", "at", "text", "page")


@dataclass(frozen=True)
class Parameters:
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> "Parameters":
        values = {}
        for name in ORDER:
            value = cleaned.get(name)
            if value in (None, "", False, []):
                continue
            items = value if isinstance(value, list) else ["1" if value is True else value]
            values[name] = tuple(str(item) for item in items)
        return cls(values)

    def set(self, **changes: object) -> "Parameters":
        """With these values; an empty one takes the parameter away. Any change leads back to the first page."""
        values = {name: value for name, value in self.values.items() if name != "page"}
        for name, value in changes.items():
            values.pop(name, None)
            if value:
                values[name] = (str(value),)
        return Parameters(values)

    def toggled(self, name: str) -> "Parameters":
        return self.set(**{name: "" if name in self.values else "1"})

    def shareable(self, town: int | None) -> "Parameters":
        return self.set(**dict.fromkeys(PRIVATE, ""), town=town or "")

    def url(self, view: str = "directory:find") -> str:
        pairs = [(name, value) for name in ORDER for value in self.values.get(name, ())]
        return reverse(view) + (f"?{urlencode(pairs)}" if pairs else "")
