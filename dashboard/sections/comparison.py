"""A measure beside one comparator group: ranked bars, the group's words, the group's mean over time."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, ranks, words
from dashboard.sections import terms
from dashboard.sections.measure import Facts, Rows, Shown, source

ENOUGH = 5
"""Comparators with a figure for a period to be the one compared at (DR-16, DR-24)."""


@dataclass(frozen=True)
class Comparison:
    """A measure beside one comparator group: its chart, the group's words, and the group's mean over time."""

    figure: Component
    group_name: str
    means: Rows
    """end_date, value."""


def of(one: Shown) -> Comparison:
    """Return the measure beside the group asked for, the council's default if none is chosen (SMBC-32, DR-24)."""
    groups = one.told("groups")
    if not groups:
        sentence = f"No comparator has published {one.about['short_title']} for a period the council has a figure for."
        return Comparison(components.no_figure("Benchmark", sentence), "comparators", [])
    chosen = next((group for group in groups if group["group"] == one.group), groups[0])
    rows = [row for row in one.told("places") if row["group"] == chosen["group"]]
    means = [{"end_date": row["end_date"], "value": row["mean"]} for row in rows if row["mean"] is not None]
    return Comparison(_ranked(one, groups, chosen, _compared(one, rows)), chosen["name"], means)


def sentence(one: Shown) -> str:
    """Return where the measure stands in the group it is ranked in, for a page without the chart; empty if nowhere."""
    place = one.facts.get("position")
    if not place:
        return ""
    label = formats.text(one.facts.get("position_period"))
    newer = label != formats.text(one.facts.get("observed_label"))
    return words.position.benchmark_sentence(
        one.about, place, council=one.council, group_name=place["group_name"], label=label, newer=newer
    )


def _compared(one: Shown, rows: Rows) -> Facts:
    """Return the place in the last period up to the reporting period in which enough comparators have a figure."""
    most = max(row["others"] for row in rows)
    enough = [row for row in rows if row["others"] >= min(ENOUGH, most)]
    until = [row for row in enough if row["end_date"] <= formats.as_date(one.reading.end_date)]
    return until[-1] if until else enough[0]


def _ranked(one: Shown, groups: Rows, chosen: Facts, place: Facts) -> Component:
    about, group, period = one.about, chosen["group"], place["period"]
    asked = queries.benchmark.ranking.rows(measure=one.measure, group=group, period=period)
    members = ranks.ranked(asked, formats.text(about["polarity"]))
    newer = any(row["end_date"] > place["end_date"] for row in one.told("trend") if row["value"] is not None)
    said = {"group_name": chosen["name"], "label": place["label"], "newer": newer}
    shown = [
        {
            "name": row["name"],
            "value": formats.measured(row["value"], about, marker=row["marker"]),
            "rank": "–" if row["rank"] is None else f"{row['rank']}",
        }
        for row in members
    ]
    columns = [
        ("name", "Council"),
        ("value", words.prose.capital(about["unit"]), "number"),
        ("rank", "Rank", "number"),
    ]
    chooser = components.filter_box(
        "group", "Compare with", [(row["group"], _named(row["name"], row["family"])) for row in groups], group
    )
    drawn = components.figure(
        "benchmark",
        charts.ranked_bars(members, about, mean=place["mean"], others=place["others"], accent=one.accent),
        title=words.position.benchmark_title(place, **said),
        subtitle=f"{formats.titled(about)}, {place['label']}",
        sentence=words.position.benchmark_sentence(about, place, council=one.council, **said),
        table=components.data_table(columns, shown, caption=f"{about['title']}, {place['label']}", show_caption=False),
        notes=_published(one, period, place["label"]),
        source=source(one, f"{_named(chosen['name'], chosen['family'])}, version {chosen['version']}."),
        downloads=[("CSV of the comparison", links.benchmark_csv(one.measure, group=group, period=period))],
    )
    more = links.benchmarking(measure=one.measure, group=group if group != groups[0]["group"] else None)
    way = html.P(
        components.link(f"Explore this benchmark: other councils, other periods, beside other {one.reading.many}", more)
    )
    meant = terms.listed(one.glossary, "Quartile", "Rank", "Mean", "Confidence interval", "Significant")
    return html.Div([components.filters([chooser]), drawn, way, meant], className="gt-compared")


def _named(name: str, family: str) -> str:
    said = f"{name} ({family})" if family == "council list" else name
    return words.prose.capital(said)


def _published(one: Shown, period: str, label: str) -> list[str]:
    """Return the published figures of nation and region, never a mean of councils (DR-16), and how ours compares."""
    when = formats.in_period(label)
    notes = []
    for row in one.told("published"):
        if row["period"] == period:
            figure = formats.measured(row["value"], one.about, marker=row["marker"])
            notes.append(f"{row['name']} as published: {figure} {when}.")
            if row["compared"]:
                notes.append(words.position.significance_sentence(one.about, row, row["name"]))
    return [note for note in notes if note]
