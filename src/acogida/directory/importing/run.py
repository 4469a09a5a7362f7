"""The whole import: one transaction, from the first record to the last index entry, or nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from acogida.directory.hsds import familiar
from acogida.directory.hsds.clean import Cleaning, Record
from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import formats, private
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.finish import finish
from acogida.directory.importing.identity import EnvelopeIdentity, SourceIdentity
from acogida.directory.importing.ledger import Ledger
from acogida.directory.importing.report import Report
from acogida.directory.importing.source import Progress, Source, SourceRecord, default_name, is_url
from acogida.directory.importing.store import Store
from acogida.directory.importing.workspace import workspace
from acogida.directory.services import begin_change

BATCH = 2_000  # clean records written together


@dataclass(frozen=True)
class Options:
    format: str = "auto"
    mapping: Path | None = None
    source: str = ""
    dry_run: bool = False
    deactivate_missing: bool = False
    own_export: bool = False


def import_directory(
    target: str, *, options: Options, now: datetime, home: Path, progress: Progress = lambda _: None
) -> Report:
    """Imports a file, a folder or what an API answers. Raises ImportFailed; then nothing was changed."""
    with workspace(home) as folder:
        path = _fetched(target, folder) if is_url(target) else Path(target)
        opened = formats.open_source(
            path,
            format="auto" if options.format == "api" else options.format,
            mapping=options.mapping,
            workspace=folder,
            progress=progress,
        )
        report = Report(options.source or default_name(target), opened.format, options.dry_run)
        report.tell(Issue(Level.MENDED, "", "", note) for note in opened.notes)
        ledger = Ledger(folder / "ledger.sqlite3")
        try:
            with transaction.atomic(), rare_collection():
                store = Store(report.source, begin_change(now=now), ledger, report, options.own_export)
                _fill(store, opened)
                if report.read == 0:
                    raise ImportFailed(f"{target}: no records in it.")
                finish(store, deactivate_missing=options.deactivate_missing)
                transaction.set_rollback(options.dry_run)
        finally:
            ledger.close()
    return report


@contextmanager
def rare_collection() -> Iterator[None]:
    """Millions of small objects come and go, hardly one in a cycle: looking for cycles all the time costs a tenth."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _fetched(target: str, folder: Path) -> Path:
    # Imported here: the network client takes half a second to load, and a file needs none.
    from acogida.directory.importing import live

    return live.fetch(target, folder)


def _fill(store: Store, opened: Source) -> None:
    batch: list[Record] = []
    identity = SourceIdentity(store.source, private.key())
    for number, record in enumerate(opened.records, 1):
        store.report.read += 1
        batch += clean(store, record, number, identity)
        if len(batch) >= BATCH:
            store.flush(batch)
            batch = []
    store.flush(batch)


def clean(store: Store, source: SourceRecord, number: int, identity: SourceIdentity) -> list[Record]:
    if source.fault:
        store.report.tell([Issue(Level.REFUSED, source.path, "", source.fault)])
        store.report.rejected += 1
        return []
    data, kind = source.data, source.kind
    if isinstance(data, dict) and "hsds" in data:
        feed = data.get("source")
        identity = EnvelopeIdentity(store.source, identity.key, feed[:100] if isinstance(feed, str) else "")
        data, kind = data["hsds"], ""
    cleaning = Cleaning(identity)
    mains = [cleaning.record(kind, raw, source.path) for kind, raw in _parts(data, kind)]
    for name, reason in source.notes:
        cleaning.mend(source.path, name, reason)
    for record in cleaning.records:
        record.number = number
    report = store.report
    for kind, count in cleaning.rejected.items():
        report.rows[kind, "rejected"] += count
    kept = [record for record in mains if record]
    if not kept:
        if not mains:
            cleaning.refuse(source.path, "", "not a record of HSDS")
        report.tell(cleaning.issues)
        report.rejected += 1
        return []
    kept[0].is_main = True
    report.tell(cleaning.issues)
    if cleaning.issues:
        store.begins(number, "mended")
    return cleaning.records


def _parts(data: object, kind: str) -> Iterator[tuple[str, object]]:
    if kind:
        yield kind, data
    else:
        yield from familiar.unwrap(data)
