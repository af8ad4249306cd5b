"""The two charts of a measure, each with its sentence, its table and its download: the trend and the comparison."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
ENOUGH = 5
"""Comparators with a figure for a period to be the one compared at (DR-16, DR-24)."""


@dataclass(frozen=True)
class Comparison:
    """A measure beside one comparator group: its chart, the group's words, and the group's mean over time."""

    figure: Component
    group_name: str
    means: pd.DataFrame


def trend(about: Facts, reading: Reading, compared: Comparison) -> Component:
    """Return the council's own series with target, intervention level, baseline, breaks and events (BCP-19 to 21)."""
    history = queries.measure.trend(measure=about["measure"])
    history = history[history["end_date"] <= reading.end_date]
    if (history["type"] == about["period_type"]).any():
        history = history[history["type"] == about["period_type"]]
    place = reading.facts["council_short"]
    if history["value"].notna().sum() == 0:
        return components.no_figure("Trend", words.trend_sentence(about, history, place))
    events = queries.measure.events(measure=about["measure"])
    means = compared.means
    means = means[means["end_date"].isin(history["end_date"])]
    return components.figure(
        "trend",
        charts.trend(
            history,
            about,
            events=events,
            comparators=means if len(means) > 1 else None,
            comparator_name=f"Mean of {compared.group_name}",
            accent=reading.facts["accent"],
        ),
        title=words.trend_finding(about, history, events),
        subtitle=words.trend_subtitle(about, history, place),
        sentence=words.trend_sentence(about, history, place, events),
        table=_trend_table(about, history, reading),
        notes=words.event_notes(events, history),
        source=_source(about, reading),
        downloads=[("CSV of the trend", links.trend_csv(about["measure"]))],
    )


def comparison(about: Facts, reading: Reading, group: str | None) -> Comparison:
    """Return the measure beside a comparator group, the council's default if none is chosen (SMBC-32, DR-24)."""
    groups = queries.benchmark.groups(measure=about["measure"])
    if groups.empty:
        sentence = f"No comparator has published {about['short_title']} for a period the council has a figure for."
        nothing = pd.DataFrame({"end_date": [], "value": []})
        return Comparison(components.no_figure("Benchmark", sentence), "comparators", nothing)
    chosen = groups[groups["group"] == group] if group in set(groups["group"]) else groups.head(1)
    code, name = chosen["group"].iloc[0], chosen["name"].iloc[0]
    history = queries.benchmark.history(measure=about["measure"], group=code)
    means = history[["end_date", "mean"]].rename(columns={"mean": "value"}).dropna(subset="value")
    return Comparison(_ranked(about, reading, groups, code, _period(history, reading)), name, means)


def _period(history: pd.DataFrame, reading: Reading) -> str:
    """Return the last period up to the reporting period in which enough comparators have a figure."""
    enough = history[history["others"] >= min(ENOUGH, history["others"].max())]
    until = enough[enough["end_date"] <= reading.end_date]
    return str((enough.head(1) if until.empty else until.tail(1))["period"].iloc[0])


def _ranked(about: Facts, reading: Reading, groups: pd.DataFrame, group: str, period: str) -> Component:
    place = queries.benchmark.position.first(measure=about["measure"], group=group, period=period) or {}
    members = queries.benchmark.members(measure=about["measure"], group=group, period=period)
    council = reading.facts["council_short"]
    said = {"group_name": place["group_name"], "label": place["label"], "newer": bool(place["newer"])}
    shown = members.assign(
        value=[formats.measured(v, about, marker=m) for v, m in zip(members["value"], members["marker"], strict=True)]
    )
    columns = [
        ("name", "Council"),
        ("value", about["unit"][:1].upper() + about["unit"][1:], "number"),
        ("rank", "Rank", "number"),
    ]
    ranks = ["–" if formats.is_missing(rank) else f"{int(rank)}" for rank in members["rank"]]
    chooser = components.filter_box(
        "group",
        "Compare with",
        [(g, _named(n, f)) for g, n, f in zip(groups["group"], groups["name"], groups["family"], strict=True)],
        group,
    )
    drawn = components.figure(
        "benchmark",
        charts.ranked_bars(members, about, mean=place["mean"], others=place["others"], accent=reading.facts["accent"]),
        title=words.benchmark_title(place, **said),
        subtitle=f"{about['short_title']}, {about['unit']}, {place['label']}",
        sentence=words.benchmark_sentence(about, place, council=council, **said),
        table=components.data_table(
            columns, shown.assign(rank=ranks), caption=f"{about['title']}, {place['label']}", show_caption=False
        ),
        notes=_national(about, period, place["label"]),
        source=_source(about, reading, f"{_named(place['group_name'], place['family'])}, version {place['version']}."),
        downloads=[("CSV of the comparison", links.benchmark_csv(about["measure"], group=group, period=period))],
    )
    return html.Div([components.filters([chooser]), drawn], className="gt-compared")


def _named(name: str, family: str) -> str:
    said = f"{name} ({family})" if family == "council list" else name
    return said[:1].upper() + said[1:]


def _national(about: Facts, period: str, label: str) -> list[str]:
    """Return the published figures of nation and region, never a mean of councils (DR-16)."""
    rows = queries.benchmark.national.rows(measure=about["measure"], period=period)
    when = formats.in_period(label)
    return [
        f"{row['name']} as published: {formats.measured(row['value'], about, marker=row['marker'])} {when}."
        for row in rows
    ]


def _trend_table(about: Facts, history: pd.DataFrame, reading: Reading) -> Component:
    rows = []
    for row in history.iloc[::-1].to_dict("records"):
        goal = {
            key: "" if formats.is_missing(row[key]) else formats.measured(row[key], about, trim=True)
            for key in ("target", "intervention")
        }
        value = formats.measured(row["value"], about, marker=row["marker"])
        qualifier = "" if formats.is_missing(row["value"]) else formats.qualifier(row["marker"])
        status = words.status_label(row["status"], reading.labels)
        change = formats.change(row["year_change"], about)
        rows.append(
            {
                "label": row["label"],
                "value": f"{value} ({qualifier})" if qualifier else value,
                **goal,
                "status": status,
                "year": change,
            }
        )
    columns: list[components.Column] = [("label", "Period"), ("value", f"Value, {about['unit']}", "number")]
    columns += [
        (key, title, "number")
        for key, title in (("target", "Target"), ("intervention", "Intervention level"))
        if any(r[key] for r in rows)
    ]
    columns += [("status", "Status"), ("year", "On a year earlier", "number")]
    return components.data_table(
        columns, rows, caption=f"{about['title']} in {reading.facts['council_short']}", show_caption=False
    )


def _source(about: Facts, reading: Reading, more: str = "") -> str:
    name = formats.text(about["source_name"]) or formats.text(about["source_system"]) or reading.facts["council"]
    licence = formats.text(about["licence"])
    if licence.startswith("Source:"):
        name, licence = licence.removeprefix("Source:").strip(" ."), ""
    as_at = f"As at {formats.day(reading.facts['as_at'])}."
    return " ".join(
        part for part in (f"Source: {name}.", f"{licence.rstrip('.')}." if licence else "", as_at, more) if part
    )
