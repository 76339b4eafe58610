"""The scores on sets of our own → held against `floors.json`, which pins each with the digest of its corpus.

    python evals/gate.py                     # exit 1 under a floor, or when a corpus is not the one that the floor was set on
    python evals/gate.py --within 1          # the same, a per cent under a floor let pass: for processors other than the one it was set on
    python evals/gate.py --raise             # raise the floors that are beaten (never lowers one)
    python evals/gate.py --ship              # write the floors as they are into the package, measuring nothing
    python evals/gate.py --lower NAME FILE   # lower one floor to today's score; FILE under decisions/ says why

A floor is today's score rounded down to a tenth of a per cent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path

import yaml

import actors
import coder
import copies
import courses
import happenings
import statements
from article import judge_page
from forecast import measure, play, world

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
SHIPPED = HERE.parent / "src/foreshock/show/scores.json"  # the floors in the package, for the methods text
FORECAST = ("auc", "auc, quiet", "auc gained on the record", "auc gained on the record, quiet", "skill over the base rate")
Scores = dict[str, tuple[float, str]]


def digest(*paths: Path) -> str:
    """Files → sha256 over their bytes, in order."""
    return hashlib.sha256(b"\0".join(p.read_bytes() for p in paths)).hexdigest()


def scores() -> Scores:
    """→ each score (per cent; higher is better) with the digest of what it was measured on."""
    page, expected = HERE / "article/page.txt", HERE / "article/expected.yaml"
    checks = judge_page(page, yaml.safe_load(expected.read_text(encoding="utf-8")))
    kept, forbidden = [[c.met for c in checks if (c.section == "must_not") == wanted] for wanted in (False, True)]
    corpus = digest(page, expected)
    made = measure([case for seed in (1, 2) for case in play(world(seed), 12)])
    synthetic = digest(HERE / "forecast.py")
    return {
        "article: expectations met": (100 * sum(kept) / len(kept), corpus),
        "article: of what must not be, kept out": (100 * sum(forbidden) / len(forbidden), corpus),
        **{f"forecast, synthetic world: {name}": (100 * made[name], synthetic) for name in FORECAST},
        **{f"courses, synthetic world: {name}": (score, synthetic) for name, score in courses.scores().items()},
        **actors.scores(),
        **statements.scores(),
        **happenings.scores(),
        **copies.scores(),
        **coder.scores(),
    }


def floor(score: float) -> float:
    """Score → the floor that it sets.

    >>> floor(81.5789)
    81.5
    """
    return math.floor(score * 10 + 1e-9) / 10


def held(found: Scores, floors: dict[str, dict[str, float | str]], within: float = 0.0) -> list[str]:
    """Scores and floors, by how much a score may fall short (per cent) → what is wrong, a sentence each."""
    wrong = [f"{name}: no score for this floor" for name in floors.keys() - found.keys()]
    for name, (score, corpus) in found.items():
        pinned = floors.get(name)
        if pinned is None:
            wrong.append(f"{name}: {score:.1f}, but no floor. Run python evals/gate.py --raise.")
        elif pinned["corpus"] != corpus:
            wrong.append(f"{name}: measured on another corpus than its floor. If that is meant, run --raise.")
        elif score < float(pinned["floor"]) - within:
            wrong.append(f"{name}: {score:.2f} is under the floor of {pinned['floor']}.")
    return wrong


def shipped(floors: dict[str, dict[str, float | str]]) -> str:
    """Floors → the text of the package's copy: name and floor (per cent)."""
    return json.dumps({name: pinned["floor"] for name, pinned in floors.items()}, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Command line → exit code."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--raise", dest="up", action="store_true", help="raise the floors that are beaten")
    ask.add_argument("--lower", nargs=2, metavar=("NAME", "FILE"), help="lower one floor, with a written decision")
    ask.add_argument("--ship", action="store_true", help="write the floors into the package")
    ask.add_argument("--within", type=float, default=0.0, metavar="PER_CENT",
                     help="how far a score may be under its floor: last bits differ between processors, and can turn a sentence")
    args = ask.parse_args()
    if args.ship:
        SHIPPED.write_text(shipped(json.loads(FLOORS.read_text(encoding="utf-8"))), encoding="utf-8")
        return 0
    found = scores()
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    for name, (score, corpus) in found.items():
        old = floors.get(name)
        print(f"{score:6.2f}  (floor {old['floor'] if old else 'none'})  {name}")
        if args.up and (old is None or old["corpus"] != corpus or floor(score) > old["floor"]):
            floors[name] = {"floor": floor(score), "corpus": corpus}
    if args.lower:
        name, reason = args.lower
        if not Path(reason).is_file() or "decisions" not in Path(reason).parts:
            print(f"{reason}: a floor is lowered only with a written decision under decisions/.", file=sys.stderr)
            return 2
        floors[name] = {"floor": floor(found[name][0]), "corpus": found[name][1], "lowered": reason}
    if args.up or args.lower:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        SHIPPED.write_text(shipped(floors), encoding="utf-8")
    wrong = held(found, floors, args.within)
    print("\n".join(wrong) or "Every floor holds.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
