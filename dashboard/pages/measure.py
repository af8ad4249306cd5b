"""/measures/<measure>: the end of the thread: trend, target, benchmark, narrative, definition and what it serves."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan
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
                aside=components.period_selector(reading.periods, reading.period),
            ),
            *_headline(about, facts, reading, group_name),
            components.split(
                [trend(about, reading, compared), compared.figure],
                [
                    _narrative(about, facts, reading),
                    _serves(paths, reading),
                    _behind(about, reading),
                    _reported(about),
                    _milestones(about["measure"]),
                ],
            ),
            _definition(about),
        ]
    )


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
        return [components.headline_figure("–", pill=pill, period=reading.label), components.statement(sentence)]
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
        said.append(components.notice("No exception report has been given, though the figure is off target.", kind="important"))
    return components.card(said or components.nothing("No commentary for this period."), title="What is being done")


def _serves(paths: Any, reading: Reading) -> Any:
    if paths.empty:
        return components.card(components.nothing("It serves no outcome of the plan."), title="Serves")
    threads = []
    for _, path in paths.groupby("path", sort=False):
        steps: list[Any] = []
        for step in path.to_dict("records"):
            steps += [" › "] if steps else []
            steps.append(dcc.Link(step["short_title"], href=links.node(step["page"], step["node"], **reading.kept)))
        threads.append(html.Li(steps))
    return components.card(html.Ul(threads, className="gt-threads"), title="Serves")


def _behind(about: Facts, reading: Reading) -> Any:
    """Return the measures of the next tier down on the same priorities: each tier drills to the next (WCC-15)."""
    rows = queries.measure.behind.rows(measure=about["measure"], period=reading.period)
    if not rows:
        return None
    listed = [
        html.Li(
            [
                components.mark(row["status"]),
                " ",
                dcc.Link(row["short_title"], href=links.measure(row["measure"], **reading.kept)),
                components.hidden(f", {words.status_label(row['status'], reading.labels).lower()}"),
            ]
        )
        for row in rows
    ]
    tier = rows[0]["tier_name"]
    return components.card(html.Ul(listed, className="gt-behind"), title=f"{tier} behind it")


def _reported(about: Facts) -> Any:
    rows = queries.measure.forums.rows(measure=about["measure"])
    listed = [
        html.Li(f"{row['name']}, {row['cadence']}" + (f"; next {formats.day(row['next_meeting'])}" if formats.day(row["next_meeting"]) else ""))
        for row in rows
    ]
    inside = html.Ul(listed) if listed else components.nothing("It is reported to no forum.")
    return components.card(inside, title="Reported to")


def _milestones(measure: str) -> Any:
    rows = queries.measure.milestones(measure=measure).head(4).to_dict("records")
    if not rows:
        return None
    listed = [html.Li(f"{row['title']}: {words.milestone(row)}") for row in rows]
    return components.card(html.Ul(listed), title="Milestones on the same threads")


def _definition(about: Facts) -> Any:
    baseline = ""
    if not formats.is_missing(about["baseline"]):
        label = formats.text(about["baseline_label"])
        baseline = formats.measured(about["baseline"], about) + (f" {formats.in_period(label)}" if label else "")
    source = formats.text(about["source_name"]) or formats.text(about["source_system"])
    pairs = [
        ("Definition", about["definition"]),
        ("Why it is measured", about["rationale"]),
        ("Formula", about["formula"]),
        ("Numerator", about["numerator"]),
        ("Denominator", about["denominator"]),
        ("Inclusions and exclusions", about["inclusions"]),
        ("Unit", f"{about['unit']}, to {formats.plural(int(about['decimals']), 'decimal')}"),
        ("Baseline", baseline),
        ("What it does not show", about["caveats"]),
        ("Source", html.A(source, href=about["source_url"]) if formats.text(about["source_url"]) and source else source),
        ("Licence", about["licence"]),
        ("Guidance followed", about["guidance"]),
        ("National set", " ".join(filter(None, (formats.text(about["national_set"]), formats.text(about["national_code"]))))),
        ("Owner", about["owner"]),
        ("Data owner", about["data_owner"]),
        ("Contact", about["contact"]),
        ("Portfolio", about["portfolio"]),
        ("Scrutiny committee", about["committee"]),
        ("Components", formats.text(about["component_names"]).replace("|", ", ")),
        ("Data quality", about["quality"]),
        ("Replaced by", _successor(about)),
    ]
    return components.section("Definition", components.definition_list(pairs), id="definition")


def _successor(about: Facts) -> Any:
    if not formats.text(about["replaced_by"]):
        return ""
    return dcc.Link(about["replaced_by_title"] or about["replaced_by"], href=links.measure(about["replaced_by"]))


register_page(__name__, path_template="/measures/<measure>", title=title, name="Measure", exists=exists)
