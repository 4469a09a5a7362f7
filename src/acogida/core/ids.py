"""Identifiers. Ours are UUIDs; those of a source that are not UUIDs get one that is always the same."""

from uuid import UUID, uuid5

NAMESPACE = UUID("6f1d2f0e-6c0c-5b63-9d0d-0b7c8e9f4a21")


def derived(*parts: object) -> UUID:
    """A UUID made from content: the same parts give the same id on every node."""
    return uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))


def is_uuid(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
