"""Parts that pages of the plan share: each asks for its rows and draws them."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import classifications, finance, library, surveys, value
from dashboard.sections import node as parts
from dashboard.sections import plans as lives

Node = dict[str, Any]


def exists(page: str, node: str | None) -> bool:
    """Tell whether the plan has such a node on this page."""
    found = queries.plan.node.first(node=node)
    return found is not None and found["page"] == page


def title(node: str | None = None, **_: Any) -> str:
    """Return the short title of a node."""
    found = queries.plan.node.first(node=node)
    return found["short_title"] if found else "Not found"


def missing(page: str, node: str | None) -> html.Div:
    """Return what stands in the place of a node the plan does not have."""
    names = [row["name"].lower() for row in queries.plan.levels.rows() if row["page"] == page]
    sentence = f"The plan has no {' or '.join(names)} with the code {node}."
    return html.Div([html.H1("Not found"), components.nothing(sentence)])


def deliverer(page: str, node: str | None, period: str | None, via: str | None) -> html.Div:
    """Return the page of a directorate or service: what it does for the node the reader came through first."""
    if node is None or not exists(page, node):
        return missing(page, node)
    about = queries.plan.node.first(node=node) or {}
    reading = lives.reading(about, period, via)
    counts = reading.counts
    mine = counts.get(node, {})
    actions = queries.plan.owned(node=node)
    serves = parts.aligned(node, reading)
    return html.Div(
        [
            trail(reading, node),
            *top(about, reading, mine),
            *parts.four_parts(about, reading, mine, actions),
            *finance.of_node(node, reading),
            *children(node, reading, counts),
            *own_measures(about, reading, serves["measure"]),
            in_scorecard(about, reading),
            *([] if reading.via else contributions(node, reading, "What it serves")),
            *value.of_service(node, reading),
            *surveys.of_node(node, reading),
            *commentary(node, reading),
            own_milestones(actions, serves["milestone"]),
            mix(node, reading),
            *classifications.of_node(node, reading),
            *library.of_node(node, reading),
        ]
    )


def top(about: Node, reading: Reading, counts: choices.Counts) -> list[Component | None]:
    """Return how the page of a node begins: head, what became of it, who shares in it, what it wants, its statuses."""
    return [
        head(about, reading),
        *lives.life(about, reading),
        *parts.shared(about, reading),
        *needs(about),
        # A plan in four parts says its counts in the fourth.
        None
        if about["page"] != "outcomes" and formats.text(about["need"])
        else html.P(words.status.rollup(counts, **reading.words, period=reading.label), className="gt-under gt-sum"),
        components.status_bar(counts, **reading.words),
    ]


def trail(reading: Reading, node: str) -> Component:
    """Return the thread to a node, and the period: the plan, the nodes the reader came through, the node itself."""
    return thread(reading, [queries.plan.trail.rows(node=code) for code in (*reading.via, node)])


def thread(reading: Reading, chains: Iterable[Sequence[Node]], last: str | None = None) -> Component:
    """Return the plan, the nodes of some chains, each from the top of its strand down, and ``last``; and the period."""
    plan, counts = reading.facts["council_short"], reading.counts
    steps: list[Node] = [{"level": "", "title": plan, "href": links.overview(**reading.kept), "counts": counts.get("")}]
    came: list[str] = []
    seen: set[str] = set()
    for chain in chains:
        for step in chain:
            if step["node"] not in seen:
                seen.add(step["node"])
                steps.append(
                    {
                        "level": step["level_name"],
                        "title": step["short_title"],
                        "href": links.node(step["page"], step["node"], via=came, **reading.kept),
                        "counts": counts.get(step["node"]),
                    }
                )
        came += [step["node"] for step in chain[-1:]]
    if last:
        steps.append({"level": reading.one, "title": last, "href": ""})
    crumbs = components.breadcrumb(steps, **reading.words)
    return components.page_bar(crumbs, components.period_selector(reading.periods, reading.period))


def head(node: Node, reading: Reading) -> Component:
    """Return a node's head: level, title, ambition, and who approved the plan for which years (BCC-02, BCC-10)."""
    plan = html.Span(
        [
            components.link(node["plan_title"], links.plans(plan=node["plan"], **reading.kept)),
            f", {words.plans.plan_life(node)}",
        ]
    )
    approval = {
        "state": node["plan_state"],
        "approved_by": node["plan_approved_by"],
        "approved_on": node["plan_approved_on"],
    }
    partners = formats.text(node["partners"]).replace("|", ", ")
    picture = components.emblem(formats.text(node["icon"]))
    return components.page_title(
        node["title"] if picture is None else [picture, node["title"]],
        level=node["level_name"],
        lead=formats.text(node["ambition"]),
        meta=[
            plan,
            words.plans.plan_approval(approval),
            node["owner"] or "",
            f"Portfolio: {node['portfolio']}" if formats.text(node["portfolio"]) else "",
            f"With {partners}" if partners and not node["partnership"] else "",
        ],
    )


