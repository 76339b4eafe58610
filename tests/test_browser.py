"""The explorer and the report in a real browser: clicked through, by keyboard alone, in dark, at 200 %, with hostile pages."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

import foreshock
from browsed import Reader, browser, explorer
from foreshock.exchange.judgements import beside

AXE = (Path(__file__).parent / "browser/axe-core-4.14.1.min.js").read_text(encoding="utf-8")
VIEWS = ("events", "docs", "courses", "actors", "since", "corrections", "actor/IRN", "pair/IRN/USA", "doc/{doc}", "doc/{doc}?e={event}")
EVIL = "<img src=x onerror=window.hit=1>"
WIDE = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def chrome():
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def store(desk, tmp_path_factory):
    """A copy of the packaged example's store: corrections are written into it."""
    return Path(shutil.copy(desk.path, tmp_path_factory.mktemp("browsed") / "desk.duckdb"))


@pytest.fixture(scope="module")
def home(store):
    with explorer(store) as address:
        yield address


@pytest.fixture(scope="module")
def told(desk):
    """The page that the tests read: its id, its text, and an event of it with a place."""
    page = next(d for d in desk.documents() if d.title == "American drone kills Soleimani in Baghdad")
    mention = next(m for m in desk.event_mentions() if m.document_id == page.id and m.place and m.place.lat and m.recipients)
    return page, mention


@pytest.fixture
def reader(chrome, home):
    context = chrome.new_context(viewport=WIDE)
    yield Reader(context, home)
    context.close()


def lit(page):
    """→ what is lit: sentence, edges, pins, bars."""
    page.wait_for_selector(".card h2")
    return page.evaluate("""() => ({
        text: [...(CSS.highlights.get('lit') ?? [])].map((r) => r.toString()),
        edges: document.querySelectorAll('.edge.on').length, pins: document.querySelectorAll('.pin.on').length,
        bars: document.querySelectorAll('.bar.on').length})""")


def click_on(page, words):
    """Words of the sheet → a click in the midst of them."""
    box = page.evaluate("""(words) => {
        const walker = document.createTreeWalker(document.querySelector('.sheet'), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at + 1);
            range.setEnd(node, at + 3);
            const box = range.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }}""", words)
    page.mouse.click(*box)


def test_a_click_on_a_sentence_lights_it_everywhere(reader, told):
    document, mention = told
    page = reader.go(f"doc/{document.id}")
    shown = page.evaluate("() => [...document.querySelectorAll('[data-start]')].map((e) => e.textContent)")
    assert shown == [p.span.text for p in document.parts]  # the text as printed, whatever is inked over it
    click_on(page, mention.evidence.text[:12])
    found = lit(page)
    assert mention.evidence.text in found["text"]
    assert min(found["edges"], found["pins"], found["bars"]) >= 1
    assert re.search(r"[?&]e=", reader.page.url)
    assert reader.wrong == []


def test_an_edge_a_pin_and_a_bar_light_the_sentence(reader, told):
    document, mention = told
    page = reader.go(f"doc/{document.id}")
    for spot in (".pin", ".days .bar", ".edge .reach"):
        page.locator(spot).first.dispatch_event("click")
        assert lit(page)["text"], spot
        page.keyboard.press("Escape")
        page.wait_for_selector(".findings")
    assert mention.evidence.text in document.text


def test_keys_alone_lead_through_a_text(reader, told):
    page = reader.go(f"doc/{told[0].id}")
    order = page.locator(".findings ol button b").all_inner_texts()
    heads = []
    for key in "jjk":
        page.keyboard.press(key)
        page.wait_for_function("(n) => (CSS.highlights.get('lit')?.size ?? 0) >= 1", arg=0)
        heads.append(unquote(reader.value("location.hash")))
    assert heads[0] == heads[2] != heads[1]
    assert len(order) >= 3
    page.keyboard.press("m")
    page.wait_for_selector("text=/is named \\d+ times? here/")
    assert reader.value("CSS.highlights.get('named').size") >= 1
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] dt")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_selector("text=On course to confront each other")
    page.keyboard.press("Tab")
    assert reader.value("document.activeElement.tagName") == "A"
    assert reader.wrong == []


