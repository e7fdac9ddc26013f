"""One POST to an address that somebody else named: nowhere inside, no redirects, bounded in time and size.

The name is resolved once, the addresses are judged, and the connection goes to the judged address itself, so
that a name that answers otherwise a moment later leads nowhere else (DNS rebinding).
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

import httptools
import idna

SECONDS = 20.0
CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer, head and body, that are read; what comes after them is not waited for."""
KEPT = 1000
MOST_ADDRESSES = 4
LOWEST_FREE_PORT = 1024
LONGEST_URL = 2000
PORTS = {"http": 80, "https": 443}
NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class AddressRefused(ValueError):
    """The address may not be called; `str()` names the reason."""


class NotReached(Exception):
    """No answer came; `str()` names the reason: refused, dns, connect, tls, timeout or protocol."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: `host` as DNS knows it, `path` with its query."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.is_tls else "http"] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: the status, the first 1,000 bytes, and Retry-After in seconds, if it was there."""

    status: int
    first: bytes
    retry_after: float | None = None


def target_of(url: str, *, private: bool = False) -> Target:
    """Read a URL that may be called; raises AddressRefused.

    `private` allows plain http and addresses inside one's own network; a name's addresses are judged when it
    is called.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        raise AddressRefused("unreadable") from None
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise AddressRefused("unreadable")
    if parts.scheme not in PORTS or (parts.scheme == "http" and not private):
        raise AddressRefused("scheme")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("userinfo")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and port < LOWEST_FREE_PORT:
        raise AddressRefused("port")
    literal = _literal(host)
    if literal is not None and not may_call(literal, private=private):
        raise AddressRefused("private")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    return Target(parts.scheme == "https", host, port, path + query)


def _ascii_host(host: str) -> str:
    if not host:
        raise ValueError("no host")
    if ":" in host or host.isascii():
        return host
    return idna.encode(host, uts46=True).decode()


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def may_call(address: Address, *, private: bool = False) -> bool:
    """Whether an address may be called: public ones, and with `private` those of one's own network.

    Link-local ones never: there, clouds tell whoever asks their machines' keys.
    """
    inner = _embedded(address)
    if inner is not None:
        return may_call(inner, private=private)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_global and not getattr(address, "is_site_local", False):
        return True
    return private and not (isinstance(address, IPv4Address) and address.is_reserved)


def _embedded(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one only wraps: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


async def post(
    url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False, seconds: float = SECONDS
) -> Reply:
    """Send a body to a URL and return what was answered, whatever its status; raises NotReached.

    Redirects are answers like others. All of it takes at most `seconds`.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _post(target_of(url, private=private), body, headers, private=private)
    except AddressRefused:
        raise NotReached("refused") from None
    except TimeoutError:
        raise NotReached("timeout") from None


async def _post(target: Target, body: bytes, headers: Mapping[str, str], *, private: bool) -> Reply:
    reader, writer = await _connect(target, await _addresses(target, private=private))
    try:
        lines = [
            f"POST {target.path} HTTP/1.1",
            f"host: {target.authority}",
            f"content-length: {len(body)}",
            "connection: close",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        # Whoever answers without reading to the end is still heard.
        with suppress(ConnectionError):
            await writer.drain()
        return await _read(reader)
    except (OSError, httptools.HttpParserError) as error:
        raise NotReached("protocol") from error
    finally:
        writer.transport.abort()


async def _addresses(target: Target, *, private: bool) -> Sequence[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=1)
    except OSError:
        raise NotReached("dns") from None
    known = dict.fromkeys(str(item[4][0]) for item in found)
    allowed = [one for one in known if may_call(ip_address(one.partition("%")[0]), private=private)]
    if not allowed:
        raise NotReached("refused")
    return allowed[:MOST_ADDRESSES]


async def _connect(
    target: Target, addresses: Sequence[str]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reason = "connect"
    for address in addresses:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(
                    address,
                    target.port,
                    ssl=_tls() if target.is_tls else None,
                    server_hostname=target.host if target.is_tls else None,
                )
        except ssl.SSLError:
            reason = "tls"
        except (OSError, TimeoutError):
            continue
    raise NotReached(reason)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Reading:
    """What the parser has seen of an answer; an interim one (1xx) is passed over."""

    def __init__(self) -> None:
        self.status = 0
        self.first = b""
        self.retry_after: float | None = None
        self.is_over = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after" and value.strip().isdigit():
            self.retry_after = float(value)

    def on_headers_complete(self) -> None:
        self.status = self.parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self.first = (self.first + body)[:KEPT]

    def on_message_complete(self) -> None:
        self.is_over = self.status >= 200  # noqa: PLR2004 - below are interim answers.


async def _read(reader: asyncio.StreamReader) -> Reply:
    reading, seen = _Reading(), 0
    while not reading.is_over and seen < LARGEST_ANSWER:
        piece = await reader.read(16 * 1024)
        if not piece:
            break
        seen += len(piece)
        reading.parser.feed_data(piece)
    if reading.status < 200:  # noqa: PLR2004 - as above.
        raise NotReached("protocol")
    return Reply(reading.status, reading.first, reading.retry_after)
