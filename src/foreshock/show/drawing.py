"""The picture → SVG, written by hand: who backs and opposes whom, where, when. Escaped, no script, no style of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from foreshock.graph.levels import nobody_in_particular
from foreshock.show.atlas import path
from foreshock.types import Actor, Event, Tie
from foreshock.types.plover import pole

MOST_ACTORS = 24


def ink(event_type: str, status: str) -> str:
    """Event type and status → its ink: "coop", "conf", or "held" for what is denied, planned, feared or past."""
    return "held" if status != "actual" else "coop" if pole(event_type) > 0 else "conf"


def network(ties: Sequence[Tie], actors: dict[str, Actor], spots: Mapping[str, tuple[float, float]]) -> str:
    """Ties, actors and where each stands → the signed network: allies near, opponents far; dashed where hedged or predicted.

    `data-x` and `data-y` are the coordinates that every export of the picture has; those who are drawn fill the frame.
    """
    drawn = _strongest([t for t in ties if not any(nobody_in_particular(i, actors) for i in (t.subject, t.target))])
    shown = sorted({i for t in drawn for i in (t.subject, t.target) if i in spots})
    if not shown:
        return '<p class="none">No ties yet.</p>'
    width, height, rim = 760, 440, 40
    west, north = (min(spots[i][axis] for i in shown) for axis in (0, 1))
    span = max(max(spots[i][axis] for i in shown) - low for axis, low in ((0, west), (1, north))) or 1.0

    def at(actor_id: str) -> tuple[float, float]:
        x, y = spots[actor_id]
        return rim + (x - west) / span * (width - 5 * rim), rim + (y - north) / span * (height - 2 * rim)

    out = [f'<svg class="network" viewBox="0 0 {width} {height}" role="img" aria-label="Who backs and who opposes whom">']
    out.append('<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
               '<path d="M0 0L8 4L0 8z"/></marker></defs>')
    for number, tie in enumerate(drawn):
        (x1, y1), (x2, y2) = at(tie.subject), at(tie.target)
        bend = 18 + 6 * (number % 3)
        length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
        mx, my = (x1 + x2) / 2 - (y2 - y1) / length * bend, (y1 + y2) / 2 + (x2 - x1) / length * bend
        held = " held" if tie.hedged or tie.status != "actual" else ""
        label = f"{_name(tie.subject, actors)} {'+' if tie.sign > 0 else '−'} {tie.kind} {_name(tie.target, actors)}"
        out.append(f'<path class="tie {"coop" if tie.sign > 0 else "conf"}{held}" data-tie="{escape(tie.id)}" marker-end="url(#tip)" '
                   f'stroke-width="{0.8 + 2.4 * tie.strength:.1f}" d="M{x1:.0f} {y1:.0f}Q{mx:.0f} {my:.0f} {x2:.0f} {y2:.0f}">'
                   f"<title>{escape(label)}</title></path>")
    for actor_id in shown:
        x, y = at(actor_id)
        out.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4.5" data-actor="{escape(actor_id)}" data-x="{spots[actor_id][0]}" '
                   f'data-y="{spots[actor_id][1]}"/><text x="{x + 7:.0f}" y="{y + 4:.0f}">'
                   f"{escape(_name(actor_id, actors))}</text>")
    return "".join(out) + "</svg>"


def _strongest(ties: Sequence[Tie]) -> list[Tie]:
    """Ties → one a pair and sign, the strongest first, of at most MOST_ACTORS actors."""
    chosen: list[Tie] = []
    seen: set[tuple[str, str, int]] = set()
    ids: set[str] = set()
    for tie in sorted(ties, key=lambda t: (t.status != "actual", -t.strength, t.id)):
        key = (min(tie.subject, tie.target), max(tie.subject, tie.target), tie.sign)
        if tie.subject == tie.target or key in seen or len(ids | {tie.subject, tie.target}) > MOST_ACTORS:
            continue
        seen.add(key)
        ids |= {tie.subject, tie.target}
        chosen.append(tie)
    return chosen


def _name(actor_id: str, actors: dict[str, Actor]) -> str:
    return actors[actor_id].name if actor_id in actors else actor_id


def world(events: Sequence[Event]) -> str:
    """Events → a map of where they were, one dot a place and ink, the larger the more; a note on what has no place."""
    dots: dict[tuple[float, float, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.place and event.place.lat is not None and event.place.lon is not None:
            dots[event.place.lon, event.place.lat, ink(event.type, event.status)].append(event)
    if not dots:
        return '<p class="none">No event has a place that could be found.</p>'
    west, east = min(d[0] for d in dots) - 6, max(d[0] for d in dots) + 6
    south, north = min(d[1] for d in dots) - 4, max(d[1] for d in dots) + 4
    if east - west < 1.6 * (north - south):
        grow = (1.6 * (north - south) - (east - west)) / 2
        west, east = west - grow, east + grow
    unit = (east - west) / 640
    out = [f'<svg class="map" viewBox="{west:.2f} {-north:.2f} {east - west:.2f} {north - south:.2f}" role="img" '
           f'aria-label="Where events were"><path class="land" stroke-width="{unit:.3f}" d="{path(west, south, east, north)}"/>']
    named: Counter[str] = Counter()
    for (lon, lat, colour), here in sorted(dots.items(), key=lambda d: (-len(d[1]), d[0])):
        radius = unit * (3.5 + 2.2 * len(here) ** 0.5)
        name = here[0].place.name if here[0].place else ""
        ids = " ".join(m for e in here for m in e.mentions)
        out.append(f'<circle class="pin {colour}" data-e="{escape(ids)}" cx="{lon:.3f}" cy="{-lat:.3f}" r="{radius:.3f}">'
                   f"<title>{escape(name)}: {len(here)} events</title></circle>")
        named[name] += 1
        if named[name] == 1 and len(named) <= 14:
            out.append(f'<text x="{lon + radius + unit * 2:.3f}" y="{-lat + unit * 4:.3f}" font-size="{unit * 11:.3f}">'
                       f"{escape(name)}</text>")
    missing = sum(1 for e in events if not e.place or e.place.lat is None)
    return "".join(out) + f'</svg><p class="note">{missing} of {len(events)} events have no place on the map.</p>'


def timeline(events: Sequence[Event], published: Sequence[date]) -> str:
    """Events and days of publication → bars a month, cooperation up, conflict down, held back in outline, over how much was published."""
    dated = [(e.when.latest or e.when.earliest, e) for e in events if e.when.known and e.status != "historical"]
    days = [d for d, _ in dated if d] + list(published)
    if not days:
        return '<p class="none">Nothing is dated.</p>'
    months = _months(min(days), max(days))
    counts: dict[tuple[str, str], int] = Counter((f"{d:%Y-%m}", ink(e.type, e.status)) for d, e in dated if d)
    printed = Counter(f"{d:%Y-%m}" for d in published)
    top = max([counts[m, i] for m in months for i in ("coop", "conf", "held")] + [1])
    width, middle, half = 900, 80, 60
    step = width / len(months)
    out = [f'<svg class="timeline" viewBox="0 0 {width} 190" role="img" aria-label="Events a month">']
    for number, month in enumerate(months):
        x, bar = number * step, max(1.0, step * 0.8)
        for colour, sign in (("coop", -1), ("conf", 1), ("held", 1)):
            tall = half * counts[month, colour] / top
            if tall:
                base = middle + (half * counts[month, "conf"] / top if colour == "held" else 0)
                y = base - tall if sign < 0 else base
                out.append(f'<rect class="{colour}" x="{x:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{tall:.1f}">'
                           f"<title>{month}: {counts[month, colour]} {colour}</title></rect>")
        if printed[month]:
            out.append(f'<rect class="printed" x="{x:.1f}" y="{178 - min(20, 2 * printed[month])}" width="{bar:.1f}" '
                       f'height="{min(20, 2 * printed[month])}"><title>{month}: {printed[month]} documents</title></rect>')
        if month.endswith("-01") or number == 0:
            out.append(f'<text x="{x:.1f}" y="189">{month[:4]}</text>')
    return "".join(out) + "</svg>"


def _months(first: date, last: date) -> list[str]:
    months: list[str] = []
    day = first.replace(day=1)
    while day <= last and len(months) < 600:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=32)).replace(day=1)
    return months
