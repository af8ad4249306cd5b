"""What a plan or one of its nodes says as a whole: coverage, the mix of statuses over time, milestones."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital, sentences
from dashboard.words.status import DELIVERY, on_target

Counts = Mapping[str, int]


def coverage(summary: Mapping[str, Any], *, many: str = "measures") -> str:
    """How much of a plan is known: "62 of 80 measures have a figure of this period. 41 on target of 55 rated."."""
    rated, met = int(summary.get("rated") or 0), int(summary.get("on_target") or 0)
    judged = f"{met:,} on target of {rated:,} rated" if rated else "None is rated yet"
    reported = formats.count(summary.get("reported") or 0, summary.get("measures") or 0)
    earlier = int(summary.get("earlier") or 0)
    older = f", {earlier:,} an earlier one" if earlier else ""
    return sentences(f"{reported} {many} have a figure of this period{older}", judged)


def mix(first: Counts, last: Counts, since: str, until: str) -> str:
    """How a node's statuses changed between two periods: "12 on target of 20 rated in April to June 2024, …"."""
    if not first or not last:
        return sentences("There are too few periods to compare")
    now, then = on_target(last), on_target(first)
    if now == then == on_target({}):
        return sentences(f"None is rated yet {formats.in_period(until)}, nor was any {formats.in_period(since)}")
    said = f"{now} {formats.in_period(until)}, against {then} {formats.in_period(since)}"
    return sentences(capital(said))


def delivery(states: Counts, *, overdue: int = 0) -> str:
    """Milestones of a node by state, complete apart from on time: "3 complete, 2 on time, 1 late of 6 milestones."."""
    total = sum(states.values())
    if not total:
        return "No milestones."
    parts = [f"{states[state]:,} {DELIVERY[state].label.lower()}" for state in DELIVERY if states.get(state)]
    late = f"{overdue:,} overdue" if overdue else ""
    return sentences(f"{', '.join(parts)} of {formats.plural(total, 'milestone')}", late)
