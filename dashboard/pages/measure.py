"""/measures/<measure>: the end of the thread: trend, target, benchmark, narrative, definition and what it serves."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import around, plan
from dashboard.sections.measure import comparison, trend

Facts = dict[str, Any]

FREQUENCIES = {"academic": "every academic year", "annual": "every year", "irregular": "from time to time"}
POLARITIES = {
    "higher": "higher is better",
    "lower": "lower is better",
    "band": "best within a planned range",
    "none": "neither higher nor lower is better",
}


def exists(measure: str) -> bool:
    """Tell whether there is such a measure."""
    return queries.measure.about.first(measure=measure) is not None


def title(measure: str | None = None, **_: Any) -> str:
    """Return the measure's title."""
    about = queries.measure.about.first(measure=measure)
    return about["short_title"] if about else "Not found"


def layout(
    measure: str | None = None, period: str | None = None, group: str | None = None, via: str | None = None, **_: Any
) -> html.Div:
    """Draw one measure as at a reporting period, compared with one group, under the thread the reader came by."""
    about = queries.measure.about.first(measure=measure)
    if about is None:
        return html.Div([html.H1("Not found"), components.nothing(f"There is no {measure} among the measures.")])
    reading = choices.reading(period, via)
    facts = queries.measure.headline.first(measure=measure, period=reading.period) or {}
    paths = queries.measure.paths(measure=measure)
    compared = comparison(about, reading, links.as_one(group))
    group_name = compared.group_name
    return html.Div(
        [
            _breadcrumb(about, reading, paths),
            components.page_title(
                about["title"],
                level=" · ".join(part for part in (formats.text(about["tier_name"]), about["measure"]) if part),
                lead=formats.text(about["plain"]),
                meta=_meta(about),
            ),
            *_headline(about, facts, reading, group_name),
            components.split([trend(about, reading, compared), compared.figure], _aside(about, facts, reading, paths)),
            around.definition(about),
        ]
    )


def _aside(about: Facts, facts: Facts, reading: Reading, paths: Any) -> list[Any]:
    if not about["in_plan"]:
        return [around.serves(paths, reading)]
    return [
        _narrative(about, facts, reading),
        around.serves(paths, reading),
        around.behind(about, reading),
        around.reported(about),
        around.milestones(about["measure"]),
    ]


def _breadcrumb(about: Facts, reading: Reading, paths: Any) -> Any:
    """Return the thread the reader came by, if the measure lies on it; else its main one."""
    for _, path in paths.groupby("path", sort=False):
        nodes = list(path["node"])
        if set(reading.via) <= set(nodes):
            ends = path.groupby("strand", sort=False)["node"].last()
            came = choices.reading(reading.period, ",".join(ends))
            return plan.trail(came, None, choices.counts(reading.period), last=about["short_title"])
    return plan.trail(choices.reading(reading.period), None, choices.counts(reading.period), last=about["short_title"])


def _meta(about: Facts) -> list[Any]:
    frequency = FREQUENCIES.get(about["frequency"], about["frequency"])
    roles = {"deliver": "the council delivers", "enable": "the council enables", "influence": "the council influences"}
    found: list[Any] = []
    for node in ("directorate", "service"):
        if formats.text(about[f"{node}_title"]):
            found.append(dcc.Link(about[f"{node}_title"], href=links.node(about[f"{node}_page"], about[node])))
    if not about["in_plan"]:
        found.append("A published statistic outside the plan")
    found += [frequency, POLARITIES[about["polarity"]], roles.get(about["council_role"], "")]
    lifecycle = about["lifecycle"].replace("_", " ")
    return [*found, "" if lifecycle == "live" else lifecycle]


def _headline(about: Facts, facts: Facts, reading: Reading, group_name: str) -> list[Any]:
    context = bool(about["in_plan"]) and not about["tier_rated"]
    sentence = words.headline(about, facts | {"label": reading.label}, group_name=group_name, context=context)
    if not facts or formats.is_missing(facts["value"]):
        status = formats.text(facts.get("status")) or "not_available"
        pill = components.status_pill(status, formats.text(facts.get("status_label")))
        return [
            components.headline_figure("No figure", pill=pill, period=reading.label),
            components.statement(sentence),
        ]
    style = formats.style(about)
    unit = formats.unit_words(about["unit"], prefix=style["prefix"], suffix=style["suffix"])
    status = formats.text(facts["observed_status"])
    goals = [
        f"{name} {formats.measured(facts[key], about, trim=True)}"
        for key, name in (("target", "target"), ("intervention", "intervention level"))
        if not formats.is_missing(facts[key])
    ]
    if facts["status"] != facts["observed_status"]:
        goals.append(f"{reading.label}: {formats.text(facts['status_label']).lower()}")
    qualifier = formats.qualifier(facts["marker"])
    period = formats.text(facts["observed_label"]) + (f", {qualifier}" if qualifier else "")
    pill = components.status_pill(status, words.status_label(status, reading.labels))
    figure = formats.measured(facts["value"], about)
    return [
        components.headline_figure(figure, unit=unit, pill=pill, facts=goals, period=period),
        components.statement(sentence),
        *_revised(about, facts),
    ]


def _revised(about: Facts, facts: Facts) -> list[Any]:
    if formats.is_missing(facts["revised_from"]):
        return []
    old, new = (formats.measured(facts[key], about) for key in ("revised_from", "value"))
    return [components.notice(f"Revised from {old} to {new} since it was first published.")]


def _narrative(about: Facts, facts: Facts, reading: Reading) -> Any:
    rows = queries.measure.commentary(measure=about["measure"])
    rows = rows[rows["period"].isin([reading.period, facts.get("observed_period")])].head(1)
    said = [components.commentary(row) for row in rows.to_dict("records")]
    if facts.get("status") == "red" and not rows["exception"].any():
        said.append(
            components.notice("No exception report has been given, though the figure is off target.", kind="important")
        )
    return components.card(said or components.nothing("No commentary for this period."), title="What is being done")


register_page(__name__, path_template="/measures/<measure>", title=title, name="Measure", exists=exists)
