"""Requests → only those that come from the page itself: Host, Origin, token, size; and every answer with the headers that fence it in.

A page elsewhere can make a browser send requests to this port (cross-site writes), or give its own name our address (DNS rebinding): the
first is told by Origin, Sec-Fetch-Site and the token, the second by Host.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024  # bytes of a request's body
LONGEST = 8 * 1024  # bytes of its path and query
TOKEN_HEADER = "x-foreshock-token"
STAMP = "X-Foreshock-Stamp"  # which state of the store an answer was told from
HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
POLICY = "default-src 'none'; frame-ancestors 'none'"  # of answers that are no page
SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom to let in: `host` and `port` as served, the `token` of writes."""

    host: str
    port: int
    token: str

    def refuses(self, method: str, headers: dict[str, str]) -> str | None:
        """Method, headers (names in small letters) → why the request is refused, None where it is not."""
        host = headers.get("host", "")
        if not self._ours(host):
            return f"Host {host[:80]!r} is not this server. Open the address that foreshock explore printed."
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return f"A page of {origin[:80]!r} asks. Only the explorer's own page may."
        if headers.get("sec-fetch-site", "none") == "cross-site":
            return "A page of another site asks. Only the explorer's own page may."
        if method not in SAFE and not hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            return "The token is missing or old. Load the page again, then repeat the correction."
        if method not in SAFE and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return "Corrections are sent as application/json."
        return None

    def _ours(self, host: str) -> bool:
        """Host header → whether it names this server: by its own name, or, where it listens to all the world, by any bare address."""
        name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "80")
        if port != str(self.port):
            return False
        name = name.strip("[]").lower()
        if name in {"localhost", self.host.lower()}:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not loopback(self.host)


def loopback(host: str) -> bool:
    """A host to listen on → whether only this machine reaches it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class TooLarge(Exception):
    """A request's body is larger than `LARGEST`."""


class Guard:
    """An application → the same behind the gate."""

    def __init__(self, app: ASGIApp, gate: Gate, stamp: Callable[[], str]) -> None:
        self.app, self.gate, self.stamp = app, gate, stamp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request → passed on, or refused with the reason."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        fenced = self._fenced(send, scope["path"])
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST:
            return await _refuse(fenced, 414, "BadInput", f"The address is longer than {LONGEST} bytes.")
        if (why := self.gate.refuses(scope["method"], headers)) is not None:
            return await _refuse(fenced, 403, "Refused", why)
        told = headers.get("content-length", "0")
        if not told.isdigit() or int(told) > LARGEST:
            return await _refuse(fenced, 413, "TooLarge", f"A body may have {LARGEST} bytes.")
        await self.app(scope, _bounded(receive), fenced)

    def _fenced(self, send: Send, path: str) -> Send:
        async def passed(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {k.lower() for k, _ in message["headers"]}
                more = {**HEADERS, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
                if path.startswith("/api/"):
                    more[STAMP] = self.stamp()
                added = [(k.lower().encode(), v.encode()) for k, v in more.items() if k.lower().encode() not in have]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        return passed


def _bounded(receive: Receive) -> Receive:
    total = 0

    async def passed() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LARGEST:
            raise TooLarge
        return message

    return passed


async def _refuse(send: Send, status: int, kind: str, why: str) -> None:
    body = error_body(kind, why)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def error_body(kind: str, message: str) -> bytes:
    """Kind of error, what is wrong → the body of the answer."""
    told: dict[str, Any] = {"error": {"kind": kind, "message": message}}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
