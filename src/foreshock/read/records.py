"""JSON lines → pages: `{"id","url","title","published","author","text"|"html"}`, one a line; the id is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from foreshock.errors import UnreadablePage
from foreshock.read.dates import iso_date
from foreshock.read.decode import storable
from foreshock.read.facts import clean
from foreshock.read.raw import Found, Limits, RawPage
from foreshock.types import UNKNOWN


def record_pages(stream: BinaryIO, address: str, limits: Limits, first: int = 0) -> Iterator[Found]:
    """Stream of lines, how many lines of its file come before → a page or an UnreadablePage for each that is not empty."""
    longest = limits.page_bytes * 2  # quotes and escapes of JSON come on top of the page
    number = count = first
    while True:
        line = stream.readline(longest + 1)
        if not line:
            return
        number += 1
        member = f"{address}#line-{number}"
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(longest)
            yield UnreadablePage(member, f"the record is longer than {longest:,} bytes. Cut it, or raise Limits.page_bytes.")
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        count += 1
        if count > limits.records:
            yield UnreadablePage(address, f"holds more than {limits.records:,} records; the rest was left. Raise Limits.records.")
            return
        yield _page(line, address, member, limits)


def _page(line: bytes, address: str, member: str, limits: Limits) -> Found:
    try:
        record: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return UnreadablePage(member, f"is not UTF-8 ({error.reason} at byte {error.start}). Save the file as UTF-8.")
    except (ValueError, RecursionError) as error:
        return UnreadablePage(member, f"is not JSON ({str(error)[:120]}). Write one record a line.")
    if not isinstance(record, dict):
        return UnreadablePage(member, "is JSON but no record. Write an object with at least \"text\" or \"html\" on each line.")
    return page_of_record(record, address, member, limits)


def page_of_record(record: dict[str, Any], address: str, member: str, limits: Limits) -> Found:
    """A record's fields, the address of its file and its own where it has no id → its page."""
    key = next((k for k in ("text", "html") if isinstance(record.get(k), str) and record[k].strip()), None)
    if key is None:
        return UnreadablePage(member, 'has neither "text" nor "html" with words in it. Add one of them.')
    body = storable(record[key])
    if len(body) > limits.page_bytes:
        return UnreadablePage(member, f"its {key} is longer than {limits.page_bytes:,} characters. Cut it, or raise Limits.page_bytes.")
    id_ = clean(record.get("id"), 500)
    given = record.get("author", record.get("authors"))
    authors = given if isinstance(given, list) else [given]
    published = iso_date(clean(record.get("published", record.get("date")), 60) or "", "record")
    return RawPage(
        f"{address}#{id_}" if id_ else member, "html" if key == "html" else "record", body, id=id_, url=clean(record.get("url"), 2000),
        title=clean(record.get("title")), authors=tuple(a for x in authors[:50] if (a := clean(x, 200))),
        publisher=clean(record.get("publisher"), 200), published=published if published.known else UNKNOWN,
    )  # fmt: skip
