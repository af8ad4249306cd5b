"""What every view of the explorer says around its chart: title, subtitle, sentence, notes, source, the councils."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, words
from dashboard.explorer import Asked, Subject

Row = dict[str, Any]

LONG, ENDS, AROUND = 60, 10, 5
"""Councils from which on a ranking is an extract: so many at either end, so many on either side of our own."""


def nothing(asked: Asked, subject: Subject) -> Component:
    """Return the frame of a chart there is nothing for."""
    return components.no_figure(
        subject.about["short_title"],
        f"Too few of {asked.group['name']} have published it for a period that can be compared.",
    )


def title(asked: Asked, subject: Subject) -> str:
    """Return the finding: where the council stands, in which group, in which period."""
    at = asked.at(subject) or {}
    newer = asked.newer(subject) is not None
    return headed(
        subject, words.position.benchmark_title(at, group_name=asked.group["name"], label=at["label"], newer=newer)
    )


def headed(subject: Subject, finding: str) -> str:
    """Return a finding after the name of its measure: of several charts each says whose it is."""
    return f"{subject.about['short_title']}: {finding}"


def with_unit(about: Row) -> str:
    """Return a measure's short title and its unit, if neither it nor the measure's figures say that."""
    return ", ".join(filter(None, (about["short_title"], formats.unit_beside(about))))


def measure(asked: Asked, about: Row) -> Component:
    """Return a measure as it stands in a table: the way to its own ranking, its unit below; files read its code."""
    unit = formats.unit_beside(about)
    return html.Span(
        [
            components.link(about["short_title"], asked.href(measures=(about["measure"],), view="")),
            html.Span(unit, className="gt-under") if unit else None,
        ],
        **{"data-measure": about["measure"]},
    )


def measures(asked: Asked) -> components.Column:
    """Return the column of measures, under the council's word for them."""
    return "title", words.prose.capital(asked.facts["measure_word"])


def subtitle(subject: Subject, label: str) -> str:
    """Return measure in full, unit and period."""
    return f"{subject.about['title']}, {subject.about['unit']}, {label}"


def sentence(asked: Asked, subject: Subject) -> str:
    """Return in words: value, place, quartile, mean with its n, range, and whether the verdict depends on the group."""
    at = asked.at(subject) or {}
    said = words.position.benchmark_sentence(
        subject.about,
        at,
        council=asked.council,
        group_name=asked.group["name"],
        label=at["label"],
        newer=asked.newer(subject) is not None,
    )
    return words.prose.sentences(said, verdict(asked, subject))


def verdict(asked: Asked, subject: Subject) -> str:
    """Return whether the verdict is another in another group: our own lists of neighbours, the group beside (DR-15)."""
    mattering = {asked.group["group"], asked.choice.beside}
    places = [
        (group["name"], place)
        for group, place in asked.places(subject)
        if group["of_area"] or group["group"] in mattering
    ]
    return words.explorer.verdict(places)


def notes(asked: Asked, subject: Subject) -> list[str]:
    """Return which period is compared, the figures published for region and nation, and our own newer one."""
    at = asked.at(subject) or {}
    said = [words.explorer.compared_at(at["label"], chosen=bool(asked.choice.period))]
    when = formats.in_period(at["label"])
    said += [
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
    return words.prose.sentences(words.measure.source(subject.about, council=asked.facts["council"]), grouped(asked))


def grouped(asked: Asked) -> str:
    """Return the group compared with, its version, and as at which day."""
    group = asked.group
    version = f", version {group['version']}" if group["version"] else ""
    return words.prose.sentences(f"Group: {group['name']}{version}", f"As at {formats.day(asked.facts['as_at'])}")


def shown(asked: Asked, subject: Subject) -> list[Row]:
    """Return the councils of a ranking: all, or of a long one its two ends and those around our own place."""
    rows = asked.figures(subject)
    return rows if len(rows) <= LONG else ends([row for row in rows if row["value"] is not None])


def ends(rows: list[Row]) -> list[Row]:
    """Return rows in their order: all, or of many the first, the last and those around our own."""
    if len(rows) <= LONG:
        return rows
    own = next((place for place, row in enumerate(rows) if row["own"]), 0)
    kept = {*range(ENDS), *range(own - AROUND, own + AROUND + 1), *range(len(rows) - ENDS, len(rows))}
    return [row for place, row in enumerate(rows) if place in kept]


def extract(asked: Asked, subject: Subject) -> list[str]:
    """Return what an extract of a long ranking holds, as a note; nothing where it is whole."""
    known = [row for row in asked.figures(subject) if row["value"] is not None]
    return extract_of(shown(asked, subject), known)


def extract_of(drawn: list[Row], known: list[Row]) -> list[str]:
    """Return what is drawn of the councils with a figure, as a note; nothing where all are."""
    return [words.explorer.extract(len(drawn), len(known))] if len(drawn) < len(known) else []


def councils(asked: Asked, subject: Subject, *, every: bool = False) -> Component:
    """Return the same numbers as a table: the councils of a ranking with figure and rank, or ``every`` one."""
    rows = [
        {
            "name": named(row),
            "value": formats.measured(row["value"], subject.about, marker=row["marker"]),
            "rank": "–" if formats.is_missing(row["rank"]) else f"{row['rank']:,}",
        }
        for row in (asked.figures(subject) if every else shown(asked, subject))
    ]
    unit = subject.about["unit"]
    columns: list[components.Column] = [("name", "Council"), ("value", words.prose.capital(unit), "number")]
    columns.append(("rank", "Rank", "number"))
    caption = subtitle(subject, (asked.at(subject) or {})["label"])
    return components.data_table(columns, rows, caption=caption, show_caption=False)


def named(row: Row) -> Any:
    """Return a council's name as it stands in a table: our own in bold; files read its code."""
    return (html.Strong if row["own"] else html.Span)(row["name"], **{"data-area": row["area"]})


def elsewhere(asked: Asked, subject: Subject) -> list[Component]:
    """Return our place in every group offered, each a link that compares with it instead; nothing for one group."""
    places = asked.places(subject)
    if len(places) < 2:
        return []
    rows = [
        {
            "group": _switch(asked, group),
            "rank": "–" if formats.is_missing(place["rank"]) else formats.count(place["rank"], place["of_n"]),
            "quarter": words.prose.capital(words.explorer.quarter(place)) or "–",
            "median": formats.measured(place["median"], subject.about),
        }
        for group, place in places
    ]
    columns: list[components.Column] = [("group", "Group"), ("rank", "Rank", "number"), ("quarter", "Quarter")]
    columns.append(("median", "Median of the others", "number"))
    caption = f"{subject.about['short_title']} in every group, {(asked.at(subject) or {})['label']}"
    table = components.data_table(columns, rows, caption=caption, show_caption=False)
    note = words.explorer.verdict([(group["name"], place) for group, place in places])
    inside = html.Div(table, className="gt-explorer__groups", **{"data-in-place": ""})
    return [components.section(f"In every group: {subject.about['short_title']}", inside, note=note)]


def _switch(asked: Asked, group: Row) -> Component:
    """Return a group's name as a link that compares with it; the one compared with in bold."""
    name = words.prose.capital(group["name"])
    if group is asked.group:
        return html.Strong(name)
    href = asked.href(group=group["group"])
    return components.in_place(name, href, id=f"in-{links.slug(group['group'])}", focus="view-ranked")
