"""What an earlier version closed, this one opens; what it hashed, this one hashes alike. Never made anew."""

import json
import time
from pathlib import Path

import pytest

from acogida.core import crypto
from acogida.core.crypto import CannotOpen

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((Path(__file__).parent / "vectors/formats-1-to-4.json").read_text("utf-8"))
PASSPHRASE = VECTORS.pop("passphrase")
V = {name: bytes.fromhex(value) for name, value in VECTORS.items()}


@pytest.fixture
def as_in_life(monkeypatch):
    """The costs of the format, which other tests leave out."""
    monkeypatch.setattr(crypto, "MEMORY_KIB", 64 * 1024)
    monkeypatch.setattr(crypto, "PASSES", 3)


def test_context_is_what_it_was():
    assert crypto.context("vector", 1, "año", "") == V["context"]


def test_encrypted_opens():
    assert crypto.decrypt(V["key"], V["encrypted"], context=V["context"]) == V["plain"]
    assert crypto.decrypt(V["key"], V["encrypted_nothing"], context=V["context"]) == b""


def test_sealed_opens():
    assert crypto.pair_of(V["private"]).public == V["public"]
    assert crypto.unseal(V["private"], V["sealed"], context=V["context"]) == V["plain"]


def test_streams_open():
    for blob, plain in ((V["stream"], V["plain"]), (V["stream_of_nothing"], b"")):
        assert b"".join(crypto.decrypt_stream(V["key"], [blob], context=V["context"])) == plain


def test_protected_opens(as_in_life):
    assert crypto.unprotect(PASSPHRASE, V["protected"], context=V["context"]) == V["plain"]


def test_a_passphrase_costs_as_much_as_the_format_says(as_in_life):
    started = time.process_time()
    with pytest.raises(CannotOpen):
        crypto.unprotect("another", V["protected"], context=V["context"])
    assert time.process_time() - started > 0.05


def test_the_costs_of_the_format_are_those_of_the_vectors():
    source = (ROOT / "src/acogida/core/crypto.py").read_text("utf-8")
    assert "MEMORY_KIB = 64 * KIB\nPASSES = 3\nLANES = 1\n" in source


def test_hashes_are_what_they_were():
    assert crypto.subkey(V["key"], "names") == V["subkey"]
    assert crypto.keyed_hash(V["key"], "maria", "1") == V["keyed_hash"]
    assert crypto.digest(b"one", b"", b"two") == V["digest"]
    assert crypto.pad(V["plain"])[:64] == V["padded_start"]


def test_every_kind_starts_with_its_number():
    starts = [V[kind][0] for kind in ("encrypted", "sealed", "protected", "stream")]
    assert starts == [1, 2, 3, 4]


def test_nothing_else_calls_cryptography():
    users = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/acogida").rglob("*.py")
        if "cryptography" in path.read_text("utf-8") and path.name != "crypto.py"
    }
    assert users == set()
