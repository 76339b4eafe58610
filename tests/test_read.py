"""Pages of nine templates and more → parts, authors, dates, genre; the reader's comment never leaks into the article."""

from datetime import date
from pathlib import Path

import pytest

from foreshock import words
from foreshock.errors import UnreadablePage
from foreshock.read import RawPage, document, document_of
from foreshock.read.dates import find_dates
from foreshock.read.genre import genre_of
from foreshock.read.main_text import _agreed, _captions, _main, _plain, glued
from foreshock.read.thread import says
from foreshock.read.tree import blocks, parse
from foreshock.types import Document, Part, When

PAGES = Path(__file__).parent / "pages"
TITLE = "Who will hold Sinjar after the siege?"
TEMPLATES = [
    "wp_classic", "wp_html5", "wp_block", "drupal", "blogger", "disqus", "bare_divs", "bare_same_div", "pre_text", "json_ld",
]  # fmt: skip


def read(name: str) -> Document:
    form = {"html": "html", "txt": "text", "md": "markdown"}[name.rpartition(".")[2]]
    found = document(RawPage(name, form, (PAGES / name).read_bytes()))
    for part in found.parts:
        assert found.text[part.span.start : part.span.end] == part.span.text
    return found


def html(body: str, head: str = "", **told: object) -> Document:
    page = f"<html><head><title>Talks in Basra</title>{head}</head><body><h1>Talks in Basra</h1>{body}</body></html>"
    return document(RawPage("a.html", "html", page.encode(), **told))  # type: ignore[arg-type]


def of_kind(found: Document, kind: str) -> list[Part]:
    return [p for p in found.parts if p.kind == kind]


PROSE = "<p>" + "The governor met the council on Monday and both agreed to reopen the road to the port, his office said. " * 3 + "</p>"


@pytest.mark.parametrize("name", [f"{t}.html" for t in TEMPLATES] + ["plain.txt"])
def test_each_template_gives_the_same_parts(name: str) -> None:
    found = read(name)
    assert found.title == TITLE
    assert of_kind(found, "headline")[0].span.text == TITLE
    (body,) = of_kind(found, "body")
    assert body.span.text.startswith("Since the autumn, the Sinjar Resistance Units")
    assert body.span.text.endswith("the quarrel outlives the siege.")
    assert "worried\u00a0Ankara" in body.span.text
    assert body.span.text.count("\n\n" if name != "plain.txt" else "\r\n\r\n") == 4
    assert "nukes" not in body.span.text
    assert "weekly letter" not in found.text
    (comment,) = of_kind(found, "comment")
    assert (comment.author, comment.posted.text) == ("Rosa Lind", "2016-11-11T21:04")
    assert comment.span.text.startswith("You forget who sold")
    assert comment.span.text.endswith("believe me.")
    assert found.genre == "analysis"
    assert found.language == "en"


@pytest.mark.parametrize("name", [f"{t}.html" for t in TEMPLATES])
def test_the_commenter_is_no_author_and_her_day_not_the_day_of_publication(name: str) -> None:
    found = read(name)
    assert "Rosa Lind" not in found.authors
    if name in {"bare_divs.html", "bare_same_div.html", "pre_text.html"}:
        assert found.published == When(None, date(2016, 11, 11), "range", "comment")
    else:
        assert found.published.earliest == found.published.latest == date(2016, 11, 8)


@pytest.mark.parametrize(
    ("name", "authors", "basis"),
    [
        ("wp_classic.html", ("Notebook Desk",), "time tag"), ("json_ld.html", ("Nadia Farouk",), "json-ld"),
        ("drupal.html", (), "byline"), ("disqus.html", (), "byline"), ("wire.html", (), "time tag"),
    ],
)  # fmt: skip
def test_authors_and_the_ground_of_the_date(name: str, authors: tuple[str, ...], basis: str) -> None:
    found = read(name)
    assert (found.authors, found.published.basis) == (authors, basis)


