"""A measure by the parts of one dimension: small panels on one scale, or a table where there are too many (SMBC-06)."""

from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.sections.measure import Facts, Rows, Shown, interval, source

LAST = 5
"""Periods in the table."""


def draw(one: Shown) -> list[Component]:
    """Return a measure by one of its dimensions; parts in their own order, a withheld one said and never a hole."""
    dimensions = queries.measure.dimensions.rows(measure=one.measure)
    if not dimensions:
        sentence = f"{one.about['short_title']} is not published by sex, age, ward or any other part."
        return [components.no_figure("Breakdown", sentence)]
    names = [row["dimension"] for row in dimensions]
    dimension = one.by if one.by in names else names[0]
    rows = queries.measure.breakdown.rows(measure=one.measure, dimension=dimension, until=one.reading.end_date)
    parts = _parts(rows)
    whole = [row for row in rows if row["breakdown"] == "total"]
    if not parts:
        sentence = f"There is no figure by {dimension} up to {one.reading.label}."
        return [*_chooser(names, dimension), components.no_figure("Breakdown", sentence)]
    return [*_chooser(names, dimension), _figure(one, dimension, parts, whole)]


def _chooser(names: list[str], dimension: str) -> list[Component]:
    if len(names) == 1:
        return []
    options = [(name, words.prose.capital(name)) for name in names]
    return [components.filters([components.filter_box("by", "Broken down by", options, dimension)])]


def _parts(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        if row["breakdown"] != "total":
            found.setdefault(row["part"], []).append(row)
    return found


def _figure(one: Shown, dimension: str, parts: dict[str, Rows], whole: Rows) -> Component:
    periods = sorted({row["end_date"]: row for rows in parts.values() for row in rows}.values(), key=_end)
    last = periods[-1]
    latest = [_in(rows, last["period"]) | {"label": part} for part, rows in parts.items()]
    shown = [row["period"] for row in periods]
    drawn = None
    if len(parts) <= charts.MOST:
        drawn = _panels(one, parts, {row["period"]: row["value"] for row in whole}, shown)
    span = f"{periods[0]['label']} to {last['label']}" if len(periods) > 1 else last["label"]
    scale = ". All panels have the same scale; the grey line is the whole council" if drawn is not None else ""
    return components.figure(
        "breakdown",
        drawn,
        title=_title(one, latest, last["label"]),
        subtitle=f"{one.about['short_title']} by {dimension}, {one.about['unit']}, {one.council}, {span}{scale}",
        sentence=words.breakdown.breakdown_sentence(one.about, latest),
        table=_table(one, dimension, parts, periods[-LAST:]),
        source=source(one),
        downloads=[("CSV of the breakdown", links.measure_csv(one.measure, "breakdown", by=dimension))],
    )


def _panels(one: Shown, parts: dict[str, Rows], whole: dict[str, float | None], shown: list[str]) -> Component:
    series = {part: [_in(rows, period)["value"] for period in shown] for part, rows in parts.items()}
    council = [whole.get(period) for period in shown]
    low, high, ticks = charts.scale([*series.values(), council], one.about)
    first, last = (_label(parts, period) for period in (shown[0], shown[-1]))
    panels = []
    for part, values in series.items():
        rows = parts[part]
        latest = _in(rows, shown[-1])
        picture = charts.panel(values, council, low, high, [place for place, _ in ticks], accent=one.accent)
        panels.append(
            components.Panel(
                title=part,
                figure=formats.measured(latest["value"], one.about, marker=latest["marker"]),
                picture=picture if any(value is not None for value in values) else None,
                spoken=_spoken(one, rows),
                note=_note(rows),
                ticks=ticks,
                ends=(first, last),
            )
        )
    return components.panels(panels)


def _label(parts: dict[str, Rows], period: str) -> str:
    return next(row["short_label"] for rows in parts.values() for row in rows if row["period"] == period)


def _spoken(one: Shown, rows: Rows) -> str:
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return ""
    low, high = (end(known, key=lambda row: row["value"]) for end in (min, max))
    said = [f"{formats.measured(row['value'], one.about)} {formats.in_period(row['label'])}" for row in (low, high)]
    return f"{formats.plural(len(known), 'figure')}, lowest {said[0]}, highest {said[1]}"


def _note(rows: Rows) -> str:
    """Return how many periods of a part have no figure, and why (DR-36)."""
    reasons: dict[str, int] = {}
    for row in rows:
        if row["value"] is None:
            reason = formats.value(None, marker=row["marker"])
            reasons[reason] = reasons.get(reason, 0) + 1
    if len(rows) in reasons.values():
        return f"{next(iter(reasons)).capitalize()} in every period"
    return ", ".join(f"{reason} in {formats.plural(n, 'period')}" for reason, n in reasons.items()).capitalize()


def _title(one: Shown, latest: Rows, label: str) -> str:
    known = [row for row in latest if row.get("value") is not None]
    when = formats.in_period(label)
    if not known:
        return f"No part has a figure {when}"
    low, high = (end(known, key=lambda row: row["value"]) for end in (min, max))
    if low is high:
        return f"{high['label']}: {formats.measured(high['value'], one.about)} {when}"
    said = [f"{row['label']} ({formats.measured(row['value'], one.about)})" for row in (high, low)]
    return f"Highest for {said[0]}, lowest for {said[1]} {when}"


def _table(one: Shown, dimension: str, parts: dict[str, Rows], periods: Rows) -> Component:
    last = periods[-1]["period"]
    said = []
    for part, rows in parts.items():
        now = _in(rows, last)
        cells = {row["period"]: _cell(one, _in(rows, row["period"])) for row in periods}
        based = "" if now.get("denominator") is None else f"{now['denominator']:,.0f}"
        said.append({"part": part, **cells, "interval": interval(now, one.about), "based": based})
    columns: list[components.Column] = [("part", words.prose.capital(dimension))]
    columns += [(row["period"], row["short_label"], "number") for row in reversed(periods)]
    columns += [
        (key, title, "number")
        for key, title in (
            ("interval", f"95% confidence interval, {periods[-1]['short_label']}"),
            ("based", f"Denominator, {periods[-1]['short_label']}"),
        )
        if any(row[key] for row in said)
    ]
    caption = f"{one.about['title']} by {dimension} in {one.council}, the last {formats.plural(len(periods), 'period')}"
    return components.data_table(columns, said, caption=caption, show_caption=False)


def _cell(one: Shown, row: Facts) -> str:
    return formats.measured(row["value"], one.about, marker=row["marker"])


def _in(rows: Rows, period: str) -> Facts:
    return next((row for row in rows if row["period"] == period), {"value": None, "marker": "x"})


def _end(row: Facts):
    return row["end_date"]
