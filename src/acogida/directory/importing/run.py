"""The whole import: one transaction, from the first record to the last index entry, or nothing."""

import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import formats, pipeline, private
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.finish import finish
from acogida.directory.importing.identity import SourceIdentity
from acogida.directory.importing.ledger import Ledger
from acogida.directory.importing.reading import portions
from acogida.directory.importing.report import Report
from acogida.directory.importing.source import Meter, Progress, Source, default_name, is_url
from acogida.directory.importing.store import Store
from acogida.directory.importing.workspace import workspace
from acogida.directory.models import Service
from acogida.directory.search import index
from acogida.directory.services import begin_change

RARELY = 200_000  # objects made since the last look


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
        path, meter = _fetched(target, folder) if is_url(target) else Path(target), Meter(progress)
        opened = formats.open_source(
            path,
            format="auto" if options.format == "api" else options.format,
            mapping=options.mapping,
            workspace=folder,
            progress=meter,
        )
        report = Report(options.source or default_name(target), opened.format, options.dry_run)
        report.tell(Issue(Level.MENDED, "", "", note) for note in opened.notes)
        ledger = Ledger(folder / "ledger.sqlite3")
        try:
            with transaction.atomic(), rare_collection():
                store = Store(report.source, begin_change(now=now), ledger, report, options.own_export)
                _fill(store, opened, meter)
                if report.read == 0:
                    raise ImportFailed(f"{target}: no records in it.")
                finish(store, deactivate_missing=options.deactivate_missing)
                transaction.set_rollback(options.dry_run)
        finally:
            ledger.close()
    return report


@contextmanager
def rare_collection() -> Iterator[None]:
    """Millions of small objects come and go, hardly one in a cycle, and what was there before stays: looking for cycles
    all the time costs a tenth."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(RARELY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _fetched(target: str, folder: Path) -> Path:
    # Imported here: the network client takes half a second to load, and a file needs none.
    from acogida.directory.importing import live

    return live.fetch(target, folder)


def _fill(store: Store, opened: Source, meter: Meter) -> None:
    identity = SourceIdentity(store.source, private.key())
    is_first = not Service.objects.filter(source=store.source).exists()
    portioned = portions(opened.records, identity, makes_entries=is_first)
    with closing(pipeline.read(portioned, opened.size, meter)) as read:
        for portion in read:
            store.receive(portion)
            # Not at the end: now the other process works too. What is touched again later is indexed again.
            index.refresh(map(UUID, store.ledger.take_settled_services()))
    meter.flush()