def test_a_plain_file_is_kept_to_the_last_byte() -> None:
    raw = (PAGES / "plain.txt").read_bytes()
    found = document(RawPage("plain.txt", "text", raw))
    assert found.text.encode() == raw
    assert "One Response" in found.text
    assert not any("One Response" in p.span.text or "Rosa Lind" in p.span.text for p in found.parts)


def test_replies_know_what_they_answer() -> None:
    first, second, third = of_kind(read("threaded.html"), "comment")
    assert [c.span.text for c in (first, second, third)] == ["Good news at last.", "For how long?", "We shall see."]
    assert (first.author, second.author) == ("Hiwa", "Layla <b>M</b>")
    assert (first.reply_to, second.reply_to, third.reply_to) == (None, first.index, None)
    assert first.posted.text == "2017-06-03T08:15"


def test_drupal_replies_and_the_order_of_day_and_month_from_the_page_itself() -> None:
    found = html(
        PROSE + '<div id="comments"><h2>Comments</h2>'
        '<div class="comment"><div class="submitted">Submitted by <span class="username">Ann</span> on Fri, 03/04/2016 - 10:00</div>'
        '<div class="content"><p>First words.</p></div></div><div class="indented"><div class="comment"><div class="submitted">'
        'Submitted by <span class="username">Bob</span> on Tue, 03/22/2016 - 11:00</div>'
        '<div class="content"><p>An answer.</p></div></div></div></div>'
    )
    first, second = of_kind(found, "comment")
    assert (first.posted.text, second.posted.text) == ("2016-03-04T10:00", "2016-03-22T11:00")
    assert second.reply_to == first.index


def test_numerals_that_nothing_decides_stay_open() -> None:
    ((_, _, when),) = find_dates("03/04/2016")
    assert (when.earliest, when.latest, when.precision, len(when.readings)) == (date(2016, 3, 4), date(2016, 4, 3), "range", 2)


def test_comments_of_json_ld_alone() -> None:
    said = '{"@type":"Comment","text":"Too late.","author":{"name":"Ann"}}'
    ld = f'{{"@type":"NewsArticle","headline":"Talks in Basra","comment":[{said}]}}'
    (comment,) = of_kind(html(PROSE, f'<script type="application/ld+json">{ld}</script>'), "comment")
    assert (comment.author, comment.span.text) == ("Ann", "Too late.")


def test_captions_stand_apart_from_the_body() -> None:
    found = read("json_ld.html")
    (caption,) = of_kind(found, "caption")
    assert caption.span.text.startswith("Fighters of the YBS")
    assert "Fighters of the YBS" not in of_kind(found, "body")[0].span.text


@pytest.mark.parametrize(
    ("name", "genre"),
    [("interview.html", "interview"), ("press_release.html", "press release"), ("wire.html", "report"), ("threaded.html", "report")],
)
def test_genre_of_pages(name: str, genre: str) -> None:
    assert read(name).genre == genre


@pytest.mark.parametrize(
    ("heading", "comments"),
    [
        ("3 Comments", "Ann Lee says:\nMarch 4, 2016 at 8:00 am\nNo.\n\nOmar H. says:\nMarch 5, 2016 at 9:00 am\nYes."),
        ("One thought on “Talks”", "Ann Lee on 4 March 2016 at 08:00 said:\n\nNo.\n\nOmar H. on 5 March 2016 at 09:00 said:\n\nYes."),
        ("Comments (2)", "#1 Ann Lee, 4 March 2016, 08:00\nNo.\n#2 Omar H., 5 March 2016, 09:00\nYes."),
        (
            "Comments",
            "Posted by Ann Lee on 4 March 2016 at 8:00 am\nNo.\n\nPosted by Omar H. on 5 March 2016 at 9:00 am\nYes.\n\nLeave a Reply",
        ),
        ("2 Responses to Talks", "1. Ann Lee\n2016-03-04 08:00\nNo.\nReply\n\n2. Omar H.\n2016-03-05 09:00\nYes.\nReply"),
        ("2 Kommentare", "Ann Lee, 4. März 2016 um 08:00 Uhr\nNo.\n\nOmar H., 5. März 2016 um 09:00 Uhr\nYes."),
    ],
)
def test_threads_of_plain_text(heading: str, comments: str) -> None:
    text = f"Talks in Basra\n\nThe governor met the council on Monday, his office said.\n\n{heading}\n\n{comments}\n"
    found = document(RawPage("a.txt", "text", text.encode()))
    told = [(c.author, c.posted.text, c.span.text) for c in of_kind(found, "comment")]
    assert [t[0].rstrip(".") for t in told if t[0]] == ["Ann Lee", "Omar H"]
    assert [t[1:] for t in told] == [("2016-03-04T08:00", "No."), ("2016-03-05T09:00", "Yes.")]
    assert of_kind(found, "body")[0].span.text == "The governor met the council on Monday, his office said."
    assert found.published == When(None, date(2016, 3, 4), "range", "comment")


