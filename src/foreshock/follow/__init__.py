"""A list of feeds → what they hold now, fetched politely and archived as WARC: the one room that touches the network."""

from foreshock.follow.following import Followed, Outcome, follow, unread
from foreshock.follow.opml import Feed, feeds

__all__ = ["Feed", "Followed", "Outcome", "feeds", "follow", "unread"]
