"""A sentence's text → every reading of a piece of it as a temporal expression; `times` picks among them.

Each rule is what a sentence must hold for it to fit at all (one of some words, or of a class of words; several such where an "&" stands
between them), a template (word classes in angle brackets) and a function from its match to type and value (see `timex_value`). The
group ``x``, where there is one, is the expression itself; the rest of the match is what has to stand about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from foreshock import words
from foreshock.understand.timex_words import anchors, duration, fixed, names, number, pattern, unit

Found = tuple[str, str]
Match = re.Match[str]
Rule = tuple[str, str, Callable[[Match], Found | None]]

_MODS = {"early": "START", "late": "END", "mid": "MID", "mid-": "MID", "middle": "MID", "beginning": "START", "start": "START",
         "end": "END", "later": "END", "earlier": "START", "close": "END", "outset": "START", "turn": "START"}
_STEP = {"last": -1, "past": -1, "previous": -1, "this past": -1, "this": 0, "current": 0, "next": 1, "coming": 1,
         "this coming": 1, "upcoming": 1}
_MOD = r"(?:(?P<mod>early|late|mid-?|later|earlier|(?:the )?(?:very )?(?:beginning|start|middle|end|close|turn) of)[ -]?\s*)?"


def _mod(m: Match) -> str:
    said = m["mod"] if "mod" in m.re.groupindex else None
    if not said:
        return ""
    written = re.sub(r"^the |^very |very | of$", "", re.sub(r"\s+", " ", said.lower()))
    return f"#{_MODS[written]}" if written in _MODS else ""


def _day(text: str) -> str:
    return f"{int(re.sub(r'[a-z]+', '', text.lower())):02d}"


def _month(text: str) -> str:
    return names("month")[text]


def _year(text: str) -> str:
    """Year of two or four digits → four; two digits are read as 1970 to 2069."""
    return text if len(text) == 4 else ("19" if int(text) >= 70 else "20") + text


def _valid(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= (29 if month == "02" else 30 if month in {"04", "06", "09", "11"} else 31)


def _full(m: Match) -> Found | None:
    month, day = _month(m["m"]), _day(m["d"])
    return ("DATE", f"{m['y']}-{month}-{day}") if _valid(month, day) else None


def _partial(m: Match) -> Found | None:
    month, day = _month(m["m"]), _day(m["d"])
    part = m.groupdict().get("part")
    clock = f"T{names('daypart')[part.lower()]}" if part else ""
    return ("TIME" if clock else "DATE", f"XXXX-{month}-{day}{clock}") if _valid(month, day) else None


def _slashed(m: Match) -> Found | None:
    first, second = int(m["a"]), int(m["b"])
    day_first = first > 12 or (m["sep"] == "." and second <= 12)
    month, day = (second, first) if day_first else (first, second)
    return ("DATE", f"{_year(m['y'])}-{month:02d}-{day:02d}") if _valid(f"{month:02d}", f"{day:02d}") else None


def _month_year(m: Match) -> Found:
    return "DATE", f"{m['y']}-{_month(m['m'])}{_mod(m)}"


def _relative_piece(m: Match) -> Found:
    """A month, season, quarter or half of last, this or next year → a piece of a counted year."""
    step = _STEP[re.sub(r"\s+", " ", m["step"].lower())]
    groups = m.groupdict()
    if groups.get("m"):
        piece = _month(m["m"]) + (f"-{_day(m['d'])}" if groups.get("d") else "")
    elif groups.get("season"):
        piece = names("season")[m["season"].lower()]
    else:
        piece = ("H" if m["which"].lower() == "half" else "Q") + names("ordinal")[m["nth"].lower()]
    return "DATE", f"@year{step:+d}:{piece}{_mod(m)}"


def _bare_month(m: Match) -> Found:
    step = (m["step"] or "").lower()
    mark = {"last": "<", "past": "<", "next": ">", "this": "=", "coming": ">"}.get(step, "")
    return "DATE", f"XXXX-{_month(m['m'])}{mark}{_mod(m)}"


def _weekday(m: Match) -> Found:
    step = re.sub(r"\s+", " ", (m["step"] or "").lower())
    mark = {"last": "<", "this past": "<", "past": "<", "next": ">", "this": "=", "this coming": ">", "coming": ">"}.get(step, "")
    part = m["part"]
    clock = f"T{names('daypart')[part.lower()]}" if part else ""
    return ("TIME" if clock else "DATE"), f"XXXX-WXX-{names('weekday')[m['w']]}{mark}{clock}{'' if clock else _mod(m)}"


def _season(m: Match) -> Found:
    step = (m["step"] or "").lower()
    mark = {"last": "<", "past": "<", "next": ">", "this": "=", "coming": ">"}.get(step, "")
    code = names("season")[m["s"].lower()]
    return "DATE", (f"{m['y']}-{code}" if m["y"] else f"XXXX-{code}{mark}") + _mod(m)


def _quarter(m: Match) -> Found:
    nth = names("ordinal").get((m["nth"] or "").lower()) or m["q"]
    piece = ("H" if (m["which"] or "").lower() == "half" else "Q") + nth
    return "DATE", f"{m['y']}-{piece}" if m["y"] else f"XXXX-{piece}"


def _deictic(m: Match) -> Found:
    step = _STEP[re.sub(r"\s+", " ", m["step"].lower())]
    return "DATE", f"@{unit(m['u'])}{step:+d}{_mod(m)}"


def _day_part(m: Match) -> Found:
    step = {"last": -1, "yesterday": -1, "tomorrow": 1}.get(m["step"].lower(), 0)
    return "TIME", f"@day{step:+d}T{names('daypart')[m['part'].lower()]}"


def _discourse(m: Match) -> Found:
    step = {"previous": -1, "preceding": -1, "following": 1, "next": 1}.get(m["step"].lower(), 0)
    return "DATE", f"^{unit(m['u'])}{step:+d}"


def _span_of(mark: str) -> Callable[[Match], Found]:
    def build(m: Match) -> Found:
        return "DURATION", duration(number(m["n"]) if m["n"] else "1", m["u"]) + mark
    return build


def _away(base: str, sign: int) -> Callable[[Match], Found | None]:
    """"two years ago", "three days later" → a unit counted back or on; hours and minutes are a past or future reference."""
    def build(m: Match) -> Found | None:
        name, count = unit(m["u"]), number(m["n"])
        if name in {"second", "minute", "hour"}:
            return "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF"
        if name == "fortnight":
            name, count = "week", str(2 * int(count)) if count.isdigit() else count
        if not count.replace(".", "").isdigit() or name not in {"day", "week", "month", "quarter", "year", "decade", "century"}:
            return "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF"
        if name in {"decade", "century"}:
            name, count = "year", str(int(float(count) * (10 if name == "decade" else 100)))
        return ("DATE", f"{base}{name}{sign * int(float(count)):+d}") if float(count) < 5000 else None
    return build


def _duration(m: Match) -> Found | None:
    name = unit(m["u"])
    count = number(m["n"]) if m["n"] else "X"
    if m.groupdict().get("half"):
        count = f"{float(count) + .5:g}" if count != "X" else "X"
    if name in {"second", "quarter"} and count in {"1", "X"}:
        return None
    return "DURATION", duration(count, name)


def _every(m: Match) -> Found:
    groups = m.groupdict()
    if groups.get("w"):
        return "SET", f"XXXX-WXX-{names('weekday')[m['w'].removesuffix('s')]}"
    if groups.get("m"):
        return "SET", f"XXXX-{_month(m['m'])}"
    if groups.get("part"):
        return "SET", f"XXXX-XX-XXT{names('daypart')[m['part'].lower()]}"
    count = number(m["n"]) if groups.get("n") else "2" if groups.get("other") else "1"
    return "SET", duration(count, m["u"])


def _clock(m: Match) -> Found | None:
    hour, minute, half = int(m["h"]), m["min"] or "00", re.sub(r"\W", "", (m["half"] or "").lower())
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    zone = "Z" if re.fullmatch(r"UTC|GMT|Z", m["zone"] or "") else ""
    return ("TIME", f"T{hour:02d}:{minute}{zone}") if hour < 25 and int(minute) < 60 else None


def _decade(m: Match) -> Found:
    digits = m["d"]
    return "DATE", f"{digits[:3] if len(digits) == 4 else '19' + digits[0]}{_mod(m)}"


def _century(m: Match) -> Found | None:
    spelled = {"nineteenth": "18", "twentieth": "19", "twenty-first": "20", "eighteenth": "17", "sixteenth": "15", "seventeenth": "16"}
    nth = m["n"].lower()
    value = spelled.get(nth) or f"{int(re.sub('[a-z]', '', nth)) - 1:02d}"
    return "DATE", value + _mod(m)


def _fixed(m: Match) -> Found:
    return fixed()[re.sub(r"\s+", " ", m["x"].lower())]


def _holiday(m: Match) -> Found:
    value = names("holiday")[m["h"]]
    return "DATE", (f"{m['y']}-{value}" if m["y"] and value != "11-TG" else f"XXXX-{value}") if value else m["y"] or "XXXX-XX-XX"


_TO = r"(?: ?[-–—] ?| to | and | through | until )"
_BEFORE = r"(?:in|by|since|of|until|till|during|through|throughout|from|to|for|and|or|between|before|after|as of|around|on|is|into)"
_STEPS = r"this past|this coming|last|past|previous|this|current|next|coming|upcoming"

RULES: tuple[Rule, ...] = (
    # whole dates
    ("MONTH & YEAR", r"(?:<WEEKDAY>,? )?(?:the )?(?P<m><MONTH>) ?(?P<d><DAY>)(?:,| of|,? in)? ?(?P<y><YEAR>)", _full),
    ("MONTH & YEAR", r"(?:<WEEKDAY>,? )?(?:the )?(?P<d><DAY>)(?: of|-)? ?(?P<m><MONTH>),?(?: of)?[ -](?P<y><YEAR>)", _full),
    ("YEAR & -", r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>[0-3]\d)",
     lambda m: ("DATE", f"{m['y']}-{m['m']}-{m['d']}") if _valid(m["m"], m["d"]) else None),
    ("DIGIT & / .", r"(?P<a>[0-3]?\d)(?P<sep>[/.])(?P<b>[0-3]?\d)(?P=sep)(?P<y>(?:19|20)?\d\d)", _slashed),
    # a day of some year
    ("MONTH & DIGIT",
     r"(?P<x>(?:<WEEKDAY>,? )?(?P<part><PART>)? ?(?:of )?(?P<m><MONTH>) (?P<d><DAY>))(?!,\d|[.]\d|:\d| percent|%| ?[ap]\.?m)", _partial),
    ("MONTH & DIGIT", r"(?:<WEEKDAY>,? )?(?:the )?(?P<d><DAY>)(?: of)? (?P<m><MONTH>)", _partial),
    ("MONTH & DIGIT", r"(?P<m><MONTH>) <DAY> ?(?:[-–—]|to|and|,) ?(?P<x>(?P<d><DAY>))(?![,.:]\d|%| percent)", _partial),
    # months
    ("MONTH & YEAR", _MOD + r"(?P<m><MONTH>),?(?: of)? (?P<y><YEAR>)", _month_year),
    ("MONTH & last this next", _MOD + r"(?P<m><MONTH>)(?: (?P<d><DAY>))?(?: of|,)? (?P<step>last|this|next) year", _relative_piece),
    ("MONTH & last this next", r"(?P<step>last|this|next) year's? (?P<m><MONTH>)", _relative_piece),
    ("MONTH",
     rf"(?:<MONTH>|{_BEFORE})[ ,]+(?P<x>{_MOD}(?:(?P<step>last|this|next|past|coming) )?(?P<m><MONTH>))(?! \d|'s [A-Z])", _bare_month),
    ("MONTH & last this next past coming", _MOD + r"(?P<step>last|this|next|past|coming) (?P<m><MONTH>)", _bare_month),
    ("MONTH & early late mid", r"(?P<mod>early|late|mid)[ -](?P<step>)(?P<m><MONTH>)", _bare_month),
    ("MONTH",
     r"(?P<step>)(?P<mod>)(?P<m>(?-i:January|February|April|June|July|August|September|October|November|December))(?!(?-i: [A-Z]))",
     _bare_month),
    # weekdays
    ("WEEKDAY",
     rf"(?:(?P<mod>early|late|mid|later|earlier) )?(?:(?:on )?(?:the )?(?P<step>{_STEPS}) )?(?P<w><WEEKDAY>)(?:'s)?(?: (?P<part><PART>))?",
     _weekday),
    # pieces of the year
    ("quarter half",
     _MOD + r"(?:the )?(?P<nth><ORDINAL>)[- ](?P<which>quarter|half) (?:of )?(?P<step>last|this|next) year", _relative_piece),
    ("quarter half q", r"(?:the )?(?:(?P<nth><ORDINAL>)[- ](?P<which>quarter|half)|(?-i:Q(?P<q>[1-4])))(?: profits?| earnings| results)?"
     r"(?:,? (?:of |in )?(?:fiscal )?(?P<y><YEAR>))?", _quarter),
    ("SEASON & last this next", _MOD + r"(?:the )?(?P<season><SEASON>) of (?P<step>last|this|next) year", _relative_piece),
    ("SEASON & YEAR", _MOD + r"(?:the )?(?P<step>)(?P<s><SEASON>)(?: of|,)? (?P<y><YEAR>)", _season),
    ("SEASON & last this next past coming", _MOD + r"(?P<step>last|this|next|past|coming) (?P<s><SEASON>)(?P<y>)", _season),
    ("SEASON", rf"(?:in|by|since|until|during|through|throughout|before|after|from) "
     rf"(?P<x>{_MOD}(?:the )?(?P<step>)(?P<s>spring|summer|autumn|winter)(?P<y>))", _season),
    ("fall", r"in (?P<x>(?:the )(?P<step>)(?P<s>fall)(?P<y>))(?! of)", _season),
    # years and longer
    ("YEAR", _MOD + r"(?:the )?(?:year )?(?P<y><YEAR>)(?!,\d|\.\d|%| percent| <COUNTED>|-\d\d-)", lambda m: ("DATE", m["y"] + _mod(m))),
    ("fiscal", r"(?:the )?fiscal(?: year)? (?P<y><YEAR>)", lambda m: ("DATE", f"FY{m['y']}")),
    ("YEAR & - – — /", r"(?P<a>(?:19|20)\d\d)[-–—/](?P<x>(?P<y>\d\d))(?![-–—/\d])",
     lambda m: ("DATE", m["a"][:2] + m["y"]) if int(m["y"]) > max(12 if int(m["a"][2:]) < 12 else 0, int(m["a"][2:])) else None),
    ("DIGIT & s", _MOD + r"(?:the )?'?(?P<d>(?:1[5-9]|20)\d0|[2-9]0)'?s", _decade),
    ("century",
     _MOD + r"(?:the )?(?P<n>\d\d?(?:st|nd|rd|th)|twenty-first|twentieth|nineteenth|eighteenth|seventeenth|sixteenth)[- ]century",
     _century),
    # counted from the document's day
    ("past & UNIT",
     r"(?:over |in |during |for |of |within )(?P<x>(?:the )?past (?P<n>)(?P<u>day|week|month|quarter|year|decade|century))", _span_of("<")),
    ("UNIT & last past previous this current next coming upcoming",
     _MOD + rf"(?:the )?(?P<step>{_STEPS}) (?P<u>week|weekend|month|quarter|year|decade|century)(?:'s)?", _deictic),
    ("UNIT & early late mid", r"(?P<mod>early|late|mid)[- ](?P<step>next|last|this) (?P<u>week|month|year|decade|century)", _deictic),
    ("UNIT & current coming upcoming",
     _MOD + r"the (?P<step>current|coming|upcoming) (?P<u>day|week|weekend|month|quarter|year|decade|century)", _deictic),
    ("PART & this last yesterday tomorrow", r"(?P<step>this|last|yesterday|tomorrow)(?:'s)? (?:early |late )?(?P<part><PART>)", _day_part),
    ("UNIT & end middle beginning start", r"(?P<mod>end|middle|beginning|start)[- ]of[- ](?P<u>week|month|year)",
     lambda m: ("DATE", f"@{m['u'].lower()}+0{_mod(m)}")),
    ("UNIT & end middle beginning start close",
     r"(?:the )?(?P<mod>end|middle|beginning|start|close) of (?:the )?(?P<u>week|month|quarter|year|decade|century)(?! of)",
     lambda m: ("DATE", f"@{m['u'].lower()}+0{_mod(m)}")),
    ("past last previous preceding & UNIT", r"the (?:past|last|previous|preceding) (?P<n><NUM>|<VAGUE>) (?P<u><UNIT>)s?", _span_of("<")),
    ("past last previous & UNIT", r"(?:past|last|previous) (?P<n><NUM>|<VAGUE>) (?P<u><UNIT>)s", _span_of("<")),
    ("past & UNIT", r"the past (?P<n>)(?P<u>week|month|quarter|year|decade|century)", _span_of("<")),
    ("next coming following & UNIT", r"(?:the )?(?:next|coming|following) (?P<n><NUM>|<VAGUE>) (?P<u><UNIT>)s?", _span_of(">")),
    ("coming following & UNIT", r"(?:the )?(?:coming|following) (?P<u><UNIT>)s", lambda m: ("DURATION", duration("X", m["u"]) + ">")),
    ("recent", r"(?:the )?recent (?:days|weeks|months|years|decades|hours)", lambda m: ("DATE", "PAST_REF")),
    ("ago & UNIT", r"(?:<ABOUT>)?(?P<n><NUM>|<VAGUE>|an?) (?P<u><UNIT>|centurie)s? ago", _away("@", -1)),
    ("ago", r"(?:<ABOUT>)?(?:months|years|weeks|days|decades|hours|centuries|moments|generations) ago", lambda m: ("DATE", "PAST_REF")),
    ("now & from", r"(?P<n><NUM>|an?) (?P<u><UNIT>|centurie)s? from now", _away("@", 1)),
    ("earlier before previously beforehand & UNIT", r"(?P<n><NUM>|an?) (?P<u><UNIT>|centurie)s? "
     r"(?:earlier|before|previously|beforehand)(?! (?:the|a|an|his|her|their|its|he|she|they|it)\b)",
     _away("^", -1)),
    ("later afterward afterwards thereafter on & UNIT",
     r"(?P<n><NUM>|an?) (?P<u><UNIT>|centurie)s? (?:later|afterwards?|thereafter|on)", _away("^", 1)),
    ("day week weekend month year & that same very",
     r"(?:that|the same|the (?P<step0>)very) (?P<step>)(?P<u>day|week|weekend|month|year)", _discourse),
    ("UNIT & following next previous preceding",
     r"the (?P<step>following|next|previous|preceding) (?P<u>day|week|weekend|month|year)", _discourse),
    # how long
    ("UNIT & COUNT", r"(?:<ABOUT>)?(?P<n><NUM>|<VAGUE>)(?P<half>)(?:[- ]| more | full | straight | consecutive | whole )"
     r"(?P<u><UNIT>|centurie)s?(?:[- ]long|[- ]old)?",
     _duration),
    ("half & UNIT", r"(?:<ABOUT>)?(?P<n><NUM>)(?P<half>[- ]and[- ]a[- ]half)[- ](?P<u><UNIT>)s?", _duration),
    ("half & UNIT", r"(?:a|one) and a half (?P<u><UNIT>)s?", lambda m: ("DURATION", duration("1.5", m["u"]))),
    ("half & UNIT", r"half an? (?P<u>hour|day|year|century|decade|month)", lambda m: ("DURATION", {
        "hour": "PT30M", "day": "PT12H", "year": "P6M", "century": "P50Y", "decade": "P5Y", "month": "P15D"}[m["u"].lower()])),
    ("minute hour day week month year decade century fortnight & a an one another whole entire",
     r"(?:more than |nearly |about |almost |over |within |for |in |after |lasted |under |of )"
     r"(?P<x>(?:an?|one|another|the whole|the entire) "
     r"(?P<u>minute|hour|day|week|month|year|decade|century|fortnight))(?! (?:ago|earlier|later))",
     lambda m: ("DURATION", duration("1", m["u"]))),
    ("long", r"(?P<u>year|decade|month|week|day|hour|centurie|century)s?-long", lambda m: ("DURATION", duration(
        "X" if re.search("s-long", m[0], re.IGNORECASE) else "1", {"centurie": "century"}.get(m["u"].lower(), m["u"])))),
    ("minutes hours days weeks months years decades centuries",
     r"(?:for|of|in|after|over|within|took|lasted|took|past|through|spent|last|despite|following) (?P<x>(?:the )?(?:many |long )?"
     r"(?P<u>minute|hour|day|week|month|year|decade|centurie)s)(?! ago)",
     lambda m: ("DURATION", duration("X", {"centurie": "century"}.get(m["u"].lower(), m["u"])))),
    # how often
    ("every each", r"(?:every|each) (?:(?P<other>other|second) )?(?:(?P<n><NUM>|few) )?(?P<u><UNIT>)s?", _every),
    ("every each", r"(?:every|each) (?:(?P<w><WEEKDAY>)|(?P<m><MONTH>)|(?P<part><PART>))", _every),
    ("Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays",
     r"(?:on )?(?P<x>(?P<w>(?-i:(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s)))", _every),
    ("second minute hour day week month quarter year decade & a an per",
     r"(?:(?:once|twice|times?|thrice|\d[\d,.]*|<NUM>|[bm]illion|\w+s) )"
     r"(?P<x>(?:an?|per) (?P<u>second|minute|hour|day|week|month|quarter|year|decade))"
     r"(?! (?:ago|earlier|later|before|after|from))", lambda m: ("SET", duration("1", m["u"]))),
    ("per & UNIT", r"per (?P<u>hour|day|week|month|quarter|year)", lambda m: ("SET", duration("1", m["u"]))),
    ("day month year week & to", r"(?P<u>day|month|year|week)-to-(?:day|month|year|week)", lambda m: None),
    # the clock
    ("DIGIT & m am pm", r"(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d) ?(?P<half>[ap]\.?m\.?)"
     r"(?P<zone>)(?: \(?(?:local time|(?:GMT|UTC)(?: ?[+-]\d+)?|[ECMP][SD]T|local)\)?)?",
     _clock),
    ("DIGIT & :",
     r"(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::\d\d)?(?P<half>)(?: ?\(?(?P<zone>GMT|UTC|Z|local time|[ECMP][SD]T)\)?)?", _clock),
    ("DIGIT & m am pm", r"(?P<h>1[0-2]|0?\d)(?P<min>) ?(?P<half>[ap]\.?m\.?)(?P<zone>)(?: (?:local time|GMT|UTC|[ECMP][SD]T))?", _clock),
    ("DIGIT & gmt utc hours local", r"(?P<h>[01]\d|2[0-4])\.?(?P<min>[0-5]\d)(?P<half>) ?(?:(?P<zone>GMT|UTC)|hours|local time)", _clock),
    ("PART", r"(?:in|during|by|until|since|through|on) (?P<x>the (?:early |late )?(?P<part><PART>))",
     lambda m: ("TIME", f"^day+0T{names('daypart')[m['part'].lower()]}")),
    ("PART", r"(?:at|before|after|by|until) (?P<x>(?P<part>dawn|dusk|night|sunset|daybreak|nightfall))",
     lambda m: ("TIME", f"^day+0T{names('daypart')[m['part'].lower()]}")),
    ("FIXED", r"(?P<x><FIXED>)(?!-)", _fixed),
    ("HOLIDAY", r"(?P<h><HOLIDAY>)(?: (?P<y><YEAR>))?", _holiday),
    ("later", r"once (?P<x>later)|(?P<y>later)(?=[,.]| on\b| said| told| added| retracted| announced)", lambda m: ("DATE", "FUTURE_REF")),
)  # fmt: skip


_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?<=\d)[^\w\s](?=\d)")


@cache
def _bits() -> tuple[dict[str, int], tuple[int, ...]]:
    """Nothing → by word, a bit for each need that it meets; and what each rule needs, in bits."""
    needs = list(dict.fromkeys(need for needed, _, _ in RULES for need in needed.split(" & ")))
    met: dict[str, int] = defaultdict(int)
    for n, need in enumerate(needs):
        for word in anchors(need):
            met[word] |= 1 << n
    return dict(met), tuple(sum(1 << needs.index(need) for need in needed.split(" & ")) for needed, _, _ in RULES)


@lru_cache(1 << 12)
def _fitting(held: int) -> tuple[int, ...]:
    """What a sentence has, in bits → the numbers of the rules whose needs it meets."""
    return tuple(rank for rank, needed in enumerate(_bits()[1]) if needed & held == needed)


def _held(text: str) -> int:
    """Shadow of a sentence → which needs its words, its numbers and the marks between their digits meet, in bits."""
    met, held = _bits()[0], 0
    has = words.standing(text)
    if numbers := _DIGITS.findall(text):
        has = has.union(("0" * min(len(run), 4) for run in numbers), _BETWEEN.findall(text))
    for word in met.keys() & has:
        held |= met[word]
    return held


def matches(text: str) -> Iterator[tuple[int, int, str, str, int]]:
    """Shadow of a sentence → (start, end, type, value, number of the rule) of every reading."""
    for rank in _fitting(_held(text)):
        _, template, build = RULES[rank]
        for m in pattern(template).finditer(text):
            found = build(m)
            if found is not None:
                start, end = m.span("x") if "x" in m.re.groupindex and m["x"] else m.span()
                start += len(text[start:end]) - len(text[start:end].lstrip())
                yield start, end, found[0], found[1], rank