def test_a_thread_without_names_is_still_no_body() -> None:
    found = document(RawPage("a.txt", "text", b"Talks\n\nThe council met on Monday in Basra.\n\n2 Comments\n\nGive them nukes!\n"))
    assert [(p.kind, p.span.text) for p in found.parts][1:] == [
        ("body", "The council met on Monday in Basra."), ("comment", "Give them nukes!"),
    ]  # fmt: skip


def test_a_count_above_the_article_starts_no_thread() -> None:
    found = html('<p>By Ann Lee</p><p><a href="#c">3 Comments</a></p>' + PROSE + "<h3>3 Comments</h3><p>Bob says:</p><p>Too late.</p>")
    assert [(p.kind, p.author) for p in found.parts] == [("headline", None), ("body", None), ("comment", "Bob")]
    assert found.authors == ("Ann Lee",)
    text = document(RawPage("a.txt", "text", b"Talks\n\n3 Comments\n\nThe council met on Monday in Basra.\n\nIt adjourned.\n"))
    assert [p.kind for p in text.parts] == ["headline", "body"]


@pytest.mark.parametrize("line", ["Comments", "Discussion", "Two comments on the plan were sharp, and both came from Basra."])
def test_a_word_alone_starts_no_thread(line: str) -> None:
    text = f"Talks\n\nThe council met on Monday in Basra.\n\n{line}\n\nThe plan has two flaws. It is late, and it is dear.\n"
    found = document(RawPage("a.txt", "text", text.encode()))
    assert [p.kind for p in found.parts] == ["headline", "body"]
    assert found.parts[1].span.text.endswith("it is dear.")


def test_bylines_of_plain_text_belong_to_no_part() -> None:
    found = document(RawPage("a.txt", "text", b"Talks in Basra\nBy Ann Lee and Omar Haddad\n20 March 2016\n\nThe council met.\n"))
    assert (found.authors, found.published.text, found.published.basis) == (("Ann Lee", "Omar Haddad"), "2016-03-20", "byline")
    assert [p.span.text for p in found.parts] == ["Talks in Basra", "The council met."]


def test_one_line_is_a_body() -> None:
    found = document(RawPage("a.txt", "text", b"The council met on Monday"))
    assert [(p.kind, p.span.text) for p in found.parts] == [("body", "The council met on Monday")]


def test_markdown_keeps_its_text_and_reads_its_front_matter() -> None:
    found = read("note.md")
    assert found.text == (PAGES / "note.md").read_text(encoding="utf-8")
    assert (found.title, found.authors, found.genre) == ("A note on the camps", ("Nadia Farouk",), "analysis")
    assert (found.published.text, found.published.basis) == ("2016-11-10", "meta")
    assert of_kind(found, "headline")[0].span.text == "A note on the camps"
    assert of_kind(found, "body")[0].span.text.startswith("The camps near Zakho")


LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2016-03-01T09:05:00Z"}</script>'
META = '<meta property="article:published_time" content="2016-03-02">'
TIME = '<time datetime="2016-03-03">Thursday</time>'
BYLINE = "<p>4 March 2016</p>"
THREAD = '<div class="comment"><cite>Ann</cite> <time datetime="2016-03-09T10:00">then</time><p>So late.</p></div>'
URL = "http://example.org/2016/03/05/talks"


