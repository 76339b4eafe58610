"""Cases of a back-test → a page that opens anywhere: skill, calibration, what was missed and what did not come, by name."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape

from foreshock.forecast.record import Case, Score, false_alarms, missed, score
from foreshock.show.plots import bins

SIDE = 320  # pixels of the calibration plot
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{padding:.15rem .8rem .15rem 0;text-align:left}svg{border:1px solid #ccc}.note{color:#555}"
)


def lines(found: Sequence[Case]) -> list[tuple[str, str]]:
    """Cases → what is measured, and the figure in words."""
    told: Score = score(found)

    def ranked(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    return [
        ("forecasts", f"{told.cases:,} on {len({c.day for c in found})} days, {told.came:,} came ({told.came / told.cases:.1%})"),
        ("AUROC", f"{ranked(told.auroc)}; each pair's own record: {ranked(told.auroc_own_record)}"),
        ("Brier score", f"{told.brier:.4f}"),
        ("skill over each pair's own record", f"{told.skill:+.1%}"), ("skill over persistence", f"{told.skill_persistence:+.1%}"),
        ("calibration error", f"{told.calibration_error:.1%}"),
    ]


def page(found: Sequence[Case], names: Mapping[str, str], window: int) -> str:
    """Cases, names of actors, days ahead → the whole page as HTML."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    days = sorted({c.day for c in found})
    figures = "".join(f"<tr><th>{escape(what)}</th><td>{escape(figure)}</td></tr>" for what, figure in lines(found))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'sha256-{digest}'\"><title>foreshock back-test</title><style>{_STYLE}</style>"
        "</head><body>"
        f"<h1>Back-test</h1><p>Material conflict within {window} days, forecast on {days[0]} to {days[-1]} from what was out on each day, "
        f"against all that the store holds now.</p><table>{figures}</table>"
        f"<h2>Calibration</h2>{calibration(found)}<p class=\"note\">Each dot a tenth of the probabilities: told, and how often it came.</p>"
        f"<h2>Missed</h2>{_table(missed(found), names)}<h2>Did not come</h2>{_table(false_alarms(found), names)}"
        '<p class="note">A watch-list, not an alarm.</p></body></html>\n'
    )


def calibration(found: Sequence[Case]) -> str:
    """Cases → probability told against share that came, as SVG."""
    dots = "".join(
        f'<circle cx="{mean * SIDE:.1f}" cy="{(1 - share) * SIDE:.1f}" r="5" fill="#b3402a"><title>{count} forecasts: {mean:.1%} told, '
        f"{share:.1%} came</title></circle>" for mean, share, count in bins([(c.told, c.came) for c in found])
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}" role="img" '
        f'aria-label="calibration"><line x1="0" y1="{SIDE}" x2="{SIDE}" y2="0" stroke="#8a8a8a" stroke-dasharray="4"/>{dots}</svg>'
    )


def _table(found: Sequence[Case], names: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{c.day}</td><td>{escape(', '.join(names.get(i, i) for i in c.pair))}</td><td>{c.told:.1%}</td></tr>" for c in found
    )
    return f"<table><tr><th>from</th><th>pair</th><th>told</th></tr>{rows}</table>" if rows else '<p class="note">None.</p>'