def children(node: str, reading: Reading, counts: dict[str, choices.Counts]) -> list[Component]:
    """Return the nodes below a node, a section for each level they are of; nothing where there are none."""
    below = queries.plan.children(node=node, period=reading.period)
    moves = changes(reading.period)
    return [
        components.section(
            str(level),
            components.node_lines(
                [line(row, reading, counts, moves) for row in rows.to_dict("records")],
                **reading.words,
            ),
        )
        for level, rows in below.groupby("level_plural", sort=False)
    ]


def line(
    row: Node, reading: Reading, counts: dict[str, choices.Counts], moves: dict[str, Node], via: Iterable[str] = ()
) -> Node:
    """Return a plan node as a line: title, link, measures by status, and how many moved."""
    moved = moves.get(row["node"], {})
    return {
        "title": row["short_title"],
        "icon": row.get("icon"),
        "href": links.node(row["page"], row["node"], via=list(via), **reading.kept),
        "counts": counts.get(row["node"], {}),
        "better": moved.get("improved", 0),
        "worse": moved.get("declined", 0),
    }


def changes(period: str) -> dict[str, Node]:
    """Return by node how many measures moved on the period before: improved, declined, same."""
    return {row["node"]: row for row in queries.plan.changes.rows(period=period)}


def contributions(node: str, reading: Reading, heading: str) -> list[Component]:
    """Return who delivers a node, or what a deliverer serves: nodes of the other strand by level (SMBC-16)."""
    rows = queries.plan.contributions(node=node, period=reading.period)
    if rows.empty:
        return []
    counts = choices.by_node(rows.to_dict("records"))
    nodes = rows.drop_duplicates("node")
    via = [*reading.via, node]
    found = []
    for level, of_level in nodes.groupby("level_plural", sort=False):
        lines = [line(row, reading, counts, {}, via) for row in of_level.to_dict("records")]
        listed = components.node_lines(lines, **reading.words)
        found.append(html.Div([html.H3(str(level)), listed], className="gt-contributions__level"))
    return [components.section(heading, html.Div(found, className="gt-contributions"))]


def measures(
    rows: pd.DataFrame,
    reading: Reading,
    *,
    title: str,
    caption: str,
    via: Iterable[str],
    empty: str,
    note: str = "",
    serves: dict[str, list[Component]] | None = None,
) -> Component:
    """Return a table of measures with their sparklines, ``rows`` as of ``queries.scorecard``; ``serves`` by measure."""
    if rows.empty:
        return components.section(title, components.nothing(empty))
    series = queries.scorecard.histories(measures=list(rows["measure"]))
    came = list(via)
    table = components.measure_rows(
        rows,
        caption=caption,
        href=lambda code: links.measure(code, via=came, **reading.kept),
        one=reading.one,
        history={code: values.tolist() for code, values in zip(series["measure"], series["series"], strict=True)},
        labels=reading.labels,
        serves=None if serves is None else {code: parts.serves(serves.get(code, [])) for code in rows["measure"]},
    )
    return components.section(title, table, note=note if serves is None else _unaligned(rows, serves, reading))


def _unaligned(rows: pd.DataFrame, serves: dict[str, list[Component]], reading: Reading) -> str:
    """Return how many measures of a deliverer serve no part of the plan, for their table's note (BCC-16)."""
    loose = sum(code not in serves for code in rows["measure"])
    total = formats.plural(len(rows), reading.one, reading.many)
    return f"{loose:,} of {total} not aligned to the plan." if loose else f"Aligned to the plan: all of {total}."


def in_scorecard(about: Node, reading: Reading) -> Component | None:
    """Return the way to the measures of a node in the scorecard, which knows the plan in force alone."""
    if not about["in_force"]:
        return None
    page = {"outcomes": "outcome", "directorates": "directorate", "services": "service"}[about["page"]]
    href = links.scorecard(**{page: about["node"]}, **reading.kept)
    words_ = f"All {reading.many} of {about['short_title']} in the scorecard, with owners, outlook and downloads"
    return html.P(components.link(words_, href), className="gt-onward")


