"""Alerts: rules are read strictly, fire on the day on which they come true, know nothing of later days, and open to their sentences."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

import foreshock
from foreshock.errors import BadRule, UnknownName
from foreshock.types import Actor, Alert, Document, Evidence, Span, When
from foreshock.watch import load
from test_cli import run

RULES = """\
rules:
  - name: Iran and America heat up
    pair: [IRN, United States]
    quads: material conflict
    compare: 1w vs 4w
    at least: 2 a week
    rise: 100 %
  - name: Hard courses
    course above: 0.6
  - name: Somebody new against America
    actor: USA
    new actor: yes
  - name: Turncoats
    flipped tie: yes
  - name: Peace breaks out
    types: [AGREE, COOPERATE]
    pair: [ISR, IRN]
    at least: 3 a month
"""
KNOWN = {"IRN": "IRN", "Iran": "IRN", "USA": "USA", "United States": "USA"}


def find(name: str) -> str:
    if name not in KNOWN:
        raise UnknownName(f"{name!r}: no such actor.")
    return KNOWN[name]


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(RULES)
    return path


@pytest.fixture(scope="module")
def looked_back(desk, rules):
    return desk.watch(rules, since="2019-12-29", as_of="2020-01-08")


def test_a_rule_is_read_as_it_is_written():
    first, second, *_ = load(RULES.replace("ISR", "USA"), "r.yaml", find)
    assert (first.name, first.kind, first.about, first.window, first.before) == ("Iran and America heat up", "count", ("IRN", "USA"), 7, 28)
    assert (first.at_least, first.rise, first.statuses) == (2.0, 1.0, ("actual",))
    assert first.types == {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
    assert (second.kind, second.above, second.about) == ("course", 0.6, ())
    (scaled,) = load("rules: [{name: a, at least: 1 a day, compare: 2w vs 3m, rise: 50%}]", "r.yaml", find)
    assert (scaled.at_least, scaled.window, scaled.before, scaled.rise) == (14.0, 14, 90, 0.5)


@pytest.mark.parametrize(("row", "says"), [
    ("{pair: [IRN, USA], at least: 1 a day}", "rule 1: has no `name`"),
    ("{name: a}", "says nothing to look out for"),
    ("{name: a, at leest: 2 a week}", "`at leest` is no key of a rule. Did you mean `at least`?"),
    ("{name: a, at least: 2 a week, course above: 0.5}", "Write two rules"),
    ("{name: a, course above: 0.5, types: [ASSAULT]}", "`types` has no meaning in a rule on course"),
    ("{name: a, course above: 60}", "Write a number from 0 to 1"),
    ("{name: a, course above: yes}", "Write a number from 0 to 1"),
    ("{name: a, at least: many}", "Write `2 a week`"),
    ("{name: a, at least: 0 a week}", "Write `2 a week`"),
    ("{name: a, at least: 1 a week, rise: a lot, compare: 1w vs 4w}", "Write `100 %`"),
    ("{name: a, at least: 1 a week, rise: 100 %}", "`rise` has nothing to rise against"),
    ("{name: a, rise: 100 %, compare: 1w vs 4w}", "`rise` alone would fire"),
    ("{name: a, at least: 1 a week, compare: 1w vs 4w}", "`compare` says against what"),
    ("{name: a, at least: 1 a week, rise: 100 %, compare: 1w to 4w}", "`1w vs 4w`"),
    ("{name: a, at least: 1 a week, rise: 100 %, compare: 0w vs 4w}", "`1w vs 4w`"),
    ("{name: a, at least: 1 a week, pair: [IRN, Atlantis]}", "`pair` names an actor that is not known. 'Atlantis'"),
    ("{name: a, at least: 1 a week, pair: [IRN, NO]}", "YAML reads a bare NO"),
    ("{name: a, at least: 1 a week, pair: IRN}", "`pair: [IRN, USA]`"),
    ("{name: a, at least: 1 a week, pair: [IRN, Iran]}", "names IRN twice"),
    ("{name: a, at least: 1 a week, pair: [IRN, USA], actor: IRN}", "exclude each other"),
    ("{name: a, at least: 1 a week, types: [BOMB]}", "no PLOVER type"),
    ("{name: a, at least: 1 a week, types: []}", "`types` is empty"),
    ("{name: a, at least: 1 a week, quads: [hostility]}", "material conflict, or 1 to 4"),
    ("{name: a, at least: 1 a week, status: [maybe]}", "`status` holds 'maybe'"),
    ("{name: a, new actor: no}", "`new actor: yes`"),
    ("{name: a, at least: 1 a week, at least: 2 a week}", "the key `at least` stands twice"),
    ("just words", "not a rule"),
])
def test_a_bad_rule_is_told_with_its_key_and_what_to_write(row, says):
    with pytest.raises(BadRule) as told:
        load(f"rules:\n  - {row}\n", "r.yaml", find)
    assert says in str(told.value)
    assert str(told.value).startswith("r.yaml: ")


@pytest.mark.parametrize("text", [
    "", "rules: []", "[]", "rules: {a: b}", "rules: [{name: a, new actor: yes}]\nmore: 1", "a: [", "!!python/object:os.x {}", "\x00",
    "a: &a [x, x]\nb: &b [*a, *a]\nrules: [{name: n, new actor: yes, pair: *b}]", "rules: [{? [a] : b}]", b"\xff\xfe\xff",
    "x" * 1_000_001, "[" * 5000,
])
def test_what_is_no_file_of_rules_is_one_sentence(text):
    with pytest.raises(BadRule):
        load(text, "r.yaml", find)


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(BadRule, match="two rules are named 'a'"):
        load("rules: [{name: a, new actor: yes}, {name: a, flipped tie: yes}]", "r.yaml", find)


def test_rules_fire_on_what_happened(looked_back):
    fired = {t.rule: t.fired for t in looked_back.tallies}
    assert fired["Iran and America heat up"] == 1
    assert fired["Peace breaks out"] == 0
    heat = next(a for a in looked_back.alerts if a.rule == "Iran and America heat up")
    assert heat.day == date(2020, 1, 8)
    assert any("missiles" in e.span.text for e in heat.evidence)
    assert "qasem-soleimani" in {i for a in looked_back.alerts if a.rule.startswith("Somebody") for i in a.actors}


def test_a_course_fires_on_the_day_on_which_it_passes_the_mark(desk, looked_back):
    past = desk.past()
    days = past.days(date(2019, 12, 1), date(2020, 1, 8))
    hard = {day: {c.pair for c in past.picture(day).courses if c.score >= 0.6} for day in days}
    eves = {day: {c.pair for c in past.picture(day - timedelta(1)).courses if c.score >= 0.6} for day in days}
    rose = {(day, pair) for before, day in zip(days, days[1:], strict=False) for pair in hard[day] - (hard[before] & eves[day])}
    assert rose
    told = {(a.day, a.actors) for a in looked_back.alerts if a.rule == "Hard courses"}
    assert told == {(day, pair) for day, pair in rose if day >= looked_back.since}


def test_every_alert_opens_to_its_sentences(desk, looked_back):
    texts = {d.id: d.text for d in desk.documents()}
    assert looked_back.alerts
    for alert in looked_back.alerts:
        assert alert.evidence, alert
        assert all(texts[e.document_id][e.span.start : e.span.end] == e.span.text for e in alert.evidence)
        assert all((e.date.latest or e.date.earliest) <= alert.day for e in alert.evidence)


def test_looking_back_gives_what_looking_then_gave(desk, rules, looked_back):
    days = desk.past().days(date(2019, 12, 29), date(2020, 1, 8))
    one_by_one = [a for day in days for a in desk.watch(rules, as_of=day).alerts]
    assert tuple(one_by_one) == looked_back.alerts


def test_deleting_the_future_changes_no_alert(few, few_pages, tmp_path):
    """A store that never saw the later pages gives the same alerts, word for word."""
    (tmp_path / "pages").mkdir()
    for page in few_pages.iterdir():
        if "2020-06" not in page.name:
            (tmp_path / "pages" / page.name).write_bytes(page.read_bytes())
    earlier = foreshock.open(tmp_path / "earlier.duckdb")
    earlier.read(tmp_path / "pages")
    (tmp_path / "r.yaml").write_text(RULES.replace("0.6", "0.05") + "  - {name: any, at least: 1 a week}\n")
    last = earlier.past().days()[-1]
    assert last < few.past().days()[-1]
    then, now = (d.watch(tmp_path / "r.yaml", since="2014-01-01", as_of=last) for d in (earlier, few))
    assert then == now
    assert {a.rule for a in now.alerts} >= {"Hard courses", "Somebody new against America", "any"}


def test_the_past_is_what_the_store_says_as_of_that_day(desk):
    past = desk.past()
    for day in (date(2016, 7, 3), date(2020, 1, 3)):
        assert past.picture(day) == desk.picture(as_of=day)
        assert past.events(day) == list(desk.events(as_of=day))


def test_what_lapsed_in_silence_fires_again(tmp_path):
    """Nothing was published between June and January: the rule held on both days of news, and not in between."""
    desk = foreshock.open(tmp_path / "s.duckdb")
    (tmp_path / "t.csv").write_text("date,actor,recipient,relation\n" + "".join(
        f"{day},Iran,Iraq,ASSAULT\n" for day in ("2019-01-01", "2019-06-01", "2019-06-02", "2020-01-03")))
    desk.import_events(tmp_path / "t.csv")
    (tmp_path / "r.yaml").write_text("rules: [{name: blows, pair: [IRN, IRQ], at least: 1 a week}]")
    fired = [a.day for a in desk.watch(tmp_path / "r.yaml", since="2019-01-01").alerts]
    assert fired == [date(2019, 6, 1), date(2020, 1, 3)]
    for day in (date(2019, 6, 1), date(2019, 6, 2), date(2020, 1, 3)):
        assert [a.day for a in desk.watch(tmp_path / "r.yaml", as_of=day).alerts] == [d for d in fired if d == day]


def test_imported_rows_fire_on_the_word_of_their_table(tmp_path):
    desk = foreshock.open(tmp_path / "s.duckdb")
    (tmp_path / "t.csv").write_text("date,actor,recipient,relation\n" + "".join(
        f"2019-0{m}-0{d},Iran,Iraq,{act}\n" for m, d, act in ((3, 1, "CONSULT"), (6, 1, "ASSAULT"), (6, 3, "ASSAULT"), (6, 5, "ASSAULT"))))
    assert desk.import_events(tmp_path / "t.csv").stored == 4
    past = desk.past()
    assert past.picture(date(2019, 6, 3)) == desk.picture(as_of="2019-06-03")
    assert past.events(date(2019, 6, 3)) == list(desk.events(as_of="2019-06-03"))
    (tmp_path / "r.yaml").write_text("rules: [{name: blows, pair: [IRN, IRQ], quads: 4, at least: 2 a week}, {name: new, new actor: yes}]")
    (alert,) = desk.watch(tmp_path / "r.yaml", since="2019-01-01").alerts
    assert (alert.rule, alert.day, alert.evidence) == ("blows", date(2019, 6, 3), ())
    assert [w.split(" (")[1] for w in alert.word_of] == ["t.csv, line 3)", "t.csv, line 4)"]
    code, out, _ = run("watch", tmp_path / "r.yaml", desk.path, "--since", "2019-01-01", "--atom", tmp_path / "a.atom")
    assert code == 10
    assert "on the word of a table: ASSAULT" in out
    assert "t.csv, line 4" in (tmp_path / "a.atom").read_text()


def test_watch_says_by_its_exit_code_whether_anything_fired(desk, rules, tmp_path):
    words = ("watch", rules, desk.path, "--since", "2020-01-03", "--as-of", "2020-01-08", "--json", "--atom")
    code, out, err = run(*words, tmp_path / "a.atom")
    assert (code, err) == (10, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {r["day"] for r in rows} == {"2020-01-03", "2020-01-08"}
    assert all(e["url"] or e["document_id"] for r in rows for e in r["evidence"])
    assert run(*words, tmp_path / "b.atom", "--ics", tmp_path / "a.ics")[1] == out
    calendar = (tmp_path / "a.ics").read_bytes().decode()
    assert calendar.count("BEGIN:VEVENT\r\n") == len(rows)
    assert all(f"DTSTART;VALUE=DATE:{r['day'].replace('-', '')}\r\n" in calendar for r in rows)
    assert (tmp_path / "a.atom").read_bytes() == (tmp_path / "b.atom").read_bytes()
    quiet = tmp_path / "quiet.yaml"
    quiet.write_text("rules: [{name: quiet, pair: [ISR, IRN], at least: 9 a week}]")
    code, out, _ = run("watch", quiet, desk.path)
    assert code == 0
    assert "quiet" in out
    quiet.write_text("rules: [{name: quiet, pear: 1, new actor: yes}]")
    code, _, err = run("watch", quiet, desk.path)
    assert code == 2
    assert "`pear` is no key" in err
    assert run("watch", tmp_path / "none.yaml", desk.path)[0] == 2
    assert run("watch", rules, desk.path, "--since", "2021-01-01")[0] == 2


def test_a_feed_of_alerts_holds_nothing_that_acts():
    span = Span(0, 9, '<b>&"\x01]]>')
    evidence = Evidence("d", span, When.day(date(2020, 1, 3), "meta"), "<i>")
    page = Document("d", "1", span.text, (), url="javascript:alert(1)")
    alert = Alert("a-1", "<rule>", date(2020, 1, 3), ("IRN",), "x & y", 1.0, (evidence,))
    from foreshock.exchange.atom import feed

    made = feed([alert], {"d": page})
    tree = ElementTree.fromstring(made)
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = tree.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}title") == "<rule>: x & y"
    assert not [e for e in entry.iter() if "href" in e.attrib]
    assert '<b>&"�]]>' in "".join(entry.itertext())
    linked = feed([alert], {"d": Document("d", "1", "", (), url="https://example.org/?a=1&b=2")})
    (link,) = ElementTree.fromstring(linked).iter(f"{atom}link")
    assert link.get("href") == "https://example.org/?a=1&b=2"


def test_an_actor_who_may_yet_come_is_known_from_the_registry(desk, tmp_path):
    rules = tmp_path / "r.yaml"
    rules.write_text("rules: [{name: far away, pair: [PRY, BOL], at least: 1 a week}]")
    assert desk.watch(rules).alerts == ()
    assert isinstance(desk.actors()[0], Actor)
