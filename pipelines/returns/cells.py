"""What people write into a cell, understood or refused: numbers, words in the place of one, dates. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from pipelines.checks import number_hint
from pipelines.returns import MARKS

AWAITED = ("tbc", "tba", "to follow", "awaited", "pending", "to be confirmed", "not yet available")
NO_FIGURE = {"n/a": "x", "na": "x", "not available": "x", "no data": "x", "not applicable": "z", "confidential": "c"}
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_NUMBER = r"[-+−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?"


@dataclass(frozen=True)
class Figure:
    """What a cell says: a number as text, a marker in its place, a note beside it, or that it is still awaited."""

    value: str | None = None
    marker: str | None = None
    note: str | None = None
    awaited: bool = False


class Unclear(ValueError):
    """A cell that says nothing for certain; the sentence is what was expected."""


def figure(content: Any, number_format: str = "General", *, percent: bool = False) -> Figure | None:
    """Return what a cell of figures says, None where it is empty. Raises Unclear.

    ``percent``: the measure is in per cent. A cell Excel shows as 92% holds 0.92 and means 92; a bare 0.92 means 0.92.
    """
    if content is None or (isinstance(content, str) and not _plain(content)):
        return None
    if isinstance(content, bool):
        raise Unclear("a number, not yes or no")
    if isinstance(content, (date, time, timedelta)):
        raise Unclear("a number: the program took what was typed for a date; format the cell as text and type it again")
    if isinstance(content, (int, float)):
        return Figure(_number(content, number_format, percent))
    return _said(_plain(content), percent)


def day(content: Any) -> date | None:
    """Return the day a cell says, None where it is empty; 03/09/2026 has its day first. Raises Unclear."""
    if content is None or (isinstance(content, str) and not _plain(content)):
        return None
    if isinstance(content, datetime):
        return content.date()
    if isinstance(content, date):
        return content
    said = _plain(str(content)).lower()
    numbers = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", said)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ]00:00(?::00)?)?", said)
    words = re.fullmatch(r"(?:[a-z]+,? )?([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3,9}),? ([0-9]{4})", said)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        if numbers:
            first, second, year = map(int, numbers.groups())
            return date(year, second, first)
        if words and words[2][:3] in MONTHS:
            return date(int(words[3]), MONTHS.index(words[2][:3]) + 1, int(words[1]))
    except ValueError as error:
        raise Unclear("a day that exists, like 30 September 2026") from error
    raise Unclear("a date like 30 September 2026 or 30/09/2026, with its year")


def text(content: Any) -> str:
    """Return the words of a cell, "" where it is empty."""
    if content is None:
        return ""
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return _plain(str(content))


def mark(content: Any) -> str | None:
    """Return the marker of the column Mark, None where it is empty. Raises Unclear."""
    said = text(content).lower()
    if not said:
        return None
    if said in MARKS.values():
        return said
    if said not in MARKS:
        raise Unclear(f"one of {', '.join(MARKS)}")
    return MARKS[said]


def _number(content: float, number_format: str, percent: bool) -> str:
    if "%" in number_format:
        if not percent:
            raise Unclear(
                "a number in the unit of the row, which is not per cent: the cell is formatted as a percentage"
            )
        content = round(content * 100, 12)
    return repr(int(content)) if float(content).is_integer() and abs(content) < 1e15 else repr(float(content))


def _said(said: str, percent: bool) -> Figure:
    lower = said.lower().rstrip(".")
    if lower in AWAITED:
        return Figure(note=said, awaited=True)
    if lower in NO_FIGURE:
        return Figure(marker=NO_FIGURE[lower], note=None if lower in MARKS else f"returned as “{said}”")
    if said.upper() in ERRORS:
        raise Unclear("a number: a formula in the cell has failed")
    if re.fullmatch(r"<\s*[0-9]+", said):
        return Figure(marker="c", note=f"returned as “{said}”")
    match = re.fullmatch(rf"(?P<pound>£)?\s*(?P<number>{_NUMBER})\s*(?P<sign>%)?\s*(?P<words>.*)", said, re.DOTALL)
    if not match or not re.search(r"[0-9]", match["number"]):
        raise Unclear(number_hint(said))
    if match["sign"] and not percent:
        raise Unclear("a number in the unit of the row, which is not per cent")
    note = match["words"].strip(" ()[]*;,-–")
    # A second number beside the first leaves open which one is meant; m and k make it a million or a thousand of it.
    if re.search(r"[0-9]", match["words"]) or re.match(r"(m|bn|k|million|thousand|billion)\b", match["words"].lower()):
        raise Unclear(number_hint(said))
    bare = match["number"].replace(",", "").replace("−", "-")
    return Figure(bare, note=note or None)


def _plain(said: str) -> str:
    """Return a text without what cannot be seen: no-break spaces, zero-width marks, blanks around it."""
    return re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", said).strip()
