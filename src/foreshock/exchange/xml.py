"""Text of pages → XML that holds: escaped, and without the characters that XML 1.0 forbids."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Text → the same without the control characters that XML 1.0 forbids.

    >>> xml_text("a\\x00b")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def content(value: object) -> str:
    """Value → the text of an element; truth in XML's own words."""
    return escape(xml_text(str(value).lower() if isinstance(value, bool) else str(value)))


def attributes(**values: object) -> str:
    """Names and values → attributes, with a blank before each; those without a value are left out. `for_` is written `for`."""
    return "".join(f" {name.rstrip('_')}={quoteattr(xml_text(str(v)))}" for name, v in values.items() if v is not None)
