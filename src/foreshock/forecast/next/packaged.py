"""→ the ranker that comes with foreshock, for histories too short to grow one; checked against its sha256 before it is used."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.resources import files

from foreshock.errors import ModelMismatch
from foreshock.forecast.next.ranker import Ranker

NAME = "ranker.json.gz"
SHA256 = "fc182633bb9fb8fefba48690a8cc34e7cbbea40bf6387226bf5475f38d45d86c"


@cache
def packaged() -> Ranker:
    """→ the packaged ranker (see its card in docs/forecasting.md); ModelMismatch where the file is not the one that was measured."""
    raw = (files("foreshock.forecast.next") / NAME).read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise ModelMismatch(f"forecast/next/{NAME} is not the file that this version was measured with. Install foreshock again.")
    return Ranker.of_text(gzip.decompress(raw).decode())
