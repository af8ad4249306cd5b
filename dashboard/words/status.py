"""Statuses in words: their labels, how many of each a node has, and where a milestone stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.words.prose import small, told, yes

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Status:
    """A status as a reader meets it: its words, its shape and whether it is a judgement (DR-08)."""

    label: str
    shape: str
    rated: bool = False


# In the order of every bar and every list of counts: best first, then the states that are no judgement.
STATUSES = {
    "blue": Status("Ahead of target", "star", True),
    "green": Status("On target", "circle", True),
    "amber": Status("Near target", "triangle", True),
    "red": Status("Off target", "diamond", True),
    "overdue": Status("Overdue", "outline"),
    "due_awaiting": Status("Awaited", "outline"),
    "not_due": Status("Not due", "outline"),
    "suppressed": Status("Suppressed", "outline"),
    "not_available": Status("Not available", "outline"),
    "not_comparable": Status("Not comparable", "outline"),
    "no_target": Status("No target", "outline"),
    "in_development": Status("In development", "outline"),
    "not_applicable": Status("Not applicable", "outline"),
}
RATED = tuple(status for status, what in STATUSES.items() if what.rated)
DELIVERY = {
    "complete": Status("Complete", "tick", True),
    "green": Status("On time", "circle", True),
    "amber": Status("Slipping", "triangle", True),
    "red": Status("Late", "diamond", True),
    "not_started": Status("Not started", "outline"),
    "not_dated": Status("Not dated", "dash"),
}


def observed_status(facts: Facts) -> str:
    """The status a figure is judged by, though the period asked for may itself be not due; empty if it is not."""
    found = (told(facts, key) for key in ("status", "observed_status"))
    return next((status for status in found if status in RATED), "")


def status_label(status: str, labels: Mapping[str, str] | None = None) -> str:
    """The council's words for a status (``labels`` from dim_status), else the house's."""
    return (labels or {}).get(status) or (STATUSES[status].label if status in STATUSES else status.replace("_", " "))


def rollup(
    counts: Mapping[str, int],
    *,
    one: str = "measure",
    many: str = "measures",
    labels: Mapping[str, str] | None = None,
    period: str = "",
) -> str:
    """Statuses of a node as counts, never one colour (DR-39): "9 on target, 2 near target, 3 not due of 14 KPIs."."""
    total = sum(counts.values())
    when = f" {formats.in_period(period)}" if period else ""
    if not total:
        return f"No {many}{when}."
    parts = [f"{n:,} {small(status_label(status, labels))}" for status, n in ordered(counts)]
    return f"{', '.join(parts)} of {formats.plural(total, one, many)}{when}."


def ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts above zero in the house's order of statuses."""
    known = [(status, int(counts[status])) for status in STATUSES if counts.get(status)]
    return known + [(status, int(n)) for status, n in counts.items() if n and status not in STATUSES]


def on_target(counts: Mapping[str, int]) -> str:
    """Measures on or ahead of target of those rated, both counts given (DR-08): "41 on target of 55 rated"."""
    rated = sum(n for status, n in counts.items() if status in STATUSES and STATUSES[status].rated)
    met = sum(counts.get(status, 0) for status in ("blue", "green"))
    return f"{met:,} on target of {rated:,} rated" if rated else "none rated yet"


def moved(better: int, worse: int) -> str:
    """How many measures moved since the previous period: "2 better, 1 worse"; empty if none did."""
    return ", ".join(f"{int(n):,} {word}" for n, word in ((better, "better"), (worse, "worse")) if n)


def red_run(periods: Any, step: str = "period") -> str:
    """How long a measure has been off target: "third quarter off target in a row"; empty below two."""
    if formats.is_missing(periods) or int(periods) < 2:
        return ""
    words = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
    return f"{words.get(int(periods)) or formats.ordinal(periods)} {step} off target in a row"


def milestone(facts: Facts) -> str:
    """Where a milestone stands (``facts`` of mart_delivery, DR-40), in one sentence."""
    agreed, expected = formats.day(facts.get("baseline")), formats.day(facts.get("forecast"))
    slip: Any = facts.get("slip_days")
    days = 0 if formats.is_missing(slip) else int(slip)
    gap = formats.plural(abs(days), "day")
    if told(facts, "status") == "complete":
        when = f"Completed on {formats.day(facts.get('actual'))}"
        return f"{when}, {gap} after the agreed date." if days > 0 else f"{when}."
    if told(facts, "status") == "not_dated":
        return f"No date is agreed yet{f'; expected on {expected}' if expected else ''}."
    if told(facts, "status") == "not_started":
        start = formats.day(facts.get("start_date"))
        return f"Not started: starts on {start}, due on {agreed}." if start else f"Not started: due on {agreed}."
    if yes(facts.get("overdue")):
        later = f", now expected on {expected}" if expected and expected != agreed else ""
        return f"Overdue: was due on {agreed}{later}."
    if days > 0 and expected:
        return f"Expected on {expected}, {gap} after the agreed date of {agreed}."
    return f"Expected on {expected}, as agreed." if expected and expected == agreed else f"Due on {agreed}."
