"""Who is meant: actors and places told apart, titles and appositions, pronouns, kinds of people; on sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from foreshock import words
from foreshock.actors.tables import packaged
from foreshock.resolve.who import Cast, who
from foreshock.types import Document, Mention, Part, Span, When
from foreshock.understand import understand
from foreshock.understand.names import find_names, kind_of


def page(*parts: str, day: date | None = date(2016, 5, 1)) -> Document:
    text, made = "\n\n".join(parts), []
    for i, part in enumerate(parts):
        start = text.index(part)
        made.append(Part(i, "body" if i == 0 else "comment", Span.of(text, start, start + len(part))))
    return Document("d", "v", text, tuple(made), published=When.day(day, "byline") if day else When())


def cast(*parts: str, day: date | None = date(2016, 5, 1)) -> Cast:
    document = page(*parts, day=day)
    found = who(understand(document))
    for mention in found.mentions:
        assert document.text[mention.span.start : mention.span.end] == mention.span.text
        assert mention.span.start <= mention.head < mention.span.end
    return found


def at(found: Cast, words_of: str, nth: int = 0) -> Mention:
    return [m for m in found.mentions if m.span.text == words_of][nth]


@pytest.mark.parametrize(("text", "name", "as_"), [
    ("Tehran supports the militias.", "Tehran", "actor"),
    ("The envoy said in Tehran that he would stay.", "Tehran", "place"),
    ("The raid has caused concern in Washington.", "Washington", "actor"),
    ("Washington state passed the law.", "Washington", "neither"),
    ("Police of the state of Washington came.", "Washington", "neither"),
    ("Brussels warned Moscow.", "Brussels", "actor"),
    ("The minister flew to Brussels.", "Brussels", "place"),
    ("The Tbilisi City Court freed him.", "Tbilisi", "place"),
    ("The ride to Washington was long.", "Washington", "place"),
    ("The Kremlin denied the report.", "Kremlin", "actor"),
    ("Troops stayed in Iraq.", "Iraq", "place"),
    ("The war with Iraq lasted years.", "Iraq", "actor"),
    ("An attack on Iran would be costly.", "Iran", "actor"),
    ("They promised support for Iraq.", "Iraq", "actor"),
    ("Talks between Iran and Iraq failed.", "Iraq", "actor"),
    ("They asked for weapons from Iran.", "Iran", "actor"),
    ("The smugglers came from Iran.", "Iran", "place"),
    ("Fighting went on near Damascus.", "Damascus", "place"),
    ("Rebels shelled Damascus on Friday.", "Damascus", "place"),
    ("The minister flew to Moscow.", "Moscow", "place"),
    ("Russia sent arms to Syria.", "Syria", "actor"),
    ("Iran’s influence has grown.", "Iran", "actor"),
])
def test_actor_or_place(text: str, name: str, as_: str) -> None:
    assert at(cast(text), name).as_ == as_


def test_places_keep_their_country_and_point_of_the_compass() -> None:
    mention = at(cast("Clashes went on in northern Iraq."), "northern Iraq")
    assert (mention.as_, mention.country, mention.actor_id) == ("place", "IRQ", None)


@pytest.mark.parametrize(("text", "phrase", "country", "sector"), [
    ("Iranian officials denied it.", "Iranian officials", "IRN", "GOV"),
    ("Iraq’s security forces took the bridge.", "Iraq’s security forces", "IRQ", "MIL"),
    ("Turkish warplanes bombed the hills.", "Turkish warplanes", "TUR", "MIL"),
    ("Rebels from Syria crossed the river.", "Rebels", "SYR", "REB"),
    ("Russian-backed rebels shelled the town.", "Russian-backed rebels", None, "REB"),
    ("Egypt jailed two journalists. Its courts freed them.", "Its courts", "EGY", "JUD"),
    ("Egyptian police broke up the march. The police fired gas.", "police", "EGY", "COP"),
    ("Shiite militias took the village.", "Shiite militias", None, "PRM"),
    ("An army spokesman denied it.", "army spokesman", None, "MIL"),
    ("Libyans voted on Sunday.", "Libyans", "LBY", "CVL"),
    ("Islamic State militants took the town.", "Islamic State militants", "IMG", "REB"),
])
def test_kinds_of_people(text: str, phrase: str, country: str | None, sector: str) -> None:
    mention = at(cast(text), phrase)
    assert (mention.as_, mention.country, mention.sector) == ("actor", country, sector)


def test_joined_forces_are_two() -> None:
    forces = [m for m in cast("US and British forces attacked the base.").mentions if m.span.text == "US and British forces"]
    assert {m.country for m in forces} == {"USA", "GBR"}


def test_apposition_belongs_to_the_name_before_it() -> None:
    found = cast("Brig. Gen. Karim Vaziri, a senior adviser to Maj. Gen. Davud Sadri, the commander of the Quds Force, spoke on Monday.")
    told = {(r.holder, r.post, r.of, r.to) for r in found.roles}
    assert told == {("page:karim-vaziri", "senior adviser", None, "page:davud-sadri"),
                    ("page:davud-sadri", "commander", "quds-force", None)}
    assert {a.id: (a.country, a.sector) for a in found.actors} == {
        "page:karim-vaziri": ("IRN", "MIL"), "page:davud-sadri": ("IRN", "MIL")} or at(found, "commander").sector == "MIL"
    assert next(r for r in found.roles if r.to).evidence.text == "a senior adviser to Maj. Gen. Davud Sadri"  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "post", "of", "to", "standing"), [
    ("Vaziri — Iran’s incoming ambassador to Iraq — spoke.", "ambassador", "IRN", "IRQ", "incoming"),
    ("Omar Kaya, the former Turkish foreign minister, spoke.", "foreign minister", "TUR", None, "former"),
    ("Acting Iraqi Oil Minister Salim Haddad spoke.", "oil minister", "IRQ", None, "acting"),
    ("Turkey’s ambassador to Qatar, Omar Kaya, spoke.", "ambassador", "TUR", "QAT", "in office"),
    ("Omar Kaya is the leader of Hamas.", "leader", "hamas", None, "in office"),
])
def test_posts(text: str, post: str, of: str, to: str | None, standing: str) -> None:
    roles = cast(text).roles
    assert [(r.post, r.of, r.to, r.standing) for r in roles] == [(post, of, to, standing)]
    assert roles[0].evidence is not None
    assert roles[0].evidence.text in text


def test_a_rank_alone_is_no_post_and_a_denied_one_neither() -> None:
    assert cast("Gen. Karim Vaziri spoke. Omar Kaya is not the leader of Hamas.").roles == ()


def test_acronym_of_the_page() -> None:
    found = cast("The Lions of the Valley (LOV) took the town. LOV fighters burned it.")
    assert {m.actor_id for m in found.mentions if "LOV" in m.span.text} == {"page:lions-of-the-valley"}


def test_is_is_the_group_only_as_printed() -> None:
    found = cast("The fight against IS goes on. It is hard. ISIS lost the dam.")
    assert [m.span.text for m in found.mentions if m.actor_id == "islamic-state"] == ["IS", "ISIS"]


def test_the_islamic_republic_is_the_one_that_the_page_speaks_of() -> None:
    assert at(cast("The Islamic Republic will answer."), "Islamic Republic").actor_id == "IRN"
    assert at(cast("Pakistan closed the road. The Islamic Republic will answer."), "Islamic Republic").actor_id == "PAK"


@pytest.mark.parametrize(("text", "pronoun", "name"), [
    ("Karim Vaziri arrived in Baghdad. He met the press.", "He", "Karim Vaziri"),
    ("Iran supports the party to widen its influence.", "its", "Iran"),
    ("The United States and its partners struck again.", "its", "United States"),
    ("Militants attacked the post. They fled at night.", "They", "militants"),
    ("Karim Vaziri, who arrived on Monday, denied it.", "who", "Karim Vaziri"),
])
def test_pronouns(text: str, pronoun: str, name: str) -> None:
    mention = at(cast(text), pronoun)
    assert (mention.form, mention.name) == ("pronoun", name)


def test_names_and_pronouns_never_cross_parts() -> None:
    found = cast("Karim Vaziri spoke in Tehran.", "He lies. Vaziri said so.")
    assert at(found, "He").actor_id is None
    assert at(found, "Vaziri").actor_id == "page:vaziri"


def test_surname_title_and_group_point_back() -> None:
    found = cast("Iraqi Oil Minister Salim Haddad flew to Paris. Haddad was late. The minister apologised.")
    assert {m.actor_id for m in found.mentions if m.span.text in ("Haddad", "minister")} == {"page:salim-haddad"}
    found = cast("Hezbollah freed the men. The group gave no reason.")
    assert at(found, "group").actor_id == "hezbollah"


@pytest.mark.parametrize(("text", "description", "whom"), [
    ("Abiy Ahmed sent troops. The Ethiopian leader gave no reasons.", "Ethiopian leader", "abiy-ahmed"),
    ("Sergei Lavrov spoke. The foreign minister showed no proof.", "foreign minister", "sergei-lavrov"),
    ("Joseph Kabila met Paul Kagame. The Rwandan leader asked for time.", "Rwandan leader", "paul-kagame"),
    ("Joe Biden met Emmanuel Macron. The general asked for time.", "general", "generic:-:MIL:general"),
    ("Colonel Ivo Brandt met Zara Quell. The colonel asked for time.", "colonel", "page:ivo-brandt"),
    ("The Houthis took Taiz. The rebels shelled the port.", "rebels", "houthis"),
    ("The Houthis fought Hamas. The rebels shelled the port.", "rebels", "generic:-:REB:rebel"),
    ("Wagner took the mine. The mercenaries left.", "mercenaries", "wagner"),
    ("The Knesset passed the bill. The parliament sat all night.", "parliament", "knesset"),
    ("Joe Biden spoke on Monday. The general left the room.", "general", "generic:-:MIL:general"),
])
def test_descriptions_mean_who_bears_them_and_nobody_where_two_might(text: str, description: str, whom: str) -> None:
    found = cast(text, day=date(2021, 5, 1))
    assert at(found, description).actor_id == whom


def test_cataphora_surnames_and_whose() -> None:
    found = cast("After he had lost the vote, Yahya Jammeh refused to go. Zara Quell, whose house was burned, fled. Quell was later freed.")
    assert at(found, "he").actor_id == "yahya-jammeh"
    assert at(found, "whose").actor_id == at(found, "Quell").actor_id == "page:zara-quell"


def test_protesters_called_again_are_the_same() -> None:
    found = cast("Protesters gathered in Minsk. The demonstrators sang.")
    assert at(found, "demonstrators").actor_id == at(found, "Protesters").actor_id


def test_dummy_it_and_what_was_denied_are_nobody() -> None:
    found = cast("Iran tested a missile. It is clear that it must be borne in mind that tests go on. Iraq denied it.")
    assert not [m for m in found.mentions if m.form == "pronoun"]


def test_a_person_counts_by_the_post_of_the_day() -> None:
    text = "John Kerry spoke on Monday."
    assert at(cast(text, day=date(2016, 5, 1)), "John Kerry").sector == "GOV"
    assert at(cast(text, day=date(2016, 5, 1)), "John Kerry").country == "USA"


@pytest.fixture(scope="module")
def examples() -> dict[str, set[str]]:
    """Example sentence → kinds of people that are found in it."""
    rows = [*packaged("generic.tsv")]
    document = page("\n\n".join(r["example"] for r in rows))
    found: dict[str, set[str]] = {}
    for named in find_names(understand(document).sentences):
        if kind := named.kind or kind_of(named.root):
            found.setdefault(named.sentence.span.text, set()).add(kind.head)
    return found


@pytest.mark.parametrize("row", packaged("generic.tsv"), ids=lambda r: r["head"])
def test_generic_nouns_are_found_in_their_example(row: object, examples: dict[str, set[str]]) -> None:
    assert row["head"] in examples[row["example"]]  # type: ignore[index]


@pytest.mark.parametrize("table", ["names_titles.tsv", "names_bodies.tsv", "names_points.tsv", "names_parts.tsv", "names_senses.tsv",
                                   "names_standing.tsv"])
def test_word_tables_hold_their_word_in_the_example(table: str) -> None:
    for row in words.rows(table):
        stem = row["word"].lower().rstrip("ey.")[:4]
        assert stem in row["example"].lower(), row
