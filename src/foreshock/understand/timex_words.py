"""The tables of words that name time → what each stands for, and the pieces of regular expression made of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from foreshock import words


@cache
def names(kind: str) -> dict[str, str]:
    """Kind of word (month, weekday, season, daypart, unit, number, ordinal, holiday) → its value by the word as written.

    >>> names("month")["March"], names("weekday")["Tues."], names("daypart")["night"]
    ('03', '2', 'NI')
    """
    return {r["word"]: r["value"] or "" for r in words.rows("times_names.tsv") if r["kind"] == kind}


@cache
def fixed() -> dict[str, tuple[str, str]]:
    """Nothing → (type, value) of each fixed phrase, by the phrase in lower case."""
    return {r["phrase"].lower(): (r["type"], r["value"]) for r in words.rows("times_fixed.tsv")}


def either(choices: list[str] | tuple[str, ...]) -> str:
    """Words → a piece of regular expression that takes any of them, longest first."""
    return words.any_of(choices)


def _pieces() -> dict[str, str]:
    number = names("number")
    ones = [w for w, v in number.items() if int(v) < 20 and w != "dozen"]
    tens = [w for w, v in number.items() if 20 <= int(v) < 100]
    units = [w for w in names("unit") if w != "weekend"]
    spelled = rf"(?:{either(tens)})(?:[- ](?:{either(ones[:9])}))?|{either(ones)}"
    counted = [r["word"] for r in words.rows("times_counted.tsv")]
    return {
        "MONTH": f"(?-i:{either(list(names('month')))})",
        "WEEKDAY": f"(?-i:{either(list(names('weekday')))})",
        "SEASON": either(list(names("season"))),
        "PART": either(list(names("daypart"))),
        "UNIT": either(units),
        "DAY": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?",
        "YEAR": r"(?:1[5-9]\d\d|20\d\d)",
        "NUM": rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{spelled})(?: hundred| dozen| and a half)?|(?:a|one) (?:hundred|dozen))",
        "VAGUE": r"(?:several|(?:a |the )?few|many|some|(?:a )?couple(?: of)?|dozens of|hundreds of|numerous|countless)",
        "ORDINAL": either(list(names("ordinal"))),
        "FIXED": either(list(fixed())),
        "HOLIDAY": f"(?-i:{either(list(names('holiday')))})",
        "COUNTED": either(counted),
        "ABOUT": r"(?:(?:almost|nearly|about|around|roughly|some|approximately|more than|less than|at least|over|up to|only|just)\s+)",
    }


_CLASSES = {"MONTH": "month", "WEEKDAY": "weekday", "SEASON": "season", "PART": "daypart", "UNIT": "unit", "HOLIDAY": "holiday"}
_CASED = {"MONTH", "WEEKDAY", "HOLIDAY"}
_DIGITS = ("0", "00", "000", "0000")  # runs of so many digits, or more


@cache
def anchors(needed: str) -> frozenset[str]:
    """What a rule needs, as `timex_rules` writes it → the words of which a sentence must hold one ("00" stands for two digits, and so on;
    a mark stands for one between two digits).

    They are small but for those of a class that is written with capitals.

    >>> sorted(anchors("past last")), "Sept" in anchors("MONTH"), "may" in anchors("MONTH"), "centuries" in anchors("UNIT")
    (['last', 'past'], True, False, True)
    """
    if needed in {"DIGIT", "YEAR"}:
        return frozenset(_DIGITS if needed == "DIGIT" else _DIGITS[3:])
    if needed == "COUNT":
        return frozenset({*_DIGITS, *names("number"), *"several few many some couple dozens hundreds numerous countless".split()})
    if needed not in {"FIXED", *_CLASSES}:
        return frozenset(needed.split())
    phrases = list(fixed()) if needed == "FIXED" else list(names(_CLASSES[needed]))
    written = phrases if needed in _CASED else [p.lower() for p in phrases]
    lettered = [p for p in written if re.search("[A-Za-z]", p)]
    longest = words.anchors(lettered) | {max(re.findall(r"[^\w\s]", p)) for p in {*written}.difference(lettered)}
    return frozenset(longest | {f"{word}s" for word in longest} | ({"centuries"} if needed == "UNIT" else set()))


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Regular expression with the names of word classes in angle brackets → compiled, blind to case but for names.

    >>> bool(pattern(r"<MONTH> <DAY>").search("said March 9 in Tehran")), bool(pattern(r"<MONTH> <DAY>").search("they march 9 miles"))
    (True, False)
    """
    pieces = _pieces()
    filled = re.sub(r"<([A-Z]+)>", lambda m: f"(?:{pieces[m[1]]})", template)
    filled = filled.replace("\\ ", " ").replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{filled})(?!\w)", re.IGNORECASE)


@lru_cache(1 << 12)
def number(text: str) -> str:
    """A number as written → its digits, or "X" for what is not counted ("several").

    >>> number("two"), number("twenty-five"), number("2.5"), number("two and a half"), number("several"), number("a")
    ('2', '25', '2.5', '2.5', 'X', '1')
    """
    low = re.sub(r"\s+", " ", text.lower().strip().replace(",", ""))
    if re.fullmatch(r"\d+(?:\.\d+)?", low):
        return low
    if low in {"a", "an", "the", "one"}:
        return "1"
    half = low.endswith("and a half")
    table, total = names("number"), 0
    for word in re.split(r"[- ]", low.removesuffix("and a half").strip()):
        if word in {"a", "an"}:
            continue
        if word not in table:
            return "X"
        total = (total or 1) * int(table[word]) if word in {"hundred", "dozen"} else total + int(table[word])
    return f"{total}.5" if half else str(total) if total else "X"


def duration(count: str, unit: str) -> str:
    """Digits (or "X") and a unit → ISO 8601 duration.

    >>> duration("5", "weeks"), duration("X", "years"), duration("30", "minute"), duration("2", "decades"), duration("3", "centuries")
    ('P5W', 'PXY', 'PT30M', 'P20Y', 'P300Y')
    """
    table = names("unit")
    low = unit.lower()
    low = low if low in table else {"centuries": "century", "centurie": "century"}.get(low, low.removesuffix("s"))
    code = {"Q": "Q", "WE": "WE"}.get(table[low], table[low])
    found = re.fullmatch(r"(\d*)(T?)([A-Z]+)", code)
    assert found is not None
    factor, clock, letter = found.groups()
    if factor and count != "X":
        count = f"{float(count) * int(factor):g}"
    return f"P{clock}{count}{letter}"


def unit(text: str) -> str:
    """A unit as written, singular or plural → its name.

    >>> unit("Years"), unit("centuries"), unit("day")
    ('year', 'century', 'day')
    """
    low = text.lower()
    return {"centuries": "century"}.get(low, low.removesuffix("s"))
