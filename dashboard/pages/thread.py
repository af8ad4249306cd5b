"""/thread: the whole golden thread on one screen, as a picture and as a tree, with what it does not reach."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, dcc, html, register_page

from dashboard import charts, choices, components, formats, links, queries, words
from dashboard.choices import Reading

Row = dict[str, Any]
Rows = list[Row]
ROOT = "plan"


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the thread with the statuses of one reporting period."""
    reading = choices.reading(period)
    sheet = queries.plan.whole.told(period=reading.period)
    rows = _branches(sheet, reading)
    said = words.status.rollup(reading.counts.get("", {}), **reading.words, period=reading.label)
    return html.Div(
        [
            components.page_title(
                "The golden thread",
                aside=components.period_selector(reading.periods, reading.period),
            ),
            _levels(sheet["levels"], reading),
            components.figure(
                "thread",
                charts.icicle(rows, even=_last_of_the_plan(sheet["levels"]), **reading.words),
                title=f"From {reading.facts['council_short']}'s plan to each {reading.one}",
                subtitle=f"Choose a block to come closer, one of the {reading.many} at the right to open it.",
                sentence=said,
                source=f"As at {formats.day(reading.facts['as_at'])}.",
                kind="gt-figure--wide-only",
            ),
            components.section(
                "The same as a tree",
                components.tree(rows, root=ROOT, **reading.words),
                note="Open a line to see what is below it.",
            ),
            _coverage(sheet["bare"], sheet["loose"], reading),
        ]
    )


def _last_of_the_plan(levels: Rows) -> str:
    """Return the name of the last level of the first strand: the ends of what is to be achieved."""
    return [row["name"] for row in levels if row["strand"] == levels[0]["strand"]][-1]


def _levels(levels: Rows, reading: Reading) -> html.Ol:
    """Return how the plans feed one another: levels with counts, each a link to its page (SMBC-34, BCC-18)."""
    measures = sum(reading.counts.get("", {}).values())
    items = [
        html.Li(
            dcc.Link(
                [html.Strong(f"{row['nodes']:,}"), f" {row['name'] if row['nodes'] == 1 else row['name_plural']}"],
                href=links.to(f"/{row['page']}", level=row["level"], **reading.kept),
            )
        )
        for row in levels
    ]
    items.append(html.Li([html.Strong(f"{measures:,}"), f" {reading.many}"]))
    return html.Ol(items, className="gt-levels", **{"aria-label": "Levels of the plan, each feeding the one before it"})


def _branches(sheet: Row, reading: Reading) -> Rows:
    """Return the thread as rows of id, parent, title, level, href and, for measures, measure and status."""
    nodes = {row["node"]: row for row in sheet["nodes"]}
    council = reading.facts["council_short"]
    top = {"parent": "", "level": "Council", "href": links.overview(**reading.kept), "measure": None, "status": None}
    found: dict[str, Row] = {ROOT: top | {"id": ROOT, "title": council}}
    one = reading.one
    for code in _first_strand(sheet["nodes"]):
        _grow(found, _chain(nodes, code), nodes, reading)
    for end in sheet["ends"]:
        trunk, measures = _grow(found, end["nodes"], nodes, reading), end["measures"]
        hrefs = links.measures((row["measure"] for row in measures), via=_ends(end["nodes"], nodes), **reading.kept)
        for row, href in zip(measures, hrefs, strict=True):
            code = f"{trunk}/{row['measure']}"
            found[code] = row | {"id": code, "parent": trunk, "level": one, "href": href}
    return list(found.values())


def _first_strand(nodes: Rows) -> list[str]:
    return [row["node"] for row in nodes if row["strand"] == nodes[0]["strand"]]


def _chain(nodes: dict[str, Row], code: str) -> list[str]:
    chain: list[str] = []
    at: str | None = code
    while at in nodes:
        chain.insert(0, at)
        at = nodes[at]["parent"]
    return chain


def _grow(found: dict[str, Row], chain: list[str], nodes: dict[str, Row], reading: Reading) -> str:
    """Add the nodes of a path that are not there yet; return the id of its end."""
    above = ROOT
    for place, code in enumerate(chain):
        here = f"{above}/{code}"
        if here not in found:
            node = nodes[code]
            came = [end for end in _ends(chain[:place], nodes) if nodes[end]["strand"] != node["strand"]]
            found[here] = {
                "id": here,
                "parent": above,
                "title": node["short_title"],
                "level": node["level_name"],
                "href": links.node(node["page"], code, via=came, **reading.kept),
                "measure": None,
                "status": None,
            }
        above = here
    return above


def _ends(chain: list[str], nodes: dict[str, Row]) -> list[str]:
    """Return the last node of each strand of a path."""
    return list({nodes[code]["strand"]: code for code in chain}.values())


def _coverage(gaps: Rows, loose: Rows, reading: Reading) -> html.Section:
    """Return what the thread does not reach: plan nodes without measures, measures without a plan node (SMBC-12)."""
    if not gaps and not loose:
        whole = f"Every end of the plan has at least one {reading.one}, and every {reading.one} serves the plan."
        return components.section("Coverage", html.P(whole), id="coverage")
    parts: list[Any] = []
    if gaps:
        parts.append(html.P(f"{formats.plural(len(gaps), 'part')} of the plan without any {reading.one}:"))
        parts.append(
            html.Ul(
                [
                    html.Li(dcc.Link(f"{g['level_name']}: {g['title']}", href=links.node(g["page"], g["node"])))
                    for g in gaps
                ]
            )
        )
    if loose:
        parts.append(
            html.P(f"{formats.plural(len(loose), reading.one, reading.many)} not linked to any outcome or priority:")
        )
        parts.append(html.Ul([html.Li(dcc.Link(row["title"], href=links.measure(row["measure"]))) for row in loose]))
    return components.section("Coverage", parts, id="coverage")


register_page(__name__, path="/thread", title="The golden thread", name="Thread", order=2, in_nav=True)

dash.clientside_callback(
    ClientsideFunction("filters", "follow"),
    Output("url", "href"),
    Input("thread", "clickData"),
    prevent_initial_call=True,
)
