"""Identifiers. Ours are UUIDs; those of a source that are not UUIDs get one that is always the same."""

from hashlib import blake2b
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1d2f0e-6c0c-5b63-9d0d-0b7c8e9f4a21")


def derived(*parts: object) -> UUID:
    """A UUID made from content: the same parts give the same id on every node."""
    return uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))


def keyed(key: bytes, *parts: object) -> UUID:
    """The same, for those who have the key. To anybody else it is random: what it was made of can't be tried out."""
    content = "\x1f".join(str(part) for part in parts).encode()
    return UUID(bytes=blake2b(content, key=key, digest_size=16).digest(), version=4)
