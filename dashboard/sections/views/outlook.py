"""What is to be expected of a measure if nothing changes: the next periods, or the end of its year (DR-31, DR-32)."""

from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.sections.measure import Facts, Rows, Shown, source
from dashboard.sections.views.spc import refused

SHOWN = 12
"""Periods before the outlook that are drawn."""
INSTEAD = {
    "overlapping periods": ("trend", "The trend shows each figure beside its target."),
    "seasonal": ("trend", "The trend shows each figure; compare it with the same period a year earlier."),
    "fewer than eight points": ("trend", "The trend shows the figures there are."),
    "no figure": ("definition", "The definition says what will be measured."),
}
"""For each refusal, the view to look at and what it shows."""


def draw(one: Shown) -> list[Component]:
    """Return the outlook, the projection of the year for a cumulative measure, or why there is neither."""
    if one.about["cumulative"] and one.observed:
        year = queries.measure.projection.first(measure=one.measure, period=one.observed)
        if year is not None:
            return [_projection(one, year)]
    rows = one.outlook
    if any(row["step"] > 0 for row in rows):
        return [_outlook(one, rows)]
    known = next(iter(rows), None) or queries.measure.refused.first(measure=one.measure) or {}
    reason = formats.text(known.get("reason")) or ("no figure" if one.observed is None else "fewer than eight points")
    return [refused(one, "Outlook", words.outlook.outlook_refusal(reason), INSTEAD.get(reason))]


def _outlook(one: Shown, rows: Rows) -> Component:
    return components.figure(
        "outlook",
        charts.outlook(one.history[-SHOWN:], rows, one.about, accent=one.accent),
        title=words.outlook.outlook_title(one.about, rows),
        subtitle=f"{formats.titled(one.about)}, {one.council}. A straight line through the last "
        f"{rows[0]['points']} figures, with the range of 8 times in 10. It assumes that nothing changes",
        sentence=words.outlook.outlook_sentence(one.about, rows),
        table=_ahead_table(one, rows),
        source=source(one),
        downloads=[("CSV of the outlook", links.measure_csv(one.measure, "outlook"))],
    )


def _ahead_table(one: Shown, rows: Rows) -> Component:
    said = []
    for row in rows:
        ends = [formats.measured(formats.bounded(row[end], one.about), one.about) for end in ("lower80", "upper80")]
        said.append(
            {
                "label": row["ahead_label"],
                "projected": formats.measured(formats.bounded(row["projected"], one.about), one.about),
                "range": " to ".join(ends),
                "target": "" if row["target"] is None else formats.measured(row["target"], one.about, trim=True),
                "chance": formats.probability(row["probability"]) or "–",
            }
        )
    columns: list[components.Column] = [
        ("label", "Period"),
        ("projected", "Expected", "number"),
        ("range", "8 times in 10 between", "number"),
    ]
    if any(row["target"] for row in said):
        columns += [("target", "Target", "number"), ("chance", "Chance of meeting it")]
    caption = f"Outlook of {one.about['title']} in {one.council}"
    return components.data_table(columns, said, caption=caption, show_caption=False)


def _projection(one: Shown, facts: Facts) -> Component:
    rows = queries.measure.year.rows(measure=one.measure, period=one.observed)
    said = [
        {
            "label": row["label"],
            "value": "" if row["value"] is None else formats.measured(row["value"], one.about),
            "target": "" if row["target"] is None else formats.measured(row["target"], one.about, trim=True),
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("label", "Year up to the end of"),
        ("value", f"So far, {one.about['unit']}", "number"),
        ("target", "Planned by then", "number"),
    ]
    caption = f"The year of {one.about['title']} in {one.council}"
    return components.figure(
        "outlook",
        charts.projection(rows, facts, one.about, accent=one.accent),
        title=_heading(one, facts),
        subtitle=f"{formats.titled(one.about)}, {one.council}: the year so far, the profile of its "
        "target, and where it is on the way to. It assumes that nothing changes",
        sentence=words.outlook.projection_sentence(one.about, facts),
        table=components.data_table(columns, said, caption=caption, show_caption=False),
        source=source(one),
        downloads=[("CSV of the outlook", links.measure_csv(one.measure, "outlook"))],
    )


def _heading(one: Shown, facts: Facts) -> str:
    projected = formats.measured(facts["projection"], one.about)
    if facts["on_course"] is None:
        return f"On the way to {projected} at the end of the year"
    return f"{'On' if facts['on_course'] else 'Off'} course: on the way to {projected} at the end of the year"