@pytest.mark.parametrize(
    ("head", "body", "url", "published", "basis"),
    [
        (LD + META, TIME + PROSE, URL, "2016-03-01T09:05", "json-ld"),
        (META, TIME + PROSE, URL, "2016-03-02", "meta"),
        ("", TIME + PROSE, URL, "2016-03-03", "time tag"),
        ("", BYLINE + PROSE, URL, "2016-03-05", "url"),
        ("", BYLINE + PROSE, "http://example.org/2016/03/talks", "2016-03-04", "byline"),
        ("", PROSE + THREAD, "http://example.org/2016/03/talks", "2016-03-01/2016-03-09", "url"),
        ("", PROSE + THREAD, None, "../2016-03-09", "comment"),
        ("", "<p>4 May 2017</p>" + PROSE + THREAD, None, "../2016-03-09", "comment"),
        ("", PROSE, None, "unknown", "unknown"),
    ],
)  # fmt: skip
def test_the_stronger_ground_wins(head: str, body: str, url: str | None, published: str, basis: str) -> None:
    found = html(body, head, url=url)
    assert (found.published.text, found.published.basis) == (published, basis)


def test_a_crawl_bounds_the_date_and_a_record_decides_it() -> None:
    assert html(PROSE, retrieved=date(2016, 5, 1)).published == When(None, date(2016, 5, 1), "range", "warc")
    assert html(PROSE, META, published=When.day(date(2016, 2, 1), "record")).published.text == "2016-02-01"


def test_times_of_other_pages_do_not_count() -> None:
    found = html(PROSE + '<div class="related-posts"><time datetime="2019-01-01">x</time></div>')
    assert not found.published.known


def test_publisher_and_title() -> None:
    assert read("wire.html").publisher == "The Nineveh Notebook"
    assert html(PROSE, url="https://www.example.org/a").publisher == "example.org"
    page = b"<html><head><title>Talks in Basra | The Gulf Desk</title></head><body>" + PROSE.encode() + b"</body></html>"
    assert document(RawPage("a.html", "html", page)).title == "Talks in Basra"


def test_ids_hold_and_versions_change() -> None:
    one, same = read("wire.html"), read("wire.html")
    other = document(RawPage("wire.html", "html", (PAGES / "wire.html").read_bytes().replace(b"Two people", b"Six people")))
    assert one == same
    assert (one.id, one.version == other.version, one.sha256 == other.sha256) == (other.id, False, False)


def test_a_sentence_is_left_alone() -> None:
    found = document_of("Comments (2)\n\nAnn: no.", id="s1", date=date(2016, 3, 1))
    assert [(p.kind, p.span.text) for p in found.parts] == [("body", "Comments (2)\n\nAnn: no.")]
    assert (found.id, found.published.text, found.genre) == ("s1", "2016-03-01", "unknown")
    with pytest.raises(UnreadablePage):
        document_of("  ")


def test_right_to_left_pages() -> None:
    arabic = "اجتمع مجلس المحافظة يوم الاثنين في البصرة وقرر إعادة فتح الطريق إلى الميناء بعد أسابيع من التوتر بين الطرفين. " * 3
    page = f'<html dir="rtl" lang="ar"><head><title>مجلس البصرة</title></head><body><h1>مجلس البصرة</h1><p>{arabic}</p></body></html>'
    found = document(RawPage("a.html", "html", page.encode()))
    assert (found.title, found.language) == ("مجلس البصرة", "ar")
    assert of_kind(found, "body")[0].span.text == arabic.strip()


@pytest.mark.parametrize("row", words.rows("reading_threads.tsv"), ids=lambda r: r["example"])
def test_rows_of_threads(row: dict[str, str]) -> None:
    assert says(row["kind"], row["example"])


