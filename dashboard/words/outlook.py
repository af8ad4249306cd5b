"""What is to be expected if nothing changes: the outlook of a trend and the projection of a year (DR-31, DR-32)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import period_of, sentences, told, whole, year_label, yes
from dashboard.words.prose import rows as as_rows

Facts = Mapping[str, Any]

LIKELY, UNLIKELY = 0.8, 0.2
_WORDS = {"likely": "likely to meet", "uncertain": "uncertain", "unlikely": "unlikely to meet"}
_TITLES = {
    "likely": "Likely to meet the target",
    "uncertain": "Uncertain whether the target will be met",
    "unlikely": "Unlikely to meet the target",
}
_REFUSALS = {
    "fewer than eight points": "there are fewer than eight figures in a row to draw a trend from",
    "cumulative": "each figure is the year so far; the projection of the year is shown instead",
    "overlapping periods": "neighbouring figures share months, so a trend through them would look surer than it is",
    "seasonal": "the figures follow the seasons, so a straight line through them would mislead",
    "no figure": "there is no figure to start from",
}
_METHODS = {
    "profile": " by the share of the year's target planned for by now",
    "elapsed": " by the share of the year that has passed",
}


def outlook_words(facts: Facts) -> str:
    """Outlook of a measure in the fixed words: likely to meet, uncertain, unlikely to meet; empty if unknown."""
    return _WORDS.get(_outlook(facts), "")


def outlook_title(about: Facts, rows: Any, labels: Mapping[str, str] | None = None) -> str:
    """Title of an outlook (rows of mart_outlook, steps 1 to 3; ``labels`` of periods by code); no full stop."""
    steps = _steps(rows)
    if not steps:
        return "No outlook"
    first = steps[0]
    outlook = _outlook(first)
    when = _when(first, labels)
    if outlook:
        return f"{_TITLES[outlook]} {when}"
    figure = formats.measured(formats.bounded(first.get("projected"), about), about)
    return f"{_heading(about, first)} {figure} {when} if nothing changes"


def outlook_sentence(about: Facts, rows: Any, labels: Mapping[str, str] | None = None) -> str:
    """Sentences that stand for an outlook: projection with its interval, the chance of meeting the target (DR-32)."""
    steps = _steps(rows)
    if not steps:
        refused = as_rows(rows)
        return outlook_refusal(refused[0].get("reason") if refused else "no figure")
    first, last = steps[0], steps[-1]
    return sentences(_projected(about, first, labels), _chance(about, first), _later(first, last, labels))


def next_chance(about: Facts, facts: Facts) -> str:
    """The chance of meeting the next target, in one sentence (step 1 of mart_outlook, or a row of mart_scorecard)."""
    chance = formats.probability(facts.get("probability"))
    if not chance:
        return ""
    target: Any = next(
        (facts[key] for key in ("next_target", "target") if not formats.is_missing(facts.get(key))), None
    )
    goal = "" if target is None else f" of {formats.measured(target, about, trim=True)}"
    label = period_of(facts, "next_label", "ahead_label")
    when = f" {formats.in_period(label)}" if label else ""
    return sentences(f"If nothing changes, the chance of meeting the next target{goal}{when} is {chance}")


def outlook_refusal(reason: Any) -> str:
    """Why a measure has no outlook (DR-32), in one sentence."""
    why = _REFUSALS.get(formats.text(reason))
    return f"No outlook: {why}." if why else "No outlook: a trend cannot be worked out."


def projection_sentence(about: Facts, row: Facts) -> str:
    """Where a cumulative measure will end its year, and how that was worked out (a row of mart_projection, DR-31)."""
    year = year_label(row.get("year"))
    projection: Any = row.get("projection")
    named = f"The year {year}" if year else "The year"
    if formats.is_missing(projection):
        return sentences(f"{named} cannot be projected yet")
    said = f"{named} is on the way to {formats.measured(projection, about, unit=True)}"
    target: Any = row.get("year_target")
    verdict = ""
    if not formats.is_missing(target):
        verdict = _against(about, projection, target, yes(row.get("on_course")))
    return sentences(f"{said}{verdict}", _how(about, row))


def _outlook(facts: Facts) -> str:
    said = told(facts, "outlook")
    if said in _WORDS:
        return said
    chance: Any = facts.get("probability")
    if formats.is_missing(chance):
        return ""
    return "likely" if chance >= LIKELY else "unlikely" if chance <= UNLIKELY else "uncertain"


def _steps(table: Any) -> list[dict[str, Any]]:
    known = [row for row in as_rows(table) if whole(row.get("step")) > 0]
    known = [row for row in known if not formats.is_missing(row.get("projected"))]
    return sorted(known, key=lambda row: whole(row.get("step")))


def _label(step: Facts, labels: Mapping[str, str] | None) -> str:
    return told(step, "ahead_label") or (labels or {}).get(told(step, "ahead_period"), "")


def _when(step: Facts, labels: Mapping[str, str] | None) -> str:
    label = _label(step, labels)
    return formats.in_period(label) if label else "in the next period"


def _heading(about: Facts, step: Facts) -> str:
    slope: Any = step.get("slope")
    if formats.is_missing(slope) or formats.rounded(slope, formats.style(about)["decimals"] + 1) == 0:
        return "Level, at about"
    return "Heading up, to about" if slope > 0 else "Heading down, to about"


def _projected(about: Facts, step: Facts, labels: Mapping[str, str] | None) -> str:
    points = whole(step.get("points"))
    trend = f"the trend of the last {points:,} figures" if points > 1 else "the trend"
    figure = formats.measured(formats.bounded(step["projected"], about), about, unit=True)
    said = f"If nothing changes, {trend} leads to {figure} {_when(step, labels)}"
    ends = [formats.bounded(step.get(key), about) for key in ("lower80", "upper80")]
    if any(map(formats.is_missing, ends)):
        return said
    low, high = (formats.measured(end, about) for end in ends)
    return f"{said}; 8 times in 10 it would lie between {low} and {high}" if low != high else said


def _chance(about: Facts, step: Facts) -> str:
    chance = formats.probability(step.get("probability"))
    target: Any = step.get("target")
    if not chance:
        return ""
    goal = "" if formats.is_missing(target) else f" of {formats.measured(target, about, trim=True)}"
    return f"The chance of meeting the target{goal} is {chance}"


def _later(first: Facts, last: Facts, labels: Mapping[str, str] | None) -> str:
    before, after = (formats.probability(step.get("probability")) for step in (first, last))
    label = _label(last, labels)
    return f"For {label} it is {after}" if before and after and label and before != after else ""


def _against(about: Facts, projection: float, target: float, on_course: bool | None) -> str:
    decimals = formats.style(about)["decimals"]
    gap = formats.rounded(projection, decimals) - formats.rounded(target, decimals)
    side = "exactly on" if gap == 0 else "above" if gap > 0 else "below"
    course = "" if on_course is None else ": on course" if on_course else ": not on course"
    return f", {side} the target of {formats.measured(target, about, trim=True)}{course}"


def _how(about: Facts, row: Facts) -> str:
    done: Any = row.get("year_to_date")
    so_far = "" if formats.is_missing(done) else f" from {formats.measured(done, about, unit=True)} so far"
    how = _METHODS.get(told(row, "method"), "")
    return f"Projected{so_far}{how}" if so_far or how else ""
