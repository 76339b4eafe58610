"""Who says so: every row of the table of cues with its example, and sentences of our own for quotations, nesting and parts."""

from __future__ import annotations

from foreshock import words
from foreshock.code.attribution import statements
from foreshock.types import Document, Mention, Part, Span, Statement
from foreshock.understand import Understanding
from foreshock.understand.parse import sentences


def told(*texts: str, kinds: tuple[str, ...] = (), mentions: tuple[tuple[str, str], ...] = ()) -> tuple[Statement, ...]:
    """Texts, each a part → their statements; mentions as (words, actor id), the first place where the words stand."""
    whole, parts = "", []
    for index, text in enumerate(texts):
        kind = kinds[index] if kinds else "body"
        parts.append(Part(index, kind, Span(len(whole), len(whole) + len(text), text)))  # type: ignore[arg-type]
        whole += text + "\n\n"
    document = Document("d", "v", whole, tuple(parts))
    known = tuple(Mention(Span.of(whole, whole.index(w), whole.index(w) + len(w)), head=whole.index(w), actor_id=a)
                  for w, a in mentions)
    found = statements(Understanding(document, sentences(document), ()), known)
    assert all(whole[s.start : s.end] == s.text for f in found for s in (*f.cue, *f.content))
    return found


def one(text: str) -> tuple[str | None, str, tuple[str, ...]]:
    """Text → speaker, manner and contents of its only statement."""
    (found,) = told(text)
    return found.speaker and found.speaker.span.text, found.manner, tuple(c.text for c in found.content)


def test_every_cue_brings_its_content() -> None:
    rows = words.rows("cues.tsv")
    found = told(*(r["example"] for r in rows))
    wrong = [(r["word"], r["takes"], r["example"]) for index, r in enumerate(rows)
             if not any(s.part == index and s.manner == r["manner"] and r["content"] in " ".join(c.text for c in s.content)
                        for s in found)]
    assert not wrong


def test_indirect_speech() -> None:
    assert one("The minister said that the town had fallen.") == ("The minister", "says", ("that the town had fallen",))


def test_cue_at_the_end_inverted_and_set_in() -> None:
    assert one("The town had fallen, the minister said.") == ("the minister", "says", ("The town had fallen",))
    assert one("“The town has fallen,” said the minister.") == ("the minister", "says", ("“The town has fallen,”",))
    assert one("The town, the minister said, had fallen.") == ("the minister", "says", ("The town", "had fallen"))


def test_interrupted_quotation() -> None:
    (found,) = told("“The town has fallen,” the minister said. “Nobody is left there.”")
    assert [c.text for c in found.content] == ["“The town has fallen,”", "“Nobody is left there.”"]
    assert found.direct


def test_quotation_alone_in_its_paragraph_goes_on() -> None:
    found = told("“The town has fallen,” the minister said.\n\n“Nobody is left there. We mourn them.”")
    assert [s.speaker and s.speaker.span.text for s in found] == ["the minister", "the minister"]
    assert len({s.id for s in found}) == 2


def test_signed_quotation_and_transcript() -> None:
    signed = told("“The town has fallen and nobody is left.” — Karim Haddad")
    assert [(s.speaker and s.speaker.span.text, s.direct) for s in signed] == [("Karim Haddad", True)]
    labelled = told("HADDAD: The town has fallen.")
    assert [s.speaker and s.speaker.span.text for s in labelled] == ["HADDAD"]


def test_according_to_and_headline() -> None:
    assert one("According to the ministry, the town had fallen.") == ("the ministry", "says", ("the town had fallen",))
    (found,) = told("Ministry: Town Has Fallen to the Rebels", kinds=("headline",))
    assert (found.speaker and found.speaker.span.text, found.content[0].text) == ("Ministry", "Town Has Fallen to the Rebels")


def test_what_stands_outside_the_content_is_the_authors() -> None:
    text = ("While Turkish officials reject the notion that Turkey arms the rebels with the purpose of weakening Syria, "
            "the arms do indeed greatly serve Turkish interests.")
    (found,) = told(text)
    assert found.manner == "denies"
    assert found.content[0].text.endswith("weakening Syria")
    assert "greatly serve" not in found.content[0].text