@pytest.mark.parametrize("row", words.rows("reading_months.tsv"), ids=lambda r: r["word"])
def test_rows_of_months(row: dict[str, str]) -> None:
    ((_, _, when),) = find_dates(row["example"])
    assert when.earliest == when.latest == date(2016, int(row["month"]), 4)


@pytest.mark.parametrize("row", words.rows("reading_genre.tsv"), ids=lambda r: f"{r['kind']}: {r['example']}")
def test_rows_of_genre(row: dict[str, str]) -> None:
    kind, example = row["kind"], row["example"]
    if kind in {"connective", "hedge"}:
        told = "Thus the matter rests. " if kind == "hedge" else "It may end. It may not. "
        assert genre_of(None, [told + example] if kind == "connective" else [told + f"{example} {example}"]) == "analysis"
        return
    if kind == "telling":
        assert genre_of(None, [f"{example} {example}"]) == "report"
        return
    asked = {
        "type": lambda: genre_of(None, [], types=[example]), "label": lambda: genre_of(None, [], labels=[example]),
        "url": lambda: genre_of(None, [], url=example), "title": lambda: genre_of(example, []),
        "opening": lambda: genre_of(None, [example]),
    }  # fmt: skip
    assert asked[kind]() == row["genre"]


PLAIN = ["The council met the envoy in Basra on Monday, and both said that the road to the port was open again to lorries.",
         "Nobody was hurt, said a spokesman for the port.",
         "Traders had waited for a week in the heat, since the bridge over the canal was closed for repairs by the governor’s men.",
         "The envoy is to see the minister of transport in the capital on Thursday, an official said, before he travels home.",
         "Lorries moved by noon, said a driver who had slept in his cab at the gate for four nights with nothing but dates."]
TEASER = "Five things to know about the talks in the southern port city that open on Monday morning"
AROUND = (
    '<nav><ul><li><a href="/a">World</a></li><li><a href="/b">Business</a></li></ul></nav>',
    f'<aside><div class="teaser"><a href="/c"><h4>{TEASER}</h4></a></div></aside><footer>All rights.</footer>',
)


@pytest.mark.parametrize(("box", "doubt"), [
    ("".join(f"<p>{p}</p>" for p in PLAIN), False),
    ("".join(f'<p class="css-1x">{p}</p>' for p in PLAIN), False),
    (f"<p>{PLAIN[0]}</p><h2>The road</h2>" + "".join(f"<p>{p}</p>" for p in PLAIN[1:]), False),
    (f"<figure><img src='x.jpg'><figcaption>Lorries wait at the port.</figcaption></figure>{''.join(f'<p>{p}</p>' for p in PLAIN)}", False),
    ("".join(f"<p>{p}</p>" for p in PLAIN[:2]), True),
    (f'{"".join(f"<p>{p}</p>" for p in PLAIN)}<p class="promo">{PLAIN[2]}</p>', True),
    (f"{''.join(f'<p>{p}</p>' for p in PLAIN)}<ul><li><a href='/d'>Read on</a></li></ul>", True),
    (f"{''.join(f'<p>{p}</p>' for p in PLAIN)}<p><a href='/d'>{PLAIN[1]}</a></p>", True),
    (f"{''.join(f'<p>{p}</p>' for p in PLAIN)}</div><div><p>{PLAIN[3]}</p>", True),
], ids=["bare", "one class", "heading", "picture", "short", "promotion", "list", "link", "two boxes"])
def test_where_the_markup_leaves_no_doubt_trafilatura_would_say_the_same(box: str, doubt: bool) -> None:
    root = parse(f"<html><body>{AROUND[0]}<article><h1>Talks in Basra</h1><div class='body'>{box}</div></article>{AROUND[1]}</body></html>")
    shown = blocks(root)
    keys, captions = [glued(b.text) for b in shown], _captions(root, shown)
    plain = _plain(shown, keys, captions)
    assert bool(plain) is not doubt
    assert not plain or plain == {i for i in _agreed(shown, keys, _main(root, shown)) if shown[i].element.tag != "h1"} - captions
