"""What plans say of themselves: where each stands in its life, what took its place, who shares in it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences, told, yes

Facts = Mapping[str, Any]

PLAN_KINDS = {
    "corporate": ("Corporate plan", "Corporate plans"),
    "strategic": ("Strategic plan", "Strategic plans"),
    "delivery": ("Delivery plan", "Delivery plans"),
    "directorate": ("Business plan", "Business plans"),
    "improvement": ("Improvement plan", "Improvement plans"),
    "": ("Plan", "Other plans"),
}
"""Kind of a plan to what one and several are called, in the order of the page."""
STANDINGS = {
    "in_force": ("In force", "tick"),
    "ended": ("Life ended", "tick"),
    "to_come": ("Approved, to come", "outline"),
    "draft": ("Draft, not approved", "outline"),
    "superseded": ("Superseded", "outline"),
}
"""Where a plan stands to its words and its shape."""
ROLES = {"deliver": "delivers", "enable": "enables", "influence": "influences"}
"""What the council does for a measure to its verb, in the order of sentences."""


def standing(plan: Facts) -> str:
    """Where a plan stands: draft, to_come, in_force, superseded, or ended with nothing recorded in its place."""
    if told(plan, "state") == "draft":
        return "draft"
    if yes(plan.get("in_force")):
        return "ended" if yes(plan.get("run_out")) else "in_force"
    return "to_come" if yes(plan.get("to_come")) else "superseded"


def stands(plan: Facts) -> str:
    """Where a plan stands, with its day: "Superseded on 4 September 2025"; a life that ran out is said."""
    where = standing(plan)
    if where == "superseded" and formats.day(plan.get("superseded_on")):
        return f"Superseded on {formats.day(plan['superseded_on'])}"
    if where == "ended":
        return f"Ended on {formats.day(plan.get('valid_to'))}, nothing recorded in its place"
    return STANDINGS[where][0]


def plans_lead(every: Iterable[Facts]) -> str:
    """How many plans there are and where they stand: "6 plans: 4 in force, 1 superseded, 1 draft."."""
    found = [standing(plan) for plan in every]
    if not found:
        return "No plans are recorded in this council's framework."
    ended = "past its end" if found.count("ended") == 1 else "past their end"
    names = {"in_force": "in force", "ended": ended, "to_come": "to come", "superseded": "superseded"}
    names |= {"draft": "draft"}
    parts = [f"{found.count(where):,} {name}" for where, name in names.items() if where in found]
    return sentences(f"{formats.plural(len(found), 'plan')}: {', '.join(parts)}")


def plan_approval(plan: Facts) -> str:
    """Who approved a plan and when: "Approved by Cabinet, 26 March 2026"; a draft says that nobody has."""
    if told(plan, "state") == "draft":
        return "Not approved yet"
    by, on = told(plan, "approved_by"), formats.day(plan.get("approved_on"))
    if by:
        return f"Approved by {by}{f', {on}' if on else ''}"
    return f"Approved on {on}" if on else ""


def plan_life(plan: Facts) -> str:
    """From when to when a plan is to last: "1 April 2024 to 31 March 2028"."""
    return f"{formats.day(plan.get('valid_from'))} to {formats.day(plan.get('valid_to'))}"


def superseded(title: str, on: Any, label: str) -> str:
    """What a page of a superseded plan says first: what took its place, and the period it still shows."""
    when = f" on {formats.day(on)}" if formats.day(on) else ""
    by = f"Superseded by {title}{when}" if title else f"No longer in force{f' since {formats.day(on)}' if when else ''}"
    shown = f"This page shows {label}, while it was in force" if label else ""
    return sentences(by, shown)


def responsibility(roles: Mapping[str, int], partners: str, *, one: str = "measure", many: str = "measures") -> str:
    """The council's share of a partnership's priority: "Of its 18 KPIs the council delivers 10 and influences 8."."""
    parts = [f"{verb} {roles[role]:,}" for role, verb in ROLES.items() if roles.get(role)]
    said = " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
    of = formats.plural(sum(roles.values()), one, many)
    return sentences(
        f"Responsibility is shared with {partners}" if partners else "Responsibility is shared with partners",
        f"Of its {of} the council {said}" if said else "",
    )


def evidence(counts: Facts, milestones: Facts, *, many: str = "measures") -> str:
    """What shows that an outcome is delivered: measures on target and better, milestones complete (BCP-09)."""
    rated, met = int(counts.get("rated") or 0), int(counts.get("met") or 0)
    moved = [
        f"{int(counts[name]):,} {word}"
        for name, word in (("improved", "better"), ("declined", "worse"))
        if counts.get(name)
    ]
    total, complete = int(milestones.get("milestones") or 0), int(milestones.get("complete") or 0)
    return sentences(
        f"{met:,} of {rated:,} rated {many} {'is' if met == 1 else 'are'} on target"
        if rated
        else f"No {many} are rated yet",
        f"{' and '.join(moved)} than in the period before" if moved else "",
        f"{complete:,} of {formats.plural(total, 'milestone')} complete" if total else "",
    )
