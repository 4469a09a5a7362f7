"""Reads the source in a second process, a portion ahead of this one, which has the database.

The second process is a fork, so it starts with all that is known here. It uses no connection to a database and ends
without closing any: they are not its own. The pipe between the two is the only queue: who is ahead waits at it, and it
ends with either of them, however that ends.
"""

import gc
import os
import signal
from collections.abc import Generator
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection

from acogida.core.errors import DomainError
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.packed import packed, unpacked
from acogida.directory.importing.reading import Portion
from acogida.directory.importing.source import Meter

Portions = Generator[Portion, None, None]
Message = bytes | int | Exception | None  # a portion, bytes read, why it failed, the end

WORTH_BYTES = 2 << 20  # of a source; a smaller one is read sooner than a process has started


def read(portions: Portions, size: int, meter: Meter) -> Portions:
    """The portions, ahead where that gains time: with a second core, for a source that isn't small."""
    is_worth_it = size >= WORTH_BYTES and (os.cpu_count() or 1) > 1 and "fork" in get_all_start_methods()
    return _read_ahead(portions, meter) if is_worth_it else portions


def _read_ahead(portions: Portions, meter: Meter) -> Portions:
    fork = get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(portions, meter, reader, writer), daemon=True)
    process.start()
    writer.close()
    try:
        while (message := _next(reader)) is not None:
            if isinstance(message, Exception):
                raise message
            if isinstance(message, int):
                meter.tell(message)
            else:
                yield unpacked(message)
    finally:
        process.kill()
        process.join()
        reader.close()


def _next(reader: "Connection[Message, Message]") -> Message:
    try:
        return reader.recv()
    except EOFError:
        raise ImportFailed("The process that read the source was stopped. Nothing was imported.") from None


def _work(
    portions: Portions,
    meter: Meter,
    reader: "Connection[Message, Message]",
    writer: "Connection[Message, Message]",
) -> None:
    reader.close()  # else the pipe would not break when the other process ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the other process, which then ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what was there before stays shared
    meter.tell = writer.send
    with suppress(BrokenPipeError):  # nobody waits any more
        try:
            for portion in portions:
                writer.send(packed(portion))
            meter.flush()
            writer.send(None)
        except (DomainError, OSError) as error:
            writer.send(error)
