"""One address → one `Answer` over HTTP, as it came over the wire. The only module of foreshock that opens a socket.

The host's name is resolved once; every address that it has must be public (no loopback, private, link-local, shared or multicast
one, nor one of these inside IPv6), and the connection goes to the very address that was looked at: a name that changes its mind between the
look and the connection (DNS rebinding) gains nothing. Size and time are bounded for the whole answer, not for each read, so that
a server that trickles cannot hold us. No redirect is followed here, no cookie kept, no proxy or password taken from the surroundings.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlsplit

import certifi

from foreshock.errors import NotFetched

Resolve = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
LONGEST_URL = 2000  # characters
HEADERS = 131_072  # bytes that status line and headers may take beside the body
TRIED = 3  # addresses of one host, at most


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one answer is taken in: bytes on the wire, bytes unpacked, seconds from the look-up to the last byte."""

    bytes: int = 10_000_000
    unpacked: int = 20_000_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart and found fit to be asked: scheme, host (IDNA), port, path with query; `url` is what is asked for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """→ scheme, host and port: what robots.txt and the delay between requests go by."""
        plain = self.port == {"http": 80, "https": 443}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if plain else f":{self.port}")

    @property
    def url(self) -> str:
        """→ the whole address."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in lower case), the body unpacked, and request and answer as they were on the wire."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    request: bytes
    raw: bytes
    address: str


def target(url: str) -> Target:
    """Address as written → the same taken apart; NotFetched where it is none that we ask."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise NotFetched(url[:200], "is no address that can be asked. Write it as https://host/path.") from None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9._:-]+", host) or re.search(r"[\x00-\x1f\x7f]", url.strip()):
        raise NotFetched(url[:200], "is no web address. Write it as https://host/path.")
    if "@" in parts.netloc:
        raise NotFetched(f"{parts.scheme}://{host}", "holds a name or password, which are not sent. Leave them out.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    path += f"?{query}" if query else ""
    if len(path) > LONGEST_URL:
        raise NotFetched(url[:200], f"is longer than {LONGEST_URL:,} characters.")
    return Target(parts.scheme, host, port, path)


def is_public(address: str) -> bool:
    """IP address → whether it belongs to the public internet, in whatever form it is written.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::a00:1")
    (True, False, False, False)
    """
    try:
        one: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inside = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if any(one in net for net in _NAT64):
            inside = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inside is not None and not is_public(str(inside)):
            return False
        if inside is not None and one.ipv4_mapped is None:
            return True
        one = one.ipv4_mapped or one
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """Host, port → its IP addresses, in the order of the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def checked(asked: Target, allow: Collection[str], look_up: Resolve) -> list[str]:
    """A target, addresses allowed although private, a way to look up → the addresses to connect to; NotFetched if any is not public."""
    try:
        addresses = look_up(asked.host, asked.port)
    except (OSError, UnicodeError) as error:
        raise NotFetched(asked.url, f"its host cannot be found ({error}).", again=True) from None
    private = [a for a in addresses if a not in allow and not is_public(a)]
    if private or not addresses:
        raise NotFetched(asked.url, f"its host is at {private[0] if private else 'no address'}, which is not on the public internet. "
                                    "Such hosts are not asked; save the page and read the file.")
    return addresses


def get(
    asked: Target, headers: Mapping[str, str], bounds: Bounds, *, allow: Collection[str] = (), look_up: Resolve = resolve,
) -> Answer:
    """A target, headers, bounds → the answer, whatever its status; NotFetched says why there is none.

    `allow` names IP addresses that may be asked although they are not public: a server of one's own, in a test.
    """
    deadline = time.monotonic() + bounds.seconds  # measures, decides nothing that is kept
    addresses = checked(asked, allow, look_up)
    try:
        connection, address = _connected(asked, addresses[:TRIED], deadline)
        with connection:
            request = _request(asked, headers)
            connection.sendall(request)
            wire = _Wire(connection, deadline, bounds.bytes + HEADERS, asked.url)
            answer = http.client.HTTPResponse(cast("socket.socket", wire), method="GET")
            answer.begin()
            packed = answer.read()
    except TimeoutError:
        raise NotFetched(asked.url, f"took longer than {bounds.seconds:g} seconds.", again=True) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(asked.url, f"could not be asked ({type(error).__name__}: {_short(error)}).", again=True) from None
    told = {k.lower(): v for k, v in answer.getheaders()}
    body = _unpacked(packed, told.get("content-encoding", ""), bounds.unpacked, asked.url)
    return Answer(asked.url, answer.status, told, body, request, wire.read_so_far(), address)


def _request(asked: Target, headers: Mapping[str, str]) -> bytes:
    host = asked.origin.split("://")[1]
    lines = [f"GET {asked.path} HTTP/1.1", f"Host: {host}", *(f"{k}: {v}" for k, v in headers.items()), "Connection: close"]
    if any(re.search(r"[\r\n\x00]", line) for line in lines):
        raise NotFetched(asked.url, "cannot be asked: a header would hold a line break.")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _connected(asked: Target, addresses: list[str], deadline: float) -> tuple[socket.socket, str]:
    """A target, its checked addresses → a connection to the first that answers, TLS done for the host's name, and that address."""
    failed: OSError = ConnectionError("no address answered")
    for address in addresses:
        try:
            plain = socket.create_connection((address, asked.port), timeout=_left(deadline))
        except OSError as error:
            failed = error
            continue
        if asked.scheme == "http":
            return plain, address
        try:
            return _tls().wrap_socket(plain, server_hostname=asked.host), address
        except BaseException:
            plain.close()
            raise
    raise failed


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # some systems have no certificates of their own
    return context


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Wire(io.RawIOBase):
    """A connection, read within one deadline and one bound of bytes; keeps what came, as it came."""

    def __init__(self, connection: socket.socket, deadline: float, most: int, url: str) -> None:
        self._connection, self._deadline, self._most, self._url = connection, deadline, most, url
        self._kept = bytearray()

    def makefile(self, mode: str = "rb", *args: Any) -> io.BufferedReader:
        """→ itself, buffered: what `HTTPResponse` asks of a socket."""
        return io.BufferedReader(self, 65_536)

    def readable(self) -> bool:
        """It can be read, once and forward."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer, within the bounds."""
        self._connection.settimeout(_left(self._deadline))
        count = self._connection.recv_into(buffer)
        self._kept += memoryview(buffer)[:count]
        if len(self._kept) > self._most:
            raise NotFetched(self._url, f"is longer than {self._most - HEADERS:,} bytes.")
        return count

    def read_so_far(self) -> bytes:
        """→ every byte that came."""
        return bytes(self._kept)


def _unpacked(body: bytes, packing: str, most: int, url: str) -> bytes:
    """Body, Content-Encoding, bound → the body unpacked; gzip is all that we ask for."""
    if packing.strip().lower() in ("", "identity"):
        return body
    if packing.strip().lower() not in ("gzip", "x-gzip"):
        raise NotFetched(url, f"came packed as {packing[:40]!r}, which was not asked for.")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise NotFetched(url, f"its packing is damaged ({error}).", again=True) from None
    if len(plain) > most:
        raise NotFetched(url, f"unpacks to more than {most:,} bytes.")
    return plain


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
