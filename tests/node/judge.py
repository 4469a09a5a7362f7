"""Whoever has the whole disk: every row of both databases, every file, the node's settings. Run beside a node, with its
environment: `python -m tests.node.judge`. Reads passphrases from stdin, prints what opened by what.

Every key that could be at hand is tried on every sealed thing: whatever has the length of a key, wherever in a cell or
a file it begins; what can be derived from the settings; an operator's own key.
"""

import json
import os
import sys
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256

LONGEST_CELL = 120  # a key may begin anywhere in a cell; in longer ones it would stand at the start, or hashed
KEY = 32


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.node.settings")
    import django

    django.setup()
    told = json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps(seized(told) if told["what"] == "seized" else opened_by_household(told)))


def seized(told: dict) -> dict[str, int]:
    from acogida.accounts.models import MemberKey, RecoveryKey, WorkspaceKey
    from acogida.accounts.opening import open_member
    from acogida.core import crypto

    keys = at_hand()
    things = list(sealed_things())
    members = list(MemberKey.objects.all())
    publics = {bytes(row.public) for model in (MemberKey, WorkspaceKey, RecoveryKey) for row in model.objects.all()}
    own = open_member(user=user_of(told["operator"]), passphrase=told["operator_passphrase"])
    publics -= {crypto.pair_of(own.private).public}
    private = [key for key in keys if crypto.pair_of(key).public in publics]
    guesses = [*told["guesses"], *sorted({one for member in members for one in (member.user.email, member.user.name)})]
    passphrases = sum(
        opens(lambda member=member, guess=guess: open_member(user=member.user, passphrase=guess))
        for member in members
        if member.user_id != own.user_id
        for guess in guesses
    )
    symmetric = sum(opens(lambda key=key, thing=thing: thing(key)) for thing in things for key in keys)
    by_operator = sum(opens(lambda grant=grant: grant(own.private)) for grant in sealed_keys())
    found = {
        "keys": len(keys),
        "things": len(things),
        "private": len(private),
        "passphrases": passphrases,
        "symmetric": symmetric,
        "by operator": by_operator,
    }
    return found | {"with a passphrase": sum(map(sum, contents(told["member"], told["passphrase"]).values()))}


def opened_by_household(told: dict) -> dict[str, list[int]]:
    """With a member's passphrase, and every key that any backup of the key store still brings back."""
    from acogida.cases.keystore import backups

    for one in backups.listed():
        backups.restore(one.name)
    return {str(pk): found for pk, found in contents(told["member"], told["passphrase"]).items()}


def at_hand() -> set[bytes]:
    from django.conf import settings
    from django.utils.crypto import salted_hmac

    from acogida.web.accounts import adapters

    secret = settings.SECRET_KEY.encode()
    keys = {adapters._key(), salted_hmac("acogida", "").digest() * 2, bytes(KEY), sha256(secret).digest(), secret[:KEY]}
    for cell in cells():
        keys.add(sha256(cell).digest())
        keys.add(cell[:KEY])
        if len(cell) <= LONGEST_CELL:
            keys |= {cell[start : start + KEY] for start in range(len(cell) - KEY + 1)}
    return {key for key in keys if len(key) == KEY}


def cells() -> Iterator[bytes]:
    """Of every table, with what their texts encode."""
    from django.db import connections

    for database in connections.all():
        with database.cursor() as cursor:
            for table in database.introspection.table_names(cursor):
                if table.startswith(("directory_", "django_migrations")):
                    continue  # tens of thousands of public words
                cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
                for row in cursor:
                    for cell in row:
                        if isinstance(cell, bytes | memoryview):
                            yield bytes(cell)
                        elif isinstance(cell, str):
                            yield cell.encode()
                            yield from decoded(cell)


def decoded(text: str) -> Iterator[bytes]:
    for part in {text, text.split(":")[0], text.split(".")[0]}:
        with suppress(ValueError):
            yield bytes.fromhex(part)
        with suppress(Error, ValueError):
            yield urlsafe_b64decode(part + "=" * (-len(part) % 4))


def sealed_things() -> Iterator[Callable[[bytes], object]]:
    """Each opens with a key that is handed to it, or raises CannotOpen. Of what one data key seals, one: which key that
    is, each blob says. And the title of each paper, which has a key of its own."""
    from acogida.cases.models import Document, NoteVersion, SealedRecord
    from acogida.cases.services import documents
    from acogida.core import crypto

    blobs = {}
    for version in NoteVersion.objects.select_related("note"):
        blobs[version.key_id] = version.sealed, ("note", version.note.household_id, version.note_id, version.number)
    for paper in Document.objects.all():
        blobs[paper.key_id] = paper.wrapped_key, ("document key", paper.household_id, paper.pk)
        yield lambda key, paper=paper: documents.title_of(paper, key)
    for row in SealedRecord.objects.all():
        blobs[row.key_id] = row.sealed, ("identity", row.household_id)
    for blob, where in blobs.values():
        yield partial(crypto.decrypt, blob=bytes(blob), context=crypto.context(*where))


def sealed_keys() -> Iterator[Callable[[bytes], object]]:
    from acogida.accounts.models import KeyGrant
    from acogida.accounts.opening import grant_context
    from acogida.cases.keyring import _key_context
    from acogida.cases.keystore.models import DataKey
    from acogida.core import crypto

    for grant in KeyGrant.objects.select_related("workspace_key"):
        key, holder = grant.workspace_key, grant.member_key_id or grant.recovery_key_id
        where = grant_context(key.workspace_id, key.version, holder)
        yield lambda private, grant=grant, where=where: crypto.unseal(private, bytes(grant.sealed), context=where)
    for row in DataKey.objects.all():
        where = _key_context(row.workspace_id, row.household_id, row.pk)
        yield lambda private, row=row, where=where: crypto.unseal(private, bytes(row.sealed), context=where)


def contents(email: str, passphrase: str) -> dict:
    """Household → for each sealed thing of it, whether the member reads it: that what is tried above can be opened."""
    from acogida.accounts.acting import acting_for
    from acogida.accounts.models import Workspace
    from acogida.accounts.opening import open_member
    from acogida.cases import sealed_identity
    from acogida.cases.keyring import KeyRing
    from acogida.cases.models import Household
    from acogida.cases.services import documents, notes
    from acogida.core import clock

    user, workspace = user_of(email), Workspace.objects.get()
    member = open_member(user=user, passphrase=passphrase)
    by = acting_for(user=user, workspace=workspace, member=member, now=clock.now())
    found = {}
    for household in Household.objects.all():
        ring = KeyRing(by, [household.pk])
        reads = [lambda household=household, ring=ring: sealed_identity.of(household, ring)]
        for note in household.notes.all():
            reads += [
                lambda version=version, note=note, ring=ring: notes.opened(version, note, ring)
                for version in note.versions.all()
            ]
        for paper in household.documents.all():
            reads.append(lambda paper=paper, ring=ring: documents.key_of(paper, ring))
            reads.append(
                lambda paper=paper, household=household: b"".join(
                    documents.read(document=paper, household=household, by=by, now=clock.now()).chunks
                )
            )
        found[household.pk] = [opens(read) for read in reads]
    return found


def user_of(email: str):
    from acogida.accounts.models import User

    return User.objects.get(email=email)


def opens(read: Callable[[], object]) -> bool:
    from acogida.core.crypto import CannotOpen

    try:
        read()
    except CannotOpen:
        return False
    return True


if __name__ == "__main__":
    main()
