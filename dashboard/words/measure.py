"""What a measure's figure says: value, target, travel, rank, and why it has its status."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.distance import scheme_rule
from dashboard.words.position import of_group
from dashboard.words.prose import capital, period_of, sentences, told, yes
from dashboard.words.status import RATED, STATUSES, observed_status, status_label

Facts = Mapping[str, Any]

MOST_WORDS = 60
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
_NO_EARLIER = ("", "no value", "no earlier value")


def travel(direction: str, judgement: str) -> str:
    """Arrow in words: the value's direction, then the judgement (DR-12): "down, improving"."""
    if direction not in ("up", "down"):
        return "no change" if direction == "level" else "no comparison"
    moving = _MOVING.get(judgement)
    return f"{direction}, {moving}" if moving else direction


def headline(measure: Facts, facts: Facts, *, group_name: str = "", context: bool = False) -> str:
    """What a measure's latest figure says, in at most three sentences (``facts`` of mart_scorecard).

    Figure, period and target; the one comparison that tells most; then a state, an early warning or the place among
    comparators, whichever matters more. ``label``, if given beside the columns of the mart, is the reporting period
    asked for; ``context`` marks a tier that is not rated.
    """
    status = told(facts, "status")
    if formats.is_missing(facts.get("value")):
        return sentences(f"No figure for {asked_for(facts)}", reason(status, facts, measure, context=context))
    state = reason(status, facts, measure) if status in _WORTH_SAYING and not context else ""
    warning = "" if context else early_warning(facts)
    opening, compared = figure_clause(measure, facts), telling_clause(measure, facts)
    said = sentences(opening, compared, state or warning or rank_clause(facts, group_name))
    if len(said.split()) <= MOST_WORDS:
        return said
    # Rare: a long unit, a long period and a long comparison at once. The place among comparators gives way first.
    return sentences(opening, state or warning or compared)


def figure_clause(measure: Facts, facts: Facts) -> str:
    """Figure, period and target: "41.2% in July to September 2025, above the target of 40%"."""
    figure = formats.measured(facts.get("value"), measure, unit=True, exact=_needs_exact(measure, facts))
    qualifier = formats.qualifier(facts.get("marker"))
    opening = f"{figure} {formats.in_period(observed(facts))}" + (f" ({qualifier})" if qualifier else "")
    clause = target_clause(measure, facts)
    return f"{opening}, {clause}" if clause else opening


def moved_sentence(measure: Facts, facts: Facts, which: str) -> str:
    """One comparison, ``which`` is previous or year, as a sentence; empty where there is none."""
    if not _known(facts, which):
        return ""
    moved, verdict = capital(_moved(measure, facts, which)), _real(measure, facts, which)
    return sentences(f"{moved}, which is {verdict}" if verdict else moved)


def early_warning(facts: Facts) -> str:
    """Green now, but more likely than not to miss the next target (DR-32); empty where that is not so."""
    now = {"blue": "Ahead of target", "green": "On target"}.get(observed_status(facts))
    if now is None or not yes(facts.get("at_risk")):
        return ""
    # A cumulative figure has no trend; what it is on the way to is its warning (DR-31).
    if formats.is_missing(facts.get("probability")) and not formats.is_missing(facts.get("projection")):
        return f"{now} now, but not on course for the target of the year"
    return f"{now} now, but at the present trend it is more likely than not to miss the next target"


def telling_clause(measure: Facts, facts: Facts) -> str:
    """The comparison that tells most: one more than chance would explain first, then last year, then the one before.

    "Up 2.1 percentage points on a year earlier, which is better, and more than chance would explain" (DR-11, DR-13).
    """
    known = [which for which in _comparisons(measure, facts) if _known(facts, which)]
    if not known:
        why = next((said for key in ("year_reason", "previous_reason") if (said := told(facts, key))), "")
        if why in _NO_EARLIER:
            return "There is no earlier figure to compare with"
        return f"No comparison with an earlier figure, because {why}"
    which = min(known, key=lambda which: _order(measure, facts, which))
    return moved_sentence(measure, facts, which)


