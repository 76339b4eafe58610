"""Many reports, one happening: what joins, what stays apart, and that the order of the input is nothing."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from foreshock.read import document
from foreshock.read.raw import RawPage
from foreshock.resolve.happenings import happenings
from foreshock.types import Document, EventMention, Factuality, Mention, Part, Place, Span, When
from foreshock.types.copies import groups, resemblance, sketch_of, stories

MOSUL = Place("Mosul", 99072, 36.34, 43.13, "IRQ", "Nineveh", "city")
ERBIL = Place("Erbil", 95446, 36.19, 44.01, "IRQ", "Erbil", "city")


def who(actor: str, country: str | None = None, sector: str | None = "MIL") -> Mention:
    return Mention(Span(0, len(actor), actor), actor_id=actor, country=country, sector=sector)


def page(name: str, publisher: str = "Tigris Wire", day: date = date(2017, 3, 10), comment: bool = False) -> Document:
    parts = (Part(0, "body", Span(0, 1, "x")), Part(1, "comment", Span(1, 2, "y")))
    return Document(name, "v", "xy", parts if comment else parts[:1], publisher=publisher, published=When.day(day, "meta"))


def report(
    name: str, document: str, *, day: date | None = date(2017, 3, 9), doers: tuple[Mention, ...] = (who("USA"),),
    recipients: tuple[Mention, ...] = (who("IS"),), status: str = "actual", place: Place | None = None, part: int = 0,
    text: str = "", kind: str = "ASSAULT", modes: tuple[str, ...] = (), confidence: float = 0.6, basis: str = "text",
) -> EventMention:
    text = text or f"{name} words of its own"
    return EventMention(
        name, document, part, kind, Span(0, len(text), text), Span(0, 1, text[0]), modes, (), doers, recipients,
        Factuality(status), when=When.day(day, basis) if day else When(), place=place, confidence=confidence,  # type: ignore[arg-type]
    )


def test_two_reports_of_one_raid_are_one_event_with_both_publishers():
    reports = [report("m1", "d1"), report("m2", "d2", day=date(2017, 3, 10), place=MOSUL)]
    (event,) = happenings(reports, [page("d1"), page("d2", "Zagros Daily")])
    assert event.publishers == ("Tigris Wire", "Zagros Daily")
    assert event.documents == ("d1", "d2")
    assert event.mentions == ("m1", "m2")
    assert (event.when.earliest, event.when.latest) == (date(2017, 3, 9), date(2017, 3, 10))
    assert event.place == MOSUL
    assert event.status == "actual"
    assert event.score == -9.0
    assert event.confidence > 0.6


def test_raids_days_apart_in_other_places_or_other_ways_are_several():
    documents = [page("d1"), page("d2")]
    assert len(happenings([report("m1", "d1"), report("m2", "d2", day=date(2017, 3, 12))], documents)) == 2
    assert len(happenings([report("m1", "d1", place=MOSUL), report("m2", "d2", place=ERBIL)], documents)) == 2
    aerial, firearms = report("m1", "d1", modes=("aerial",)), report("m2", "d2", modes=("firearms",))
    assert len(happenings([aerial, firearms], documents)) == 2
    assert len(happenings([report("m1", "d1"), report("m2", "d1", day=date(2017, 3, 10))], documents)) == 2


def test_a_chain_of_neighbouring_days_does_not_become_one_long_event():
    days = [report(f"m{i}", f"d{i}", day=date(2017, 3, 9 + i)) for i in range(5)]
    events = happenings(days, [page(f"d{i}") for i in range(5)])
    assert len(events) == 3
    assert all((e.when.latest - e.when.earliest).days <= 1 for e in events)


def test_a_denied_act_never_becomes_actual_and_a_foretold_one_neither():
    reports = [report("m1", "d1"), report("m2", "d2", status="negated"), report("m3", "d3", status="future")]
    events = happenings(reports, [page("d1"), page("d2"), page("d3")])
    assert sorted(e.status for e in events) == ["actual", "future", "negated"]
    assert all(len(e.mentions) == 1 for e in events)


def test_what_only_a_comment_says_is_not_actual_and_stays_apart():
    told = [report("m1", "d1", part=1), report("m2", "d1")]
    events = happenings(told, [page("d1", comment=True)])
    by_part = {e.part_kinds: e for e in events}
    assert by_part["comment",].status == "hypothetical"
    assert by_part["comment",].hedged
    assert by_part["body",].status == "actual"


def test_a_copied_sentence_is_one_voice_with_several_publishers():
    words = "American aircraft struck a column of IS vehicles near the river at dawn"
    documents = [page("d1"), page("d2", "Zagros Daily")]
    (copied,) = happenings([report("m1", "d1", text=words), report("m2", "d2", text=words + " .")], documents)
    (apart,) = happenings([report("m1", "d1", text=words), report("m2", "d2")], documents)
    assert copied.confidence == 0.6
    assert len(copied.publishers) == 2
    assert apart.confidence == 0.84


def test_a_minister_and_his_state_meet_once_told_either_way_round():
    zarif, iran = who("zarif", "IRN", "GOV"), who("IRN", "IRN", None)
    kerry = who("kerry", "USA", "GOV")
    visit = report("m1", "d1", kind="CONSULT", doers=(zarif,), recipients=(kerry,))
    talks = report("m2", "d2", kind="CONSULT", doers=(kerry, iran), recipients=())
    more = report("m3", "d3", kind="CONSULT", doers=(zarif,), recipients=(kerry,))
    (event,) = happenings([visit, talks, more], [page("d1"), page("d2"), page("d3")])
    assert (event.actors, event.recipients) == (("zarif",), ("kerry",))


def test_a_vague_date_joins_a_known_happening_and_an_undated_report_one_of_its_week():
    month = EventMention(**{f: getattr(report("m2", "d2"), f) for f in EventMention.__dataclass_fields__}
                         | {"when": When(date(2017, 3, 1), date(2017, 3, 31), "month", "text")})
    undated = report("m3", "d3", day=None)
    documents = [page("d1"), page("d2", day=date(2017, 4, 2)), page("d3")]
    (event,) = happenings([report("m1", "d1"), month, undated], documents)
    assert event.when.text == "2017-03-09"
    late = [page("d1"), page("d3", day=date(2017, 6, 1))]
    assert len(happenings([report("m1", "d1"), undated], late)) == 2


def test_a_countrys_jets_are_the_country_and_a_named_force_is_itself():
    jets = who("generic:ISR:MIL:jet", "ISR")
    israel, hamas = who("ISR", "ISR", None), who("hamas", "PSE", "REB")
    told = [report("m1", "d1", doers=(jets,), recipients=(hamas,)), report("m2", "d2", doers=(israel,), recipients=(hamas,))]
    assert len(happenings(told, [page("d1"), page("d2")])) == 1
    iraq, kurds, army = who("IRQ", "IRQ", None), who("peshmerga", "IRQ"), who("iraqi-army", "IRQ")
    for two, count in (((kurds, army), 2), ((kurds, iraq), 1)):
        told = [report(f"m{n}", f"d{n}", doers=(w,), place=MOSUL) for n, w in enumerate(two)]
        assert len(happenings(told, [page("d0"), page("d1")])) == count


def test_parties_told_differently_are_one_where_the_town_or_the_words_agree():
    officers, afghans = who("generic:-:COP:officer"), who("AFG", "AFG", None)
    documents = [page("d1"), page("d2")]
    told = [report("m1", "d1", recipients=(officers,), place=MOSUL), report("m2", "d2", recipients=(afghans,), place=MOSUL)]
    assert len(happenings(told, documents)) == 1
    words = ("shots rang out", "a mine blew up")
    told = [report("m1", "d1", recipients=(officers,), text=words[0]), report("m2", "d2", recipients=(afghans,), text=words[1])]
    assert len(happenings(told, documents)) == 2
    words = ("gunmen stormed a checkpoint beside the bridge", "the checkpoint at the bridge was stormed by gunmen")
    told = [report("m1", "d1", recipients=(officers,), text=words[0]), report("m2", "d2", recipients=(afghans,), text=words[1])]
    assert len(happenings(told, documents)) == 1


def test_one_who_meets_two_on_a_day_has_had_two_meetings():
    russia, turkey, iran = (who(c, c, "GOV") for c in ("RUS", "TUR", "IRN"))
    told = [report(f"m{n}", f"d{n}", kind="CONSULT", doers=(russia, w), recipients=(), place=MOSUL) for n, w in enumerate((turkey, iran))]
    assert len(happenings(told, [page("d0"), page("d1")])) == 2


STORY = " ".join(f"word{n} of the story that a wire sent out" for n in range(12))


def test_a_wire_story_in_forty_papers_is_one_voice_with_forty_publishers():
    papers = [replace(page(f"d{n}", f"Paper {n}"), sketch=sketch_of([STORY, f"Paper {n} adds nothing much"])) for n in range(40)]
    own = replace(page("d99", "Zagros Daily"), sketch=sketch_of([" ".join(f"other{n} words by our own man" for n in range(12))]))
    reports = [report(f"m{d.id}", d.id) for d in (*papers, own)]
    (event,) = happenings(reports, [*papers, own])
    assert (event.voices, len(event.publishers), len(event.documents)) == (2, 41, 41)
    assert event.confidence == 0.84
    assert stories([*papers, own]) == {d.id: "d0" for d in papers}
    assert stories(reversed([*papers, own])) == stories([*papers, own])
    assert groups(papers) == [tuple(sorted(d.id for d in papers))]


def test_a_sketch_estimates_what_two_texts_share():
    words = [f"w{n}" for n in range(400)]
    whole = sketch_of([" ".join(words)])
    for share in (0.9, 0.75, 0.5, 0.25):
        part = " ".join([*words[: round(400 * share)], *(f"x{n}" for n in range(400 - round(400 * share)))])
        assert abs(resemblance(whole, sketch_of([part])) - share / (2 - share)) < 0.12
    assert resemblance(whole, b"") == 0.0
    assert sketch_of(["Too short to tell."]) == b""


def test_pages_are_read_with_a_sketch_that_leaves_readers_out():
    story = f"{STORY}\n\n"
    comments = "Comments\n\nAnn, March 3, 2017\nNonsense!"
    one, two = (document(RawPage(f"{n}.txt", "text", story + more)) for n, more in enumerate(("", comments)))
    assert one.sketch == sketch_of([STORY])
    assert stories([one, two]) == dict.fromkeys((one.id, two.id), min(one.id, two.id))


def test_a_month_joins_what_its_own_page_tells_without_a_day():
    month = replace(report("m2", "d1"), when=When(date(2017, 2, 1), date(2017, 2, 28), "month", "text"))
    assert len(happenings([report("m1", "d1", day=None), month], [])) == 1
    assert len(happenings([report("m1", "d0", day=None), month], [])) == 2


def test_acts_without_a_named_party_are_not_joined_across_documents():
    nobody = [report(f"m{i}", f"d{i}", doers=(), recipients=()) for i in range(2)]
    assert len(happenings(nobody, [page("d0"), page("d1")])) == 2


REPORTS = [
    report("a", "d1"), report("b", "d2", day=date(2017, 3, 10)), report("c", "d3", day=date(2017, 3, 11)),
    report("d", "d1", day=None), report("e", "d2", place=MOSUL), report("f", "d3", place=ERBIL, day=date(2017, 3, 10)),
    report("g", "d4", status="negated"), report("h", "d4", part=1), report("i", "d4", modes=("aerial",)),
]


@given(st.permutations(REPORTS))
def test_the_order_of_the_input_changes_nothing(shuffled):
    documents = [page("d1"), page("d2", "B"), page("d3", "C"), page("d4", comment=True)]
    assert happenings(shuffled, documents) == happenings(REPORTS, documents[::-1])


def test_every_mention_is_in_exactly_one_event():
    events = happenings(REPORTS, [page("d1"), page("d2"), page("d3"), page("d4", comment=True)])
    assert sorted(i for e in events for i in e.mentions) == sorted(r.id for r in REPORTS)
