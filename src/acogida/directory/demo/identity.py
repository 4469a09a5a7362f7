"""Ids of the demonstration: the same on every node, whatever the seed. Building again changes and never adds."""

from acogida.core.ids import derived

SOURCE = "demo"  # how the rows say where they came from


def id_of(*parts: object) -> str:
    return str(derived(SOURCE, *parts))
