"""The picture: allies near, opponents far, nothing on top of anything, and steady hands."""

import math
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.graph import layout
from foreshock.graph.signed import sketch

TWO_CAMPS = "A allied with B; B allied with C; D allied with E; E allied with F; A fights D; B fights E; C fights F; A fights F"


def far(at, a, b):
    return math.dist(at[a], at[b])


def test_allies_are_near_and_opponents_far():
    at = layout(sketch(TWO_CAMPS))
    assert max(far(at, "A", "B"), far(at, "D", "E")) < min(far(at, "A", "D"), far(at, "B", "E"))
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in at.values())


def test_the_order_of_the_ties_is_nothing():
    found = sketch(TWO_CAMPS)
    assert layout(found) == layout(found[::-1])


def test_a_new_faint_tie_moves_nobody_far():
    old = layout(sketch(TWO_CAMPS))
    new = layout(sketch(TWO_CAMPS + "; A opposes E 0.1"), before=old)
    assert max(math.dist(old[a], new[a]) for a in old) < 0.15


def test_a_newcomer_leaves_the_others_where_they_are():
    old = layout(sketch(TWO_CAMPS))
    new = layout(sketch(TWO_CAMPS + "; G allied with A; G fights D"), before=old)
    assert max(math.dist(old[a], new[a]) for a in old) < 0.2
    assert far(new, "G", "A") < far(new, "G", "D")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59), st.sampled_from(["allied with", "fights"])), max_size=150))
def test_no_two_of_sixty_overlap(links):
    at = layout(sketch("; ".join(f"n{a} {k} n{b}" for a, k, b in ((a, k, b) for a, b, k in links) if a != b)))
    places = list(at.values())
    assert all(math.dist(p, q) >= 0.0499 for i, p in enumerate(places) for q in places[i + 1:])


def test_twins_a_star_and_nobody():
    star = layout(sketch("; ".join(f"n{i} allied with hub" for i in range(59))))
    places = list(star.values())
    assert len(places) == 60
    assert min(math.dist(p, q) for i, p in enumerate(places) for q in places[i + 1:]) >= 0.0499
    assert layout([]) == {}


def test_a_thousand_are_all_placed():
    random = Random(2)
    text = "; ".join(f"n{random.randrange(1000)} {random.choice(['arms', 'fights'])} m{random.randrange(500)}" for _ in range(2000))
    at = layout(sketch(text))
    assert len(at) > 900
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in at.values())
