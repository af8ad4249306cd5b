"""How a council manages performance, in words: its size, the states of a measure's life, baskets and changes."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital, listed, sentences, told

Facts = Mapping[str, Any]

ROLE_KINDS = {"member": "Members", "officer": "Officers", "partner": "Partners"}
CADENCES = {
    "monthly": "Every month",
    "quarterly": "Every quarter",
    "half-yearly": "Every half-year",
    "annual": "Every year",
    "ad hoc": "From time to time",
}
LIVES = {
    "proposed": "Proposed",
    "in_development": "In development",
    "provisional": "Provisional",
    "live": "Live",
    "retired": "Retired",
}
"""State of a measure's life to its name, in the order it lives them."""
LIFE_MEANS = {
    "proposed": "somebody asks for it; not agreed",
    "in_development": "agreed; figures are not yet to be had",
    "provisional": "reported on trial",
    "live": "reported and relied on",
    "retired": "no longer reported; its figures stay",
}
DAYS_OF_YEAR = {
    "meeting": "Meeting",
    "planning": "Business planning",
    "budget": "Budget setting",
    "report": "Report",
    "refresh": "Refresh",
    "start": "Start",
}
CHANGE_KINDS = {
    "measure": "{one}",
    "target": "Target",
    "basket": "Basket",
    "plan": "Plan",
    "framework": "Framework",
}
UNRECORDED = "No reason is recorded."


def change_kind(kind: str, one: str) -> str:
    """What a change of the framework is a change of, in the council's words: "KPI", "Target"."""
    return CHANGE_KINDS[kind].format(one=capital(one))


def framework_size(facts: Facts, many: str) -> str:
    """How large the framework is: "18 roles, 12 forums and 8 baskets for 167 KPIs. In force since 1 April 2024."."""
    parts = [
        formats.plural(int(facts[name]), word)
        for name, word in (("roles", "role"), ("forums", "forum"), ("baskets", "basket"))
        if facts[name]
    ]
    began = formats.day(facts.get("began_on"))
    size = f"{listed(parts)} for {int(facts['measures']):,} {many}" if parts else ""
    return sentences(size, f"In force since {began}" if began else "")


def lives(states: Mapping[str, int], many: str) -> str:
    """How many measures are in each state: "168 KPIs: 2 proposed, 2 in development, 161 live, 1 retired."."""
    parts = [f"{states[state]:,} {name.lower()}" for state, name in LIVES.items() if states.get(state)]
    return sentences(f"{sum(states.values()):,} {many}: {', '.join(parts)}" if parts else "")


def life(facts: Facts) -> str:
    """Since when a measure is what it is: "Live since 1 April 2026", "Retired 31 March 2025"."""
    state = facts["state"]
    if state == "retired":
        ended = formats.day(facts.get("ended_on"))
        return f"Retired {ended}" if ended else "Retired"
    promoted = formats.day(facts.get("promoted_on")) if state == "live" else ""
    began = promoted or formats.day(facts.get("began_on"))
    return f"{LIVES[state]} since {began}" if began else LIVES[state]


def first_figure(facts: Facts) -> str:
    """From which period a measure has figures, and counts as live: "2024/25; live from April to June 2026"."""
    first, live = told(facts, "first_label"), told(facts, "first_live_label")
    if not first:
        return "none yet"
    return f"{first}; live from {live}" if live and live != first else first


def timeliness(about: Facts, life: Facts) -> str:
    """When a figure is due and how long the latest one took (SMBC-52).

    "Due 20 days after its period ends. The latest, September 2026, came after 20 days.".
    """
    due = f"Due {formats.plural(int(about['due_days']), 'day')} after its period ends" if about.get("frequency") else ""
    if about.get("frequency") == "irregular":
        due = "Due at no fixed time"
    last = told(life, "last_label")
    days: Any = life.get("lag_days")
    came = "" if formats.is_missing(days) else f"The latest, {last}, came after {formats.plural(int(days), 'day')}"
    return sentences(due, came)


def basket_stability(facts: Facts) -> str:
    """How much of a basket is as it was: "78 of 81 unchanged: 2 defined anew, 1 gone; 3 joined"."""
    if not facts["known"]:
        return "not known"
    if not facts["baseline_measures"]:
        return "it was empty then"
    moved = [
        f"{int(facts[name]):,} {word}"
        for name, word in (("redefined", "defined anew"), ("gone", "gone"), ("joined", "joined"))
        if facts[name]
    ]
    kept = f"{formats.count(facts['unchanged'], facts['baseline_measures'])} unchanged"
    return kept + (f": {', '.join(moved)}" if moved else "")


def stability_sentence(rows: Any, *, many: str) -> str:
    """What the baskets of the latest year say together: the least stable, and how many have not moved at all."""
    found = [row for row in rows if row["known"] and not formats.is_missing(row["stability"])]
    if not found:
        return f"Decisions about baskets do not name the {many} they moved, so their stability cannot be told."
    still = sum(row["stability"] == 100 for row in found)
    least = min(found, key=lambda row: row["stability"])
    said = (
        f"Least stable: {least['name']}, {formats.number(least['stability'], suffix='%')}" if still < len(found) else ""
    )
    verb = "is as it was" if still == 1 else "are as they were"
    return sentences(f"{formats.count(still, len(found))} baskets {verb} in {least['baseline_year']}", said)


def set_again(facts: Facts) -> str:
    """A target that was set again: "3.40 to 3.80; intervention level 3.80 to 4.20"."""
    parts = []
    for name, word in (("target", ""), ("intervention", "intervention level "), ("stretch", "stretch ")):
        old, new = facts.get(f"old_{name}"), facts.get(name)
        if formats.is_missing(old) and formats.is_missing(new):
            continue
        was, now = (
            "none" if formats.is_missing(level) else formats.measured(level, facts, trim=False) for level in (old, new)
        )
        if was != now:
            parts.append(f"{word}{was} to {now}")
    return capital("; ".join(parts))


def date_span(facts: Facts) -> str:
    """The day of a date of the year, or its first and last."""
    start, end = formats.short_day(facts["starts_on"]), formats.short_day(facts.get("ends_on"))
    return f"{start} to {end}" if end and end != start else start
