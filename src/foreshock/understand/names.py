"""Sentences → phrases that name or point at somebody: names, nouns for kinds of people, demonyms, pronouns.

A phrase is the name with what stands before it ("Brig. Gen. Iraj Masjedi", "Iraq's security forces"), never a clause after it.
Names come from the registry and from the parser's own guesses, whose bounds are good and whose types are not (STACK).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from foreshock import words
from foreshock.actors import GenericKind, Hit, Registry, generic_kinds, registry
from foreshock.types import Mention, Span
from foreshock.understand.parse import Entity, Sentence

_BEFORE = {"compound", "amod", "nmod", "nummod", "poss", "quantmod", "npadvmod", "advmod", "det", "predet", "punct"}
_NAMED = {"PERSON", "ORG", "GPE", "LOC", "FAC"}
_PRONOUNS = {"he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "who", "which", "that", "whose", "we", "our"}
_ACRONYM = re.compile(r"\s?\(([A-Z][A-Za-z-]{0,3}[A-Z]{1,5})\)")
_NOMINAL = ("NOUN", "PROPN", "ADJ")
LONGEST_PHRASE = 12  # words before a head; what is longer is a parser's slip


class Title(NamedTuple):
    """A title before a name: the words of the post, its sector."""

    post: str
    sector: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A phrase before anybody asked whom it means.

    `core` is the name or noun alone, `root` its token with the head in the parse. `ids` and `uses` come from the registry,
    `label` from the parser's names (PERSON, ORG, GPE, LOC), `kind` from the table of generic nouns.
    """

    sentence: Sentence
    span: Span
    core: Span
    root: Any
    form: Literal["name", "nominal", "pronoun", "adjective"]
    ids: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    label: str = ""
    kind: GenericKind | None = None
    titles: tuple[Title, ...] = ()

    @property
    def head(self) -> int:
        """Code point at which the head word starts."""
        start: int = self.sentence.starts[self.root.i]
        return max(start, self.span.start)


@cache
def titles() -> dict[str, Title]:
    """Nothing → titles by their word as printed, with the point of an abbreviation or without."""
    rows = {r["word"]: Title(r["post"], r["sector"] or None) for r in words.rows("names_titles.tsv")}
    return {word.rstrip("."): title for word, title in rows.items()} | rows


def find_mentions(sentences: Sequence[Sentence], known: Registry | None = None) -> tuple[Mention, ...]:
    """Sentences → mentions not yet resolved: spans, heads and forms only. `resolve.who` says whom they mean."""
    return tuple(Mention(n.span, form=n.form, head=n.head) for n in find_names(sentences, known))


def find_names(sentences: Sequence[Sentence], known: Registry | None = None) -> tuple[Named, ...]:
    """Sentences of one document → the phrases in them, in the order of the text; one may stand inside another."""
    if not sentences:
        return ()
    known = registry() if known is None else known  # not "or": how many actors it holds is a question to its index
    hits: list[list[Hit]] = [[] for _ in sentences]
    firsts = [s.span.start for s in sentences]
    for hit in known.hits(sentences[0].text):
        at = bisect_right(firsts, hit.start) - 1
        if at >= 0 and hit.end <= sentences[at].span.end:
            hits[at].append(hit)
    found = [n for sentence, here in zip(sentences, hits, strict=True) for n in _in_sentence(sentence, here, known)]
    found += [*_by_acronym(sentences, found), *_by_surname(sentences, found)]
    return tuple(sorted(found, key=lambda n: (n.core.start, n.core.end)))


def acronyms(found: Sequence[Named]) -> dict[tuple[int, str], Named]:
    """Phrases → what "(PMU)" directly after a name makes of PMU, by part: the name before it."""
    bound: dict[tuple[int, str], Named] = {}
    for named in found:
        text, end = named.sentence.text, named.core.end
        if named.form == "name" and (short := _ACRONYM.match(text, end)):
            bound.setdefault((named.sentence.part, short[1]), named)
    return bound


