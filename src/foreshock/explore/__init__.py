"""A store → the explorer: a page in the browser, served on this machine alone, and the JSON API that it asks."""

from foreshock.explore.app import application
from foreshock.explore.guard import Gate, loopback

__all__ = ["Gate", "application", "loopback"]
