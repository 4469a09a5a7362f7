"""A file on its way in. No plaintext of it lies on a disk, not for a second: what doesn't stay in memory is sealed,
piece by piece as it comes, under a key that lives as long as the request, in a file that has no name."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from acogida.cases.services.documents import LARGEST
from acogida.core import crypto

REST_OF_FORM = 64 * 1024  # title, token and boundaries beside the file itself
READ_TO_ITS_END = 5 * LARGEST  # so that a browser hears why; whoever sends more is cut off
LENGTH = 4


class SealedUpload(UploadedFile):
    """Read once, from its start."""

    def __init__(self, file: IO[bytes], key: bytes, size: int) -> None:
        super().__init__(file=file, name="upload", size=size)
        self._sealed, self._key = file, key

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self._sealed.seek(0)
        number = 0
        while length := self._sealed.read(LENGTH):
            sealed = self._sealed.read(int.from_bytes(length))
            yield crypto.decrypt(self._key, sealed, context=crypto.context("upload", number))
            number += 1


class SealingUploadHandler(FileUploadHandler):
    """The only handler of a view that takes documents. `is_too_large` after the form was read says why there is no
    file."""

    chunk_size = 64 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.is_too_large = False
        self._announced = 0

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self._announced = content_length
        if content_length > LARGEST + REST_OF_FORM:
            self.is_too_large = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_too_large:
            self._stop()
        self._spool = tempfile.TemporaryFile(dir=settings.HOME)  # noqa: SIM115 - closed with the request
        self._key, self._count, self._size = crypto.new_key(), 0, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > LARGEST:
            self.is_too_large = True
            self._spool.close()
            self._stop()
        sealed = crypto.encrypt(self._key, raw_data, context=crypto.context("upload", self._count))
        self._spool.write(len(sealed).to_bytes(LENGTH) + sealed)
        self._count += 1

    def file_complete(self, file_size: int) -> SealedUpload:
        return SealedUpload(self._spool, self._key, self._size)

    def upload_interrupted(self) -> None:
        if hasattr(self, "_spool"):
            self._spool.close()

    def _stop(self) -> None:
        raise StopUpload(connection_reset=self._announced > READ_TO_ITS_END)
