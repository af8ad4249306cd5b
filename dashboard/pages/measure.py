"""/measures/<measure>: the end of the thread: a measure in the view a reader chose, and what stands around it."""

import itertools
from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.sections import around, definition, lifecycle, paper, plan, terms, views
from dashboard.sections.measure import Rows, Shown, shown


def exists(measure: str) -> bool:
    """Tell whether there is such a measure."""
    return queries.measure.title.first(measure=measure) is not None


def title(measure: str | None = None, **_: Any) -> str:
    """Return the measure's title."""
    found = queries.measure.title.first(measure=measure)
    return found["short_title"] if found else "Not found"


def layout(
    measure: str | None = None,
    period: str | None = None,
    group: str | None = None,
    via: str | None = None,
    view: str | None = None,
    by: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw one measure as at a reporting period, in one view, under the thread the reader came by."""
    reading = choices.reading(period, via)
    one = shown(measure or "", reading, view=views.chosen(links.as_one(view)), group=group, by=by)
    if one is None:
        return html.Div([html.H1("Not found"), components.nothing(f"There is no {measure} among the {reading.many}.")])
    paths = one.told("paths")
    about = one.about
    return html.Div(
        [
            _breadcrumb(one, paths),
            components.page_title(
                about["title"],
                level=" · ".join(part for part in (formats.text(about["tier_name"]), about["measure"]) if part),
                lead=formats.text(about["plain"]),
                meta=_meta(one),
            ),
            html.Div(_headline(one), className="gt-judged"),
            views.tabs(one),
            *_body(one, paths),
        ],
        className="gt-measure",
    )


def _body(one: Shown, paths: Rows) -> list[Any]:
    """Return the view with its cards: beside a long one all of them, beside a short one the first, the others below."""
    main = [*views.draw(one), paper.periods(one)]
    first = [*around.first(one), paper.sheet(one)]
    more = [card for card in around.more(one, paths) if card]
    if one.view in views.LONG or not one.about["in_plan"]:
        return [components.split(main, [*first, *more])]
    return [components.split(main, first), html.Div(components.cards(more), className="gt-around")]


def _breadcrumb(one: Shown, paths: Rows) -> Any:
    """Return the thread the reader came by, if the measure lies on it; else its main one."""
    threads = [list(steps) for _, steps in itertools.groupby(paths, key=lambda step: step["path"])]
    path = next((path for path in threads if set(one.reading.via) <= {step["node"] for step in path}), [])
    strands = [list(steps) for _, steps in itertools.groupby(path, key=lambda step: step["strand"])]
    return plan.thread(one.reading, strands, last=one.about["short_title"])


def _meta(one: Shown) -> list[Any]:
    about = one.about
    frequency = definition.FREQUENCIES.get(about["frequency"], about["frequency"])
    found: list[Any] = []
    for node in ("directorate", "service"):
        if formats.text(about[f"{node}_title"]):
            found.append(dcc.Link(about[f"{node}_title"], href=links.node(about[f"{node}_page"], about[node])))
    if not about["in_plan"]:
        found.append("A published statistic outside the plan")
    polarity, role = definition.POLARITIES[about["polarity"]], definition.ROLES.get(about["council_role"], "")
    return [*found, frequency, polarity, role, *lifecycle.badges(one)]


def _headline(one: Shown) -> list[Any]:
    about, facts, reading = one.about, one.facts, one.reading
    if not facts and about["lifecycle"] == "retired":
        return lifecycle.ended(one)
    context = bool(about["in_plan"]) and not about["tier_rated"]
    group = (facts.get("position") or {}).get("group_name") or "comparators"
    sentence = words.measure.headline(about, facts | {"label": reading.label}, group_name=group, context=context)
    if one.observed is None or formats.is_missing(facts["value"]):
        status = formats.text(facts.get("status")) or "not_available"
        pill = components.status_pill(status, words.status.status_label(status, reading.labels))
        return [
            components.headline_figure("No figure", pill=pill, period=reading.label),
            components.statement(sentence),
        ]
    style = formats.style(about)
    unit = formats.unit_words(about["unit"], prefix=style["prefix"], suffix=style["suffix"])
    status = formats.text(facts["observed_status"])
    qualifier = formats.qualifier(facts["marker"])
    period = [
        formats.text(facts["observed_label"]),
        *([", ", terms.explained(qualifier, one.glossary)] if qualifier else []),
    ]
    pill = components.status_pill(status, words.status.status_label(status, reading.labels))
    figure = formats.measured(facts["value"], about)
    return [
        components.headline_figure(figure, unit=unit, pill=pill, facts=_goals(one), period=period),
        html.Div(
            [
                components.statement(sentence),
                # Both comparisons, whichever of them the sentence chose (DR-11).
                _travel(one, words.prose.sentences(words.measure.travel_clause(about, facts))),
            ]
        ),
        *_revised(one),
    ]


def _travel(one: Shown, said: str) -> html.Div | None:
    if not said:
        return None
    return html.Div([terms.explained("Direction of travel", one.glossary), ": ", said], className="gt-judged__travel")


def _goals(one: Shown) -> list[Any]:
    """Return target and intervention level, and the status of the reporting period where the figure is an older one."""
    facts = one.facts
    said: list[Any] = []
    for key, name in (("target", "target"), ("intervention", "intervention level")):
        if not formats.is_missing(facts[key]):
            shown = terms.explained(name, one.glossary) if key == "intervention" else name
            said.append(html.Span([shown, f" {formats.measured(facts[key], one.about, trim=True)}"]))
    if facts["status"] != facts["observed_status"]:
        said.append(f"{one.reading.label}: {words.status.status_label(facts['status'], one.reading.labels).lower()}")
    return said


def _revised(one: Shown) -> list[Any]:
    """Return what the figure was when it was first published, with the way to every revision (DR-37)."""
    if formats.is_missing(one.facts["revised_from"]):
        return []
    old, new = (formats.measured(one.facts[key], one.about) for key in ("revised_from", "value"))
    link = dcc.Link("History of revisions", href=one.href("history"))
    return [components.notice([f"Revised from {old} to {new} since it was first published. ", link])]


register_page(__name__, path_template="/measures/<measure>", title=title, name="Measure", exists=exists)
