"""What programmes, commitments, recommendations and risks say in words: money, counts, slips and scores."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.plan import delivery
from dashboard.words.prose import rows, sentences, told, whole, yes
from dashboard.words.status import Status

Facts = Mapping[str, Any]
Counts = Mapping[str, int]

# In the order of every list of counts: kept promises first, then those still open, then the missed ones (BCC-20).
COMMITMENTS = {
    "kept": Status("Kept", "tick"),
    "kept_late": Status("Kept late", "tick"),
    "on_course": Status("On course", "circle", True),
    "slipping": Status("Slipping", "triangle", True),
    "missed": Status("Missed", "diamond", True),
    "not_dated": Status("Without a date", "dash"),
}
HORIZONS = {"short": "Short term", "medium": "Medium term", "long": "Long term"}
RECOMMENDATIONS = {
    "closed": Status("Closed", "tick"),
    "open": Status("Open, on course", "circle", True),
    "late": Status("Open, an action is late", "diamond", True),
    "no_action": Status("Open, no action yet", "outline"),
}
STATES = ("active", "proposed", "paused", "closed")
KINDS = {"programme": ("programme", "programmes"), "project": ("project", "projects")}
KINDS |= {"improvement": ("improvement plan", "improvement plans")}


def programmes(every: Any) -> str:
    """How many programmes there are of each kind and state: "6 programmes, 15 projects. 20 active, 1 paused."."""
    found = rows(every)
    kinds = [
        formats.plural(n, *name) for kind, name in KINDS.items() if (n := sum(row["kind"] == kind for row in found))
    ]
    states = [f"{n:,} {state}" for state in STATES if (n := sum(row["state"] == state for row in found))]
    return sentences(", ".join(kinds), ", ".join(states)) if found else "No programmes."


def commitments(counts: Counts) -> str:
    """What became of promises: "25 kept, 9 kept late, 28 on course, 7 slipping, 21 missed of 90 commitments."."""
    parts = [f"{counts[name]:,} {what.label.lower()}" for name, what in COMMITMENTS.items() if counts.get(name)]
    return sentences(f"{', '.join(parts)} of {formats.plural(sum(counts.values()), 'commitment')}" if parts else "")


def recommendations(states: Counts) -> str:
    """How far a review is answered: "8 of 20 recommendations are closed. Of the 12 open, 5 have a late action."."""
    total, closed = sum(states.values()), states.get("closed", 0)
    late, bare = states.get("late", 0), states.get("no_action", 0)
    parts = [
        f"{n:,} {'has' if n == 1 else 'have'} {what}"
        for n, what in ((late, "a late action"), (bare, "no action yet"))
        if n
    ]
    still = f"Of the {total - closed:,} open, {' and '.join(parts)}" if parts else ""
    of = formats.plural(total, "recommendation")
    return sentences(f"{closed:,} of {of} {'is' if closed == 1 else 'are'} closed" if total else "", still)


def undated(count: int) -> str:
    """Word the milestones a chart of dates leaves out: "1 milestone has no agreed date: it is in the table only."."""
    verb, they = ("has", "it is") if count == 1 else ("have", "they are")
    return sentences(f"{formats.plural(count, 'milestone')} {verb} no agreed date: {they} in the table only")


def overdue(actions: Iterable[Facts]) -> str:
    """How many actions are past their day, and of how many owners: "12 actions of 7 owners are overdue."."""
    found = list(actions)
    owners = len({told(row, "owner") for row in found})
    verb = "is" if len(found) == 1 else "are"
    of = f"{formats.plural(len(found), 'action')} of {formats.plural(owners, 'owner')}"
    return sentences(f"{of} {verb} overdue") if found else "No action is overdue."


def money(amount: Any) -> str:
    """Word pounds: £1.2 million, £450,000; empty where none are known."""
    return "" if formats.is_missing(amount) else formats.number(amount, prefix="£", trim=True)


def benefit(amount: Any, unit: Any) -> str:
    """Word an amount of a benefit in its unit: £2.3 million, 85%, 50 posts; empty where none is known."""
    if formats.is_missing(amount):
        return ""
    unit = formats.text(unit)
    decimals = 0 if float(amount).is_integer() else 1
    if unit == "pounds":
        return money(amount)
    if unit == "per cent":
        return formats.number(amount, decimals=decimals, suffix="%")
    return formats.value(amount, decimals=decimals, unit=unit)


def share(part: Any, of: Any) -> str:
    """Word how much of a plan is delivered: 75%; empty where there is no plan to divide by."""
    if formats.is_missing(part) or formats.is_missing(of) or not float(of):
        return ""
    return formats.number(100 * float(part) / float(of), suffix="%")


def slip(days: Any) -> str:
    """Word the slip of what is not delivered: 45 days; none where nothing is later than agreed."""
    return formats.plural(int(days), "day") if not formats.is_missing(days) and int(days) > 0 else "none"


def lifetime(facts: Facts) -> str:
    """Word from when to when: "2 April 2024 to 31 March 2028", or the one end that is known."""
    start, end = formats.day(facts.get("start_date")), formats.day(facts.get("end_date"))
    if start and end:
        return f"{start} to {end}"
    return f"From {start}" if start else f"Until {end}" if end else ""


def timeline_title(milestones: Any) -> str:
    """The finding of a chart of milestones: how many open ones are later than agreed."""
    found = rows(milestones)
    still = [row for row in found if told(row, "status") != "complete"]
    behind = sum(whole(row["slip_days"]) > 0 for row in still)
    if not still:
        return "Every milestone is complete"
    if not behind:
        return "No open milestone is later than agreed"
    verb = "is" if behind == 1 else "are"
    return f"{behind:,} of {formats.plural(len(still), 'open milestone')} {verb} later than agreed"


def timeline_sentence(milestones: Any) -> str:
    """Milestones by state and the greatest slip, for whoever does not see the chart."""
    found = rows(milestones)
    states: dict[str, int] = {}
    for row in found:
        states[row["status"]] = states.get(row["status"], 0) + 1
    said = delivery(states, overdue=sum(bool(yes(row["overdue"])) for row in found))
    still = [row for row in found if row["status"] != "complete" and whole(row["slip_days"]) > 0]
    worst = max(still, key=lambda row: row["slip_days"], default=None)
    greatest = f"The greatest slip is {slip(worst['slip_days'])}: {worst['title']}" if worst else ""
    return sentences(said, greatest)


def risk_score(risk: Facts) -> str:
    """Word where a score comes from and is to go: "Likelihood 5, impact 4. To be reached: 9, which is 11 less."."""
    target: Any = risk.get("target_score")
    if formats.is_missing(target):
        aim = "No score to be reached is set"
    else:
        gap = int(risk["score"]) - int(target)
        aim = f"To be reached: {int(target)}, " + (f"which is {gap} less" if gap > 0 else "and it is")
    return sentences(f"Likelihood {int(risk['likelihood'])}, impact {int(risk['impact'])}", aim)


def risks(every: Iterable[Facts]) -> str:
    """What a register says as a whole: how many risks, the highest, and how many stand above their target."""
    found = list(every)
    if not found:
        return "No strategic risks are recorded."
    high = max(found, key=lambda risk: risk["score"])
    above = sum(whole(risk.get("above")) > 0 for risk in found)
    return sentences(
        formats.plural(len(found), "strategic risk"),
        f"{formats.count(above, len(found))} {'stands' if above == 1 else 'stand'} above the score to be reached",
        f"The highest is {int(high['score'])} of 25: {high['title']}",
    )
