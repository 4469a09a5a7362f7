"""Pictures of documents: told by their bytes, freed of what a camera writes into them, made small; all in memory.

A picture is drawn anew rather than cut clean: what hides behind its end, or in parts that we don't know, is gone too.
"""

import warnings
from io import BytesIO
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from acogida.cases.enums import FileType
from acogida.core.errors import DomainError

MOST_PIXELS: Final = 60_000_000
THUMBNAIL: Final = (240, 240)
QUALITY: Final = 90
_FORMATS: Final = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}


class NotADocument(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only PDF, JPEG, PNG and WebP files can be kept. This is none, or it is damaged."))


class PictureIsTooLarge(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This picture has more than 60 million points. Make it smaller first."))


def file_type(start: bytes) -> FileType:
    """By the first bytes of the content; neither its name nor what the browser says counts."""
    if start.startswith(b"%PDF-"):
        return FileType.PDF
    if start.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return FileType.WEBP
    raise NotADocument


def cleaned(content: bytes, kind: FileType) -> tuple[bytes, bytes]:
    """The picture without anything but its points, upright; and its thumbnail, a JPEG."""
    upright = _upright(content, kind)
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
        bare.info = {}
    else:
        bare.paste(upright)
    return _saved(bare, kind), _thumbnail(bare)


def _upright(content: bytes, kind: FileType) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        try:
            with Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise PictureIsTooLarge
                image.load()
                return ImageOps.exif_transpose(image)
        except Image.DecompressionBombError:
            raise PictureIsTooLarge from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise NotADocument from None


def _saved(image: Image.Image, kind: FileType) -> bytes:
    out = BytesIO()
    options = {} if kind == FileType.PNG else {"quality": QUALITY}
    image.save(out, format=_FORMATS[kind], **options)
    return out.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail(THUMBNAIL)
    out = BytesIO()
    small.convert("RGB").save(out, format="JPEG", quality=75)
    return out.getvalue()
