"""Papers that nobody was given: a page or a picture that says what it is."""

from io import BytesIO

from PIL import Image, ImageDraw

INK, PAPER, LINE = (58, 52, 46), (252, 249, 242), (214, 205, 190)
SIZE = (480, 640)
SAYS = "DEMO"


def content(kind: str, title: str) -> bytes:
    """Letters are a PDF, as they come by mail; everything else was photographed."""
    return pdf(title) if kind == "letter" else picture(title)


def picture(title: str) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=INK, width=3)
    draw.text((48, 56), SAYS, fill=INK, font_size=64)
    draw.text((48, 140), title, fill=INK, font_size=20)
    for y in range(210, SIZE[1] - 60, 36):
        draw.line((48, y, SIZE[0] - 48 - y % 90, y), fill=LINE, width=6)
    out = BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def pdf(title: str) -> bytes:
    """The smallest that readers open: five objects and where they begin."""
    shown = title.encode("cp1252").replace(b"\\", b"").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = b"BT /F 48 Tf 72 700 Td (%s) Tj /F 18 Tf 0 -60 Td (%s) Tj ET" % (SAYS.encode(), shown)
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(bodies) + 1, table, len(bodies) + 1, len(out))
    )
