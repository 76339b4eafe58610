"""The past of a store → what forecasts would have said on earlier days, and whether it came: how far they can be trusted here."""

from __future__ import annotations

from datetime import timedelta

from foreshock.errors import BadInput
from foreshock.forecast.history import History
from foreshock.forecast.onset import watchlist
from foreshock.graph.past import Past


def told_and_came(past: Past, *, window: int = 28, windows: int = 12) -> list[tuple[float, bool]]:
    """Past, days ahead, how many windows to go back → for every forecast of those days its probability (0–1) and whether it came.

    Each is made from what was out on its day; what came is judged by all that the store holds today. Windows do not overlap.
    """
    days = past.days()
    if not days or window < 1 or windows < 1:
        raise BadInput(f"There is nothing to look back on in {len(days)} days of news, by {windows} windows of {window} days.")
    last = days[-1]
    actors = dict(past.actors)
    acts = History.of(past.events(last), actors, last, window).acts
    found = []
    for n in range(windows, 0, -1):
        day = last - timedelta(n * window)
        if day < days[0]:
            continue
        p = past.picture(day)
        for one in watchlist(p.events, p.ties, p.courses, p.actors, as_of=day, window=window, top=len(actors) ** 2):
            ahead = range(day.toordinal() + 1, day.toordinal() + window + 1)
            found.append((one.probability, any(a.clash and a.day in ahead for a in acts.get(one.pair, ()))))
    return found