def test_the_lens_is_in_the_address_and_a_link_restores_it(reader, chrome, home, store):
    page = reader.go("events")
    page.locator(".voices label", has_text="asserted").locator("input").uncheck()
    page.wait_for_function("() => location.hash.includes('voice')")
    reader.settled()
    page.get_by_role("button", name="more filters").click()
    page.locator(".facets .choice", has_text="Tigris Wire").get_by_role("button").click()
    page.wait_for_function("() => location.hash.includes('Tigris')")
    counted = reader.settled().locator(".total b").inner_text()
    wanted = foreshock.open(store).events(voice=("reported", "hedged", "denied"), publisher="Tigris Wire")
    assert int(counted) == len(wanted) > 0
    context = chrome.new_context(viewport=WIDE)
    other = Reader(context, home)
    other.page.goto(page.url)
    assert other.settled().locator(".total b").inner_text() == counted
    assert not other.page.locator(".voices label", has_text="asserted").locator("input").is_checked()
    other.page.get_by_role("link", name="clear", exact=True).click()
    other.page.wait_for_function("() => !location.hash.includes('?')")
    context.close()
    assert reader.wrong == other.wrong == []


def test_map_timeline_and_table_narrow_one_another(reader):
    page = reader.go("events")
    every = int(page.locator(".total b").inner_text())
    page.locator(".map .pin").first.press("Enter")
    page.wait_for_selector(".chip")
    page.wait_for_function("(n) => Number(document.querySelector('.total b').textContent) < n", arg=every)
    reader.settled()
    assert page.locator("table.events tbody tr").count() == int(page.locator(".total b").inner_text())
    page.locator(".chip").click()
    box = page.locator(".timeline .brush .overlay").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_function("() => /since=.*until=/.test(location.hash)")
    page.get_by_role("button", name="score").click()
    page.wait_for_function("() => document.querySelector('th[aria-sort=descending]')?.textContent.includes('score')")
    reader.settled()
    scores = [float(t) for t in page.locator("table.events tbody tr td:last-child").all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    page.locator("table.events tbody button").first.press("Enter")
    page.wait_for_selector("aside .card .cited")
    assert reader.wrong == []


def test_a_reason_switched_off_moves_the_forecast(reader, desk):
    page = reader.go("pair/USA/kataib-hezbollah")
    before = page.locator(".probability").inner_text()
    for part in ("What each did to the other", "Where it leads", "Third parties", "What they say of each other", "Events between them"):
        assert page.get_by_role("heading", name=part).count() == 1
    told = desk.forecast("USA", "kataib-hezbollah")
    heaviest = max(told.reasons, key=lambda r: r.weight)
    page.get_by_label(f"{heaviest.rule}: counts").uncheck()
    page.wait_for_function("(was) => document.querySelector('.probability').textContent !== was", arg=before)
    assert before.replace("\u202f", "") in (f"{100 * told.probability:.1f}%", f"{told.probability:.0%}")
    assert "1 reason switched off" in page.locator(".verdict").inner_text()
    assert heaviest.rule in unquote(page.url.replace("+", " "))
    assert page.locator(".waterfall tr.off").count() == 1
    assert reader.wrong == []


def corrected(page, status):
    """A page with a lit event, the status that it should have → corrected by keys."""
    page.wait_for_selector(".card h2")
    page.keyboard.press("c")
    page.wait_for_selector(".correct")
    page.keyboard.press("s")
    page.locator(".correct select").select_option(status)
    page.get_by_label("your name").fill("A. Reader")
    page.get_by_label("why").fill("the page only supposes it")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.wait_for_selector(".notice button, .correct .trouble")
    assert page.locator(".trouble").all_inner_texts() == []


def test_a_correction_is_made_shown_and_undone_by_keys(reader, told, store):
    document, mention = told
    page = reader.go(f"doc/{document.id}?e={mention.id}")
    corrected(page, "hypothetical")
    page.wait_for_selector(".card.ink-held")
    reader.go("corrections")
    assert "A. Reader" in page.locator("main").inner_text()
    page.keyboard.press("u")
    page.wait_for_selector("text=Undone.")
    page.wait_for_selector("li.off")
    reader.go(f"doc/{document.id}?e={mention.id}")
    page.wait_for_selector(".card:not(.ink-held)")
    lines = [json.loads(line) for line in beside(store).read_text(encoding="utf-8").splitlines()]
    assert [bool(line.get("withdraws")) for line in lines] == [False, True]
    assert reader.wrong == []


def test_an_answer_of_before_a_correction_that_comes_late_changes_nothing(chrome, desk, told, tmp_path):
    document, mention = told
    context, late = chrome.new_context(viewport=WIDE), []
    with explorer(Path(shutil.copy(desk.path, tmp_path / "late.duckdb"))) as served:
        reader = Reader(context, served)
        page = reader.go(f"doc/{document.id}?e={mention.id}")
        page.route("**/judgements/like?*", lambda route: late.append((route, route.fetch())))
        corrected(page, "hypothetical")
        page.wait_for_selector(".card.ink-held")
        page.wait_for_function("() => !document.querySelector('.correct')")
        page.evaluate("""() => new MutationObserver(() => { window.back ||= !document.querySelector('.card.ink-held'); })
            .observe(document.body, {subtree: true, childList: true, attributes: true})""")
        with page.expect_response("**/api/v1/about"):  # the page asks which of the two states holds
            (route, answer), *_ = late
            route.fulfill(response=answer)
        reader.settled()
        assert page.locator(".card.ink-held").count() == 1
        assert not reader.value("window.back")  # not for a moment either
        page.unroute_all(behavior="ignoreErrors")
    assert reader.wrong == []
    context.close()


READ = {"light": ("events", "docs", "courses", "since", "corrections", "actor/IRN", "pair/IRN/USA", "doc/{doc}?e={event}"),
        "dark": ("events", "pair/IRN/USA", "doc/{doc}?e={event}")}
RULES = {"light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "dark": ["color-contrast"]}


def seen_by_axe(page, rules):
    """→ what axe-core has against the page by WCAG 2.2 AA, contrast included: rule and place."""
    page.evaluate(AXE)
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [(v["id"], n["target"], n.get("failureSummary", "")[:200]) for v in found["violations"] for n in v["nodes"][:3]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everybody(chrome, home, told, scheme):
    context = chrome.new_context(viewport=WIDE, color_scheme=scheme)
    reader = Reader(context, home)
    for view in READ[scheme]:
        page = reader.go(view.format(doc=told[0].id, event=told[1].id))
        assert seen_by_axe(page, RULES[scheme]) == [], view
        assert page.locator("h1, h2").count() >= 1
    assert reader.wrong == []
    assert reader.outside() == []
    context.close()


def test_at_200_percent_nothing_is_cut_and_the_print_has_the_text(chrome, home, told):
    context = chrome.new_context(viewport={"width": 640, "height": 450})  # 1280 by 900 at 200 %
    reader = Reader(context, home)
    for view in VIEWS:
        page = reader.go(view.format(doc=told[0].id, event=told[1].id))
        over = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        assert over[0] <= over[1], view
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert page.locator(".sheet").is_visible()
    context.close()


@pytest.mark.parametrize("view", ["", "voice=reported,hedged&part=all", "publisher=Tigris+Wire&genre=report", "pair=IRN&pair=USA",
                                  "since=2016-01-01&until=2017-06-30&type=ASSAULT,THREATEN&confidence=0.85"])
def test_a_report_counts_as_the_explorer_does(chrome, home, report, view):
    context = chrome.new_context(viewport=WIDE)
    totals = []
    for address in (home, report.as_uri()):
        page = Reader(context, address).go(f"events?{view}")
        totals.append((page.locator(".total").inner_text(), page.locator("table.events tbody tr").count(), page.locator(".pin").count(),
                       [n.inner_text() for n in page.locator(".voices .n").all()]))
    assert totals[0] == totals[1]
    context.close()


def test_the_report_opens_from_a_stick_and_asks_for_nothing(chrome, report, told):
    context = chrome.new_context(viewport=WIDE, offline=True)
    reader = Reader(context, report.as_uri())
    document, mention = told
    for view in VIEWS:
        reader.go(view.format(doc=document.id, event=mention.id))
    page = reader.go(f"doc/{document.id}")
    click_on(page, mention.evidence.text[:12])
    assert mention.evidence.text in lit(page)["text"]
    assert page.get_by_role("button", name="Correct").count() == 0
    page = reader.go("pair/USA/kataib-hezbollah")
    before = page.locator(".probability").inner_text()
    page.locator(".waterfall input").first.uncheck()
    page.wait_for_function("(was) => document.querySelector('.probability').textContent !== was", arg=before)
    assert reader.outside() == []
    assert reader.wrong == []
    context.close()


def test_a_report_says_what_it_does_not_hold(chrome, report, desk):
    context = chrome.new_context(viewport=WIDE, offline=True)
    reader = Reader(context, report.as_uri())
    courses = desk.courses()
    ranked, beyond = courses[20], courses[60]  # of the first twelve all is held, of fifty the course
    page = reader.go("pair/" + "/".join(ranked.pair))
    assert f"{ranked.score:.2f} on course" in page.locator(".course").inner_text()
    for part in (".thirds", ".forecast"):
        words = page.locator(part).inner_text()
        assert "Not held in this report" in words, part
        assert "nobody" not in words, part
    page = reader.go("pair/" + "/".join(beyond.pair))
    words = page.locator(".course").inner_text()
    assert "not on course" not in words
    assert "foreshock why " + " ".join(beyond.pair) in words
    page = reader.go("pair/" + "/".join(reversed(courses[0].pair)))
    assert page.get_by_text("Not held in this report").count() == 0
    held = set(re.findall(r'"/actors/([^"]+)"', report.read_text(encoding="utf-8")))
    page = reader.go("actor/" + next(i for c in reversed(courses) for i in c.pair if i not in held))
    assert "dossiers of the busiest actors alone" in page.locator(".dossier").inner_text()
    assert reader.wrong == []
    context.close()


def test_the_report_can_be_read_without_javascript(chrome, report):
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    words = page.locator("body").inner_text()
    assert "On course to confront each other" in words
    assert "United States" in words
    assert "With JavaScript this file shows more" in words
    context.close()


def test_hostile_pages_are_text(chrome, tmp_path):
    (tmp_path / "evil.jsonl").write_text(json.dumps({
        "id": '"><script>window.hit=2</script>', "title": EVIL, "author": EVIL, "publisher": EVIL, "url": "javascript:window.hit=3",
        "published": "2017-03-09", "text": f"{EVIL} Iran attacked Iraq on Sunday, said </script><script>window.hit=4</script> officials. "
        "😀 Iran supports Hezbollah."}))
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "evil.jsonl")
    (document,) = desk.documents()
    written = desk.report(tmp_path / "r.html").as_uri()
    context = chrome.new_context(viewport=WIDE)
    with explorer(desk.path) as served:
        for address in (served, written):
            reader = Reader(context, address)
            for view in ("events", "docs", f"doc/{document.id}", "courses", "actors"):
                page = reader.go(view)
            page = reader.go(f"doc/{document.id}")
            page.keyboard.press("j")
            (mark,) = lit(page)["text"]
            page.keyboard.press("k")  # round to the last one, beyond a character that JavaScript counts twice
            page.wait_for_function("(first) => [...CSS.highlights.get('lit')].join() !== first", arg=mark)
            assert {mark, *lit(page)["text"]} <= {m.evidence.text for m in (*desk.event_mentions(), *desk.tie_mentions())}
            assert EVIL in page.locator("main").inner_text()
            assert reader.value("window.hit") is None
            assert page.locator("img, #app script, a[href^=javascript]").count() == 0
            assert reader.outside() == []
            assert reader.wrong == []
    context.close()
