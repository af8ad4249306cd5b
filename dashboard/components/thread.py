"""The golden thread on the page: the path to here, the nodes below, the whole tree."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from dash import html
from markupsafe import Markup, escape

from dashboard import formats, words
from dashboard.components.emblems import emblem
from dashboard.components.parts import headed, hidden, link
from dashboard.components.status import mark, status_bar, status_strip, status_words
from dashboard.markup import as_text

Node = Mapping[str, Any]
Labels = Mapping[str, str] | None
"""The council's words for statuses, where they are not the house's."""


def breadcrumb(
    steps: Iterable[Node], *, one: str = "measure", many: str = "measures", labels: Labels = None
) -> html.Nav:
    """The thread from the plan to this page: steps of level, title, href and counts, the last one being here."""
    path = list(steps)
    items = []
    for at, step in enumerate(path):
        here = at == len(path) - 1
        place = "here" if here else "parent" if at == len(path) - 2 else "above"
        name = [hidden(f"{step['level']}: ") if step.get("level") else "", step["title"]]
        here_or_link = html.Span(name, **{"aria-current": "page"}) if here else link(name, step["href"])
        counts = step.get("counts")
        strip = [status_bar(counts, one=one, many=many, labels=labels)] if counts and sum(counts.values()) else []
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
    nodes: Any,
    *,
    root: str = "",
    open_depth: int = 1,
    one: str = "measure",
    many: str = "measures",
    labels: Labels = None,
) -> html.Div:
    """The thread below ``root`` as a nested list that opens without a mouse, from the same rows as ``charts.icicle``.

    It is written as text at once: a thousand measures as components take longer than all else of a page.
    """
    below: dict[str, list[Node]] = {}
    for row in words.prose.rows(nodes):
        row["status"] = formats.text(row.get("status"))
        below.setdefault(row["parent"] or "", []).append(row)
    totals: dict[str, Counter[str]] = {}
    _count(root, below, totals)
    named = {
        status: as_text(hidden(f": {words.status.status_label(status, labels)}"))
        for status in set().union(*totals.values())
    }

    @cache
    def drawn(status: str) -> Markup:
        return as_text(mark(status))

    def leaf(row: Node) -> str:
        status = row["status"]
        return (
            f'<li class="gt-tree__leaf">{drawn(status)}'
            f'<a href="{escape(row["href"])}">{escape(row["title"])}</a>{named[status]}</li>'
        )

    def branch(row: Node, depth: int) -> str:
        if row["status"]:
            return leaf(row)
        level, title = escape(row["level"]), escape(row["title"])
        counts = as_text(status_strip(totals[row["id"]], one=one, many=many, labels=labels, drawn=drawn))
        about = (
            f'<li><a class="gt-tree__open" href="{escape(row["href"])}">'
            f'Open page<span class="visually-hidden"> of {title}</span></a></li>'
            if row.get("href")
            else ""
        )
        return (
            f"<li><details{' open' if depth < open_depth else ''}>"
            f'<summary><span class="gt-tree__level">{level}</span><span class="gt-tree__title">{title}</span>{counts}'
            f"</summary><ul>{about}{inside(row['id'], depth + 1)}</ul></details></li>"
        )

    def inside(node: str, depth: int) -> str:
        return "".join(branch(row, depth) for row in below.get(node, []))

    return html.Div(html.Ul(Markup(inside(root, 0))), className="gt-tree")


def _count(node: str, below: Mapping[str, list[Node]], totals: dict[str, Counter[str]]) -> dict[str, str]:
    """Measures below a node by status, a measure on two paths below it counted once."""
    seen: dict[str, str] = {}
    for child in below.get(node, []):
        if child["status"]:
            seen[child.get("measure") or child["id"].rsplit("/", 1)[-1]] = child["status"]
        else:
            seen |= _count(child["id"], below, totals)
    totals[node] = Counter(seen.values())
    return seen
