"""What stands around every page: skip link, council and menu, search, the page, and what the figures are."""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import access, formats, links, markup, queries

PRODUCT = "Golden Thread"
MENUS = ("Delivery", "Resources", "Library")


def frame() -> html.Div:
    """Return the shell with its empty main; drawn once for each visit, with the names of the plan it finds."""
    facts = queries.plan.warehouse.first()
    return html.Div(
        [
            html.A("Skip to main content", href="#main", className="skip-link"),
            dcc.Location(id="url", refresh="callback-nav"),
            _header(facts),
            # Filled by assets/shell.js after a page has changed, so that a screen reader hears its title.
            html.Div(id="announcer", role="status", className="visually-hidden", **{"aria-live": "polite"}),
            html.Main(dash.page_container, id="main", tabIndex=-1),
            markup.still(_footer(facts)),
        ],
        className="shell",
    )


def broken(reference: str) -> html.Div:
    """Return what stands in the place of a page that could not be drawn."""
    return html.Div(
        [
            html.H1("This page could not be drawn"),
            html.P("Something went wrong on our side. The figures themselves are not affected."),
            html.P(["If it happens again, please tell us this reference: ", html.Code(reference)]),
            html.P(dcc.Link("Go to the overview", href=links.overview())),
        ]
    )


def _header(facts: dict[str, Any]) -> html.Header:
    return html.Header(
        [
            *_notices(facts),
            html.Div(
                [
                    markup.still(
                        html.A(
                            [
                                html.Span(facts["council"], className="site-council"),
                                html.Span(PRODUCT, className="site-product"),
                            ],
                            href=links.overview(),
                            className="site-name",
                        )
                    ),
                    html.Button(
                        "Menu",
                        id="site-menu",
                        type="button",
                        className="site-menu",
                        **{"aria-expanded": "false", "aria-controls": "site-nav"},
                    ),
                    # assets/shell.js marks the page a reader is on, and has the reporting period go along.
                    markup.still(
                        html.Nav(
                            html.Ul(
                                [html.Li(item) for item in [*_pages(), _plan_menu(), *_menus()]], className="site-links"
                            ),
                            id="site-nav",
                            className="site-nav",
                            **{"aria-label": "Main"},
                        )
                    ),
                    _search(facts),
                ],
                className="site-bar",
            ),
        ],
        className="site-header",
    )


def _notices(facts: dict[str, Any]) -> list[html.P]:
    said = [access.notice(facts["tier"])]
    if facts["demonstration"]:
        said.append("Demonstration: the council and every figure are invented")
    return [html.P(words, className="site-notice") for words in said if words]


def _pages() -> list[dcc.Link]:
    """Return a link for every page registered with ``in_nav=True``, in the order of their ``order=``."""
    return [
        dcc.Link(page["name"], href=page["path"], className="site-link")
        for page in dash.page_registry.values()
        if page.get("in_nav")
    ]


def _always() -> bool:
    return True


def _menus() -> list[html.Details]:
    """Return a menu for each name pages registered as their ``menu=``, of the pages this council has something for."""
    menus: dict[str, list[Any]] = {name: [] for name in MENUS}
    for page in dash.page_registry.values():
        if page.get("menu") and page.get("offered", _always)():
            menus[page["menu"]].append(html.Li(dcc.Link(page["name"], href=page["path"])))
    return [
        html.Details(
            [html.Summary(name, className="site-link"), html.Div(html.Ul(items), className="site-plan")],
            className="site-menu-plan",
        )
        for name, items in menus.items()
        if items
    ]


def _plan_menu() -> html.Details:
    """Return the plan itself as a menu: the nodes at the top of each strand, under the name of their level."""
    nodes = queries.plan.nodes()
    top = nodes[~nodes["parent"].isin(nodes["node"])]
    groups = [
        html.Div(
            [
                html.P(str(level), className="site-plan-level"),
                html.Ul(
                    [
                        html.Li(dcc.Link(row["short_title"], href=links.node(row["page"], row["node"])))
                        for row in rows.to_dict("records")
                    ]
                ),
            ]
        )
        for level, rows in top.groupby("level_name", sort=False)
    ]
    return html.Details(
        [html.Summary("Plan", className="site-link"), html.Div(groups, className="site-plan")],
        className="site-menu-plan",
    )


def _search(facts: dict[str, Any]) -> html.Form:
    label = f"Search {facts['measure_word_plural']} and plans"
    return html.Form(
        [
            html.Label(label, htmlFor="site-search", className="visually-hidden"),
            # assets/shell.js: the key / leads here, and on the page of results it holds what was asked.
            dbc.Input(id="site-search", name="q", type="search", placeholder="Search", class_name="site-search-box"),
            html.Kbd("/", className="site-search-key", title="Press / to search", **{"aria-hidden": "true"}),
            html.Button("Search", type="submit", className="site-search-button"),
        ],
        action=links.search(),
        method="get",
        role="search",
        className="site-search",
    )


def _footer(facts: dict[str, Any]) -> html.Footer:
    said = [f"Figures as at {formats.day(facts['as_at'])}"]
    if facts["demonstration"]:
        said.append("demonstration figures, all invented")
    return html.Footer(
        [
            html.P(" · ".join(said)),
            html.Ul(
                [
                    html.Li(dcc.Link("How statuses are decided", href=links.about("statuses"))),
                    html.Li(dcc.Link("What the words mean", href=links.glossary())),
                    html.Li(dcc.Link("About these figures", href=links.about())),
                    html.Li(dcc.Link("Accessibility", href=links.accessibility())),
                ]
            ),
        ],
        className="site-footer",
    )
