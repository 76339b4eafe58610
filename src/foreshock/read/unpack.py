"""A packed stream → its bytes as they are asked for, never more than the limits allow."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from foreshock.errors import UnreadablePage
from foreshock.read.raw import Limits

GZIP = b"\x1f\x8b"
GRACE = 10_000_000  # bytes that may come out before the ratio is looked at


class Bounded(io.RawIOBase):
    """A stream that counts what it gives and stops with an UnreadablePage at the limits; unpacks gzip where told to."""

    def __init__(self, source: BinaryIO, address: str, limits: Limits, packed: bool) -> None:
        self._source = source
        self._stream: BinaryIO = gzip.GzipFile(fileobj=source, mode="rb") if packed else source  # type: ignore[assignment]
        self._address, self._limits, self._packed = address, limits, packed
        self.given = 0

    def readable(self) -> bool:
        """It can be read, once and forward."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills the buffer, within the limits."""
        try:
            # What was unpacked before the place where it is damaged is given first, so that no whole page is lost.
            data = self._stream.read1(len(buffer)) if self._packed else self._stream.read(len(buffer))  # type: ignore[attr-defined]
        except (zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise UnreadablePage(self._address, f"its packing is damaged ({error}). Fetch it again.") from error
        self.given += len(data)
        self._check()
        buffer[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        limits = self._limits
        if self.given > limits.unpacked_bytes:
            raise UnreadablePage(
                self._address, f"gives more than {limits.unpacked_bytes:,} bytes. Split it, or raise Limits.unpacked_bytes."
            )
        if self._packed and self.given > GRACE:
            packed = max(1, self._source.tell())
            if self.given > packed * limits.ratio:
                raise UnreadablePage(
                    self._address, f"unpacks to {self.given // packed:,} times its size; above {limits.ratio} it is taken for a gzip bomb. "
                    "Unpack it yourself if you trust it."
                )


def opened(source: BinaryIO, address: str, limits: Limits) -> tuple[io.BufferedReader[Bounded], bool]:
    """A file → (its bytes, unpacked where it is gzip, within the limits; whether it was packed)."""
    packed = source.read(2) == GZIP
    source.seek(0)
    stream = io.BufferedReader(Bounded(source, address, limits, packed), 256 * 1024)
    if packed and stream.peek(2)[:2] == GZIP:
        raise UnreadablePage(address, "is gzip inside gzip. Unpack it once yourself.")
    return stream, packed


def whole(stream: BinaryIO, address: str, limits: Limits) -> bytes:
    """A stream that holds one page → its bytes, where they are not too many."""
    data = stream.read(limits.page_bytes + 1)
    if len(data) > limits.page_bytes:
        raise UnreadablePage(
            address, f"is larger than {limits.page_bytes:,} bytes, the limit for one page. Cut it, or raise Limits.page_bytes."
        )
    return data
