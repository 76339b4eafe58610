"""How fast event data come in: a file of GDELT's shape, made here from a seed, is read and imported; rows a second and memory are printed.

    python benchmarks/imports.py 1000000
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import foreshock
from foreshock.exchange.events_in import read_events

SEED = 20170309
STATES = "USA IRN IRQ SYR TUR RUS ISR SAU LBN YEM CHN GBR FRA DEU PAK IND UKR EGY JOR QAT".split()
NAMES = ("UNITED STATES", "IRAN", "IRAQ", "SYRIA", "TURKEY", "RUSSIA", "ISRAEL", "SAUDI ARABIA", "LEBANON", "YEMEN", "CHINA",
         "UNITED KINGDOM", "FRANCE", "GERMANY", "PAKISTAN", "INDIA", "UKRAINE", "EGYPT", "JORDAN", "QATAR")
ROLES = ("", "", "GOV", "MIL", "REB", "LEG", "COP", "OPP", "MED", "CVL", "BUS")
CODES = ("010", "020", "036", "040", "042", "043", "046", "051", "057", "061", "071", "073", "084", "0871", "090", "100", "111", "112",
         "1121", "120", "130", "138", "141", "145", "150", "154", "163", "173", "180", "183", "190", "193", "194", "195")
PLACES = tuple((f"Town {n}, Province {n % 40}", "IZ" if n % 3 else "SY", f"{30 + n % 800 / 100:.4f}", f"{36 + n % 1100 / 100:.4f}")
               for n in range(3000))


def write(path: Path, count: int) -> None:
    """Path, how many → a file with that many rows of GDELT 2.0's shape, over six years; the same for the same count."""
    dice = random.Random(SEED)
    first = date(2012, 1, 1)
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            day = f"{first + timedelta(days=n * 2190 // count):%Y%m%d}"
            sides = []
            for _ in range(2):
                at = dice.randrange(len(STATES))
                sides.append((STATES[at] + dice.choice(ROLES), NAMES[at], STATES[at]))
            code = dice.choice(CODES)
            quad = 1 if code < "06" else 2 if code < "09" else 3 if code < "14" else 4
            name, fips, lat, lon = dice.choice(PLACES)
            geo = ["4", name, fips, f"{fips}15", "", lat, lon, "-3103580"]
            one, two = ([c, p, s, *[""] * 7] for c, p, s in sides)
            cells = [str(900_000_000 + n), day, day[:6], day[:4], "2017.2", *one, *two, "1", code, code[:3], code[:2], str(quad), "1.0",
                     str(dice.randrange(1, 60)), "2", str(dice.randrange(1, 30)), "-2.5", *geo, *geo, *geo, f"{day}120000",
                     f"https://news.example.org/{n}"]
            out.write("\t".join(cells) + "\n")


def timed(what: str, do: Callable[[], object], count: int) -> None:
    """What is done, how many rows → its time on the clock and of the processor, printed."""
    began, worked = time.monotonic(), time.process_time()
    told = do()
    took, cpu = time.monotonic() - began, time.process_time() - worked
    print(f"{what}: {told} in {took:.1f} s ({cpu:.1f} s of processor), {count / took:,.0f} rows/s", flush=True)


def main() -> None:
    """Prints the figures for the number of rows asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.export.CSV"
        write(path, count)
        print(f"{path.stat().st_size / 1e6:.0f} MB of rows")
        desk = foreshock.open(Path(folder) / "desk.duckdb")
        clock = datetime(2020, 1, 1, tzinfo=UTC)
        timed("read", lambda: sum(1 for _ in read_events(path)), count)
        for what in ("imported", "imported again"):
            timed(what, lambda: desk.import_events(path, clock=clock).stored, count)
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; "
              f"the store: {desk.path.stat().st_size / 1e6:.0f} MB")
        timed("all by columns", lambda: len(desk.event_table()), count)
        timed("events of a pair", lambda: len(desk.events(pair=("IRN", "IRQ"))), count)
        timed("ties", lambda: len(desk.ties()), count)
        timed("courses", lambda: len(desk.courses()), count)
        timed("forecast", lambda: f"{desk.forecast('IRN', 'IRQ').probability:.3f}", count)
        timed("watchlist", lambda: len(desk.watchlist()), count)
        timed("diff", lambda: len(desk.diff("2017-06-01", "2017-12-01")), count)
        timed("report", lambda: desk.report(Path(folder) / "report.html").name, count)
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
