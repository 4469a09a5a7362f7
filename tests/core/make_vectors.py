"""Made the vectors, once: `python -m tests.core.make_vectors`. A new format gets a file of its own; these are for ever.

What one version of Acogida sealed every later one must open: a test reads them and never writes them.
"""

import json
from pathlib import Path

from acogida.core import crypto

FILE = Path(__file__).parent / "vectors" / "formats-1-to-4.json"


def main() -> None:
    key, pair = crypto.new_key(), crypto.new_pair()
    where = crypto.context("vector", 1, "año", "")
    plain = "Reencuentro en la plaza, a las ocho. ñ ü ç ò".encode()
    passphrase = "contraseña de cinco palabras más"
    vectors = {
        "context": where.hex(),
        "key": key.hex(),
        "private": pair.private.hex(),
        "public": pair.public.hex(),
        "passphrase": passphrase,
        "plain": plain.hex(),
        "encrypted": crypto.encrypt(key, plain, context=where).hex(),
        "encrypted_nothing": crypto.encrypt(key, b"", context=where).hex(),
        "sealed": crypto.seal(pair.public, plain, context=where).hex(),
        "protected": crypto.protect(passphrase, plain, context=where).hex(),
        "stream": b"".join(crypto.encrypt_stream(key, [plain], context=where)).hex(),
        "stream_of_nothing": b"".join(crypto.encrypt_stream(key, [], context=where)).hex(),
        "subkey": crypto.subkey(key, "names").hex(),
        "keyed_hash": crypto.keyed_hash(key, "maria", "1").hex(),
        "digest": crypto.digest(b"one", b"", b"two").hex(),
        "padded_start": crypto.pad(plain)[:64].hex(),
    }
    with FILE.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