def _by_acronym(sentences: Sequence[Sentence], found: Sequence[Named]) -> Iterator[Named]:
    """The places where an acronym stands that the page itself has bound, and no table or parser saw it."""
    bound = acronyms(found)
    taken = {n.core.start for n in found if n.form == "name"}
    for sentence in sentences if bound else ():
        for token in sentence.tokens:
            full = bound.get((sentence.part, sentence.word(token)))
            if full is not None and sentence.starts[token.i] not in taken and len(token) > 1:
                span = sentence.at(token)
                yield Named(sentence, span, span, token, "name", full.ids, full.uses, full.label)


def _by_surname(sentences: Sequence[Sentence], found: Sequence[Named]) -> Iterator[Named]:
    """The places where the last word of somebody's full name stands alone, as a subject, object or owner, and no table or parser saw it."""
    last = {(n.sentence.part, n.core.text.split()[-1]): n.sentence.index for n in reversed(found)
            if n.label == "PERSON" and len(n.core.text.split()) > 1}
    taken = {(n.sentence.index, n.root.i) for n in found}
    for sentence in sentences if last else ():
        for token in sentence.tokens:
            if token.pos_ not in ("PROPN", "NOUN") or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj"):
                continue
            first = last.get((sentence.part, sentence.word(token)))
            if first is not None and first < sentence.index and (sentence.index, token.i) not in taken and token.i == token.left_edge.i:
                span = sentence.at(token)
                yield Named(sentence, span, span, token, "name", label="PERSON")


def _in_sentence(sentence: Sentence, hits: list[Hit], known: Registry) -> Iterator[Named]:
    entities = [e for e in map(_Entity.of, sentence.entities()) if e is not None]
    kept = [h for h in hits if not _swallowed(sentence, h, entities, known)]
    taken: set[int] = set()
    named: list[Named] = []
    for hit in kept:
        tokens = sentence.tokens_in(Span.of(sentence.text, hit.start, hit.end))
        if tokens:
            named.append(_from_hit(sentence, hit, tokens, entities))
            taken.update(t.i for t in tokens)
    for entity in entities:
        tokens = [sentence.tokens.doc[i] for i in range(entity.first, entity.end)]
        if tokens and not taken & {t.i for t in tokens} and not _is_generic(tokens):
            named.append(_from_entity(sentence, entity, tokens))
            taken.update(t.i for t in tokens)
    heads = {n.root.i: n for n in named if n.label == "PERSON" or "person" in n.uses}
    yield from named
    for token in sentence.tokens:
        if token.pos_ in _NOMINAL:
            if token.i not in taken and (kind := kind_of(token)) is not None and (generic := _from_noun(sentence, token, kind, heads)):
                yield generic
        elif token.pos_ in ("PRON", "DET", "SCONJ") and token.lower_ in _PRONOUNS and _stands_for(token):
            span = sentence.at(token)
            yield Named(sentence, span, span, token, "pronoun")


@dataclass(frozen=True, slots=True)
class _Entity:
    """A name as the parser sees it, without article and genitive."""

    label: str
    first: int
    end: int

    @classmethod
    def of(cls, ent: Entity) -> _Entity | None:
        tokens = list(ent.tokens)
        while tokens and (tokens[0].lower_ in {"the", "a", "an"} or tokens[0].is_punct or (tokens[0].text in titles() and len(tokens) > 1)):
            tokens.pop(0)
        tokens = tokens[: next((n for n, t in enumerate(tokens) if t.text == "(" and n > 0), len(tokens))]
        while tokens and (tokens[-1].tag_ == "POS" or tokens[-1].is_punct):
            tokens.pop()
        return None if all(t.text in titles() for t in tokens) else cls._grown(ent.label, tokens[0].doc, tokens[0].i, tokens[-1].i + 1)

    @classmethod
    def _grown(cls, label: str, doc: Any, first: int, end: int) -> _Entity | None:
        """A name's bounds → the same, grown to where the name really ends."""
        while end < len(doc) - 1 and doc[end].text == "-" and _joined(doc, end) \
                and (label == "PERSON" or doc[end - 1].lower_ in {"al", "el", "ul", "abu"}):
            end += 2  # "Abu Musab al-Zarqawi": the hyphen ends no name
        while end < len(doc) and doc[end - 1].dep_ == "compound" and doc[end - 1].head.i == end \
                and doc[end].pos_ == "PROPN" and doc[end].ent_type_ in _NAMED | {""} and kind_of(doc[end]) is None:
            end += 1  # the parser's name stops short of the noun it stands before
        proper = any(t.pos_ == "PROPN" or t.text[:1].isupper() for t in doc[first:end])
        return cls(label, first, end) if label in _NAMED and first < end and proper else None


