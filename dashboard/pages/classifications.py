"""/classifications?by=&class=: measures and parts of the plan by what cuts across it: principles, goals, roles."""

from collections import defaultdict
from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan

MOST_COLUMNS = 9
"""Classes that still fit beside each other in the table of who has which."""

Facts = dict[str, Any]
Rows = list[Facts]


def layout(by: str | None = None, period: str | None = None, **chosen: Any) -> html.Div:
    """Draw the classes of one classification with their measures counted, and one class in full (DCC-15, BCP-29)."""
    reading = choices.reading(period)
    offered = queries.classifications.all.rows()
    aside = components.period_selector(reading.periods, reading.period)
    if not offered:
        empty = components.nothing(f"No classification cuts across the plan, and no {reading.one} states its role.")
        return html.Div([components.page_title("Classifications"), empty])
    which = next((row for row in offered if row["classification"] == links.as_one(by)), offered[0])
    code = which["classification"]
    classes = queries.classifications.classes.rows(by=code)
    counted = _counted(code, reading)
    outside = int((queries.classifications.outside.first(by=code, period=reading.period) or {})["measures"])
    one = next((row for row in classes if row["class"] == links.as_one(chosen.get("class"))), None)
    total = sum(counted[""]["statuses"].values())
    said = words.classifications.classified(
        total, outside, many=reading.many, classes=len(classes), period=reading.label
    )
    return html.Div(
        [
            components.page_title("Classifications", aside=aside),
            _offered(offered, code, reading),
            components.section(which["name"], _pivot(code, classes, counted, one, reading), note=said),
            *(_class(code, one, counted[one["class"]], reading) if one else []),
            *_coverage(which, classes, reading),
        ],
        className="gt-classes",
    )


def _counted(code: str, reading: Reading) -> dict[str, Facts]:
    """Return by class its measures by status and which way they went; "" is each measure once."""
    found: dict[str, Facts] = defaultdict(lambda: {"statuses": {}, "better": 0, "worse": 0, "rated": 0})
    for row in queries.classifications.counts.rows(by=code, period=reading.period):
        of = found[row["class"]]
        of["statuses"][row["status"]] = of["statuses"].get(row["status"], 0) + row["measures"]
        of["better"] += row["better"]
        of["worse"] += row["worse"]
        of["rated"] += row["measures"] if row["rated"] else 0
    return found


def _offered(offered: Rows, chosen: str, reading: Reading) -> html.Nav:
    items = [
        components.in_place(
            row["name"],
            links.classifications(by=row["classification"], **reading.kept),
            id=f"by-{row['classification']}",
            current=row["classification"] == chosen,
        )
        for row in offered
    ]
    listed = html.Ul([html.Li(item) for item in items], className="gt-lists", **{"data-in-place": ""})
    return html.Nav(listed, className="gt-classes__by", **{"aria-label": "Classifications"})


def _pivot(code: str, classes: Rows, counted: dict[str, Facts], one: Facts | None, reading: Reading) -> html.Div:
    """Return class by status as a table, the last row every measure once (a measure may be in several classes)."""
    order = [status for status, _ in words.status.ordered(dict.fromkeys(counted[""]["statuses"], 1))]
    rated = [status for status in order if words.status.STATUSES[status].rated]
    many = words.prose.capital(reading.many)
    columns: list[components.Column] = [("name", "Class"), ("measures", many, "number")]
    columns += [(status, words.status.status_label(status, reading.labels), "number") for status in rated]
    columns += [("others", "Not rated", "number"), ("better", "Better", "number"), ("worse", "Worse", "number")]
    columns += [("nodes", "Parts of the plan", "number")] if any(row["nodes"] for row in classes) else []
    rows = [
        _line(_choose(code, row, one, reading), counted[row["class"]], rated) | {"nodes": f"{row['nodes']:,}"}
        for row in classes
    ]
    rows.append(_line(f"All, each {reading.one} once", counted[""], rated) | {"nodes": ""})
    table = components.data_table(columns, rows, caption="Classes and statuses", show_caption=False)
    return html.Div(table, className="gt-pivot", **{"data-in-place": ""})


def _choose(code: str, row: Facts, one: Facts | None, reading: Reading) -> Any:
    href = links.classifications(by=code, **{"class": row["class"]}, **reading.kept)
    return components.in_place(row["name"], href, id=f"class-{row['class']}", current=row == one)


def _line(name: Any, counts: Facts, rated: list[str]) -> Facts:
    statuses = counts["statuses"]
    total = sum(statuses.values())
    cells = {status: statuses.get(status, 0) for status in rated}
    others = total - sum(cells.values())
    figures = {**cells, "measures": total, "others": others, "better": counts["better"], "worse": counts["worse"]}
    return {"name": name} | {key: f"{n:,}" if n else "–" for key, n in figures.items()}


def _class(code: str, one: Facts, counts: Facts, reading: Reading) -> list[Any]:
    """Return one class: what it means, which way it goes, its measures and its parts of the plan (SMBC-58)."""
    codes = {row["measure"] for row in queries.classifications.measures.rows(**{"by": code, "class": one["class"]})}
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    rows = rows[rows["measure"].isin(codes)]
    name = words.prose.capital(reading.many)
    said = words.classifications.travelled(counts["better"], counts["worse"], len(rows), many=reading.many)
    nodes = queries.classifications.nodes.rows(**{"by": code, "class": one["class"]})
    by_node = reading.counts
    moves = plan.changes(reading.period)
    lines = [plan.line(row, reading, by_node, moves) | {"level": row["level_name"]} for row in nodes]
    return [
        components.section(
            one["name"],
            [
                html.P(formats.text(one["description"])) if formats.text(one["description"]) else None,
                components.status_bar(counts["statuses"], **reading.words) if len(rows) else None,
                html.P([words.status.rollup(counts["statuses"], **reading.words), " ", said]),
            ],
            id="chosen",
        ),
        plan.measures(
            rows,
            reading,
            title=f"{name}: {one['name']}",
            caption=f"{reading.many} of {one['name']}, {reading.label}",
            via=[],
            empty=f"No {reading.one} falls in this class.",
        ),
        *([components.section("Parts of the plan", components.node_lines(lines, **reading.words))] if lines else []),
    ]


def _coverage(which: Facts, classes: Rows, reading: Reading) -> list[Any]:
    """Return who delivers how many measures of each class, and who has none (DCC-08)."""
    rows = queries.classifications.coverage.rows(by=which["classification"], period=reading.period)
    if not rows or len(classes) > MOST_COLUMNS:
        return []
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row["node"]][row["class"]] = row["measures"]
    nodes = {row["node"]: row for row in rows}
    gaps = [
        words.classifications.uncovered(
            [nodes[node]["short_title"] for node, held in counts.items() if not held[row["class"]]],
            row["name"],
            many=reading.many,
        )
        for row in classes
    ]
    shown = [
        {"name": components.link(row["short_title"], links.node(row["page"], node, **reading.kept))}
        | {name: f"{n:,}" if n else "none" for name, n in counts[node].items()}
        for node, row in nodes.items()
    ]
    columns: list[components.Column] = [("name", "Who delivers")]
    columns += [(row["class"], row["name"], "number") for row in classes]
    caption = f"{which['name']} by who delivers, {reading.label}"
    table = components.data_table(columns, shown, caption=caption, show_caption=False)
    return [components.section("Who has which", table, id="coverage", note=" ".join(gap for gap in gaps if gap))]


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.classifications.held.first() or {}).get("held"))


register_page(
    __name__,
    path="/classifications",
    title="Classifications",
    name="Classifications",
    menu="Library",
    offered=offered,
)
