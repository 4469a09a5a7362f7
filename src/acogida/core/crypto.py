"""Everything that is sealed, hashed or opened goes through here; nothing else imports `cryptography`.

Every blob starts with a format byte that fixes algorithms and parameters: a new way gets a new number, an old blob
keeps its own. A blob is bound to its context, what it is and of whom; moved elsewhere it does not open. Whatever is
wrong (another key, a changed bit, a missing end) is the same CannotOpen. Why these algorithms: ADR 0101.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from acogida.core.errors import DomainError

ENCRYPTED, SEALED, PROTECTED, STREAM = b"\x01", b"\x02", b"\x03", b"\x04"
KEY = 32
NONCE = 12
TAG = 16
SALT = 16
SEGMENT = 64 * 1024
KIB = 1024
BUCKETS = (KIB, 4 * KIB, 16 * KIB, 64 * KIB)
LENGTH = 4  # bytes that say how long a padded or prefixed part is

# Of the format PROTECTED: 64 MiB, three passes, one lane.
MEMORY_KIB = 64 * KIB
PASSES = 3
LANES = 1

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class CannotOpen(DomainError):
    """Wrong key, wrong place or changed content: which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__(_("This can't be opened."))


@dataclass(frozen=True)
class KeyPair:
    public: bytes
    private: bytes = field(repr=False)


def context(purpose: str, *ids: object) -> bytes:
    """What a blob is and whom it belongs to. Each part carries its length, so no two lists of parts look alike."""
    return _joined(part.encode() for part in (purpose, *map(str, ids)))


def new_key() -> bytes:
    return secrets.token_bytes(KEY)


def new_pair() -> KeyPair:
    return pair_of(new_key())


def pair_of(private: bytes) -> KeyPair:
    """The public half follows from the private one; a stored public half is only believed."""
    return KeyPair(public=_private_key(private).public_key().public_bytes_raw(), private=private)


def encrypt(key: bytes, plain: bytes, *, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return ENCRYPTED + nonce + AESGCM(_of_length(key)).encrypt(nonce, plain, ENCRYPTED + context)


def decrypt(key: bytes, blob: bytes, *, context: bytes) -> bytes:
    nonce, sealed = _parts(blob, ENCRYPTED, NONCE)
    return _aes_open(key, nonce, sealed, ENCRYPTED + context)


def seal(public: bytes, plain: bytes, *, context: bytes) -> bytes:
    """For whoever has the private half; not even who sealed it can open it again."""
    return SEALED + _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=SEALED + context)


def unseal(private: bytes, blob: bytes, *, context: bytes) -> bytes:
    _, sealed = _parts(blob, SEALED, 0)
    try:
        return _HPKE.decrypt(sealed, _private_key(private), info=SEALED + context)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def protect(passphrase: str, plain: bytes, *, context: bytes) -> bytes:
    """Slow on purpose: about a quarter of a second and 64 MiB for each passphrase that somebody tries."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    key = _argon2id(salt).derive(_typed(passphrase))
    return PROTECTED + salt + nonce + AESGCM(key).encrypt(nonce, plain, PROTECTED + context)


def unprotect(passphrase: str, blob: bytes, *, context: bytes) -> bytes:
    head, sealed = _parts(blob, PROTECTED, SALT + NONCE)
    key = _argon2id(head[:SALT]).derive(_typed(passphrase))
    return _aes_open(key, head[SALT:], sealed, PROTECTED + context)


def stretched(secret: str, *, salt: bytes) -> bytes:
    """A key from something short that somebody types and nothing else is known of: the same each time, and as slow to
    try as a passphrase."""
    return _argon2id(salt).derive(_typed(secret))


def subkey(key: bytes, purpose: str) -> bytes:
    """A key for one purpose: it tells nothing of the others nor of what it was made of."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=None, info=context("subkey", purpose)).derive(key)


