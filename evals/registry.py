"""The registry → for each state and post, in how many of the years 1990 to 2026 a holder is known; and how many rows of each class.

    python evals/registry.py                    # summary by post, states with holes first
    python evals/registry.py --years            # and the years that are missing
    python evals/registry.py --state IRQ        # one state, post by post

A year counts where somebody surely held the post in it, or may have: a known start without an end counts to the start of the next
holder. Of a state that began or ended within the time only its own years count.
"""

from __future__ import annotations

import argparse
from collections import Counter

from foreshock.actors import Registry, registry
from foreshock.types import Actor, Role

FIRST, LAST = 1990, 2026
POSTS = {
    "head of state": ("president", "king", "queen", "emir", "sultan", "supreme leader", "pope", "monarch", "grand duke", "prince",
                      "emperor", "governor-general", "head of state", "chairman of the presidency", "presidency",
                      "president of the state council", "leader of the revolution", "captain regent", "co-prince",
                      "general secretary", "leader"),
    "head of government": ("prime minister", "chancellor", "premier", "head of government", "chief executive", "taoiseach",
                           "minister of state", "president of the government"),
    "foreign minister": ("foreign minister", "secretary of state", "foreign secretary", "external affairs minister",
                         "minister of external affairs", "secretary for relations with states"),
    "defence minister": ("defence minister", "secretary of defense", "defence secretary", "defense minister", "minister of defence",
                         "director-general of the defence agency", "army minister", "armed forces secretary",
                         "security force minister", "minister of defence affairs", "deputy prime minister for defence affairs",
                         "minister delegate for national defence administration", "minister delegate for defence",
                         "officer in charge of defence",
                         # where there is no defence ministry, whoever has the force under him
                         "national security minister", "public security minister"),
    "chief of the armed forces": ("chief of the general staff", "chief of staff", "chief of defence staff", "commander-in-chief",
                                  "joint chiefs chairman", "chief of army staff", "army commander", "chief of defence forces",
                                  "chief of the armed forces", "chief of the defence forces", "chief of general staff", "army chief",
                                  "chief of the defence staff", "chief of the defence force", "chief of defence force", "chief of defence",
                                  "supreme commander", "inspector general", "tni commander", "commander of the armed forces",
                                  "commander of the defence forces", "commander of the military forces",
                                  "chief of the joint command", "commander of the strategic operational command",
                                  "commander of the national guard", "commander of the security force", "commander of the defence force"),
}
# The monarch of these is the United Kingdom's, whose row is there; of their governors-general the news says little.
REALMS = {"ATG", "AUS", "BHS", "BLZ", "CAN", "GRD", "JAM", "KNA", "LCA", "NZL", "PNG", "SLB", "TUV", "VCT"}
BARE = ("acting ", "interim ", "caretaker ", "transitional ", "provisional ", "military ")


def bare(post: str) -> str:
    """A post → its words without "acting" and the like."""
    for word in BARE:
        post = post.removeprefix(word)
    return post


def years(roles: list[Role]) -> set[int]:
    """Roles of one post → the years in which it had a holder who is known."""
    starts = sorted(r.start.year for r in roles if r.start)
    found: set[int] = set()
    for role in roles:
        if role.start is None:
            found |= {role.end.year} if role.end else set()
            continue
        following = next((y for y in starts if y > role.start.year), LAST)
        found |= set(range(role.start.year, (role.end.year if role.end else following) + 1))
    return found


def covered(known: Registry, state: Actor) -> dict[str, set[int]]:
    """A state → by post the years of which a holder is known."""
    own = [r for r in known.posts(state.id) if not r.to]
    organs = {a.id for a in known if a.country == state.id and a.kind in ("armed forces", "state organ", "party")}
    return {post: years([r for r in own if bare(r.post.lower()) in words]
                        + ([r for o in sorted(organs) for r in known.posts(o) if bare(r.post.lower()) in words]
                           if post == "chief of the armed forces" else []))
            for post, words in POSTS.items()}


def wanted(state: Actor) -> set[int]:
    """A state → the years of 1990 to 2026 in which it was one."""
    first = max(FIRST, state.start.year if state.start else FIRST)
    return set(range(first, min(LAST, state.end.year if state.end else LAST) + 1))


def classes(known: Registry) -> Counter[str]:
    """The registry → how many actors of each kind, and roles."""
    found = Counter(a.kind for a in known)
    found["parliament"] = sum(1 for a in known if a.kind == "state organ" and a.sector == "LEG")
    found["court"] = sum(1 for a in known if a.sector == "JUD" and a.kind != "person")
    found["dated role"] = sum(len(known.roles(a.id)) for a in known if a.kind == "person")
    return found


def main() -> None:
    """Command line → the audit."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--years", action="store_true")
    ask.add_argument("--state")
    args = ask.parse_args()
    known = registry()
    states = [a for a in known if a.kind == "state" and (args.state is None or a.id == args.state)]
    on = {s.id: covered(known, s) for s in states}
    for s in states:  # where nobody is known to have governed beside a president, he did
        on[s.id]["head of government"] |= on[s.id]["head of state"] if any(r.post == "president" for r in known.posts(s.id)) else set()
        if s.id in REALMS:
            on[s.id]["head of state"] = wanted(s)
    for post in POSTS:
        full = sum(len(wanted(s) & on[s.id][post]) for s in states)
        whole = sum(len(wanted(s)) for s in states)
        print(f"{post:27} {100 * full / max(1, whole):5.1f} % of {whole} state-years")
        for s in sorted(states, key=lambda s: (-len(wanted(s) - on[s.id][post]), s.id)):
            if (args.years or args.state) and (gone := sorted(wanted(s) - on[s.id][post])):
                print(f"    {s.id} {s.name}: {_ranges(gone)}")
    print(", ".join(f"{n} {kind}" for kind, n in sorted(classes(known).items(), key=lambda k: -k[1])))


def _ranges(numbers: list[int]) -> str:
    """Years → the same as ranges: 1990-1993, 2001."""
    told: list[list[int]] = []
    for n in numbers:
        if told and told[-1][1] == n - 1:
            told[-1][1] = n
        else:
            told.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in told)


if __name__ == "__main__":
    main()
