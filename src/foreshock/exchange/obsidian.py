"""`Holdings` → a vault of Markdown notes for Obsidian: one an actor, event, place and page, linked, with quotations as blocks.

What stands between our marks, and the properties that we set, are made anew with every export; all else in a note is the analyst's and
stays. A note whose actor or event is no longer there is left alone. Text of pages is escaped: it can neither link nor run nor forge a
mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from foreshock.errors import BadInput
from foreshock.exchange import giving
from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Actor, Document, Event, Place, Role, Tie

BEGIN, END = "<!-- foreshock:begin -->", "<!-- foreshock:end -->"
FOLDERS = ("Actors", "Events", "Places", "Pages")
LONGEST = 100  # code points of a file's name
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$^=%-])")
Properties = Mapping[str, str | float | bool | list[str] | None]


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, folder → notes in it, made or brought up to date."""
    if path.exists() and not path.is_dir():
        raise BadInput(f"{path} is a file; obsidian writes a folder of notes. Name another path.")
    vault = _Vault(Giving(holdings), path)
    try:
        for folder in FOLDERS:
            (path / folder).mkdir(parents=True, exist_ok=True)
        return vault.write()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Name a folder that can be written.") from None


class _Vault:
    """The notes of one export: their names, so that links hold, and their text."""

    def __init__(self, told: Giving, path: Path) -> None:
        self.told, self.path, self.losses = told, path, Losses()
        self.names: dict[tuple[str, object], str] = {}
        self._taken: set[tuple[str, str]] = set()
        self._events: dict[tuple[str, object], list[Event]] = {}
        for event in told.holdings.events:
            keys: list[tuple[str, object]] = [("Actors", i) for i in (*event.actors, *event.recipients)]
            keys += [("Pages", i) for i in event.documents]
            keys += [("Places", _place_key(event.place))] if event.place else []
            for key in dict.fromkeys(keys):
                self._events.setdefault(key, []).append(event)

    def write(self) -> Losses:
        """→ every note written, and what notes have no room for."""
        holdings = self.told.holdings
        used = {i for e in holdings.events for i in (*e.actors, *e.recipients)} | {
            i for t in holdings.picture.ties for i in (t.subject, t.target)}
        actors = [self.told.actor(i) for i in sorted(used)]
        places = sorted({e.place for e in holdings.events if e.place}, key=lambda p: (p.name, p.country or "", p.precision))
        for folder, items in (("Actors", [(a.id, a.name) for a in actors]), ("Pages", [(d.id, _page_name(d)) for d in holdings.documents]),
                              ("Places", [(_place_key(p), p.name) for p in places]),
                              ("Events", [(e.id, self._event_name(e)) for e in holdings.events])):
            for key, name in items:
                self._name(folder, key, name)
        self._actors(actors)
        for document in holdings.documents:
            self._note("Pages", document.id, *_page(document, self))
        for place in places:
            self._note("Places", _place_key(place), *_place(place, self))
        for event in holdings.events:
            self._note("Events", event.id, *_event(event, self))
        self.losses.lost.update({"statements": len(holdings.statements), "courses": len(holdings.picture.courses)})
        return self.losses

    def _actors(self, actors: Iterable[Actor]) -> None:
        ties: dict[str, list[Tie]] = {}
        for tie in self.told.holdings.picture.ties:
            for i in {tie.subject, tie.target}:
                ties.setdefault(i, []).append(tie)
        roles: dict[str, list[Role]] = {}
        for role in self.told.holdings.roles:
            roles.setdefault(role.holder, []).append(role)
        for actor in actors:
            self._note("Actors", actor.id, *_actor(actor, roles.get(actor.id, ()), ties.get(actor.id, ()), self))

    def events(self, folder: str, key: object) -> Iterator[str]:
        """A thing → a line with a link for every event that it is in."""
        yield from (f"- {self.link('Events', e.id, self.names['Events', e.id])} ({e.status})" for e in self._events.get((folder, key), ()))

    def _name(self, folder: str, key: object, wanted: str) -> None:
        """A thing → the name of its note, safe as a file's; where two would be equal, the later one bears its id."""
        name = safe(wanted)
        if (folder, name.casefold()) in self._taken:
            name = f"{name} {uuid_of(folder, key)[:8]}"
        self._taken.add((folder, name.casefold()))
        self.names[folder, key] = name

    def _event_name(self, event: Event) -> str:
        doers, others = (" and ".join(self.told.name(i) for i in ids) for ids in (event.actors, event.recipients))
        day = giving.day_of(event)
        return f"{day or 'undated'} {doers or 'somebody'} {'-'.join((event.type, *event.modes))} {others}".strip()

    def link(self, folder: str, key: object, shown: str) -> str:
        """A thing and how it is called → a link to its note, or the words alone where it has none."""
        name = self.names.get((folder, key))
        return f"[[{folder}/{name}|{_alias(shown)}]]" if name else escape(shown)

    def _note(self, folder: str, key: object, properties: Properties, lines: Iterator[str]) -> None:
        file = self.path / folder / f"{self.names[folder, key]}.md"
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(renewed(old, properties, "\n".join(lines)), encoding="utf-8", newline="\n")
        self.losses.written[folder.lower()] += 1


def safe(name: str) -> str:
    """Any name → a file's name that every system takes and no link trips over.

    >>> safe('../a/b: "c" [d] #e'), safe("...")
    ('a b c d e', 'unnamed')
    """
    told = " ".join(re.sub(r'[\\/:*?"<>|#^\[\]%\x00-\x1f\x7f]', " ", name).split()).strip(" .")
    return told[:LONGEST].strip(" .") or "unnamed"


