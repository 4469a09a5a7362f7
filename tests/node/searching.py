"""Looking for words as raw bytes, however somebody may have written them down."""

import codecs
import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from quopri import encodestring
from urllib.parse import quote

from acogida.core.text import fold

SHORTEST = 8  # bytes of a pattern: shorter ones occur by chance
MOST_UNPACKED = 5_000_000


def spellings(word: str) -> set[str]:
    return {form for one in (word, fold(word)) for form in (one, one.lower(), one.upper(), one.capitalize())}


def patterns(word: str) -> set[bytes]:
    found: set[bytes] = set()
    for text in spellings(word):
        raws = [text.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")]
        raws += [text.encode("latin-1")] if all(ord(letter) < 256 for letter in text) else []
        for raw in raws:
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), *in_base64(raw)}
        found |= {
            json.dumps(text)[1:-1].encode(),
            json.dumps(text)[1:-1].replace("\\u", "\\\\u").encode(),  # a JSON text within a JSON text
            quote(text, safe="").encode(),
            quote(text, safe="").lower().encode(),
            escape(text).encode("ascii", "xmlcharrefreplace"),
            encodestring(text.encode()).strip(),
            codecs.escape_encode(text.encode())[0],  # type: ignore[attr-defined] - as Python shows bytes
        }
    assert min(map(len, found)) >= SHORTEST, found
    return found


def in_base64(raw: bytes) -> Iterator[bytes]:
    """What is certain of it, whatever stands before and after: at each of three offsets."""
    for offset in range(3):
        text = b64encode(b"\0" * offset + raw)
        start = -(-offset * 8 // 6)
        end = (offset + len(raw)) * 8 // 6
        yield text[start:end]
        yield text[start:end].replace(b"+", b"-").replace(b"/", b"_")


def unpacked(content: bytes) -> Iterator[bytes]:
    """Whatever in it zlib or gzip can unpack."""
    for mark, bits in (
        (b"\x78\x01", 15),
        (b"\x78\x5e", 15),
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x1f\x8b\x08", 31),
    ):
        start = content.find(mark)
        while start >= 0:
            try:
                plain = zlib.decompressobj(bits).decompress(content[start:], MOST_UNPACKED)
            except zlib.error:
                plain = b""
            if plain:
                yield plain
            start = content.find(mark, start + 1)


class Search:
    def __init__(self, words: Iterable[str]) -> None:
        self.patterns = {pattern: word for word in words for pattern in patterns(word)}

    def hits(self, content: bytes) -> list[str]:
        pieces = [content, *unpacked(content)]
        return sorted({word for pattern, word in self.patterns.items() if any(pattern in piece for piece in pieces)})

    def below(self, folder: Path, *, since: int = 0) -> dict[str, list[str]]:
        """File → words in it. `since`, in nanoseconds: those that did not change after it are not read."""
        found = {}
        for path in sorted(folder.rglob("*")):
            try:
                is_new = path.is_file() and path.stat().st_ctime_ns >= since
                content = path.read_bytes() if is_new else b""
            except FileNotFoundError:  # a temporary one
                continue
            if hits := [*self.hits(content), *self.hits(str(path.relative_to(folder)).encode())]:
                found[str(path.relative_to(folder))] = hits
        return found

    def opened_by(self, pid: int) -> dict[str, list[str]]:
        """Files without a name that a process and its children hold open."""
        found = {}
        for one in [pid, *children(pid)]:
            for path in Path(f"/proc/{one}/fd").iterdir():
                if path.is_file() and (hits := self.hits(path.read_bytes())):
                    found[f"{one} {path.readlink()}"] = hits
        return found


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
