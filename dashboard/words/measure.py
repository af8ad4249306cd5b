"""What a measure's figure says: value, target, travel, rank, and why it has its status."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences
from dashboard.words.status import STATUSES, status_label

Facts = Mapping[str, Any]

_STEPS = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half-year",
    "annual": "year",
    "academic": "academic year",
}
# States worth a sentence beside a figure of an earlier period or without a target.
_WORTH_SAYING = ("not_due", "due_awaiting", "overdue", "not_comparable", "no_target")
_VERDICTS = {"improved": "better", "declined": "worse", "same": "no better or worse"}
_MOVING = {"improved": "improving", "declined": "worsening"}


def travel(direction: str, judgement: str) -> str:
    """Arrow in words: the value's direction, then the judgement (DR-12): "down, improving"."""
    if direction not in ("up", "down"):
        return "no change" if direction == "level" else "no comparison"
    moving = _MOVING.get(judgement)
    return f"{direction}, {moving}" if moving else direction


def headline(measure: Facts, facts: Facts, *, group_name: str = "", context: bool = False) -> str:
    """What a measure's latest figure says: value, period, target, travel and rank (``facts`` of mart_scorecard).

    ``label``, if given beside the columns of the mart, is the reporting period asked for; ``context`` marks a tier
    that is not rated.
    """
    status = formats.text(facts.get("status"))
    if formats.is_missing(facts.get("value")):
        return sentences(f"No figure for {_asked(facts)}", reason(status, facts, measure, context=context))
    figure = formats.measured(facts["value"], measure, unit=True, exact=_needs_exact(measure, facts))
    qualifier = formats.qualifier(facts.get("marker"))
    opening = f"{figure} {formats.in_period(_period(facts))}" + (f" ({qualifier})" if qualifier else "")
    clause = target_clause(measure, facts)
    return sentences(
        f"{opening}, {clause}" if clause else opening,
        travel_clause(measure, facts),
        rank_clause(facts, group_name),
        reason(status, facts, measure) if status in _WORTH_SAYING and not context else "",
    )


def target_clause(measure: Facts, facts: Facts) -> str:
    """Where a value stands to its target: "3.8 points short of the target of 45% and above the intervention level"."""
    if formats.is_missing(facts.get("value")) or not _judged(facts):
        return ""
    if measure.get("polarity") == "band" and not formats.is_missing(measure.get("band_low")):
        return _band_clause(measure, facts)
    target: Any = facts.get("target")
    if formats.is_missing(target):
        return ""
    decimals = formats.style(measure)["decimals"]
    exact = _needs_exact(measure, facts)
    gap = formats.rounded(facts["value"], decimals) - formats.rounded(target, decimals)
    goal = f"the target of {formats.measured(target, measure, trim=True, exact=exact)}"
    if gap == 0:
        return f"exactly on {goal}"
    side = "above" if gap > 0 else "short of" if measure.get("polarity") == "higher" else "below"
    missed = gap < 0 if measure.get("polarity") == "higher" else gap > 0
    level = _intervention_clause(measure, facts) if missed and measure.get("polarity") in ("higher", "lower") else ""
    return f"{_amount(gap, measure, exact)} {side} {goal}{level}"


def travel_clause(measure: Facts, facts: Facts) -> str:
    """Both comparisons (DR-11): "Down 0.9 on the previous quarter: worse; up 1.4 on a year earlier: better"."""
    same = facts.get("previous_period") == facts.get("year_period") and formats.text(facts.get("year_period")) != ""
    once = same or measure.get("frequency") in ("annual", "academic")
    parts = [_moved(measure, facts, "previous", _previous(measure))]
    if not once:
        parts.append(_moved(measure, facts, "year", "a year earlier"))
    said = "; ".join(part for part in parts if part)
    return said[:1].upper() + said[1:] if said else "There is no earlier figure to compare with"


def rank_clause(facts: Facts, group_name: str = "") -> str:
    """Place among comparators, with its period where that is not the value's own (DR-24); empty where unranked."""
    if formats.is_missing(facts.get("rank")) or formats.is_missing(facts.get("of_n")):
        return ""
    place = f"{formats.ordinal(facts['rank'])} of {int(facts['of_n']):,} {group_name or 'comparators'}"
    label = formats.text(facts.get("position_period"))
    if not label or label == _period(facts):
        return place
    return f"{place} ({label}, the latest published for comparators)"


