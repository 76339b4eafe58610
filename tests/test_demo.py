"""The packaged example is what the README says it is."""

from collections import Counter

from foreshock import demo


def test_the_corpus_is_whole():
    pages = demo.corpus()
    assert len(pages) >= 60
    assert len({p.id for p in pages}) == len(pages)
    assert all(p.paragraphs and p.title and 2014 <= p.day.year <= 2020 for p in pages)
    kinds = Counter(p.packed_as for p in pages)
    assert set(kinds) == {"feed", "html5", "interview", "jsonl", "press", "warc", "wordpress"}
    assert any(p.comments for p in pages)


def test_unpacking_twice_gives_the_same_bytes(tmp_path):
    first, second = demo.unpack(tmp_path / "a"), demo.unpack(tmp_path / "b")
    assert [(p.name, p.read_bytes()) for p in sorted(first.iterdir())] == [(p.name, p.read_bytes()) for p in sorted(second.iterdir())]


def test_every_page_comes_back_with_its_title_day_genre_and_comments(desk):
    read = {d.title: d for d in desk.documents()}
    for page in demo.corpus():
        document = read[page.title]
        assert document.published.latest == page.day, page.id
        assert document.genre == page.genre, (page.id, document.genre)
        comments = [(p.author, p.posted.earliest, p.span.text) for p in document.parts if p.kind == "comment"]
        assert comments == [(c.author, c.posted.date(), c.text) for c in page.comments], page.id
        body = next(p for p in document.parts if p.kind == "body")
        assert body.span.text.endswith(page.paragraphs[-1]), page.id
        assert all(c.author not in document.authors for c in page.comments)