def keyed_hash(key: bytes, *parts: str) -> bytes:
    mac = HMAC(key, hashes.SHA256())
    mac.update(_joined(part.encode() for part in parts))
    return mac.finalize()


def digest(*parts: bytes) -> bytes:
    """SHA-256 of the parts with their lengths. For what nobody can guess: random tokens, chains of hashes."""
    plain = hashes.Hash(hashes.SHA256())
    plain.update(_joined(parts))
    return plain.finalize()


def same(one: bytes, other: bytes) -> bool:
    """Takes as long whether they differ at the first byte or not at all."""
    return bytes_eq(one, other)


def encrypt_stream(key: bytes, chunks: Iterable[bytes], *, context: bytes) -> Iterator[bytes]:
    """Segments of 64 KiB under a key of this stream alone, each numbered, the last one marked (STREAM, 2015)."""
    salt = secrets.token_bytes(SALT)
    cipher = _stream_cipher(key, salt, context)
    yield STREAM + salt
    for number, segment, is_last in _segments(chunks, SEGMENT):
        yield cipher.encrypt(_stream_nonce(number, is_last), segment, None)


def decrypt_stream(key: bytes, chunks: Iterable[bytes], *, context: bytes) -> Iterator[bytes]:
    """Each segment is checked before it is given out; that the end is missing can only show at the end."""
    pieces = iter(chunks)
    start = b""
    while len(start) < 1 + SALT and (piece := next(pieces, None)) is not None:
        start += piece
    salt, rest = _parts(start, STREAM, SALT)
    if len(key) != KEY:
        raise CannotOpen
    cipher = _stream_cipher(key, salt, context)
    for number, segment, is_last in _segments(_chained(rest, pieces), SEGMENT + TAG):
        try:
            plain = cipher.decrypt(_stream_nonce(number, is_last), segment, None)
        except InvalidTag:
            raise CannotOpen from None
        yield plain


def pad(plain: bytes) -> bytes:
    """To 1, 4, 16 or 64 KiB, then to multiples of 64 KiB: how long a text is tells how much happened to somebody."""
    needed = LENGTH + len(plain)
    full = next((size for size in BUCKETS if needed <= size), -(-needed // BUCKETS[-1]) * BUCKETS[-1])
    return (len(plain).to_bytes(LENGTH) + plain).ljust(full, b"\0")


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH])
    plain = padded[LENGTH : LENGTH + length]
    if pad(plain) != padded:
        raise CannotOpen
    return plain


def _joined(parts: Iterable[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(LENGTH) + part for part in parts)


def _parts(blob: bytes, expected: bytes, head: int) -> tuple[bytes, bytes]:
    """What follows the format byte: a head of fixed length, and the rest."""
    if blob[:1] != expected or len(blob) < 1 + head:
        raise CannotOpen
    return blob[1 : 1 + head], blob[1 + head :]


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(_of_length(key)).decrypt(nonce, sealed, associated)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _of_length(key: bytes) -> bytes:
    """AES would take 16 and 24 bytes as well: a cut key is a weak one, or a mistake."""
    if len(key) != KEY:
        raise ValueError("a key has 32 bytes")
    return key


def _private_key(private: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(private)


def _argon2id(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=KEY, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)


def _typed(passphrase: str) -> bytes:
    """One accented letter has several encodings and keyboards differ: what looks the same is the same (RFC 8265)."""
    return unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")


def _stream_cipher(key: bytes, salt: bytes, context: bytes) -> AESGCM:
    info = _joined((b"stream", STREAM, context))
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=KEY, salt=salt, info=info).derive(_of_length(key)))


def _stream_nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(NONCE - 1) + bytes([is_last])


def _segments(chunks: Iterable[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Pieces of one size with their number. The last may be shorter, and is empty only when there is nothing at all."""
    number, held = 0, bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > size:
            yield number, bytes(held[:size]), False
            number += 1
            del held[:size]
    yield number, bytes(held), True


def _chained(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
