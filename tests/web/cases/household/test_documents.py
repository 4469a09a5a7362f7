import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from acogida.cases.models import Document
from acogida.cases.services.documents import LARGEST
from acogida.web.cases.household import uploads
from tests.web.cases.household.conftest import address, register

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MARK = b"PLAINTEXT-OF-A-PAPER "


def pdf(size: int = 2000) -> bytes:
    return (b"%PDF-1.7\n" + MARK * (size // len(MARK) + 1))[:size]


def picture(kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, format=kind)
    return out.getvalue()


def add(family, content: bytes, title: str = "Vaccination card", name: str = "a.bin", client: Client | None = None):
    file = SimpleUploadedFile(name, content)
    return (client or family.client).post(family.url("document-add"), {"title": title, "file": file})


def fetched(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_document_is_kept_listed_and_fetched(family):
    assert add(family, pdf()).status_code == 302
    document = Document.objects.get()
    assert "Vaccination card" in family.read()
    response = family.client.get(family.url("document", document=document.pk))
    assert fetched(response) == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Vaccination card.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_picture_has_a_thumbnail_and_a_pdf_has_none(family):
    add(family, picture())
    shown = family.client.get(family.url("thumbnail", document=Document.objects.get().pk))
    assert shown["Content-Type"] == "image/jpeg"
    assert max(Image.open(BytesIO(shown.content)).size) <= 240
    Document.objects.all().delete()
    add(family, pdf())
    assert family.client.get(family.url("thumbnail", document=Document.objects.get().pk)).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ" + bytes(500), "Only PDF, JPEG, PNG and WebP files can be kept."),
        (picture()[:300], "or it is damaged"),
        (b"", "This file is empty."),
        (pdf(LARGEST + 1), "A file can have at most 20 MB."),
        (pdf(LARGEST + 200_000), "A file can have at most 20 MB."),
    ],
    ids=["type", "broken", "empty", "too large", "announced too large"],
)
def test_what_can_not_be_kept_is_refused_with_the_reason(family, content, said):
    response = add(family, content, name="foto.jpg")
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Document.objects.exists()


def test_the_title_stays_when_the_file_is_refused(family):
    assert "Vaccination card" in add(family, b"MZ" + bytes(500)).content.decode()


def test_the_form_needs_its_token(family):
    careful = family.colleague.client(enforce_csrf_checks=True)
    assert add(family, pdf(), client=careful).status_code == 403
    assert not Document.objects.exists()


def test_no_plaintext_lies_on_a_disk_while_20_mb_come_in(family, monkeypatch):
    """Each time a piece was written, everything under /tmp and the home is searched, and the unnamed files too."""
    found, pieces, looked = [], [], []
    real = uploads.SealingUploadHandler.receive_data_chunk

    def watched(self, raw_data: bytes, start: int) -> None:
        real(self, raw_data, start)
        pieces.append(start)
        if len(pieces) % 64 == 1:
            looked.append(start)
            found.extend(holding(MARK))

    monkeypatch.setattr(uploads.SealingUploadHandler, "receive_data_chunk", watched)
    assert add(family, pdf(LARGEST)).status_code == 302
    found.extend(holding(MARK))
    assert len(looked) >= 4
    assert found == []
    assert fetched(family.client.get(family.url("document", document=Document.objects.get().pk))) == pdf(LARGEST)


def holding(mark: bytes) -> list[str]:
    """Files of this process that hold the mark: in our home, new ones in the folder for temporary files, open ones."""
    homes = [Path(settings.HOME), *Path(tempfile.gettempdir()).glob("tmp*")]
    files = [path for home in homes for path in ([home] if home.is_file() else home.rglob("*")) if path.is_file()]
    opened = [path for path in Path("/proc/self/fd").iterdir() if path.exists() and path.is_file()]
    return [str(path) for path in [*files, *opened] if holds(path, mark)]


def holds(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(1 << 20):
            if mark in rest + chunk:
                return True
            rest = chunk[-len(mark) :]
    return False


def test_removing_asks_first(family):
    add(family, pdf())
    document = Document.objects.get()
    url = family.url("document-remove", document=document.pk)
    assert "Vaccination card" in family.client.get(url).content.decode()
    assert Document.objects.exists()
    family.client.post(url)
    assert not Document.objects.exists()


def test_a_document_of_another_household_is_absent(family):
    add(family, pdf())
    other = register(family.colleague)
    url = address("document", other.pk, document=Document.objects.get().pk)
    assert family.client.get(url).status_code == 404