def reason(
    status: str,
    facts: Facts,
    measure: Facts | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    context: bool = False,
) -> str:
    """Why a measure has its status, one sentence for every state of DR-08; ``context`` for tiers that are not rated."""
    label = status_label(status, labels)
    due = formats.day(facts.get("due_on"))
    period = _period(facts) if status in STATUSES and STATUSES[status].rated else _asked(facts)
    if context:
        return "Shown as context: not judged against a target."
    if status in ("blue", "green", "amber", "red"):
        clause = target_clause(measure or {}, facts)
        return sentences(f"{label} {formats.in_period(period)}" + (f": {clause}" if clause else ""))
    states = {
        "in_development": "In development: the measure is being prepared and has no figures yet.",
        "no_target": "No target is set: the figure is watched for its direction.",
        "not_due": f"Not due until {due}." if due else f"Not due for {period}.",
        "due_awaiting": _awaiting(facts, due),
        "overdue": f"Overdue: was due on {due}." if due else f"Overdue for {period}.",
        "suppressed": "Suppressed: the numbers are so small that they could identify people.",
        "not_available": f"Not available for {period}.",
        "not_applicable": f"Not applicable for {period}.",
        "not_comparable": "Not comparable: the definition changed, so the figure is not judged against this target.",
    }
    return states.get(status, f"{label}.")


def _previous(measure: Facts) -> str:
    """What the period before is called; overlapping periods are compared with the last that shares no month (DR-33)."""
    if measure.get("period_type") == "rolling12":
        return "a year earlier"
    if measure.get("period_type") == "multi-year":
        return "the previous period"
    return f"the previous {_STEPS.get(str(measure.get('frequency')), 'figure')}"


def _moved(measure: Facts, facts: Facts, which: str, than: str) -> str:
    direction, difference = facts.get(f"{which}_direction"), facts.get(f"{which}_change")
    if direction not in ("up", "down", "level") or formats.is_missing(difference):
        return ""
    amount = formats.change(difference, measure, unit=False)
    if direction == "level" or amount == "no change":
        return f"no change on {than}"
    verdict = _VERDICTS.get(str(facts.get(f"{which}_judgement")), "")
    return f"{direction} {amount[1:]} on {than}" + (f": {verdict}" if verdict else "")


def _band_clause(measure: Facts, facts: Facts) -> str:
    decimals = formats.style(measure)["decimals"]
    at, low, high = (
        formats.rounded(bound, decimals) for bound in (facts["value"], measure["band_low"], measure["band_high"])
    )
    band = " to ".join(formats.measured(bound, measure, trim=True) for bound in (low, high))
    if low <= at <= high:
        return f"within the planned range of {band}"
    gap, side = (low - at, "below") if at < low else (at - high, "above")
    return f"{_amount(gap, measure, False)} {side} the planned range of {band}"


def _intervention_clause(measure: Facts, facts: Facts) -> str:
    if formats.is_missing(facts.get("intervention")):
        return ""
    decimals = formats.style(measure)["decimals"]
    gap = formats.rounded(facts["value"], decimals) - formats.rounded(facts["intervention"], decimals)
    return f" and {'at' if gap == 0 else 'above' if gap > 0 else 'below'} the intervention level"


def _amount(gap: Any, measure: Facts, exact: bool) -> str:
    if not formats.is_percentage(measure):
        return formats.measured(abs(gap), measure, exact=exact)
    figure = formats.number(float(abs(gap)), decimals=formats.style(measure)["decimals"])
    return f"{figure} {'point' if figure == '1' else 'points'}"


def _needs_exact(measure: Facts, facts: Facts) -> bool:
    """True where "£1.2 million" would hide the difference the status rests on."""
    value: Any = facts.get("value")
    target: Any = facts.get("target")
    if formats.is_missing(value) or formats.is_missing(target):
        return False
    decimals = formats.style(measure)["decimals"]
    differ = formats.rounded(value, decimals) != formats.rounded(target, decimals)
    return differ and formats.measured(value, measure) == formats.measured(target, measure)


def _judged(facts: Facts) -> bool:
    """True for a figure that is judged, though the period asked for may itself be not due or overdue."""
    rated = ("blue", "green", "amber", "red")
    return facts.get("status") in rated or facts.get("observed_status") in rated


def _awaiting(facts: Facts, due: str) -> str:
    first = "Awaiting first return" if formats.is_missing(facts.get("observed_period")) else "Awaited"
    return f"{first}: due by {due}." if due else f"{first} for {_asked(facts)}."


def _asked(facts: Facts) -> str:
    return formats.text(facts.get("label")) or _period(facts)


def _period(facts: Facts) -> str:
    for key in ("observed_label", "label", "period_label"):
        if formats.text(facts.get(key)):
            return formats.text(facts[key])
    return "this period"
