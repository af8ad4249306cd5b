"""/scorecard: every measure of the plan in one table, the most pressing first, sifted and grouped as the URL says."""

from dataclasses import replace
from typing import Any

from dash import html, register_page, stringify_id

from dashboard import components, links, words
from dashboard.scorecard.lines import ORDERS
from dashboard.scorecard.sift import LISTS, Dimension
from dashboard.sections import scorecard, terms
from dashboard.sections.scorecard import Scorecard

NOTES = (
    "An arrow shows where the value went, the word beside it whether that is better or worse. Within normal variation: "
    "no more than chance would explain.",
    "Quartile A is the best quarter of the similar councils compared with and D the last; the rank among them follows.",
    "Outlook is the chance of meeting the next target if nothing changes: likely from 80%, unlikely up to 20%. "
    "At risk: on target now, but more likely than not to miss the next one.",
    "A figure of another period than the reporting period says which.",
)
"""How to read the table."""

WORDS = ("Direction of travel", "Variance", "Quartile", "Outlook", "At risk", "Intervention level")
"""Words of its headings and notes that open their meaning."""


def layout(**choices: Any) -> html.Div:
    """Draw the scorecard that the parameters of the URL ask for (BCC-15)."""
    card = scorecard.asked(choices)
    reading = card.reading
    return html.Div(
        [
            components.page_title(
                f"Scorecard: {reading.label}", aside=components.period_selector(reading.periods, reading.period)
            ),
            _lists(card),
            _filters(card),
            _chips(card),
            _count(card),
            _grid(card) if card.shown.rows else None,
            html.Ul([html.Li(note) for note in NOTES], className="gt-notes"),
            terms.listed(card.glossary, *WORDS),
        ],
        className="gt-scorecard",
    )


def _grid(card: Scorecard) -> Any:
    hrefs = dict(zip(card.lines, links.measures(card.lines, **card.reading.kept), strict=True))
    return components.grid(
        [
            components.Rows(group.title, card.counted(group), [card.lines[row["measure"]] for row in group.rows])
            for group in card.shown.groups
        ],
        id="scorecard-grid",
        caption=f"{card.title}, {card.order}",
        one=words.prose.capital(card.reading.one),
        hrefs=hrefs,
        sorts={name: _sort(card, name) for name in ORDERS},
    )


def _sort(card: Scorecard, name: str) -> components.Sort:
    """Return a heading as a link: the worst first, once more for the reverse, and again for the house's own order."""
    chosen = card.choice
    now = name == chosen.sort
    order = ("descending" if chosen.desc else "ascending") if now else ""
    following = replace(chosen, sort="" if order == "descending" else name, desc=order == "ascending")
    does = "sort by what is most pressing" if not following.sort else f"sort {ORDERS[name][following.desc]}"
    return components.Sort(card.link(following), does, order)


def _lists(card: Scorecard) -> html.Nav:
    chosen = card.choice.selection
    offered = [("", f"All {card.reading.many}", card.shown.all)]
    offered += [(name, words.scorecard.list_title(name, step=card.step), card.shown.lists[name]) for name in LISTS]
    items = [
        components.in_place(
            [f"{title} ({n:,}", components.hidden(f" of {card.shown.of:,}"), ")"],
            card.link(replace(card.choice, selection=name, sort="", desc=False)),
            id=f"list-{name or 'all'}",
            current=name == chosen,
        )
        for name, title, n in offered
    ]
    return html.Nav(
        html.Ul([html.Li(item) for item in items], className="gt-lists", **{"data-in-place": ""}),
        **{"aria-label": "Lists"},
    )