def _joined(doc: Any, hyphen: int) -> bool:
    return not doc[hyphen - 1].whitespace_ and not doc[hyphen].whitespace_ and doc[hyphen + 1].pos_ in ("PROPN", "NOUN")


def _swallowed(sentence: Sentence, hit: Hit, entities: list[_Entity], known: Registry) -> bool:
    """Whether a name of the registry is only a piece of another name here ("Jordan Henderson", "Washington Post")."""
    tokens = sentence.tokens_in(Span.of(sentence.text, hit.start, hit.end))
    if not tokens:
        return True
    first, last = tokens[0], tokens[-1]
    if not set(hit.uses) <= {"adjective", "demonym"} and first.i > sentence.tokens.start:
        before = first.nbor(-1)
        bodies = set(hit.uses) <= {"name"} and not any(known_state(known, i) for i in hit.ids)
        if before.dep_ == "compound" and before.pos_ == "PROPN" and before.head in tokens and _stranger(before):
            return not bodies
    around = next((e for e in entities if e.first <= first.i and last.i < e.end and e.end - e.first > len(tokens)), None)
    if around is None or set(hit.uses) <= {"adjective", "demonym"}:
        return False
    words_left = [t for t in sentence.tokens.doc[around.first : around.end] if t not in tokens]
    if any(t.text in titles() or _lemma(t) in generic_kinds() or t.pos_ not in ("PROPN", "NOUN") for t in words_left):
        return False
    return around.label == "PERSON" or (set(hit.uses) <= {"name", "city"} and all(known_state(known, i) for i in hit.ids)
                                        and around.label == "ORG")


def known_state(known: Registry, actor: str) -> bool:
    """Whether an id is that of a state."""
    found = known.get(actor)
    return found is not None and found.kind == "state"


def _stranger(token: Any) -> bool:
    """Whether a capitalised word before a name belongs to the name and is no title, post or demonym."""
    if token.text in titles() or _lemma(token) in generic_kinds():
        return False
    return bool(token.text[:1].isupper() and not registry().uses(token.text) and token.text.rstrip(".") not in titles())


def _from_hit(sentence: Sentence, hit: Hit, tokens: list[Any], entities: list[_Entity]) -> Named:
    root = _root(tokens)
    adjective = set(hit.uses) <= {"adjective"} and root.dep_ in ("amod", "compound", "nmod", "npadvmod", "advmod", "acomp", "poss")
    core = Span.of(sentence.text, hit.start, hit.end)
    label = next((e.label for e in entities if e.first <= root.i < e.end), "")
    bare = adjective or root.dep_ in ("compound", "nmod", "amod", "npadvmod") or sentence.starts[tokens[0].i] < hit.start \
        or sentence.ends[tokens[-1].i] > hit.end
    span = core if bare else _phrase(sentence, tokens[0].i, core, root)
    return Named(sentence, span, core, root, "adjective" if adjective else "name", hit.ids, hit.uses, label,
                 titles=_titles_before(sentence, tokens[0].i, span))


