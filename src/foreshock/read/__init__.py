"""Bytes → `Document`: `find` gives the pages in files, folders, feeds and archives, `document` reads one of them."""

from foreshock.read.document import document, document_of
from foreshock.read.find import count, find
from foreshock.read.raw import Found, Limits, RawPage

__all__ = ["Found", "Limits", "RawPage", "count", "document", "document_of", "find"]
