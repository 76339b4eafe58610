"""What a user asks becomes a Lens, or an error that says the fix."""

from datetime import date

import pytest

from foreshock.errors import BadInput
from foreshock.lens import lens_of
from foreshock.types import Actor


def find(name: str) -> Actor:
    return Actor(name.lower(), name, "state")


def test_words_become_a_lens():
    lens = lens_of({"since": "2017-01-01", "pair": ("IRN", "USA"), "status": "actual,future", "part": "comment"}, find)
    assert lens.since == date(2017, 1, 1)
    assert lens.pair == ("irn", "usa")
    assert lens.statuses == ("actual", "future")
    assert lens.parts == ("comment",)


def test_comments_are_left_out_unless_asked_for():
    assert "comment" not in lens_of({}, find).parts
    assert "comment" in lens_of({"part": "all"}, find).parts


@pytest.mark.parametrize("asked", [{"since": "last week"}, {"status": "real"}, {"part": "footnote"},
                                   {"since": "2018-01-01", "until": "2017-01-01"}])
def test_what_makes_no_sense_is_said(asked):
    with pytest.raises(BadInput, match=r"2017-03-09|not one of|Swap"):
        lens_of(asked, find)
