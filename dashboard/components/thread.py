"""The golden thread on the page: the path to here, the nodes below, the whole tree."""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

from dashboard import formats, words
from dashboard.components.emblems import emblem
from dashboard.components.parts import headed, hidden, link
from dashboard.components.status import mark, status_bar, status_strip, status_words

Node = Mapping[str, Any]
Labels = Mapping[str, str] | None
"""The council's words for statuses, where they are not the house's."""


def breadcrumb(steps: Iterable[Node], *, labels: Labels = None) -> html.Nav:
    """The thread from the plan to this page: steps of level, title, href and counts, the last one being here."""
    path = list(steps)
    items = []
    for at, step in enumerate(path):
        here = at == len(path) - 1
        place = "here" if here else "parent" if at == len(path) - 2 else "above"
        name = [hidden(f"{step['level']}: ") if step.get("level") else "", step["title"]]
        here_or_link = html.Span(name, **{"aria-current": "page"}) if here else link(name, step["href"])
        counts = step.get("counts")
        strip = [status_bar(counts, labels=labels)] if counts and sum(counts.values()) else []
        items.append(html.Li([here_or_link, *strip], className=f"gt-breadcrumb__step gt-breadcrumb__step--{place}"))
    return html.Nav(html.Ol(items), className="gt-breadcrumb", **{"aria-label": "Golden thread"})


def node_lines(
    nodes: Iterable[Node], *, one: str = "measure", many: str = "measures", labels: Labels = None
) -> html.Ul:
    """Nodes one a line, the whole line a link: title, href, counts and, if known, level, icon, better, worse."""
    lines = []
    for node in nodes:
        moved = words.status.moved(node.get("better", 0), node.get("worse", 0))
        figures = [status_strip(node.get("counts") or {}, one=one, many=many, labels=labels)]
        figures += [html.Span(moved, className="gt-line__moved")] if moved else []
        level = [html.Span(node["level"], className="gt-line__level")] if node.get("level") else []
        picture = emblem(formats.text(node.get("icon")))
        level += [] if picture is None else [picture]
        lines.append(
            html.Li(
                link(
                    [
                        html.Span([*level, node["title"]], className="gt-line__title"),
                        html.Span(figures, className="gt-line__figures"),
                    ],
                    node["href"],
                    className="gt-line",
                )
            )
        )
    return html.Ul(lines, className="gt-lines")


def node_card(
    node: Node,
    lines: Iterable[Node] = (),
    *,
    one: str = "measure",
    many: str = "measures",
    labels: Labels = None,
    heading: int = 2,
) -> html.Section:
    """A node with its distribution and the nodes below: title, href, counts, icon; ``lines`` as for ``node_lines``."""
    counts = node.get("counts") or {}
    picture = emblem(formats.text(node.get("icon")))
    title = headed(heading, [picture, link(node["title"], node["href"])], className="gt-card__title")
    below = list(lines)
    return html.Section(
        [
            title,
            status_bar(counts, one=one, many=many, labels=labels),
            status_words(counts, labels=labels),
            *([node_lines(below, one=one, many=many, labels=labels)] if below else []),
        ],
        className="gt-card gt-card--node",
    )


def tree(
    nodes: Any, *, open_depth: int = 1, one: str = "measure", many: str = "measures", labels: Labels = None
) -> html.Div:
    """The thread as a nested list that opens without a mouse, from the same rows as ``charts.icicle``."""
    rows = words.prose.rows(nodes)
    below: dict[str, list[Node]] = {}
    for row in rows:
        below.setdefault(row["parent"] or "", []).append(row)
    totals: dict[str, dict[str, int]] = {}
    _count("", below, totals)

    def branch(row: Node, depth: int) -> html.Li:
        status = formats.text(row.get("status"))
        if status:
            return html.Li(
                [
                    mark(status),
                    link(row["title"], row["href"]),
                    hidden(f": {words.status.status_label(status, labels)}"),
                ],
                className="gt-tree__leaf",
            )
        name = [
            html.Span(row["level"], className="gt-tree__level"),
            html.Span(row["title"], className="gt-tree__title"),
        ]
        counts = status_strip(totals[row["id"]], one=one, many=many, labels=labels)
        about = (
            html.Li(link(["Open page", hidden(f" of {row['title']}")], row["href"], className="gt-tree__open"))
            if row.get("href")
            else None
        )
        inside = [branch(child, depth + 1) for child in below.get(row["id"], [])]
        return html.Li(
            html.Details(
                [html.Summary([*name, counts]), html.Ul([item for item in (about, *inside) if item is not None])],
                open=depth < open_depth,
            )
        )

    return html.Div(html.Ul([branch(row, 0) for row in below.get("", [])]), className="gt-tree")


def _count(node: str, below: Mapping[str, list[Node]], totals: dict[str, dict[str, int]]) -> dict[str, int]:
    """Measures below a node by status, a measure on two paths below it counted once."""
    seen: dict[str, str] = {}
    for child in below.get(node, []):
        status = formats.text(child.get("status"))
        if status:
            seen[formats.text(child.get("measure")) or child["id"].rsplit("/", 1)[-1]] = status
        else:
            seen |= _count(child["id"], below, totals)
    totals[node] = {status: list(seen.values()).count(status) for status in set(seen.values())}
    return seen