def mix(node: str, reading: Reading) -> Component:
    """Return how a node's statuses have changed from period to period, as chart and table (SMBC-03)."""
    rows = queries.plan.mix(node=node)
    rows = rows[rows["end_date"] <= pd.Timestamp(reading.end_date)]
    if rows["period"].nunique() < 2:
        return components.no_figure("Statuses over time", "There are fewer than two reporting periods to compare.")
    if not rows["rated"].any():
        return components.no_figure("Statuses over time", f"No {reading.many} here have been rated yet.")
    wide = rows.pivot_table(
        index=["end_date", "label"], columns="status", values="measures", aggfunc="sum", fill_value=0
    )
    order = [status for status, _ in words.status.ordered(dict.fromkeys(wide.columns, 1))]
    table = wide[order].reset_index()
    columns = [
        ("label", "Period"),
        *((status, words.status.status_label(status, reading.labels), "number") for status in order),
    ]
    first, last = (
        choices.by_node(part.assign(node="").to_dict("records")).get("", {}) for part in (_of(rows, 0), _of(rows, -1))
    )
    sentence = words.plan.mix(first, last, _of(rows, 0)["label"].iloc[0], _of(rows, -1)["label"].iloc[0])
    return components.figure(
        "mix",
        charts.status_mix(rows, labels=reading.labels),
        title="How statuses have changed",
        subtitle=f"{words.prose.capital(reading.many)} by status in each reporting period",
        sentence=sentence,
        table=components.data_table(columns, table, caption="Statuses in each reporting period", show_caption=False),
    )


def _of(rows: pd.DataFrame, place: int) -> pd.DataFrame:
    return rows[rows["period"] == rows["period"].unique()[place]]


def milestones(node: str) -> Component:
    """Return the milestones of a node and those below it, with their count by state."""
    rows = queries.plan.milestones(node=node)
    if rows.empty:
        return components.section("Milestones", components.nothing("No milestones are recorded here."))
    states = rows["status"].value_counts().to_dict()
    said = words.plan.delivery(states, overdue=int(rows["overdue"].sum()))
    return components.section("Milestones", components.milestones(rows), note=said)


def own_milestones(rows: pd.DataFrame, serves: dict[str, list[Component]]) -> Component | None:
    """Return the milestones of a deliverer with what each serves, and their count by state; nothing for none."""
    if rows.empty:
        return None
    said = words.plan.delivery(rows["status"].value_counts().to_dict(), overdue=int(rows["overdue"].sum()))
    listed = [
        {
            "title": row["title"],
            "serves": parts.serves(serves.get(row["milestone"], [])),
            "due": formats.short_day(row["baseline"]),
            "status": components.status_pill(
                row["status"], words.status.DELIVERY[row["status"]].label, words.status.DELIVERY[row["status"]].shape
            ),
            "stands": words.status.milestone(row),
        }
        for row in words.prose.rows(rows)
    ]
    columns: list[components.Column] = [
        ("title", "Milestone"),
        ("serves", "Serves"),
        ("due", "Agreed date"),
        ("status", "Status"),
        ("stands", "Where it stands"),
    ]
    table = components.data_table(columns, listed, caption="Milestones", show_caption=False)
    return components.section("Milestones", table, note=said)


def commentary(node: str, reading: Reading) -> list[Component]:
    """Return what the owner of a node says for the period, or nothing."""
    rows = queries.plan.commentary(node=node)
    now = rows[rows["period"] == reading.period].to_dict("records")
    return [components.section("What the owner says", components.commentary(row)) for row in now]


def needs(about: Node) -> list[Component]:
    """Return the need an outcome answers and how it will be known, where the plan says so."""
    pairs = [("Need", about["need"]), ("Aims", about["aims"])] if about["page"] == "outcomes" else []
    said = [(term, words_) for term, words_ in pairs if formats.text(words_)]
    return [components.definition_list(said)] if said else []


def own_measures(about: Node, reading: Reading, serves: dict[str, list[Component]]) -> list[Component]:
    """Return the measures of a deliverer: those that serve the node the reader came through first, then the others."""
    node = about["node"]
    rows = queries.scorecard.node(period=reading.period, node=node)
    caption = f"{reading.many} of {about['title']}, {reading.label}"
    name = words.prose.capital(reading.many)
    came = [*reading.via, node]
    served = [queries.scorecard.node(period=reading.period, node=code)["measure"] for code in reading.via]
    if not served:
        none = f"No {reading.many} here."
        return [measures(rows, reading, title=name, caption=caption, via=came, empty=none, serves=serves)]
    here = rows["measure"].isin(set(served[0]).intersection(*map(set, served[1:])))
    through = queries.plan.node.first(node=reading.via[0]) or {"short_title": reading.via[0]}
    found = [
        measures(
            rows[here],
            reading,
            title=f"{name} that serve {through['short_title']}",
            caption=f"{caption}, serving {through['short_title']}",
            via=came,
            empty=f"No {reading.one} here serves {through['short_title']}.",
            serves=serves,
        )
    ]
    if not here.all():
        found.append(
            measures(
                rows[~here],
                reading,
                title=f"Other {reading.many}",
                caption=f"Other {caption}",
                via=[node],
                empty="",
                serves=serves,
            )
        )
    return found
