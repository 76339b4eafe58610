"""One page and what a careful reader takes from it → each expectation met or missed, with what came instead.

    python evals/article.py PAGE EXPECTED.yaml [--json] [--floor 80]

The page is read as a file with no other hint, through the public face of foreshock, into a store of its own. Expectations are the
sections `document`, `actors`, `roles`, `ties`, `events`, `statements`, `courses`, `dates`, `places` and `must_not` of the YAML file.
A quote is met when it lies in the evidence that came, or the two share most of their characters. Exit 1 when anything of
`must_not` happened, or the share of the rest is under the floor (per cent).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import foreshock
from foreshock.store import Store
from foreshock.types import Actor, Course, Mention, Reading, Span, Statement, Tie


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation: where it stands, what was expected, whether it was met, and what came."""

    section: str
    expected: str
    met: bool
    came: str


@dataclass(frozen=True, slots=True)
class Result:
    """What foreshock made of the page: all it stored, and the picture that it drew."""

    reading: Reading
    actors: dict[str, Actor]
    ties: tuple[Tie, ...]
    courses: tuple[Course, ...]
    counted: tuple[Any, ...]


def fold(text: str) -> str:
    """Text → the same with quotes straight and white space folded."""
    return " ".join(text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').split()).casefold()


def covers(evidence: str, quote: str) -> bool:
    """Evidence and an expected quote → whether the quote lies in it, or they share most of their words in order."""
    a, b = fold(evidence), fold(quote)
    if b in a:
        return True
    best = max((n for n in range(len(b), 0, -1) for s in range(len(b) - n + 1) if b[s : s + n] in a), default=0)
    return best > len(b) / 2 and best > len(a) / 3


def read(page: Path, text: str | None = None) -> Result:
    """A page (or another text in its place) → what foreshock makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / page.name
        copy.write_bytes(page.read_bytes() if text is None else text.encode())
        desk = foreshock.open(Path(folder) / "article.duckdb")
        outcome = desk.read(copy)
        if outcome.failed:
            sys.exit(f"{page}: {outcome.failed[0]}")
        picture = desk.picture()
        with Store.open(desk.path) as store:
            reading = store.reading(desk.documents()[0].id)
        return Result(reading, {**picture.actors, **{a.id: a for a in desk.actors()}}, picture.ties, picture.courses, tuple(picture.events))


class Judge:
    """The result and the expected actors → functions that tell whether a name, an event, a tie is the expected one."""

    def __init__(self, result: Result, actors: list[dict[str, Any]]) -> None:
        self.result = result
        self.known = {a["name"]: a for a in actors}

    def is_(self, actor_id: str | None, mention: Mention | None, name: str) -> bool:
        """An actor id (and its mention) → whether it is the actor of that name."""
        actor = self.result.actors.get(actor_id or "")
        told = {fold(n) for n in (actor.name, *actor.aliases)} if actor else set()
        if mention:
            told |= {fold(mention.name or ""), fold(mention.span.text)}
        wanted = {fold(n) for n in (name, *self.known.get(name, {}).get("also", []))} - {"he"}
        return bool(told & wanted) or any(w.removeprefix("the ") in {t.removeprefix("the ") for t in told} for w in wanted)

    def all_(self, mentions: Iterable[Mention], names: list[str]) -> bool:
        """Mentions → whether they are exactly the named actors."""
        found = list(mentions)
        return (len({m.actor_id or m.span.text for m in found}) == len(names)
                and all(any(self.is_(m.actor_id, m, n) for m in found) for n in names))

    def name(self, actor_id: str) -> str:
        """Actor id → its name."""
        return self.result.actors[actor_id].name if actor_id in self.result.actors else actor_id


def several(value: Any) -> list[Any]:
    """One or several → a list."""
    return value if isinstance(value, list) else [value]


def article_parts(result: Result) -> set[int]:
    """→ the indices of the parts that are the article's own."""
    return {p.index for p in result.reading.document.parts if p.kind != "comment"}


def document(judge: Judge, wanted: dict[str, Any]) -> Iterator[Check]:
    """The expected document → its checks."""
    doc = judge.result.reading.document
    yield Check("document", f"title {wanted['title']}", doc.title == wanted["title"], str(doc.title))
    yield Check("document", f"genre {wanted['genre']}", doc.genre == wanted["genre"], doc.genre)
    for bound in ("earliest", "latest"):
        came = str(getattr(doc.published, bound))
        yield Check("document", f"published {bound} {wanted['published'][bound]}", came == wanted["published"][bound], came)
    for part in wanted["parts"]:
        kind = "body" if part["kind"] == "article" else part["kind"]
        found = [p for p in doc.parts if p.kind == kind]
        met = any(
            fold(p.span.text).startswith(fold(part["first"])) and fold(p.span.text).endswith(fold(part["last"]))
            and part.get("author") in (None, p.author) and part.get("posted") in (None, p.posted.text) for p in found
        )
        yield Check("document", f"part {part}", met, str([(p.author, p.posted.text, p.span.text[:30]) for p in found]))


def actors(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected actors → whether each name and form stands for an actor of that country and sector."""
    mentions = [m for m in judge.result.reading.mentions if m.actor_id]
    for actor in wanted:
        found = [m for m in mentions if judge.is_(m.actor_id, m, actor["name"])]
        right = [m for m in found if m.country == actor["country"] and actor.get("sector") in (None, m.sector)]
        forms = {fold(m.span.text).removeprefix("the ") for m in right}
        missing = [n for n in actor.get("also", []) if fold(n).removeprefix("the ") not in forms]
        yield Check("actors", str(actor), bool(right) and not missing,
                    f"missing {missing}; " + str(sorted({(m.span.text, m.actor_id, m.country, m.sector) for m in found}, key=str)[:6]))


def roles(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected roles → their checks."""
    for role in wanted:
        found = [r for r in judge.result.reading.roles if judge.is_(r.holder, None, role["holder"])]
        met = any(
            fold(role["role"]) in fold(r.post)
            and ("of" not in role or judge.is_(r.of, None, role["of"])) and ("to" not in role or judge.is_(r.to, None, role["to"]))
            and role.get("standing", r.standing) == r.standing and r.evidence and covers(r.evidence.text, role["quote"])
            for r in found
        )
        yield Check("roles", str(role), met, str([(r.post, r.of, r.to, r.standing, r.evidence and r.evidence.text) for r in found]))


def ties(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected ties → whether a sentence of the article states each."""
    for tie in wanted:
        said = [t for t in judge.result.reading.ties if t.part in article_parts(judge.result)]
        met = any(
            judge.is_(t.subject.actor_id, t.subject, tie["source"]) and judge.is_(t.target.actor_id, t.target, tie["target"])
            and (t.sign > 0) == (tie["sign"] == "+") and t.kind == tie["kind"] and set(tie.get("how", [])) <= set(t.how)
            and t.factuality.status == tie["status"] and covers(t.evidence.text, tie["quote"]) for t in said
        )
        yield Check("ties", str(tie), met, str([(t.subject.name, t.kind, t.target.name, t.how, t.factuality.status) for t in said]))


def events(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected events → whether one came with that type, status, speaker, place, day and those actors."""
    said = [e for e in judge.result.reading.events if e.part in article_parts(judge.result)]
    for event in wanted:
        near = [e for e in said if covers(e.evidence.text, event["quote"])]
        met = any(
            e.type in several(event["type"]) and e.factuality.status in several(event["status"])
            and judge.all_(e.actors, event["actors"]) and judge.all_(e.recipients, event["recipients"])
            and event.get("hedged", e.factuality.hedged) == e.factuality.hedged
            and (e.speaker is None if event["speaker"] is None else bool(e.speaker) and judge.is_(
                e.speaker.actor_id if e.speaker else None, e.speaker, event["speaker"]))
            and ("when" not in event or when_is(e.when, event["when"], statement_of(judge, e.statement_id)))
            and ("place" not in event or place_is(e.place, event["place"], statement_of(judge, e.statement_id)))
            for e in near
        )
        yield Check("events", str(event), met, str([
            (e.type, [m.name for m in e.actors], [m.name for m in e.recipients], e.factuality.status, e.factuality.hedged,
             e.speaker and e.speaker.name, e.when.text, e.place and e.place.name, e.evidence.text) for e in near]))


def statement_of(judge: Judge, statement_id: str | None) -> Statement | None:
    """Statement id → the statement; an event said on a day at a place was said then and there."""
    return next((s for s in judge.result.reading.statements if s.id == statement_id), None)


def when_is(when: Any, day: str, statement: Statement | None) -> bool:
    """A When (or the statement's) → whether it is that day."""
    return any(w.text.startswith(day) for w in (when, *([statement.when] if statement else [])))


def place_is(place: Any, name: str, statement: Statement | None) -> bool:
    """A Place (or the statement's) → whether it has that name."""
    return any(p and fold(p.name) == fold(name) for p in (place, *([statement.place] if statement else [])))


def statements(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected statements → their checks."""
    for one in wanted:
        near = [s for s in judge.result.reading.statements if covers(" ".join(c.text for c in s.content), one["content"])]
        met = any(
            s.speaker is not None and judge.is_(s.speaker.actor_id, s.speaker, one["speaker"])
            and fold(one["cue"]).split()[-1][:5] in fold(" ".join(c.text for c in s.cue))
            and one.get("manner", s.manner) == s.manner
            and ("when" not in one or s.when.text.startswith(one["when"]))
            and ("place" not in one or (s.place is not None and fold(s.place.name) == fold(one["place"]))) for s in near
        )
        yield Check("statements", str(one), met, str([
            (s.speaker and (s.speaker.name or s.speaker.span.text), [c.text for c in s.cue], s.manner, [c.text for c in s.content],
             s.when.text, s.place and s.place.name) for s in near]))


def courses(judge: Judge, wanted: list[dict[str, Any]], page: Path) -> Iterator[Check]:
    """The expected courses → stated with the sentence, inferred without it, and for the expected reasons."""
    text = page.read_text(encoding="utf-8")
    for one in wanted:
        found = _course(judge, one["pair"])
        came = str([(judge.name(c.pair[0]), judge.name(c.pair[1]), c.basis, round(c.score, 2)) for c in judge.result.courses[:4]])
        yield Check("courses", f"{one['pair']} stated, {one['status']}", bool(
            found and "stated" in found.basis and found.status == one["status"] and found.hedged == one["hedged"]), came)
        yield Check("courses", f"place {one['place']}", bool(found and found.place and fold(found.place) == fold(one["place"])),
                    str(found and found.place))
        quotes = [e.span.text for r in (found.reasons if found else ()) for e in (*r.evidence, *(e for t in r.ties for e in t.evidence))]
        yield Check("courses", f"quote {one['quote']}", any(covers(q, one["quote"]) for q in quotes), str(quotes))
        without = re.sub(r"[^.\n]*" + r"\s+".join(map(re.escape, one["quote"].split())) + r"[^.\n]*\.", "", text)
        assert without != text, "the sentence that names the collision was not found"
        inferred = Judge(read(page, without), list(judge.known.values()))
        alone = _course(inferred, one["pair"])
        yield Check("courses", "inferred when the sentence is taken away", bool(
            alone and "inferred" in alone.basis and "stated" not in alone.basis), str(alone and (alone.basis, alone.score)))
        for because in one["because"]:
            reasons = [f"{r.rule}: {r.text}" for r in (alone.reasons if alone else ())]
            yield Check("courses", f"because {because}", _because(inferred, alone, because), str(reasons))


def _course(judge: Judge, pair: list[str]) -> Course | None:
    return next((c for c in judge.result.courses if all(any(judge.is_(i, None, n) for i in c.pair) for n in pair)), None)


def _because(judge: Judge, course: Course | None, because: str) -> bool:
    """A course and an expected reason in words → whether a reason of it names the same actors (and the common enemy)."""
    if course is None:
        return False
    named = [n for n, a in judge.known.items() if any(re.search(rf"\b{re.escape(w)}\b", because) for w in (n, *a.get("also", [])))]
    for reason in course.reasons:
        if ("common enemy" in because) != ("common enemy" in reason.rule) or reason.weight <= 0:
            continue
        ids = {i for t in reason.ties for i in (t.subject, t.target)}
        if all(any(judge.is_(i, None, n) for i in ids) for n in named):
            return True
    return False


def dates(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected dates → their checks."""
    for one in wanted:
        found = [t for t in judge.result.reading.times if fold(t.span.text) == fold(one["quote"])]
        met = any((str(t.when.earliest), str(t.when.latest)) == (one["earliest"], one["latest"]) for t in found)
        yield Check("dates", str(one), met, str([(t.span.text, t.value, t.when.text) for t in judge.result.reading.times]))


def places(judge: Judge, wanted: list[dict[str, Any]]) -> Iterator[Check]:
    """The expected places → their checks."""
    mapped = [m for m in judge.result.reading.mentions if m.place and m.place.precision != "unresolved"]
    for one in wanted:
        met = any(fold(m.span.text) == fold(one["name"]) and m.place and m.place.country == one["country"] for m in mapped)
        yield Check("places", str(one), met, str([(m.span.text, m.place and m.place.country) for m in mapped]))


def must_not(judge: Judge, expected: dict[str, Any]) -> Iterator[Check]:
    """What must not happen → a check for each line, found by the words it is told in; what it quotes is looked for in the text."""
    for one in expected["must_not"]:
        probe = next((f for words, f in PROBES.items() if words in one["what"]), None)
        wrong = probe(judge, expected, _quoted(judge, one["what"])) if probe else ["no check is written for this line"]
        yield Check("must_not", one["what"], not wrong, str(wrong))


def _quoted(judge: Judge, what: str) -> list[Span]:
    """A line of must_not → where the text has what the line quotes."""
    quotes = [a or b for a, b in re.findall(r"(?<!\w)'(.+?)'(?!\w)|\"(.+?)\"", what)]
    return [s for q in quotes for s in _spans(judge, r"\s+".join(map(re.escape, q.split())))]


def _spans(judge: Judge, pattern: str) -> list[Span]:
    text = judge.result.reading.document.text
    return [Span.of(text, m.start(), m.end()) for m in re.finditer(pattern, text)]


def _comment_counted(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    comments = {p.index: p.span for p in judge.result.reading.document.parts if p.kind == "comment"}
    events = judge.result.reading.events
    theirs = {e.id for e in events if e.part in comments}
    wrong: list[Any] = [e.id for e in events if e.id not in theirs and any(c.holds(e.trigger) for c in comments.values())]
    wrong += [e for e in judge.result.counted if set(e.mentions) & theirs]
    return wrong + [e.span.text for t in judge.result.ties for e in t.evidence if any(c.holds(e.span) for c in comments.values())]


def _commenter_author(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    doc = judge.result.reading.document
    commenters = {p["author"] for p in expected["document"]["parts"] if "author" in p}
    return [a for a in doc.authors if a in commenters] + ([doc.published.text] if doc.published.earliest == doc.published.latest else [])


def _force(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    return [(e.type, e.evidence.text) for e in judge.result.reading.events
            if e.type in ("ASSAULT", "MOBILIZE", "COERCE") and any(e.evidence.overlaps(s) for s in quoted)]


def _authors_words(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    return [c.text for s in judge.result.reading.statements for c in s.content if any(c.overlaps(x) for x in quoted)]


def _support_denied(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    client = expected["ties"][0]["target"]
    return [(e.type, e.evidence.text) for e in judge.result.reading.events
            if e.factuality.status == "negated" and e.type in ("AID", "SUPPORT")
            and any(judge.is_(m.actor_id, m, client) for m in e.recipients)]


def _is_mistaken(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    found = [m for m in judge.result.reading.mentions if m.span.text == "IS"]
    return [(m.span.text, m.actor_id) for m in found if not judge.is_(m.actor_id, m, "Islamic State")] or (
        [] if found else ["IS is no mention at all"])


def _commander(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    incoming = [r["holder"] for r in expected["roles"] if r.get("standing") == "incoming"]
    return [(r.holder, r.post, r.standing) for r in judge.result.reading.roles if any(judge.is_(r.holder, None, h) for h in incoming)
            and ("command" in r.post or ("ambassador" in r.post and r.standing != "incoming"))]


def _other_year(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    return [t.when.text for one in expected["dates"] for t in judge.result.reading.times
            if fold(t.span.text) == fold(one["quote"]) and not t.when.text.startswith(one["earliest"])]


def _stated(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    spots = [*quoted, *(p.span for p in judge.result.reading.document.parts if p.kind == "headline")]
    return [(e.type, e.evidence.text) for e in judge.result.reading.events
            if e.factuality.status == "actual" and any(s.holds(e.trigger) for s in spots)]


def _metonym_on_map(judge: Judge, expected: dict[str, Any], quoted: list[Span]) -> list[Any]:
    line = next(o["what"] for o in expected["must_not"] if "put on the map" in o["what"])
    spots = [*_spans(judge, re.escape(line.split()[0])), *[Span(s.start, s.start + 1, s.text[0]) for s in quoted]]
    return [(m.span.text, m.place) for m in judge.result.reading.mentions
            if any(m.span.overlaps(s) for s in spots) and (m.place or m.as_ == "place")]


PROBES: dict[str, Callable[[Judge, dict[str, Any], list[Span]], list[Any]]] = {
    "anything the comment says": _comment_counted,
    "commenter taken for the article's author": _commenter_author,
    "event of weapons or force": _force,
    "they are the author's": _authors_words,
    "taken as denied": _support_denied,
    "IS taken for the verb": _is_mistaken,
    "taken for the commander": _commander,
    "put in any year": _other_year,
    "stated as having happened": _stated,
    "put on the map": _metonym_on_map,
}


def judge_page(page: Path, expected: dict[str, Any]) -> list[Check]:
    """Page and expectations → every check."""
    judge = Judge(read(page), expected["actors"])
    found: list[Check] = []
    for section in (document, actors, roles, ties, events, statements, dates, places):
        found += section(judge, expected[section.__name__])
    found += courses(judge, expected["courses"], page)
    return found + list(must_not(judge, expected))


def main() -> None:
    """Command line → the printed checks, exit code 1 under the floor."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("page", type=Path)
    ask.add_argument("expected", type=Path)
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--floor", type=float, default=80.0, help="share of the expectations that must be met (per cent)")
    args = ask.parse_args()
    checks = judge_page(args.page, yaml.safe_load(args.expected.read_text(encoding="utf-8")))
    rest = [c for c in checks if c.section != "must_not"]
    broken = [c for c in checks if c.section == "must_not" and not c.met]
    share = 100 * sum(c.met for c in rest) / len(rest)
    if args.json:
        print(json.dumps({"share": share, "met": sum(c.met for c in rest), "expected": len(rest), "must_not_broken": len(broken)}))
    else:
        for c in checks:
            print(f"{'met   ' if c.met else 'MISSED'} {c.section:10} {c.expected}" + ("" if c.met else f"\n         came: {c.came}"))
        print(f"\n{sum(c.met for c in rest)} of {len(rest)} expectations met ({share:.1f} %); {len(broken)} of must_not broken.")
    sys.exit(1 if broken or share < args.floor else 0)


if __name__ == "__main__":
    main()