def escape(text: str) -> str:
    """Text of a page → Markdown that shows it and does nothing.

    >>> escape("<b>[[x]]</b>\\n# y")
    '&lt;b&gt;\\\\[\\\\[x\\\\]\\\\]&lt;/b&gt; \\\\# y'
    """
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", flat)


def _alias(text: str) -> str:
    return re.sub(r"[\[\]|#^<>%]", " ", " ".join(text.split()))


def renewed(old: str, properties: Properties, block: str) -> str:
    """A note as it was, our properties, our text → the note with ours made anew and the analyst's own left."""
    front, body = _front(old)
    ours = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in properties.items() if value not in (None, "", [])]
    kept = [line for name, lines in front if name not in properties for line in lines]
    marked = f"{BEGIN}\n{block}\n{END}"
    start, end = body.find(BEGIN), body.find(END)
    if 0 <= start < end:
        body = body[:start] + marked + body[end + len(END) :]
    else:
        body = f"{marked}\n" + (f"\n{body.lstrip()}" if body.strip() else "")
    return "\n".join(["---", *ours, *kept, "---", body.lstrip("\n")]).rstrip("\n") + "\n"


def _front(note: str) -> tuple[list[tuple[str, list[str]]], str]:
    """A note → its properties, each with the lines that it takes, and the rest."""
    found = re.match(r"---\n(.*?)^---[ \t]*(?:\n|$)", note.replace("\r\n", "\n"), re.DOTALL | re.MULTILINE)
    if found is None:
        return [], note
    entries: list[tuple[str, list[str]]] = []
    for line in found[1].splitlines():
        if entries and (line[:1] in (" ", "-", "\t", "#") or not line.strip()):
            entries[-1][1].append(line)
        else:
            entries.append((line.partition(":")[0].strip(), [line]))
    return entries, note.replace("\r\n", "\n")[found.end() :]


def _actor(
    actor: Actor, roles: Iterable[Role], ties: Iterable[Tie], vault: _Vault,
) -> tuple[Properties, Iterator[str]]:
    told = vault.told
    properties: Properties = {
        "foreshock": actor.id, "type": "actor", "kind": actor.kind, "country": actor.country, "sector": actor.sector,
        "aliases": [a for a in actor.aliases if a != actor.name][:20], "wikidata": actor.wikidata, "tags": ["foreshock/actor"]}

    def lines() -> Iterator[str]:
        yield f"# {escape(actor.name)}"
        for role in roles:
            of = f" of {vault.link('Actors', role.of, told.name(role.of))}" if role.of else ""
            spell = f"{role.start or '?'} to {role.end or '?'}"
            yield f"- {escape(role.post)}{of}, {spell} ({escape(role.citation or 'says a page')})"
        for tie in ties:
            ends = [vault.link("Actors", i, told.name(i)) for i in (tie.subject, tie.target)]
            sign = "+" if tie.sign > 0 else "−"
            yield f"- {ends[0]} {sign} {tie.kind} {ends[1]} (strength {tie.strength:.2f}, {tie.basis}, {tie.status})"
        yield from vault.events("Actors", actor.id)

    return properties, lines()


def _page_name(document: Document) -> str:
    day = document.published.latest or document.published.earliest
    return f"{day or 'undated'} {document.title or document.address}"


def _page(document: Document, vault: _Vault) -> tuple[Properties, Iterator[str]]:
    properties: Properties = {
        "foreshock": document.id, "type": "page", "publisher": document.publisher, "published": document.published.text,
        "genre": document.genre, "url": document.url, "sha256": document.sha256, "tags": ["foreshock/page"]}

    def lines() -> Iterator[str]:
        yield f"# {escape(document.title or document.address)}"
        yield from vault.events("Pages", document.id)

    return properties, lines()


def _place_key(place: Place) -> tuple[str, str | None, str]:
    return place.name, place.country, place.precision


def _place(place: Place, vault: _Vault) -> tuple[Properties, Iterator[str]]:
    located = place.lat is not None and place.lon is not None
    properties: Properties = {
        "foreshock": "place", "type": "place", "country": place.country, "precision": place.precision,
        "location": [f"{place.lat}", f"{place.lon}"] if located else None, "tags": ["foreshock/place"]}

    def lines() -> Iterator[str]:
        yield f"# {escape(place.name)}"
        yield from vault.events("Places", _place_key(place))

    return properties, lines()


def _event(event: Event, vault: _Vault) -> tuple[Properties, Iterator[str]]:
    told, day = vault.told, giving.day_of(event)
    properties: Properties = {
        "foreshock": event.id, "type": "event", "plover": "-".join((event.type, *event.modes)), "status": event.status,
        "hedged": event.hedged, "date": day.isoformat() if day else None, "when": event.when.text, "score": event.score,
        "tags": ["foreshock/event", f"foreshock/{event.status}"]}

    def lines() -> Iterator[str]:
        doers, others = (", ".join(vault.link("Actors", i, told.name(i)) for i in ids) for ids in (event.actors, event.recipients))
        yield f"{doers or 'somebody'} **{'-'.join((event.type, *event.modes))}** {others}".rstrip()
        if event.place:
            yield f"\nat {vault.link('Places', _place_key(event.place), event.place.name)}"
        if event.word_of:
            yield f"\nno sentence stands behind it; on the word of {escape(event.word_of)}"
        for report in told.reports(event):
            document = told.documents.get(report.document_id)
            page = vault.link("Pages", report.document_id, _page_name(document)) if document else report.document_id
            yield f"\n> {escape(report.evidence.text)}\n> {page} ^{report.id}"

    return properties, lines()