def test_attitudes() -> None:
    assert one("He expressed support for closer ties with Jordan.") == ("He", "praises", ("closer ties with Jordan",))
    assert one("Turkish officials see the border as a matter of their own security.") == (
        "Turkish officials", "believes", ("the border as a matter of their own security",))
    assert one("Haddad has called the fight tantamount to defence of the border.")[2] == (
        "the fight tantamount to defence of the border",)
    assert one("She emphasized the importance of training recruits.") == ("She", "says", ("the importance of training recruits",))


def test_in_order_to_orders_nothing() -> None:
    assert told("The brigade left in order to save the town.") == ()


def test_force_is_no_speech() -> None:
    assert told("The brigade attacked the town and seized the bridge.") == ()


def test_nobody_speaks_when_they_decline_to() -> None:
    assert all("say" not in c.text for s in told("The ministry declined to say whether the town had fallen.") for c in s.cue)


def test_negated_speech_is_marked() -> None:
    (found,) = told("The minister did not say that the town had fallen.")
    assert found.negated


def test_nested_statements() -> None:
    found = told("Haddad said that the minister had warned that the town would fall.")
    assert [(s.depth, s.manner) for s in found] == [(0, "says"), (1, "warns")]
    assert found[1].inside == found[0].id


def test_speakers_are_the_mentions_given() -> None:
    found = told("Karim Haddad said that the town had fallen.", mentions=(("Karim Haddad", "a-haddad"),))
    assert found[0].speaker is not None
    assert found[0].speaker.actor_id == "a-haddad"
    assert found[0].speaker_kind == "actor"


def test_kinds_of_speakers() -> None:
    assert told("Officials said that the town had fallen.")[0].speaker_kind == "unnamed"
    assert told("It was said that the town had fallen.")[0].speaker_kind in {"none", "unnamed"}
    assert told("I think that the town had fallen.")[0].speaker_kind == "author"
    assert told("I think that the town had fallen.", kinds=("comment",))[0].speaker_kind == "commenter"


def test_a_comment_does_not_take_up_the_articles_speaker() -> None:
    found = told("“The town has fallen,” the minister said.", "“Nobody is left there. We mourn them all.”",
                 kinds=("body", "comment"))
    assert [s.part for s in found] == [0]


def test_one_who_is_told() -> None:
    (found,) = told("The minister urged the militia to leave the town.")
    assert found.addressee is not None
    assert found.addressee.span.text == "the militia"
    assert found.manner == "demands"


def test_what_the_author_adds_is_no_part_of_what_was_said() -> None:
    assert one("The minister said that the plan was a mistake, although he backed it in May.")[2] == ("that the plan was a mistake",)
    assert one("The minister said that the plan was a mistake, which it is.")[2] == ("that the plan was a mistake",)


def test_a_relative_pronoun_points_at_the_speaker() -> None:
    (found,) = told("The architect who said that the wall was sound left the town.")
    assert found.speaker is not None
    assert "architect" in found.speaker.span.text
    assert found.pointer is not None
    assert found.pointer.text == "who"


def test_a_colon_brings_the_quotation_of_the_next_paragraph() -> None:
    (found,) = told("The Harbour Times reports:\n\n“The town has fallen. Nobody is left there.”")
    assert found.speaker is not None
    assert "Harbour Times" in found.speaker.span.text
    assert found.direct


def test_a_label_speaks_for_nobody() -> None:
    assert not told("Video: Town Falls to Rebels")
    assert [s.speaker and s.speaker.span.text for s in told("Ministry: Town Falls to Rebels")] == ["Ministry"]


def test_quotations_signed_line_by_line() -> None:
    found = told("“The town has fallen.” ― Anna B. Costa\u00a0\n“Nobody is left there, I am told.” ― Karim Haddad\u00a0\n")
    assert [s.speaker and s.speaker.span.text for s in found if s.direct] == ["Anna B. Costa", "Karim Haddad"]


def test_a_promise_inside_a_statement_is_a_statement() -> None:
    found = told("The consul said that Minsk had promised to free the teacher.")
    assert [(s.manner, s.depth) for s in found] == [("says", 0), ("promises", 1)]


def test_a_list_of_wishes_is_one_content() -> None:
    (_, _, content) = one("She wants to hire nurses, cut rents and build roads.")
    assert content[-1].endswith("build roads")
