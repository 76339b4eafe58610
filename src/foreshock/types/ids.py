"""Anything that can be written down → a short, stable id, the same on every machine."""

from __future__ import annotations

import hashlib


def stable_id(prefix: str, *parts: object) -> str:
    """A letter or two and what makes the thing itself → `prefix-` and 12 hexadecimal digits of a sha256.

    >>> stable_id("e", "doc", 3, 7, "ASSAULT")
    'e-44098e01d977'
    """
    joined = "\x1f".join("" if p is None else str(p) for p in parts)
    return f"{prefix}-{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
