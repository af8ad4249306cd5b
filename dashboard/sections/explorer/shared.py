"""What every view of the explorer says around its chart: title, subtitle, sentence, notes, source, the councils."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, words
from dashboard.explorer import Asked, Subject

Row = dict[str, Any]


def nothing(asked: Asked, subject: Subject) -> Component:
    """Return the frame of a chart there is nothing for."""
    return components.no_figure(
        subject.about["short_title"], f"Too few of {asked.group['name']} have published it to compare with."
    )


def title(asked: Asked, subject: Subject) -> str:
    """Return the finding: where the council stands, in which group, in which period."""
    at = asked.at(subject) or {}
    return words.benchmark_title(
        at, group_name=asked.group["name"], label=at["label"], newer=asked.newer(subject) is not None
    )


def subtitle(subject: Subject, at: Row) -> str:
    """Return measure, unit and period."""
    return f"{subject.about['short_title']}, {subject.about['unit']}, {at['label']}"


def sentence(asked: Asked, subject: Subject) -> str:
    """Return what the chart shows in words: value, place, quartile, mean with its n, range (DR-16 to DR-18)."""
    at = asked.at(subject) or {}
    return words.benchmark_sentence(
        subject.about,
        at,
        council=asked.council,
        group_name=asked.group["name"],
        label=at["label"],
        newer=asked.newer(subject) is not None,
    )


def notes(asked: Asked, subject: Subject) -> list[str]:
    """Return the figures published for region and nation, and our own newer one, each with its period."""
    at = asked.at(subject) or {}
    when = formats.in_period(at["label"])
    said = [
        f"{row['name']} as published: {formats.measured(row['value'], subject.about, marker=row['marker'])} {when}."
        for row in asked.published(subject)
    ]
    newer = asked.newer(subject)
    if newer:
        figure = formats.measured(newer["value"], subject.about, unit=True)
        said.append(
            f"{asked.council} has a newer figure, {figure} {formats.in_period(newer['label'])}; "
            "too few of the others have one to compare it with."
        )
    return said


def source(asked: Asked, subject: Subject) -> str:
    """Return whose figures these are, the group and its version, and as at which day."""
    group = asked.group
    version = f", version {group['version']}" if group["version"] else ""
    said = [formats.text(subject.about.get("source_name")), f"Group: {group['name']}{version}"]
    said.append(f"As at {formats.day(asked.facts['as_at'])}")
    return " ".join(f"{part}." for part in said if part)


def councils(asked: Asked, subject: Subject) -> Component:
    """Return the same numbers as a table: every council with its figure and rank, the best first."""
    rows = [
        {
            "name": html.Strong(row["name"]) if row["own"] else row["name"],
            "value": formats.measured(row["value"], subject.about, marker=row["marker"]),
            "rank": "–" if formats.is_missing(row["rank"]) else f"{row['rank']:,}",
        }
        for row in asked.figures(subject)
    ]
    unit = subject.about["unit"]
    columns: list[components.Column] = [("name", "Council"), ("value", unit[:1].upper() + unit[1:], "number")]
    columns.append(("rank", "Rank", "number"))
    return components.data_table(columns, rows, caption=subtitle(subject, asked.at(subject) or {}), show_caption=False)
