import io
import struct
import zlib

import pytest
from PIL import Image

from acogida.cases import files
from acogida.cases.enums import FileType
from acogida.cases.images import NotADocument, PictureIsTooLarge
from acogida.cases.models import Document, Household
from acogida.cases.services import documents
from acogida.cases.services.documents import LARGEST, DocumentIsTooLarge
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PDF = b"%PDF-1.7\n" + b"Constancia de Rosalba Quimera\n" * 5000
SECRET = b"19.4326N 99.1332W"


def add(casa, household, content: bytes, title: str = "Constancia"):
    pieces = (content[start : start + 10_000] for start in range(0, len(content), 10_000))
    return documents.add(household=household, by=casa.by, title=title, chunks=pieces, now=NOW)


def read(casa, document) -> bytes:
    found = documents.read(document=document, household=document.household, by=casa.by, now=NOW)
    return b"".join(found.chunks)


def picture(kind: str, size=(320, 200), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, 120)
    image.putpixel((0, 0), 255 if mode == "P" else (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = SECRET.decode()
    image.save(out, kind, exif=exif, **options)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 100,000 × 100,000 points."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_document_comes_out_as_it_went_in_and_lies_sealed(casa, home):
    document = add(casa, casa.register(), PDF)
    assert (document.file_type, document.is_complete) == (FileType.PDF, True)
    assert read(casa, document) == PDF
    content = documents.read(document=document, household=document.household, by=casa.by, now=NOW)
    assert content.title == "Constancia"
    (path,) = (home / "documents").iterdir()
    assert path.name == document.file_name
    assert path.stat().st_mode & 0o077 == 0
    assert b"Quimera" not in path.read_bytes()
    assert documents.thumbnail(document=document, by=casa.by) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_camera_writes_into_a_picture_is_gone(casa, kind):
    content = picture(kind)
    assert SECRET in content
    document = add(casa, casa.register(), content + SECRET)
    kept = read(casa, document)
    small = documents.thumbnail(document=document, by=casa.by)
    assert SECRET not in kept + small
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == (kind, (200, 320))  # upright
        assert not image.getexif()
    with Image.open(io.BytesIO(small)) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= 240


def test_a_picture_with_a_palette_is_kept(casa):
    document = add(casa, casa.register(), picture("PNG", mode="P"))
    with Image.open(io.BytesIO(read(casa, document))) as image:
        assert image.size == (200, 320)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 100,
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 100,
        b"\xff\xd8\xff\xe0 no picture at all",
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"RIFF\x10\0\0\0WEBPVP8 nonsense",
    ],
)
def test_what_is_no_document_by_its_content_is_refused(casa, content):
    with pytest.raises(NotADocument):
        add(casa, casa.register(), content, "constancia.pdf")
    assert not Document.objects.exists()


def test_a_picture_that_would_fill_the_memory_is_refused(casa):
    with pytest.raises(PictureIsTooLarge):
        add(casa, casa.register(), bomb())


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\xff\xd8\xff"])
def test_a_file_that_is_too_large_leaves_nothing(casa, home, head):
    household, seen = casa.register(), []

    def endless():
        yield head + b"x" * 16
        while True:
            seen.append(1)
            yield b"x" * 1024 * 1024

    with pytest.raises(DocumentIsTooLarge):
        documents.add(household=household, by=casa.by, title="", chunks=endless(), now=NOW)
    assert len(seen) == LARGEST // (1024 * 1024)
    assert not Document.objects.exists()
    assert not list(home.glob("documents/*"))


def test_a_connection_that_breaks_leaves_nothing(casa, home):
    def broken():
        yield PDF
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        documents.add(household=casa.register(), by=casa.by, title="", chunks=broken(), now=NOW)
    assert not Document.objects.exists()
    assert not list(home.glob("documents/*"))


def test_a_file_that_was_changed_or_cut_does_not_open(casa):
    document = add(casa, casa.register(), PDF)
    path = files.folder() / document.file_name
    content = path.read_bytes()
    for wrong in (content[:-100], content[:100] + b"?" + content[101:], content + b"more"):
        path.write_bytes(wrong)
        with pytest.raises(CannotOpen):
            read(casa, document)


def test_a_removed_document_is_gone_from_the_disk(casa, home, django_capture_on_commit_callbacks):
    document = add(casa, casa.register(), PDF)
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove(document=document, by=casa.by, now=NOW)
    assert not list(home.glob("documents/*"))


def test_nobody_else_removes_it(casa, other):
    document = add(casa, casa.register(), PDF)
    with pytest.raises(Household.DoesNotExist):
        documents.remove(document=document, by=other.by, now=NOW)
    with pytest.raises(CannotOpen):
        documents.read(document=document, household=document.household, by=other.by, now=NOW)
