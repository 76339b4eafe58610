"""Hostile pages through the whole of reading, from bytes to stored rows: bounded time, one page's harm kept to that page."""

import time

import pytest

import foreshock
from foreshock.errors import UnreadablePage
from foreshock.read import RawPage, document, document_of
from foreshock.run.page import read_page
from foreshock.understand.parse import LONGEST_RUN, LONGEST_SENTENCE, sentences


@pytest.mark.parametrize("run", ["&", ")", "'s", "\u0301"])
def test_a_word_without_end_is_cut_and_takes_linear_time(run):
    page = document(RawPage("x.txt", "text", f"Iran bombed Iraq on Monday. {run * (9_000 // len(run))} Iraq protested."))
    sentences(document(RawPage("warm.txt", "text", "Iran bombed Iraq.")))
    began = time.process_time()
    found = sentences(page)
    assert time.process_time() - began < 6
    assert all(page.text[s.span.start : s.span.end] == s.span.text for s in found)
    assert all(len(s.word(t)) <= LONGEST_RUN for s in found for t in s.tokens)


def test_a_sentence_without_end_is_cut():
    text = "Iran struck Iraq on Monday. " + "Iran said that " * 600 + "Turkey left. Syria struck Turkey."
    page = document(RawPage("x.txt", "text", text))
    began = time.process_time()
    reading = read_page(page)
    assert time.process_time() - began < 6
    assert all(page.text[s.start : s.end] == s.text and len(s.text.split()) <= LONGEST_SENTENCE for s in reading.sentences)
    assert reading.sentences[0].text == "Iran struck Iraq on Monday."


def test_a_paragraph_of_signs_without_width_is_no_sentence():
    assert [s.span.text for s in sentences(document_of("\u200b\n\nTalks ended.\n\n\ufeff\u200b"))] == ["Talks ended."]
    assert sentences(document_of("\u200b")) == ()


def test_a_book_is_refused_with_the_next_step():
    with pytest.raises(UnreadablePage, match="Cut it into chapters"):
        document(RawPage("book.txt", "text", "Iran said that Turkey left Syria. " * 60_000))
    assert document(RawPage("air.txt", "text", "Iran said that Turkey left." + " " * 2_000_000 + "It rained.")).parts


def test_a_desert_of_blanks_costs_linear_time(tmp_path):
    desert = "Iran attacked Iraq on Sunday." + " " * 2_000_000 + "Turkey condemned the attack."
    (tmp_path / "desert.txt").write_text(desert)
    desk = foreshock.open(tmp_path / "s.duckdb")
    start = time.perf_counter()
    assert desk.read(tmp_path / "desert.txt").stored == 1
    assert time.perf_counter() - start < 30
    assert {e.type for e in desk.events()} == {"ASSAULT", "ACCUSE"}