def _from_entity(sentence: Sentence, entity: _Entity, tokens: list[Any]) -> Named:
    root = _root(tokens)
    core = sentence.over(entity.first, entity.end)
    bare = root.dep_ in ("compound", "nmod", "amod")
    span = core if bare and entity.label != "PERSON" else _phrase(sentence, entity.first, core, root)
    found = _titles_before(sentence, entity.first, span)
    label = "PERSON" if any(t.sector or not t.post for t in found) or _personal(root, entity) else entity.label
    return Named(sentence, span, core, root, "name", label=label, titles=found)


def _personal(root: Any, entity: _Entity) -> bool:
    """Whether the clause makes a person of a name that the parser takes for a place: it speaks, arrives, has a post or a "who"."""
    if entity.label not in ("GPE", "LOC", "FAC") or entity.end - entity.first > 4:
        return False
    if root.dep_ == "nsubj" and root.head.lemma_ in _people_do():
        return True
    after = [c for c in root.children if c.dep_ == "appos" and c.i > root.i]
    who = any(c.dep_ == "relcl" and any(w.lower_ == "who" for w in c.children) for c in root.children)
    return who or any((kind := kind_of(c)) is not None and kind.sort == "person" for c in after)


@cache
def _people_do() -> frozenset[str]:
    return frozenset(r["word"] for r in words.rows("names_senses.tsv") if r["list"] == "people do")


def _from_noun(sentence: Sentence, token: Any, kind: GenericKind, people: dict[int, Named]) -> Named | None:
    if token.lower_ == "state" and (token.nbor(-1).ent_type_ == "GPE" if token.i > token.sent.start else False):
        return None  # "Washington state"
    if token.dep_ == "pobj" and token.head.lower_ == "of" and (outer := kind_of(token.head.head)) and f" of {token.lower_}" in outer.head:
        return None  # the "state" of a "secretary of state"
    if kind.sort == "thing" and token.dep_ not in ("nsubj", "nsubjpass", "pobj", "dobj", "conj", "ROOT", "poss"):
        return None
    if token.dep_ in ("compound", "amod", "nmod", "npadvmod") and token.i < token.head.i:
        return None  # "army officer": the officer acts; a title before a name is the name's own
    if any(n.span.start <= sentence.starts[token.i] and sentence.ends[token.i] <= n.span.end for n in people.values()):
        return None
    first = token.i - len(kind.head.split()) + 1 if kind.head.endswith(_lemma(token)) else token.i
    first -= first < token.i and token.doc[first].text == "-"  # "secretary-general"
    core = sentence.over(max(first, sentence.tokens.start), token.i + 1)
    return Named(sentence, _phrase(sentence, first, core, token), core, token, "nominal", kind=kind,
                 label=token.ent_type_ if token.ent_type_ in _NAMED else "")


