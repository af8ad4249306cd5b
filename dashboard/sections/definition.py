"""What a measure means: the whole sheet as a view, and in short for paper."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.sections import classifications
from dashboard.sections.measure import Facts, Shown

Pairs = list[tuple[str, Any]]


FREQUENCIES = {"academic": "every academic year", "annual": "every year", "irregular": "from time to time"}
POLARITIES = {
    "higher": "higher is better",
    "lower": "lower is better",
    "band": "best within a planned range",
    "none": "neither higher nor lower is better",
}
ROLES = {"deliver": "the council delivers", "enable": "the council enables", "influence": "the council influences"}
VISIBILITY = {"public": "everybody", "member": "members and officers", "officer": "officers"}


def draw(one: Shown) -> list[Component]:
    """Return the whole definition sheet (BCP-18), in parts: what, how judged, from where, whose, and part of what."""
    names = queries.measure.definition.first(measure=one.measure) or {}
    life = queries.framework.lives.first(state=None, measure=one.measure) or {}
    parts = [
        ("Definition", _meaning(one.about)),
        ("How it is judged", _judged(one, names)),
        ("Where the figures come from", _figures(one, life)),
        ("Who is responsible", _people(one.about, names)),
        ("What it is part of", _part_of(one, names, life)),
    ]
    return [
        components.section(title, components.definition_list(pairs), id="definition" if place == 0 else None)
        for place, (title, pairs) in enumerate(parts)
    ]


def _meaning(about: Facts) -> Pairs:
    return [
        ("Short name", about["short_title"]),
        ("Definition", about["definition"]),
        ("Why it is measured", about["rationale"]),
        ("Formula", about["formula"]),
        ("Numerator", about["numerator"]),
        ("Denominator", about["denominator"]),
        ("Inclusions and exclusions", about["inclusions"]),
        ("Unit", f"{about['unit']}, {_precision(int(about['decimals']))}"),
        ("What it does not show", about["caveats"]),
        ("Guidance followed", about["guidance"]),
    ]


def _judged(one: Shown, names: Facts) -> Pairs:
    about = one.about
    baseline = ""
    if not formats.is_missing(about["baseline"]):
        label = formats.text(names["baseline_label"])
        baseline = formats.measured(about["baseline"], about) + (f" {formats.in_period(label)}" if label else "")
    return [
        ("Better", POLARITIES[about["polarity"]].capitalize()),
        ("Baseline", baseline),
        ("Tolerance", _tolerance(about)),
        ("Targets approved", _set(names)),
        ("Compared with", names["group_names"]),
        ("Value for money", formats.text(about["three_e"]).capitalize()),
    ]


def _figures(one: Shown, life: Facts) -> Pairs:
    about = one.about
    return [
        ("Source", _source(about)),
        ("Licence", about["licence"]),
        ("Collected", formats.text(about["collection"]).capitalize()),
        ("Frequency", FREQUENCIES.get(about["frequency"], formats.text(about["frequency"])).capitalize()),
        ("Timeliness", words.framework.timeliness(about, life)),
        (f"Figure for {one.reading.label} due", formats.day(one.facts.get("due_on"))),
        ("First figure", words.framework.first_figure(life) if life else ""),
        ("Data quality", _quality(one)),
        ("May be seen by", VISIBILITY[about["visibility"]].capitalize()),
    ]


def _people(about: Facts, names: Facts) -> Pairs:
    codes = [code for code in formats.text(about["contributors"]).split("|") if code]
    found = {row["node"]: row for row in queries.measure.nodes.rows(nodes=codes)} if codes else {}
    budget = names["budget_node"]
    return [
        ("Owner", about["owner"]),
        ("Lead", _units(about)),
        ("Contributing", _ways([found[code] for code in codes if code in found])),
        ("Partners", formats.text(about["partners"]).replace("|", ", ")),
        ("Data owner", about["data_owner"]),
        ("Contact", about["contact"]),
        ("Portfolio", about["portfolio"]),
        ("Scrutiny committee", about["committee"]),
        ("Approved by", _approved(about)),
        ("Budget", components.link("Budget and forecast", links.finance(node=budget)) if budget else ""),
    ]


def _part_of(one: Shown, names: Facts, life: Facts) -> Pairs:
    about = one.about
    national = " ".join(filter(None, (formats.text(about["national_set"]), formats.text(about["national_code"]))))
    return [
        ("Tier", about["tier_name"]),
        ("Type", formats.text(about["type"]).capitalize()),
        ("Theme", formats.text(about["theme"]).capitalize()),
        ("Headline measure", "Yes" if about["headline"] else "No"),
        ("Components", names["component_names"]),
        ("Baskets", names["basket_names"]),
        ("Reach", "Local to the service" if about["reach"] == "local" else ""),
        ("The council's part", ROLES.get(about["council_role"], "").capitalize()),
        ("Classed as", classifications.of_measure(one.measure, one.reading)),
        ("National set", national),
        ("Also held in", formats.text(about["also_in"]).replace("|", ", ")),
        ("Life", words.framework.life(life) if life else ""),
        ("Replaced by", _successor(about, names["replaced_by_title"])),
        ("Takes the place of", _ways(queries.measure.replaces.rows(measure=one.measure), of="measure")),
    ]


def _tolerance(about: Facts) -> str:
    if formats.is_missing(about["tolerance"]):
        return ""
    if about["tolerance_kind"] == "absolute":
        return formats.measured(about["tolerance"], about, trim=True)
    return f"{formats.number(100 * about['tolerance'], trim=True)}% of the target"


def _set(names: Facts) -> str:
    """Return who set the targets last, when and why (BCP-15)."""
    who, when, why = (
        formats.text(names["target_who"]),
        formats.day(names["target_set_on"]),
        formats.text(names["target_why"]),
    )
    return words.prose.sentences(", ".join(filter(None, (who, when))), why) if who else ""


def _ways(rows: list[Facts], of: str = "node") -> Any:
    """Return plan nodes, or measures with ``of``, as links in a row; empty where there are none."""
    found: list[Any] = []
    for row in rows:
        to = links.measure(row["measure"]) if of == "measure" else links.node(row["page"], row["node"])
        found += [*([", "] if found else []), components.link(row["short_title"], to)]
    return found or ""


def _units(about: Facts) -> Any:
    """Return the directorate and the service that answer for a measure (SMBC-04)."""
    rows = [
        {"short_title": about[f"{of}_title"], "page": about[f"{of}_page"], "node": about[of]}
        for of in ("directorate", "service")
        if formats.text(about[f"{of}_title"])
    ]
    return _ways(rows)


def short(one: Shown) -> Component:
    """Return the definition in a few lines, for a printed page."""
    about = one.about
    pairs = [
        ("Definition", about["definition"]),
        ("What it does not show", about["caveats"]),
        ("Owner", about["owner"]),
    ]
    return components.definition_list(pairs)


def _approved(about: Facts) -> str:
    """Return who approved the definition, and when (BCC-29)."""
    return ", ".join(filter(None, (formats.text(about["approved_by"]), formats.day(about["approved_on"]))))


def _source(about: Facts) -> Any:
    name = formats.text(about["source_name"]) or formats.text(about["source_system"])
    url = formats.text(about["source_url"])
    return html.A(name, href=url) if url and name else name


def _quality(one: Shown) -> str:
    """Return the owner's words and, where it is rated, the rating with what the returns say (DR-38)."""
    said = words.quality.quality_sentence(one.quality) if formats.text(one.quality.get("rating")) else ""
    return " ".join(part for part in (formats.text(one.about["quality"]), said) if part)


def _precision(decimals: int) -> str:
    return f"to {formats.plural(decimals, 'decimal')}" if decimals else "in whole numbers"


def _successor(about: Facts, title: str | None) -> Any:
    if not formats.text(about["replaced_by"]):
        return ""
    return dcc.Link(title or about["replaced_by"], href=links.measure(about["replaced_by"]))
