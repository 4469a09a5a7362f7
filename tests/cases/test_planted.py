"""Five hundred planted names, phones, notes, papers: looked for as raw bytes wherever the node writes."""

import base64
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from acogida.accounts.keys import rotate
from acogida.cases import names
from acogida.cases.enums import HowGiven, Purpose
from acogida.cases.identity import phone_path
from acogida.cases.keyring import KeyRing
from acogida.cases.keystore import backups
from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Document, Household, NoteVersion, SealedRecord
from acogida.cases.services import consents, documents, erasing, intake, merging, needs, notes, resealing, retention
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW
from tests.cases.families import LATER, PHONE

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

HOUSEHOLDS = 100
KINDS = ("Nombrenia", "Apellidez", "tel55", "notaqua", "papelor")  # words of no language, unlike anything we write


def planted() -> list[tuple[str, ...]]:
    return [tuple(f"{kind}{number:03}xq" for kind in KINDS) for number in range(HOUSEHOLDS)]


def plant(casa, words: tuple[str, ...]) -> Household:
    given, family, phone, note, paper = words
    household = casa.draft(f"{given} {family}")
    intake.change_identity(
        household=household,
        by=casa.by,
        changes={phone_path(PHONE, "number"): phone, phone_path(PHONE, "note"): f"de {given}", "contact": phone},
        version=1,
        now=NOW,
    )
    row = notes.add(household=household, by=casa.by, text=f"{note} {given} {phone}", now=NOW)
    notes.correct(note=row, by=casa.by, text=f"{note} {note}", now=NOW)
    documents.add(household=household, by=casa.by, title=paper, chunks=[b"%PDF-1.7 ", paper.encode()], now=NOW)
    casa.agree(household, how=HowGiven.SPOKEN, witness=family)
    return intake.finish(household=household, by=casa.by, now=NOW)


def a_day_of_work(casa, everybody: list[tuple[str, ...]]) -> None:
    households = [plant(casa, words) for words in everybody]
    for words in everybody[:20]:
        assert names.search(by=casa.by, text=" ".join(words[:2]), now=NOW)
    merging.merge(kept=households[0], merged=households[1], by=casa.by, now=NOW)
    consents.withdraw(consent=casa.agree(households[2], Purpose.PLAN), by=casa.by, now=NOW)
    needs.close(household=households[3], by=casa.by, now=NOW)
    document = documents.read(document=households[4].documents.get(), household=households[4], by=casa.by, now=NOW)
    assert b"papelor004xq" in b"".join(document.chunks)
    for number, error in ((5, {"people.x.given": "Nombrenia005xq"}), (6, {"contact": "tel55006xq" * 500})):
        with pytest.raises(intake.NotAnIdentityField):
            intake.change_identity(household=households[number], by=casa.by, changes=error, version=9, now=NOW)
    backups.backup(now=NOW)
    rotate(by=casa.by, now=LATER)
    while not resealing.reseal_some(by=casa.by, now=LATER, limit=40).is_done:
        pass
    retention.run(now=LATER)


def forms(word: str) -> Iterator[bytes]:
    """As it is, as other encodings write it, and as the inside of a base64 text at each of its three offsets."""
    raw = word.encode()
    yield from (raw, raw.lower(), raw.upper(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    yield from (raw.hex().encode(), raw.hex().upper().encode())
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + raw)
        yield text[-(-offset * 4 // 3) + (1 if offset else 0) : len(text) - 4]


def found(words: list[str], content: bytes) -> list[str]:
    """Every word begins with its kind: where no form of that is, no form of the word can be."""
    there = tuple(kind for kind in KINDS if any(form in content for form in forms(kind)))
    return [word for word in words if word.startswith(there) and any(form in content for form in forms(word))]


def places(home: Path) -> list[Path]:
    """The test's own home, and the folder that holds both databases with what lies beside them."""
    folders = (home, Path(settings.STATIC_ROOT).parent)
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def rows() -> bytes:
    """Every cell of every table, for databases whose files are somewhere else."""
    cells: list[bytes] = []
    for database in connections.all():
        with database.cursor() as cursor:
            for table in database.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
                cells += [bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for r in cursor for c in r]
    return b"\n".join(cells)


def test_the_search_finds_what_is_there():
    for kind in KINDS:
        word = f"{kind}001xq"
        assert found([word], b"...") == []
        for form in forms(word):
            assert found([word], b"..." + form + b"...") == [word]
    assert found(["Nombrenia001xq"], base64.b64encode(b"[x] Nombrenia001xq, de Puebla"))
    assert found(["Nombrenia001xq"], base64.b64encode(b"[xy] Nombrenia001xq, de Puebla"))
    assert found(["Nombrenia001xq"], base64.b64encode(b"[xyz] Nombrenia001xq, de Puebla"))


def test_nothing_planted_is_readable_anywhere(casa, home, caplog):
    everybody = planted()
    words = [word for one in everybody for word in one]
    assert len(words) == 500
    with caplog.at_level(logging.DEBUG):
        a_day_of_work(casa, everybody)
    paths = places(home)
    assert {"documents", "key-backups"} <= {path.parent.name for path in paths}
    if connection.vendor == "sqlite":
        databases = {Path(str(database.settings_dict["NAME"])) for database in connections.all()}
        assert len(databases & set(paths)) == 2
    readable = {str(path): hits for path in paths if (hits := found(words, path.read_bytes()))}
    assert readable == {}
    assert found(words, rows()) == []
    assert found(words, caplog.text.encode()) == []


def test_what_was_erased_opens_from_no_backup(casa, home):
    for words in planted()[:10]:
        plant(casa, words)
    keys = [bytes(key.sealed) for key in DataKey.objects.all()]
    backups.backup(now=NOW)
    copied = [list(model.objects.all()) for model in (SealedRecord, NoteVersion, Document)]
    shutil.copytree(home / "documents", home / "taken-before")
    owners = {version.pk: version.note.household_id for version in NoteVersion.objects.select_related("note")}
    for household in Household.objects.all():
        erasing.erase(household=household, by=casa.by, now=LATER)
    for one in backups.listed():
        backups.restore(one.name)
    ring = KeyRing(casa.by, {record.household_id for record in copied[0]})
    attempts = [
        *((r.key_id, r.sealed, "identity", r.household_id) for r in copied[0]),
        *((v.key_id, v.sealed, "note", owners[v.pk], v.note_id, v.number) for v in copied[1]),
        *((d.key_id, d.wrapped_key, "document key", d.household_id, d.pk) for d in copied[2]),
    ]
    assert len(attempts) == 40
    for attempt in attempts:
        with pytest.raises(CannotOpen):
            ring.open(*attempt)
    shutil.rmtree(home / "taken-before")
    content = b"".join(path.read_bytes() for path in places(home))
    assert not [key for key in keys if key in content or key.hex().encode() in content]
