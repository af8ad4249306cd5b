"""/outcomes, /directorates, /services: every plan node of one kind, with its measures by status."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import plan

PAGES = {"outcomes": ("Outcomes and priorities", 3), "directorates": ("Directorates", 4), "services": ("Services", 5)}


def drawn(page: str, period: str | None, level: str | None) -> html.Div:
    """Draw all nodes of a page, or only those of one level, under the node above them (DCC-17)."""
    reading = choices.reading(period)
    counts, moves = reading.counts, plan.changes(reading.period)
    nodes = queries.plan.nodes_in(period=reading.period)
    mine = nodes[nodes["page"] == page]
    levels = mine.drop_duplicates("level")[["level", "level_name"]]
    asked = links.as_one(level)
    shown = mine[mine["level"] == asked] if asked in set(levels["level"]) else mine
    titles = dict(zip(nodes["node"], nodes["short_title"], strict=True))
    titles |= {row["node"]: row["short_title"] for row in queries.plans.in_force.rows(period=reading.period)}
    names = list(mine["level_plural"].unique())
    heading = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or PAGES[page][0]
    groups = []
    for parent, rows in shown.groupby("parent", sort=False, dropna=False):
        lines = [plan.line(row, reading, counts, moves) for row in rows.to_dict("records")]
        listed = components.node_lines(lines, **reading.words)
        groups.append(components.section(titles[parent], listed) if parent in titles else listed)
    boxes = []
    if len(levels) > 1:
        options = list(zip(levels["level"], levels["level_name"], strict=True))
        boxes = [components.filters([components.filter_box("level", "Level", options, asked, every="All levels")])]
    return html.Div(
        [
            components.page_title(
                words.prose.capital(heading), aside=components.period_selector(reading.periods, reading.period)
            ),
            *boxes,
            *(groups or [components.nothing("The plan has no such level.")]),
        ]
    )


def _register(page: str) -> None:
    name, order = PAGES[page]

    def layout(period: str | None = None, level: str | None = None, **_: Any) -> html.Div:
        return drawn(page, period, level)

    register_page(f"{__name__}.{page}", path=f"/{page}", title=name, name=name, order=order, layout=layout)


for every in PAGES:
    _register(every)
