"""A mail server on loopback, a process of its own: each letter that it takes becomes a file. It refuses readers who
are `gone` for good, and those who are `busy` for now."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Mailbox:
    port: int
    folder: Path

    def taken(self) -> list[EmailMessage]:
        """In the order in which they came."""
        paths = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    def empty(self) -> None:
        for path in self.folder.iterdir():
            path.unlink()


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    folder.mkdir()
    server = subprocess.Popen([sys.executable, __file__, folder], stdout=subprocess.PIPE, text=True)
    try:
        yield Mailbox(int(server.stdout.readline()), folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


@dataclass
class Server:
    folder: Path
    taken: int = field(default=0)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip().upper():
            if line == "DATA":
                writer.write(b"354 go on\r\n")
                self.take(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(answer(line) + b"\r\n")
        writer.close()

    def take(self, letter: bytes) -> None:
        self.taken += 1
        (self.folder / f"{self.taken:06d}.eml").write_bytes(letter.removesuffix(b".\r\n"))


def answer(line: str) -> bytes:
    if line.startswith("RCPT"):
        return b"550 no such reader" if "<GONE" in line else b"451 later" if "<BUSY" in line else b"250 yes"
    return b"221 bye" if line == "QUIT" else b"250 yes"


async def serve(folder: Path) -> None:
    server = await asyncio.start_server(Server(folder).talk, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
