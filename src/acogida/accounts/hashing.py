"""How Django checks a passphrase: as slowly as the key under it opens, so that neither is the easier one to guess."""

from django.contrib.auth.hashers import BasePasswordHasher

from acogida.core import crypto


class PassphraseHasher(BasePasswordHasher):
    """The same Argon2id as `crypto.protect`, under a salt of its own (ADR 0103)."""

    algorithm = "passphrase"

    def encode(self, password: str, salt: str) -> str:
        return self.algorithm + crypto.hash_passphrase(password, salt.encode())

    def verify(self, password: str, encoded: str) -> bool:
        return crypto.check_passphrase(password, encoded.removeprefix(self.algorithm))

    def must_update(self, encoded: str) -> bool:
        return f"$m={crypto.MEMORY_KIB},t={crypto.PASSES},p={crypto.LANES}$" not in encoded

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: every hash here costs the same."""
