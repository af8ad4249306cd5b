"""How a reader chooses in the explorer: measures, councils, periods, parts. Native controls, all state in the URL."""

from types import ModuleType
from typing import Any

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup, escape

from dashboard import components, formats, links, queries, words
from dashboard.explorer import PICKED, Asked

CHIPS = 12
"""Measures named one by one; of more of them the rest stand behind a button."""


def bar(asked: Asked, view: ModuleType) -> Component:
    """Return every choice but the view, as far as it matters to the view."""
    pair = getattr(view, "PAIR", False)
    many = asked.facts["measure_word_plural"]
    boxes = [
        components.finder(
            "measure",
            f"Add {many}",
            _measures(asked, without=asked.choice.measures),
            chosen=",".join(asked.codes if asked.choice.measures else ()),
            hint="Type part of its name",
        ),
    ]
    if pair:
        boxes.append(components.finder("against", "Against", _measures(asked), hint="Type part of its name", one=True))
    boxes.append(components.filter_box("group", "Compare with", _groups(asked), asked.group["group"]))
    boxes += _beside(asked) if getattr(view, "BESIDE", False) else []
    boxes += [*_periods(asked, span=getattr(view, "SPAN", "The first")), *_parts(asked)]
    return html.Div(
        [components.filters(boxes), _chips(asked, pair=pair), _councils(asked)],
        className="gt-explorer__bar",
    )


def _measures(asked: Asked, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [
        (code, f"{row['short_title']} ({code})") for code, row in asked.measures.items() if code not in set(without)
    ]


def _groups(asked: Asked) -> list[tuple[str, str]]:
    """Return the groups offered with how many others are in each, the one compared with among them."""
    groups = asked.groups if asked.group["group"] in asked.groups else {asked.group["group"]: asked.group}
    return [(code, f"{words.prose.capital(row['name'])} ({row['others']:,})") for code, row in groups.items()]


def _beside(asked: Asked) -> list[Component]:
    """Return the second group verdicts are held against; without one all our own lists of neighbours are."""
    others = [(code, name) for code, name in _groups(asked) if code != asked.group["group"]]
    return [components.filter_box("beside", "And with", others, asked.choice.beside or None, every="Our other lists")]


def _periods(asked: Asked, *, span: str) -> list[Component]:
    """Return from when and until when: the periods of the one measure looked at, or years where there are several."""
    subjects = asked.subjects
    one = len({subject.measure for subject in subjects}) == 1
    rows = (
        list(reversed(asked.periods(subjects[0]))) if one else queries.explorer.years.rows(measures=list(asked.codes))
    )
    options = [(row["period"], row["label"]) for row in rows]
    boxes: list[Component] = []
    if span:
        boxes.append(_period("since", "Since", asked.choice.since, options, every=span))
    return [*boxes, _period("period", "Up to", asked.choice.period, options, every="The latest")]


def _period(name: str, label: str, chosen: str, options: list[tuple[str, str]], *, every: str) -> Component:
    """Return a choice of a period; one that stands in the URL is offered too, if there is such a period."""
    period = queries.plan.period.first(period=chosen) if chosen and chosen not in dict(options) else None
    offered = [(chosen, period["label"]), *options] if period else options
    return components.filter_box(name, label, offered, chosen if chosen in dict(offered) else None, every=every)


def _parts(asked: Asked) -> list[Component]:
    if not asked.dimensions:
        return []
    options = [(name, words.prose.capital(name)) for name in asked.dimensions]
    return [components.filter_box("by", "Break down by", options, asked.choice.by or None, every="Not broken down")]


def _chips(asked: Asked, *, pair: bool) -> Component | None:
    """Return what was chosen, each as a link that removes it."""
    choice = asked.choice
    chips = [
        (asked.measures[code]["short_title"], {"measures": tuple(one for one in choice.measures if one != code)}, code)
        for code in choice.measures
    ]
    if pair and asked.against:
        chips.append((f"Against {asked.against.about['short_title']}", {"against": ""}, "against"))
    if not chips:
        return None
    items = [_chip(asked, said, changes, f"chip-{links.slug(code)}", "find-measure") for said, changes, code in chips]
    clear = components.in_place("Clear all", asked.href(measures=(), against=""), id="chip-all", focus="find-measure")
    shown, rest = items[:CHIPS], items[CHIPS:]
    listed = html.Ul(
        [*(html.Li(item) for item in shown), *([] if rest else [html.Li(clear)])],
        className="gt-chips",
        **{"aria-label": f"{words.prose.capital(asked.facts['measure_word_plural'])} chosen", "data-in-place": ""},
    )
    if not rest:
        return listed
    more = html.Ul([html.Li(item) for item in [*rest, clear]], className="gt-chips", **{"data-in-place": ""})
    return html.Div([listed, html.Details([html.Summary(f"{len(rest):,} more"), more])])


def _councils(asked: Asked) -> Component:
    """Return who is compared with, and how to pick them: folded away unless they were picked."""
    picked = asked.group["group"] == PICKED
    others = [row for row in asked.members if not row["own"]]
    taken = {asked.own, *(asked.areas if picked else ())}
    options = [(row["area"], row["name"]) for row in asked.councils if row["area"] not in taken]
    box = components.finder(
        "areas",
        "Add a council" if picked else "Pick councils yourself: the first",
        options,
        chosen=",".join(asked.choice.areas) if picked else "",
        hint="Type its name",
    )
    # Names alone are text at once: each of hundreds would be walked over four times on its way out.
    items: Any = Markup("".join([f"<li>{escape(row['name'])}</li>" for row in others]))
    if picked:
        items = [
            html.Li(
                _chip(
                    asked,
                    row["name"],
                    {"areas": tuple(area for area in asked.choice.areas if area != row["area"])},
                    f"chip-{row['area'].lower()}",
                    "find-areas",
                )
            )
            for row in others
        ]
    start = asked.href(group=PICKED, areas=tuple(row["area"] for row in others))
    begin = components.in_place("Pick your own, starting from these", start, id="pick-these", focus="find-areas")
    listed = html.Ul(
        items,
        className="gt-chips" if picked else "gt-explorer__names",
        **{"aria-label": "Councils compared with", "data-in-place": ""},
    )
    inside = [box, listed] if picked else [listed, html.P(begin, **{"data-in-place": ""}), box]
    summary = f"{words.prose.capital(asked.group['name'])}: {formats.plural(len(others), 'council')}"
    return html.Details([html.Summary(summary), *inside], open=picked, className="gt-explorer__councils")


def _chip(asked: Asked, said: str, changes: dict[str, Any], id: str, focus: str) -> Component:
    return components.in_place(
        [components.hidden("Remove "), said, html.Span("×", className="gt-chip__x", **{"aria-hidden": "true"})],
        asked.href(**changes),
        id=id,
        focus=focus,
        className="gt-chip",
    )