def _filters(card: Scorecard) -> html.Div:
    """Return the filters in one row; a narrow screen has them behind a button (assets/grid.js)."""
    boxes = [_box(card, dimension) for dimension in card.filters.values() if not dimension.more]
    groups = [(name, one.title) for name, one in card.groupings.items()]
    boxes.append(components.filter_box("group_by", "Group by", groups, card.choice.group_by, every="None"))
    return html.Div(
        [
            html.Button(
                f"Filters ({len(card.set)} chosen)" if card.set else "Filters",
                id="scorecard-fold",
                type="button",
                className="gt-filters__fold",
                **{"aria-expanded": "false", "aria-controls": "scorecard-filters"},
            ),
            html.Div(
                [*boxes, *_more(card)],
                id="scorecard-filters",
                className="gt-filters gt-filters--row",
                role="group",
                **{"aria-label": "Filters"},
            ),
        ]
    )


def _more(card: Scorecard) -> list[html.Details]:
    """Return the filters few ask for, folded away unless one of them is set."""
    more = {name: one for name, one in card.filters.items() if one.more}
    if not more:
        return []
    boxes = html.Div([_box(card, one) for one in more.values()], className="gt-filters gt-filters--row")
    is_open = any(name in card.choice.filters for name in more)
    return [html.Details([html.Summary("More filters"), boxes], open=is_open, className="gt-filters__more")]


def _box(card: Scorecard, dimension: Dimension) -> html.Div:
    counts = card.shown.options[dimension.name]
    options = [(code, f"{label} ({counts[code]:,})") for code, label in dimension.options.items()]
    chosen = card.choice.filters.get(dimension.name, ())
    if len(chosen) > 1:
        options.insert(0, (",".join(chosen), f"{len(chosen)} chosen"))
    return components.filter_box(dimension.name, dimension.title, options, ",".join(chosen), every="All")


def _chips(card: Scorecard) -> html.Ul | None:
    """Return what is set, each as a link that removes it; nothing where nothing is set."""
    chosen = card.choice
    chips = [(f"{title}: {value}", chosen.without(name), name) for name, title, value in card.set]
    if chosen.group_by:
        title = card.groupings[chosen.group_by].title
        chips.append((f"Grouped by {title.lower()}", replace(chosen, group_by=""), "group_by"))
    if chosen.sort:
        order = ORDERS[chosen.sort][chosen.desc]
        chips.append((words.prose.capital(order), replace(chosen, sort="", desc=False), ""))
    if not chips:
        return None
    items = [
        components.in_place(
            [components.hidden("Remove "), said, html.Span("×", className="gt-chip__x", **{"aria-hidden": "true"})],
            card.link(without),
            id=f"chip-{name or 'sort'}",
            # The chip will be gone: the filter it belongs to takes the focus, or the heading of the column.
            focus=stringify_id(components.filter_id(name)) if name else f"sort-{chosen.sort}",
            className="gt-chip",
        )
        for said, without, name in chips
    ]
    clear = links.scorecard(**card.reading.kept, list=chosen.selection)
    items.append(components.in_place("Clear all", clear, id="chip-all", focus="list-all"))
    return html.Ul(
        [html.Li(item) for item in items],
        className="gt-chips",
        **{"aria-label": "What is chosen", "data-in-place": ""},
    )


def _count(card: Scorecard) -> html.Div:
    downloads = [
        html.A([name, components.hidden(" of exactly these rows")], href=card.link(kind=kind), download=True)
        for name, kind in (("CSV", "csv"), ("Excel", "xlsx"))
    ]
    said = words.scorecard.list_empty(card.choice.selection, one=card.reading.one, step=card.step)
    if card.shown.rows:
        meant = words.scorecard.list_meaning(card.choice.selection, many=card.reading.many, step=card.step)
        said = [html.Strong(card.count), f", {card.order}. {card.coverage} {meant}".rstrip()]
    return html.Div(
        [
            html.P(said),
            html.P(
                ["Download ", downloads[0], " ", downloads[1], " ", components.copy_link()],
                className="gt-count__downloads",
                **{"data-anchor": ""},
            ),
        ],
        className="gt-count",
    )


register_page(__name__, path="/scorecard", title="Scorecard", name="Scorecard", order=3, in_nav=True)
