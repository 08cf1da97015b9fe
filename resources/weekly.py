"""Weekly hours as rules of days and times, for programs that read no `opening_hours`.

Only hours that are the same each week and name no holidays: of all others half would be said, which is worse than none.
"""

import re
from typing import NamedTuple

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALWAYS = "24/7"

_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_SPAN = r"\d\d:\d\d-\d\d:\d\d"
_RULE = re.compile(rf"({_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*) ({_SPAN}(?:,{_SPAN})*)")


class Rule(NamedTuple):
    """On these days (`MO,TU`), from `opens_at` to `closes_at`: on the day after, where it closes before it opens."""

    byday: str
    opens_at: str
    closes_at: str


def rules(expression: str) -> tuple[Rule, ...]:
    """Read hours as rules; none where rules would not say the whole of them."""
    if expression == ALWAYS:
        return (Rule(_byday(DAYS), "00:00", "24:00"),)
    parts = [_RULE.fullmatch(part) for part in expression.split("; ")]
    named = [day for part in parts if part for day in _days(part[1])]
    if not all(parts) or len(set(named)) < len(named):  # a later rule for the same day overrules the earlier one
        return ()
    spans = ((_days(part[1]), span.split("-")) for part in parts if part for span in part[2].split(","))
    return tuple(Rule(_byday(days), opens, closes) for days, (opens, closes) in spans)


def _days(text: str) -> tuple[str, ...]:
    return tuple(day for part in text.split(",") for day in _between(*part.partition("-")[::2]))


def _between(first: str, last: str) -> tuple[str, ...]:
    start = DAYS.index(first)
    length = (DAYS.index(last or first) - start) % len(DAYS) + 1
    return tuple((DAYS * 2)[start : start + length])


def _byday(days: tuple[str, ...]) -> str:
    return ",".join(day.upper() for day in days)
