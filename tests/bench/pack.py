"""The framework pack of the invented council: plan, measures, targets, what officers said, milestones, neighbours."""

from pathlib import Path

from tests.arrange import write_csv
from tests.bench.made import (
    AREAS,
    AS_AT,
    DIRECTORATES,
    HEADLINES,
    OUTCOMES,
    OWN,
    PRIORITIES,
    REGIONS,
    SERVICES,
    SIMILAR,
    SUBJECTS,
    TYPES,
    WITH_TARGETS,
    periods_of,
)

SETTINGS = f"""[council]
name = "Aldermoor City Council"
short_name = "Aldermoor"
area = "{OWN}"
accent = "#0F5257"
contact = "performance@aldermoor.example"
about = "Invented, as are its figures and every other council's: made from a seed to measure how fast pages are."
demonstration = true
as_at = {AS_AT}
measure_word = "KPI"
measure_word_plural = "KPIs"
reporting = "quarter"

[comparators]
default = "similar"
neighbours = {SIMILAR}

[[levels]]
code = "outcome"
name = "Outcome"
plural = "Outcomes"
strand = "plan"
page = "outcomes"

[[levels]]
code = "priority"
name = "Priority"
plural = "Priorities"
strand = "plan"
page = "outcomes"

[[levels]]
code = "directorate"
name = "Directorate"
plural = "Directorates"
strand = "delivery"
page = "directorates"

[[levels]]
code = "service"
name = "Service"
plural = "Services"
strand = "delivery"
page = "services"

[[tiers]]
code = "outcome"
name = "Outcome measures"
rated = false

[[tiers]]
code = "strategic"
name = "Strategic measures"

[[tiers]]
code = "operational"
name = "Operational measures"

[[components]]
code = "corporate-plan"
name = "Corporate plan"
"""


def write(folder: Path, measures: list[dict]) -> None:
    """Write the framework pack: plan, measures, targets, what officers said, milestones, councils and neighbours."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "framework.toml").write_text(SETTINGS, "utf-8")
    sheets = {
        "plan": _plan(),
        "measures": [_measure(one) for one in measures],
        "links": [link for one in measures for link in _links(one["measure"], one["number"])],
        "targets": [target for one in measures for target in _targets(one)],
        "commentary": [said for one in measures if one["number"] % 4 == 0 for said in _commentary(one)],
        "milestones": [_milestone(number) for number in range(120)],
        "baskets": [{"basket": "headline", "name": "Headline measures", "audience": "Cabinet", "cadence": "quarterly"}],
        "forums": [{"forum": "CAB", "name": "Cabinet", "cadence": "quarterly", "baskets": "headline"}],
        "areas": [_area(number) for number in range(AREAS)],
        "groups": [_neighbour(rank) for rank in range(1, SIMILAR + 1)],
    }
    for name, rows in sheets.items():
        write_csv(folder / f"{name}.csv", rows)


def _plan() -> list[dict]:
    found: list[dict] = [
        {
            "plan": "PLAN",
            "node": "PLAN",
            "title": "Council Plan 2023 to 2027",
            "kind": "corporate",
            "valid_from": "2023-04-01",
            "valid_to": "2027-03-31",
            "approved_by": "Full Council",
            "approved_on": "2023-02-21",
        }
    ]
    for upper, letter, many, lower, below in (
        ("outcome", "O", OUTCOMES, "priority", PRIORITIES),
        ("directorate", "D", DIRECTORATES, "service", SERVICES),
    ):
        for n in range(many):
            top = f"{letter}{n}"
            title = {"plan": "PLAN", "owner": f"Director {n}", "ambition": "A place to be well and to do well in."}
            found.append(title | {"node": top, "level": upper, "parent": "PLAN", "title": f"{SUBJECTS[n]} and all"})
            found += [
                title
                | {"node": f"{top}{k}", "level": lower, "parent": top, "title": f"{SUBJECTS[7 + n * below + k]} work"}
                for k in range(below)
            ]
    return found


def _measure(one: dict) -> dict:
    number = one["number"]
    directorate = f"D{number % DIRECTORATES}"
    share = {"unit": "per cent", "suffix": "%", "value_type": "proportion", "per": 100}
    rate = {"unit": "per 1,000 people", "value_type": "rate", "per": 1000}
    return {
        **{name: one[name] for name in ("measure", "title", "polarity", "tier", "frequency")},
        **(share if one["share"] else rate),
        "plain": f"How well the council does: {one['title'].lower()}.",
        "definition": "Invented, so that a page has as many words as a council's own definition would give it.",
        "decimals": 1,
        "component": "corporate-plan",
        "council_role": "deliver",
        "owner": f"Head of service {number % 24}",
        "directorate": directorate,
        "service": f"{directorate}{number // DIRECTORATES % SERVICES}",
        "headline": "yes" if number < HEADLINES else "no",
        "baskets": "headline" if number < HEADLINES else "",
    }


def _links(code: str, number: int) -> list[dict]:
    first = number % (OUTCOMES * PRIORITIES)
    places = [first] if number % 5 else [first, (first + 7) % (OUTCOMES * PRIORITIES)]
    return [{"measure": code, "node": f"O{place // PRIORITIES}{place % PRIORITIES}"} for place in places]


def _targets(one: dict) -> list[dict]:
    if one["tier"] == "outcome" or one["polarity"] == "none":
        return []
    better = 1 if one["polarity"] == "higher" else -1
    scale = 100 if one["share"] else 1
    target, least = (round(scale * (one["base"] + better * way * one["spread"]), 1) for way in (0.3, -0.6))
    head = {"measure": one["measure"], "set_on": "2023-03-01", "who": "Cabinet"}
    codes = periods_of(one["frequency"])[:WITH_TARGETS]
    return [head | {"period": code, "target": target, "intervention": least} for code in codes]


def _commentary(one: dict) -> list[dict]:
    return [
        {
            "measure": one["measure"],
            "period": code,
            "going_well": "More was done in these months than in any before, and those who use it say so.",
            "needs_improvement": "It is slower where there are fewest staff, and that has been so for a year.",
            "action": "Two more posts from April, and a review in the summer",
            "action_owner": f"Head of service {one['number'] % 24}",
            "action_due": "2027-03-31",
            "author": f"Head of service {one['number'] % 24}",
            "written_on": "2026-10-15",
        }
        for code in periods_of(one["frequency"])[:2]
    ]


def _milestone(number: int) -> dict:
    place = number % (OUTCOMES * PRIORITIES)
    late = number % 3
    return {
        "milestone": f"S{number:03}",
        "title": f"{SUBJECTS[number % len(SUBJECTS)]}: a step of the plan",
        "nodes": f"O{place // PRIORITIES}{place % PRIORITIES}",
        "owner": f"Director {number % DIRECTORATES}",
        "start_date": "2024-04-01",
        "baseline": f"2026-{4 + number % 9:02}-15",
        "forecast": f"2026-{4 + (number + late) % 9:02}-28",
        "percent": number * 7 % 100,
        "as_at": "2026-09-30",
    }


def _area(number: int) -> dict:
    place = {"region": f"Region {number % REGIONS}", "nation": "Britannia"}
    name = "Aldermoor" if number == 0 else f"Council {number:03}"
    return {"area": f"B{number:07}", "name": name, "type": TYPES[number % len(TYPES)], **place}


def _neighbour(rank: int) -> dict:
    head = {"group": "similar", "name": "similar councils", "family": "council list", "version": "2025", "of_area": OWN}
    return head | {"area": f"B{rank * 17:07}", "rank": rank}