def target_clause(measure: Facts, facts: Facts) -> str:
    """Where a value stands to its target: "3.8 percentage points short of the target of 45%, within the tolerance".

    By how much is said where it is missed or, by a scheme that tells such figures apart, well beaten.
    """
    status = observed_status(facts)
    if formats.is_missing(facts.get("value")) or not status:
        return ""
    ends = [measure.get(key) for key in ("band_low", "band_high")]
    if told(measure, "polarity") == "band" and not any(map(formats.is_missing, ends)):
        return _band_clause(measure, facts)
    target: Any = facts.get("target")
    if formats.is_missing(target):
        return _level_clause(measure, facts)
    decimals = formats.style(measure)["decimals"]
    exact = _needs_exact(measure, facts)
    gap = formats.rounded(facts["value"], decimals) - formats.rounded(target, decimals)
    goal = f"the target of {formats.measured(target, measure, trim=True, exact=exact)}"
    if gap == 0:
        return f"exactly on {goal}"
    higher = told(measure, "polarity") == "higher"
    missed = gap < 0 if higher else gap > 0
    side = "above" if gap > 0 else "short of" if higher else "below"
    how_far = _how_far(measure, facts, status) if missed else ""
    if status == "green" and not how_far:
        return f"{side} {goal}"
    return f"{_amount(gap, measure, exact)} {side} {goal}{how_far}"


def travel_clause(measure: Facts, facts: Facts) -> str:
    """Both comparisons (DR-11): "Down 0.9 on the previous quarter: worse; up 1.4 on a year earlier: better"."""
    parts = []
    for which in reversed(_comparisons(measure, facts)):
        moved, verdict = _moved(measure, facts, which, unit=False), _verdict(measure, facts, which)
        parts.append(f"{moved}: {verdict}" if moved and verdict else moved)
    said = "; ".join(part for part in parts if part)
    return capital(said) if said else "There is no earlier figure to compare with"


def rank_clause(facts: Facts, group_name: str = "") -> str:
    """Place among comparators, with its period where that is not the value's own (DR-24); empty where unranked."""
    if formats.is_missing(facts.get("rank")) or formats.is_missing(facts.get("of_n")):
        return ""
    place = f"{formats.ordinal(facts['rank'])} of {of_group(facts['of_n'], group_name or 'comparators')}"
    label = told(facts, "position_period")
    if not label or label == observed(facts):
        return place
    return f"{place} ({label}, the latest published for comparators)"


def asked_for(facts: Facts) -> str:
    """Label of the period a reader asked for, else of the figure."""
    return told(facts, "label") or observed(facts)


def observed(facts: Facts) -> str:
    """Label of the period a figure is of."""
    return period_of(facts, "observed_label", "label", "period_label") or "this period"


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
    period = observed(facts) if status in STATUSES and STATUSES[status].rated else asked_for(facts)
    if context:
        return "Shown as context: not judged against a target."
    if status in RATED:
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
    return states.get(status, sentences(label))


def source(about: Facts, *, council: str) -> str:
    """Whose figures a measure's are, and under which licence; the council's own where nobody else is named."""
    licence = told(about, "licence")
    if licence.startswith("Source:"):
        return sentences(f"Source: {licence.removeprefix('Source:').strip(' .')}")
    return sentences(f"Source: {source_name(about, council=council)}", licence)


def source_name(about: Facts, *, council: str) -> str:
    """Whose figures a measure's are, without the licence; some licences name them."""
    licence = told(about, "licence")
    if licence.startswith("Source:"):
        return licence.removeprefix("Source:").partition(" licensed under ")[0].strip(" .")
    return told(about, "source_name") or told(about, "source_system") or council


def _comparisons(measure: Facts, facts: Facts) -> tuple[str, ...]:
    """The comparisons that are two and not one: last year first, unless the period before is last year."""
    same = told(facts, "year_period") != "" and told(facts, "previous_period") == told(facts, "year_period")
    return ("previous",) if same or told(measure, "frequency") in ("annual", "academic") else ("year", "previous")


def _known(facts: Facts, which: str) -> bool:
    difference = facts.get(f"{which}_change")
    return told(facts, f"{which}_direction") in ("up", "down", "level") and not formats.is_missing(difference)


