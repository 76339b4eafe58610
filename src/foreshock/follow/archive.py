"""An `Answer` → a WARC 1.1 file (ISO 28500): request and response as they were on the wire, each its own gzip member."""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from foreshock import __version__
from foreshock.follow.fetch import Answer
from foreshock.types.ids import stable_id
from foreshock.written import kept


def name(url: str, when: datetime) -> str:
    """Address as listed, time → the file's name: files in the order of their names are in the order of time."""
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{stable_id('f', url)}.warc.gz"


def write(answer: Answer, when: datetime, path: Path) -> None:
    """Answer, when it came, path → the file, whole and on the disk before its name is there; BadInput where it cannot be written."""
    kept(path, records(answer, when))


def records(answer: Answer, when: datetime) -> bytes:
    """Answer, when it came → the bytes of the file; the same answer at the same time gives the same."""
    stamp = f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    key = f"{answer.url} {stamp} {hashlib.sha256(answer.raw).hexdigest()}"
    ids = {kind: f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {key}')}>" for kind in ("warcinfo", "response", "request")}
    about = f"software: foreshock/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    common = {"WARC-Date": stamp, "WARC-Target-URI": answer.url, "WARC-IP-Address": answer.address, "WARC-Warcinfo-ID": ids["warcinfo"]}
    http = "application/http; msgtype="
    return b"".join((
        _record("warcinfo", ids, about, {"WARC-Date": stamp, "Content-Type": "application/warc-fields"}),
        _record("response", ids, answer.raw, {**common, "Content-Type": f"{http}response"}),
        _record("request", ids, answer.request, {**common, "WARC-Concurrent-To": ids["response"], "Content-Type": f"{http}request"}),
    ))


def _record(kind: str, ids: dict[str, str], block: bytes, headers: dict[str, str]) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()  # what every WARC tool can check
    told = {"WARC-Type": kind, "WARC-Record-ID": ids[kind], **headers, "WARC-Block-Digest": f"sha1:{digest}"}
    told["Content-Length"] = str(len(block))
    head = "WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items()) + "\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
