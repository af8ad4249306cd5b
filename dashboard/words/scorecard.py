"""Words of the scorecard: its lists, its filters and its counts, never a number without its whole (DR-48)."""

from collections.abc import Iterable
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital

_LISTS = {
    "red3": "Off target for three {steps} or more",
    "improved": "Most improved",
    "declined": "Most declined",
    "at_risk": "At risk while still on target",
    "weak": "Weaknesses",
    "exceptions": "Exceptions",
}
_MEANINGS = {
    "red3": "{many} off target in three rated {steps} in a row or more",
    "improved": "{many} better than the {step} before, not by chance where that is known, the most improved first",
    "declined": "{many} worse than the {step} before, not by chance where that is known, the most declined first",
    "at_risk": "{many} on target now, but more likely than not to miss the next target, the likeliest first",
    "weak": "{many} with two or three signs of weakness: below target, getting worse over five figures or on a year "
    "earlier, in the last quarter of similar councils",
    "exceptions": "{many} off target, overdue, or beyond the intervention level",
}
_NONE = {
    "red3": "No {one} that matches has been off target for three {steps}",
    "improved": "No {one} that matches has improved since the {step} before",
    "declined": "No {one} that matches has declined since the {step} before",
    "at_risk": "No {one} that matches is on target and more likely than not to miss the next target",
    "weak": "No {one} that matches has two signs of weakness",
    "exceptions": "No {one} that matches is an exception",
}


def scorecard_title(
    shown: int,
    total: int,
    *,
    chosen: str = "",
    filters: Iterable[tuple[str, str]] = (),
    period: str = "",
    one: str = "measure",
    many: str = "measures",
    step: str = "period",
) -> str:
    """Title of a scorecard: "Most improved: 12 of 120 measures in July to September 2025 (status red)"; no stop.

    ``chosen`` is a list (red3, improved, declined, at_risk, exceptions), ``filters`` pairs of a filter's name and its
    value in words, ``step`` what the council reports by.
    """
    name = list_title(chosen, step=step)
    when = f" {formats.in_period(period)}" if period else ""
    said = filters_words(filters)
    limited = f" ({said})" if said else ""
    counted = f"{scorecard_count(shown, total, one=one, many=many)}{when}{limited}"
    return f"{name}: {counted}" if name else counted


def scorecard_count(shown: int, total: int, *, one: str = "measure", many: str = "measures") -> str:
    """How many of all measures are shown: "12 of 120 measures", "All 120 measures", "No measures"."""
    noun = one if int(total) == 1 else many
    if not int(total):
        return f"No {many}"
    if int(shown) == int(total):
        return f"All {int(total):,} {noun}" if int(total) > 1 else f"The one {noun}"
    return f"{formats.count(shown, total)} {noun}"


def list_title(chosen: Any, *, step: str = "period") -> str:
    """Name of a list of the scorecard: "Off target for three quarters or more"; empty for no list."""
    return _LISTS.get(formats.text(chosen), "").format(steps=f"{step}s")


def list_meaning(chosen: Any, *, many: str = "measures", step: str = "period") -> str:
    """Which measures a list holds, in one sentence; empty for no list."""
    said = _MEANINGS.get(formats.text(chosen), "")
    return f"{capital(said.format(many=many, step=step, steps=f'{step}s'))}." if said else ""


def list_empty(chosen: Any, *, one: str = "measure", step: str = "period") -> str:
    """What an empty list says, in one sentence."""
    said = _NONE.get(formats.text(chosen), "No {one} matches what is asked for")
    return f"{said.format(one=one, step=step, steps=f'{step}s')}."


def filters_words(filters: Iterable[tuple[str, str]]) -> str:
    """The filters in force: "Directorate City Operations, status Off target"; empty without any."""
    known = [f"{formats.text(name)} {formats.text(value)}" for name, value in filters if formats.text(value)]
    return ", ".join([*(capital(words) for words in known[:1]), *known[1:]])