def _level(measure: Facts, facts: Facts, which: str) -> bool:
    """True for a change that is none at the published decimals (DR-09)."""
    difference: Any = facts.get(f"{which}_change")
    return told(facts, f"{which}_direction") == "level" or formats.change(difference, measure) == "no change"


def _order(measure: Facts, facts: Facts, which: str) -> int:
    """How much a comparison tells, 0 the most: beyond chance, unknown, within normal variation, no change."""
    if _level(measure, facts, which):
        return 3
    return {True: 0, None: 1, False: 2}[yes(facts.get(f"{which}_significant"))]


def _than(measure: Facts, which: str) -> str:
    """What is compared with; overlapping periods with the last that shares no month (DR-33)."""
    if which == "year" or told(measure, "period_type") == "rolling12":
        return "a year earlier"
    if told(measure, "period_type") == "multi-year":
        return "the previous period"
    return f"the previous {_STEPS.get(told(measure, 'frequency'), 'figure')}"


def _moved(measure: Facts, facts: Facts, which: str, *, unit: bool = True) -> str:
    """A change without its verdict: "down 0.9 percentage points on the previous quarter"; empty if not known."""
    if not _known(facts, which):
        return ""
    than = _than(measure, which)
    if _level(measure, facts, which):
        return f"no change on {than}"
    amount = formats.change(facts[f"{which}_change"], measure, unit=unit and formats.is_percentage(measure))
    return f"{told(facts, f'{which}_direction')} {amount[1:]} on {than}"


def _verdict(measure: Facts, facts: Facts, which: str) -> str:
    """Better or worse (DR-12); "within normal variation" where it may be chance (DR-13); empty for no change."""
    if _level(measure, facts, which):
        return ""
    if yes(facts.get(f"{which}_significant")) is False:
        return "within normal variation"
    return _VERDICTS.get(told(facts, f"{which}_judgement"), "")


def _real(measure: Facts, facts: Facts, which: str) -> str:
    """Whether a change is better or worse and, where that is known, more than chance (DR-13)."""
    verdict = _verdict(measure, facts, which)
    if _level(measure, facts, which) or not yes(facts.get(f"{which}_significant")):
        return verdict
    beyond = "more than chance would explain"
    link = "but" if verdict == _VERDICTS["same"] else "and"
    return f"{verdict}, {link} {beyond}" if verdict else beyond


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


def _how_far(measure: Facts, facts: Facts, status: str) -> str:
    """What makes a missed target near or off, in the terms of the scheme (DR-02 to DR-05)."""
    rule = scheme_rule(measure, facts)
    within = {"amber": ", within the tolerance", "red": ", more than the tolerance allows"}
    if rule.green_within:
        within |= {"green": ", within the tolerance", "amber": ", but no worse than a year earlier"}
        return within.get(status, "")
    if status not in ("amber", "red"):
        return ""
    if rule.amber == "tolerance" and not formats.is_missing(measure.get("tolerance")):
        return within[status]
    level = _level_clause(measure, facts) if rule.amber == "intervention" else ""
    return f" and {level}" if level else ""


def _level_clause(measure: Facts, facts: Facts) -> str:
    if formats.is_missing(facts.get("intervention")):
        return ""
    decimals = formats.style(measure)["decimals"]
    gap = formats.rounded(facts["value"], decimals) - formats.rounded(facts["intervention"], decimals)
    return f"{'at' if gap == 0 else 'above' if gap > 0 else 'below'} the intervention level"


def _amount(gap: Any, measure: Facts, exact: bool) -> str:
    return formats.distance(gap, measure, unit=formats.is_percentage(measure), exact=exact)


def _needs_exact(measure: Facts, facts: Facts) -> bool:
    """True where "£1.2 million" would hide the difference the status rests on."""
    value: Any = facts.get("value")
    target: Any = facts.get("target")
    if formats.is_missing(value) or formats.is_missing(target):
        return False
    decimals = formats.style(measure)["decimals"]
    differ = formats.rounded(value, decimals) != formats.rounded(target, decimals)
    return differ and formats.measured(value, measure) == formats.measured(target, measure)


def _awaiting(facts: Facts, due: str) -> str:
    first = "Awaiting first return" if formats.is_missing(facts.get("observed_period")) else "Awaited"
    return f"{first}: due by {due}." if due else f"{first} for {asked_for(facts)}."
