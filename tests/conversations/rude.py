"""A client that speaks the WebSocket protocol by hand, and as badly as a test wants."""

import asyncio
import os
import socket
import struct
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, BINARY, CONT, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
# Small, so that a client that does not read is soon seen not to.
RECEIVES = 4096
# All that a test has made, for whoever closes them at its end.
MADE: list["Rude"] = []


def frame(payload: bytes, opcode: int = TEXT, *, fin: bool = True) -> bytes:
    """Write a client's frame, masked with zeros."""
    length = len(payload)
    first = bytes([(0x80 if fin else 0) | opcode])
    if length < 126:
        header = first + bytes([0x80 | length])
    elif length < 65536:
        header = first + bytes([0x80 | 126]) + struct.pack("!H", length)
    else:
        header = first + bytes([0x80 | 127]) + struct.pack("!Q", length)
    return header + b"\0\0\0\0" + payload


class Rude:
    """A bare TCP connection: nothing is read or answered unless the test does it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVES)
        self.socket.settimeout(0)
        self.heard = b""
        MADE.append(self)

    async def connect(self, *, upgrade: bool = True) -> "Rude":
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, self.address)
        if upgrade:
            await self.send(HANDSHAKE.format(path=self.path, host=self.address[0]).encode())
            while b"\r\n\r\n" not in self.heard:
                self.heard += await loop.sock_recv(self.socket, 1024)
            assert b" 101 " in self.heard.split(b"\r\n", 1)[0]
            self.heard = self.heard.split(b"\r\n\r\n", 1)[1]
        return self

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def flood(self, data: bytes, times: int) -> bool:
        """Send this again and again; False when the server takes no more for a second, or has hung up."""
        try:
            for _ in range(times):
                async with asyncio.timeout(1):
                    await self.send(data)
        except (TimeoutError, OSError):
            return False
        return True

    async def hears(self, words: bytes) -> None:
        """Read until this has been heard."""
        async with asyncio.timeout(30):
            while words not in self.heard:
                self.heard += await asyncio.get_running_loop().sock_recv(self.socket, 65536)

    async def ended(self, within: float = 30.0) -> bytes:
        """Read until the server has ended the connection; returns all that was heard."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within):
                while data := await loop.sock_recv(self.socket, 65536):
                    self.heard += data
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
        return self.heard

    def close(self) -> None:
        self.socket.close()


def random_bytes(count: int) -> bytes:
    """Return bytes that mean nothing."""
    return os.urandom(count)


def close_code(heard: bytes) -> int | None:
    """Return the code of the close frame at the end of what was heard, if there is one."""
    at = heard.rfind(b"\x88")
    return struct.unpack("!H", heard[at + 2 : at + 4])[0] if at >= 0 and len(heard) >= at + 4 else None
