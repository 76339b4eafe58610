"""The commands on onset: `predict onset` from anybody's event data; `backtest`, a store's forecasts against what came."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from foreshock.cli.looking import HERE
from foreshock.cli.predict import ColumnOption, FormatOption, HistoryOption, history_of, predict
from foreshock.cli.words import AsJson, StoreArgument, print_json, print_rows
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.lens import day as day_of
from foreshock.written import whole


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands on onset."""
    predict.command()(onset)
    app.command()(backtest)


def days(word: str, name: str) -> int:
    """"28d", "4w" or "28" → days.

    >>> days("28d", "horizon"), days("4w", "horizon"), days("28", "horizon")
    (28, 28, 28)
    """
    told = re.fullmatch(r"(\d{1,4})([dw]?)", word.strip())
    if told is None:
        raise BadInput(f"--{name} {word!r} is no length of time. Write it as 28d or 4w.")
    return int(told[1]) * (7 if told[2] == "w" else 1)


def onset(
    history: HistoryOption,
    first: Annotated[str, typer.Option("--from", help="The first day to forecast from (2014-11-02).")],
    last: Annotated[str, typer.Option("--to", help="The last; every seventh day between is forecast from.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The table to write (tab-separated).")],
    horizon: Annotated[str, typer.Option(help="How far ahead: 28d, 4w.")] = "28d",
    level: Annotated[Literal["country", "group", "party"], typer.Option(
        help="country; group (state, armed forces, armed groups and society of a country apart); party (as printed).")] = "country",
    reasons: Annotated[bool, typer.Option(
        "--reasons", help="Add what each reason adds in log-odds, and where the last events and clashes of the two stand.")] = False,
    own_level: Annotated[bool, typer.Option(help="Set the general level by this history, from windows closed by each day.")] = True,
    format: FormatOption = None, column: ColumnOption = None,
) -> None:
    """How likely two actors are to come to material conflict: for every week and pair, from the events up to that day only."""
    from foreshock.forecast.behind import last_rows
    from foreshock.forecast.dyads import Dyads
    from foreshock.forecast.outlook import Outlooks, weekly

    start, end = (day_of(first, "from"), day_of(last, "to"))
    assert isinstance(start, date)
    assert isinstance(end, date)
    table = history_of(history, format, column, keep_origin=reasons)
    outlooks = Outlooks(Dyads.of(table, level), days(horizon, "horizon"), own_level=own_level)
    count = 0
    with whole(out) as file:
        for one in weekly(outlooks, start, end):
            if not count:
                added = ("climatology", *one.families, "last events", "last clashes") if reasons else ()
                file.write("\t".join(("origin", "a", "b", "probability", *added)) + "\n")
            count += 1
            pairs = (one.features.a, one.features.b, one.day.toordinal())
            behind = [last_rows(outlooks.dyads, *pairs, clashes=clashes) for clashes in (False, True)] if reasons else []
            for i, probability in enumerate(one.probability):
                a, b = one.pair(i)
                told = [f"{one.features.climatology[i]:.6f}", *(f"{x:+.4f}" for x in one.parts[i])] if reasons else []
                told += [_cell("; ".join(table.origin[k] for k in rows[i])) for rows in behind]
                file.write("\t".join((one.day.isoformat(), _cell(a), _cell(b), f"{probability:.6f}", *told)) + "\n")
    typer.echo(f"{out}: {count} days, {outlooks.horizon} days ahead")


def backtest(
    store: StoreArgument = HERE,
    first: Annotated[str | None, typer.Option("--from", help="The first day to forecast from; the first of the store if left out.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last; the last whose window has closed if left out.")] = None,
    window: Annotated[int, typer.Option(min=1, max=365, help="Days ahead; a day in so many is forecast from.")] = 28,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write an HTML page with calibration and misses, too.")] = None,
    json: AsJson = False,
) -> None:
    """How forecasts of a store would have done: each made from what was out on its day, against what came; misses by name."""
    from foreshock.forecast.record import missed, score
    from foreshock.show.backtest import lines, page

    desk = Desk(store)
    found = desk.backtest(since=first, until=last, window=window)
    score(found)  # says so where there is nothing to judge
    names = {a.id: a.name for a in desk.actors()}
    if out is not None:
        with whole(out) as file:
            file.write(page(found, names, window))
    if json:
        return print_json({"score": terms.plain(score(found)), "cases": [terms.plain(c) for c in found]})
    print_rows(("measure", "figure"), lines(found))
    by_name = ((c.day, ", ".join(names.get(i, i) for i in c.pair), f"{c.told:.1%}") for c in missed(found))
    print_rows(("missed from", "pair", "told"), by_name, f"material conflict within {window} days; a watch-list, not an alarm")


def _cell(text: str) -> str:
    return " ".join(text.split())
