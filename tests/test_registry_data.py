"""The actor registry's tables hold together: every row parses, ids are unique, what a row points at exists, dates stand in order."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pycountry
import pytest

COLUMNS = {
    "states": "id name aliases adjectives demonyms capital metonyms start end wikidata citation",
    "groups": "id name kind country sector aliases parent start end wikidata citation example",
    "organisations": "id name kind country sector aliases parent start end wikidata citation example",
    "people": "id name aliases country wikidata citation",
    "roles": "holder post of to sector start end citation",
    "groups_links": "group link other start end citation",
}
ID_TABLES = ("states", "groups", "organisations", "people")
SECTORS = {
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
}
NOT_STATES = {"IGO", "NGO", "IMG", "MNC"}
KINDS = {
    "groups": {"organisation", "armed group", "party", "movement", "armed forces", "state organ"},
    "organisations": {"international organisation", "state organ", "organisation", "media", "company"},
}
LISTS = ("aliases", "adjectives", "demonyms", "capital", "metonyms")
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def table(name: str) -> list[list[str]]:
    text = (files("foreshock.actors") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def rows(name: str) -> list[dict[str, str]]:
    header, *body = table(name)
    return [dict(zip(header, row, strict=True)) for row in body]


def countries() -> set[str]:
    gone = {c.alpha_3 for c in pycountry.historic_countries}
    return {c.alpha_3 for c in pycountry.countries} | gone | {"KOS"}


def earliest(text: str) -> date:
    found = DATE.fullmatch(text)
    assert found, text
    return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))


def latest(text: str) -> date:
    found = DATE.fullmatch(text)
    assert found, text
    year, month, day = int(found[1]), int(found[2] or 12), found[3]
    return date(year, month, int(day)) if day else date(year, month, 28)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_row_parses(name: str) -> None:
    header, *body = table(name)
    assert header == COLUMNS[name].split()
    assert body
    assert [row for row in body if len(row) != len(header)] == []
    assert [row for row in body if any(cell != cell.strip() or cell.startswith('"') for cell in row)] == []
    read = list(csv.DictReader(["\t".join(r) for r in [header, *body]], delimiter="\t", quoting=csv.QUOTE_NONE))
    assert read == rows(name)


@pytest.mark.parametrize("name", COLUMNS)
def test_lists_hold_no_empty_or_double_names(name: str) -> None:
    for row in rows(name):
        for column in LISTS:
            names = row[column].split(";") if row.get(column) else []
            assert all(n and n == n.strip() for n in names), row
            assert len(names) == len(set(names)), row


def test_ids_are_unique_over_all_tables() -> None:
    count = Counter(row["id"] for name in ID_TABLES for row in rows(name))
    assert [one for one, times in count.items() if times > 1] == []


def test_every_row_has_a_name_and_says_where_to_check_it() -> None:
    for name in COLUMNS:
        for row in rows(name):
            assert row["citation"], row
            assert row.get("name", row.get("post", row.get("link"))), row
            assert not re.search(r"https?:", row["citation"]), row
            assert re.fullmatch(r"(Q\d+)?", row.get("wikidata", "")), row


@pytest.mark.parametrize("name", COLUMNS)
def test_dates_are_dates_and_not_inverted(name: str) -> None:
    for row in rows(name):
        start, end = row.get("start", ""), row.get("end", "")
        begun = earliest(start) if start else date.min
        ended = latest(end) if end else date.max
        assert begun <= ended, row


def test_states_are_iso_codes() -> None:
    assert {row["id"] for row in rows("states")} <= countries()


@pytest.mark.parametrize("name", ["groups", "organisations", "people"])
def test_countries_and_kinds_and_sectors_are_known(name: str) -> None:
    for row in rows(name):
        assert row["country"] in countries() | NOT_STATES, row
        assert row.get("sector", "") in SECTORS | {""}, row
        assert row.get("kind") in KINDS.get(name, {None}), row


def test_parents_exist_and_nobody_is_his_own_ancestor() -> None:
    parent = {row["id"]: row.get("parent", "") for name in ("states", "groups", "organisations") for row in rows(name)}
    for one in parent:
        seen = [one]
        while parent[seen[-1]]:
            assert parent[seen[-1]] in parent, seen
            assert parent[seen[-1]] not in seen, seen
            seen.append(parent[seen[-1]])


def test_holders_and_what_they_hold_exist() -> None:
    people = {row["id"] for row in rows("people")}
    bodies = {row["id"] for name in ("states", "groups", "organisations") for row in rows(name)}
    for role in rows("roles"):
        assert role["holder"] in people, role
        assert role["of"] in bodies, role
        assert role["to"] in bodies | {""}, role
        assert role["sector"] in SECTORS | {""}, role


def test_everybody_holds_a_role() -> None:
    held = {role["holder"] for role in rows("roles")}
    assert [row["id"] for row in rows("people") if row["id"] not in held] == []


def test_one_name_means_one_actor() -> None:
    owners: dict[str, set[str]] = {}
    for name in ("states", "groups", "organisations", "people"):
        for row in rows(name):
            names = {row["name"], *(n for column in LISTS for n in row.get(column, "").split(";"))} - {""}
            for one in names:
                owners.setdefault(one, set()).add(row["id"])
    people = {row["id"] for row in rows("people")}  # a family shares its name; the day of the page tells them apart
    assert {one: ids for one, ids in owners.items() if len(ids) > 1 and not ids <= people} == {}


def test_examples_name_their_actor() -> None:
    for name in ("groups", "organisations"):
        for row in rows(name):
            names = [n.lower() for n in (row["name"], *row["aliases"].split(";")) if n]
            assert any(n in row["example"].lower() for n in names), row
            assert row["example"].endswith("."), row


# Posts that one person holds at a time. A day on which one hands over to the next belongs to both.
SINGLE = {
    "president", "prime minister", "foreign minister", "defence minister", "secretary-general", "supreme leader", "king", "emir",
    "chancellor", "secretary of state", "secretary of defense", "foreign secretary", "national security adviser", "pope",
}


# Both were sworn in after the vote of 2010, and both ruled until April 2011.
RIVALS = {("president", "CIV")}


def test_one_holder_of_a_post_at_a_time() -> None:
    clashes = []
    posts: dict[tuple[str, str], list[dict[str, str]]] = {}
    for role in rows("roles"):
        if role["post"] in SINGLE and role["start"] and (role["post"], role["of"]) not in RIVALS:
            posts.setdefault((role["post"], role["of"]), []).append(role)
    for held in posts.values():
        held.sort(key=lambda r: earliest(r["start"]))
        for before, after in pairwise(held):
            if before["end"] and earliest(before["end"]) > latest(after["start"]):
                clashes.append((before, after))
            if not before["end"] and before["holder"] != after["holder"]:
                clashes.append((before, after))
    assert clashes == []


def test_a_post_is_words_and_holds_no_other_column() -> None:
    assert not [row for row in rows("roles") if re.search(r"/[A-Z]{3}$", row["post"])]
