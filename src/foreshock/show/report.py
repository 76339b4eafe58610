"""`Holdings` and forecasts → a report in one HTML file that opens anywhere, with no network.

Pages are hostile: every text is escaped, and a Content-Security-Policy lets nothing run or load but the file's own style
and script, named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from foreshock.errors import BadInput
from foreshock.graph.holdings import Holdings
from foreshock.show import drawing
from foreshock.show.brief import brief
from foreshock.show.room import reading_room
from foreshock.types import Actor, Course, Evidence, Forecast, Reason

MOST_EVENTS = 5_000
MOST_COURSES = 20
MOST_DOCUMENTS = 200


def report(holdings: Holdings, forecasts: Sequence[Forecast], path: Path) -> Path:
    """Holdings, forecasts, path → the HTML file written there; BadInput where it cannot be."""
    try:
        path.write_text(page(holdings, forecasts), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Choose a place that can be written.") from None
    return path


def page(holdings: Holdings, forecasts: Sequence[Forecast]) -> str:
    """Holdings and forecasts → the whole page as HTML."""
    style = (files("foreshock.show") / "web/report.css").read_text("utf-8")
    script = (files("foreshock.show") / "web/report.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    told, picture = brief(holdings), holdings.picture
    events = holdings.events[:MOST_EVENTS]
    published = [d for doc in holdings.documents if (d := doc.published.latest or doc.published.earliest)]
    body = [
        f"<header><h1>foreshock</h1><p>As of {escape(told.as_of)}: {escape(told.scope)}</p><p>{escape(told.not_counted)}</p></header>",
        f'<main><section id="courses"><h2>On course to confront each other</h2>{_courses(picture.courses, picture.actors)}</section>',
        f'<section id="forecasts"><h2>How likely, within four weeks</h2>{_forecasts(forecasts, picture.actors)}</section>',
        f'<section id="ties"><h2>Who backs, who opposes whom</h2>{drawing.network(picture.ties, picture.actors, picture.spots)}'
        '<p class="note">Allies stand near, opponents far. Green backs, red opposes; dashed is hedged or foretold.</p></section>',
        f'<section id="where"><h2>Where</h2>{drawing.world(events)}</section>',
        f'<section id="when"><h2>When</h2>{drawing.timeline(events, published)}<p class="note">Cooperation above the line, conflict below, '
        "in outline what is denied, planned or feared; grey, how much was published.</p></section>",
        f'<section id="room"><h2>Reading room</h2>{_cut(holdings)}{reading_room(holdings, MOST_DOCUMENTS)}</section>',
        f'<section id="made"><h2>How this was made</h2>{_made(holdings)}</section></main>',
        '<aside id="card" aria-live="polite" hidden><button type="button" id="close" aria-label="Close">×</button><div></div></aside>',
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>foreshock report</title>'
        f"<style>{style}</style></head><body>{''.join(body)}<script>{script}</script></body></html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _cut(holdings: Holdings) -> str:
    cuts = [f"the first {most} of {total} {what}" for what, total, most in (
        ("events", len(holdings.events), MOST_EVENTS), ("documents", len(holdings.documents), MOST_DOCUMENTS)) if total > most]
    return f'<p class="note">This report shows {" and ".join(cuts)}; the store holds them all.</p>' if cuts else ""


def _name(actor_id: str, actors: dict[str, Actor]) -> str:
    return escape(actors[actor_id].name if actor_id in actors else actor_id)


def _courses(courses: Sequence[Course], actors: dict[str, Actor]) -> str:
    if not courses:
        return '<p class="none">No pair is on course.</p>'
    return '<ol class="courses">' + "".join(_course(c, actors) for c in courses[:MOST_COURSES]) + "</ol>"


def _course(course: Course, actors: dict[str, Actor]) -> str:
    place = f" in {escape(course.place)}" if course.place else ""
    change = f'<p class="note">Would change it: {escape("; ".join(course.would_change))}.</p>' if course.would_change else ""
    return (
        f'<li><details><summary><b>{_name(course.pair[0], actors)} – {_name(course.pair[1], actors)}</b>{place} '
        f'<svg class="bar" viewBox="0 0 100 8" aria-hidden="true"><rect class="track" width="100" height="8"/>'
        f'<rect class="conf" width="{100 * course.score:.0f}" height="8"/></svg> {course.score:.2f} '
        f'<span class="basis">{escape(" and ".join(course.basis))}, trend {round(course.trend, 2) + 0.0:+.2f}</span></summary>'
        f"{_reasons(course.reasons)}{change}</details></li>"
    )


def _reasons(reasons: Iterable[Reason]) -> str:
    """Reasons → a waterfall, each with the quotes it rests on."""
    rows = []
    for reason in reasons:
        quotes = {e.span.start: e for e in (*reason.evidence, *(e for t in reason.ties for e in t.evidence))}
        shown = "".join(_quote(e) for e in list(quotes.values())[:3])
        side = "toward" if reason.weight > 0 else "away"
        since = f" since {reason.since}" if reason.since else ""
        rows.append(f'<li class="{side}"><span class="weight">{reason.weight:+.2f}</span> {escape(reason.text)}'
                    f'<span class="basis"> {escape(reason.rule)}{since}</span>{shown}</li>')
    return f'<ul class="reasons">{"".join(rows)}</ul>'


def _quote(evidence: Evidence) -> str:
    who = f", {escape(evidence.speaker)}" if evidence.speaker else ""
    where = f"{escape(evidence.document_id)}{', ' + escape(evidence.publisher) if evidence.publisher else ''}, {escape(evidence.date.text)}"
    return (f'<blockquote><a href="#{escape(evidence.document_id)}" data-e="{escape(evidence.mention_id or "")}">'
            f"{escape(' '.join(evidence.span.text.split()))}</a> <cite>{where}{who}</cite></blockquote>")


def _forecasts(forecasts: Sequence[Forecast], actors: dict[str, Actor]) -> str:
    if not forecasts:
        return '<p class="none">Nothing to forecast from.</p>'
    items = "".join(
        f"<li><details><summary><b>{_name(f.pair[0], actors)} – {_name(f.pair[1], actors)}</b> {f.probability:.0%} "
        f'<span class="basis">90 % interval {f.low:.0%} to {f.high:.0%}, base rate {f.base_rate:.0%}</span></summary>'
        f'{_reasons(f.reasons)}<p class="note">{escape(f.record)}</p></details></li>' for f in forecasts[:10]
    )
    return f'<ol class="courses">{items}</ol><p class="note">Material conflict, from {forecasts[0].as_of}. A watch-list, not an alarm.</p>'


def _made(holdings: Holdings) -> str:
    if not holdings.runs:
        return '<p class="none">No run is recorded.</p>'
    last = holdings.runs[-1]
    rows = [("run", last.id), ("started", last.started.isoformat(timespec="seconds")), ("code", last.code),
            *(("model " + k, v) for k, v in sorted(last.models.items())),
            *(("resource " + k, v) for k, v in sorted(last.resources.items()))]
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows) + "</dl>"