def kind_of(token: Any) -> GenericKind | None:
    """Noun → its row in the table of generic nouns, that of two words ("security forces") before that of one."""
    if token.pos_ not in _NOMINAL or (token.pos_ == "ADJ" and token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj")):
        return None
    kinds, lemma = generic_kinds(), _lemma(token)
    if lemma not in _nouns() and token.lower_ not in _nouns():
        return None
    if token.i > token.sent.start:
        hyphen = token.nbor(-1).text == "-" and token.i - 1 > token.sent.start
        two = f"{token.nbor(-2 if hyphen else -1).lower_} {lemma}"
        if two in kinds and (hyphen or token.nbor(-1).dep_ in ("compound", "amod", "nmod")):
            return kinds[two]
    if token.i + 2 < token.sent.end and token.nbor(1).lower_ == "of" and f"{lemma} of {token.nbor(2).lower_}" in kinds:
        return kinds[f"{lemma} of {token.nbor(2).lower_}"]
    return kinds.get(lemma) or kinds.get(token.lower_)


@cache
def _nouns() -> frozenset[str]:
    """The words by which `kind_of` finds its rows: a noun alone, the last of "security forces", the first of "head of state"."""
    return frozenset(word for head in generic_kinds() for word in (head, head.split()[-1], head.split()[0]))


def _is_generic(tokens: list[Any]) -> bool:
    """Whether a name is a generic noun in capitals ("Foreign Ministry", "Parliament"), with a demonym at most before it."""
    last = tokens[-1]
    kind = kind_of(last)
    if kind is None:
        return False
    rest = tokens[: len(tokens) - len(kind.head.split())]
    return all(registry().uses(t.text) or t.text in titles() or t.tag_ == "POS" or kind_of(t) for t in rest)


def _lemma(token: Any) -> str:
    lemma: str = token.lemma_.lower()
    if token.pos_ == "PROPN" and lemma.endswith("s") and lemma[:-1] in generic_kinds():
        return lemma[:-1]
    return lemma


def _root(tokens: list[Any]) -> Any:
    inside = {t.i for t in tokens}
    outward = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    return outward[-1] if outward else tokens[-1]


def _phrase(sentence: Sentence, first: int, core: Span, root: Any) -> Span:
    """A name → the name with what stands before it, the article left out."""
    left = first
    for child in reversed([t for t in root.lefts if t.i < first]):
        if child.tag_ == "VBG" and child.dep_ == "amod" and any(c.dep_ == "poss" for c in root.lefts):
            break  # "Iran's fostering Iraqi forces": a gerund with its object, no adjective
        if any(t.dep_ == "cc" for t in child.subtree) and any(t.ent_type_ == "PERSON" for t in child.subtree):
            break  # "President Trump and Chancellor Merkel": two people
        if child.dep_ not in _BEFORE or first - child.left_edge.i > LONGEST_PHRASE or child.right_edge.i + 1 < left:
            break
        left = min(left, child.left_edge.i)
    while left > sentence.tokens.start and _is_title(root.doc[left - 1], root):
        left -= 1
    left = max(left, sentence.tokens.start)
    while left < first and (root.doc[left].lower_ in {"the", "a", "an", "both", "all", "some", "many"} or root.doc[left].is_punct):
        left += 1
    return Span.of(sentence.text, min(sentence.starts[left], core.start), core.end)


def _is_title(token: Any, root: Any) -> bool:
    """Whether a word directly before a name is a title, whatever the parser made of it."""
    kind = kind_of(token) if root.ent_type_ == "PERSON" and token.pos_ == "PROPN" else None
    return token.text in titles() or (kind is not None and kind.sort == "person")


def _titles_before(sentence: Sentence, first: int, span: Span) -> tuple[Title, ...]:
    """The titles between the start of a phrase and its name: abbreviations and nouns for posts."""
    found = []
    for token in sentence.tokens_in(span):
        if token.i >= first:
            break
        kind = kind_of(token)
        if kind and kind.sort == "person":
            found.append(Title(kind.head, kind.sector))
        elif token.text in titles():
            found.append(titles()[token.text])
    return tuple(found)


def _stands_for(token: Any) -> bool:
    """Whether a pronoun points at somebody: no dummy "it is clear that", no conjunction "that"."""
    if token.lower_ == "whose":
        return _relative(token) is not None
    if token.lower_ in {"who", "which", "that"}:
        return token.dep_ in ("nsubj", "nsubjpass", "dobj") and _relative(token) is not None
    if token.lower_ != "it":
        return True
    clause = any(c.dep_ in ("ccomp", "csubj", "xcomp", "acomp", "advcl") and c.i > token.head.i for c in token.head.children)
    dummy = token.dep_ == "expl" or (token.dep_ == "nsubj" and token.head.lemma_ == "be") or (token.dep_ == "nsubjpass" and clause)
    return not dummy


def _relative(token: Any) -> Any | None:
    """A relative pronoun → the noun that its clause hangs on."""
    verb = token.head
    for _ in range(3):
        if verb.dep_ == "relcl":
            return verb.head
        verb = verb.head
    return None


def antecedent_of_clause(token: Any) -> Any | None:
    """A relative pronoun ("who", "which") → the noun that its clause hangs on; None for any other word."""
    return _relative(token) if token.lower_ in {"who", "which", "that", "whose"} else None
