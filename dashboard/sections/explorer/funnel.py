"""Funnel: a figure against the size of what it is a share of, with limits of chance around the group's average."""

import pandas as pd
from dash.development.base_component import Component

from dashboard import charts, components, formats, queries, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "funnel", "Funnel", 65
LEAST, MOST = 1, 6
SPAN = False

LIMITS = {
    "lower95": "Lower 95% limit",
    "upper95": "Upper 95% limit",
    "lower998": "Lower 99.8% limit",
    "upper998": "Upper 99.8% limit",
}


def draw(asked: Asked) -> list[Component]:
    """Return one figure a measure: every council by its denominator, the 95% and the 99.8% limits (DR-23)."""
    return [_one(asked, subject) for subject in asked.subjects[:MOST]]


def _one(asked: Asked, subject: Subject) -> Component:
    at, about = asked.at(subject), subject.about
    if at is None:
        return shared.nothing(asked, subject)
    rows = queries.explorer_views.funnel.rows(
        measure=subject.measure, breakdown=subject.breakdown, period=at["period"], areas=asked.areas, own=asked.own
    )
    if len(rows) <= asked.enough:
        return components.no_figure(about["short_title"], f"{words.explorer_views.NO_FUNNEL} {about['short_title']}.")
    sizes = [row["denominator"] for row in rows]
    limits = queries.explorer_views.limits(
        measure=subject.measure, least=min(sizes), most=max(sizes), average=rows[0]["pooled"]
    )
    return components.figure(
        f"funnel-{subject.id}",
        charts.funnel(pd.DataFrame(rows), limits, about, pooled=rows[0]["pooled"], accent=asked.facts["accent"]),
        title=words.explorer_views.funnel_title(rows, about, council=asked.council, group_name=asked.group["name"]),
        subtitle=shared.subtitle(subject, at["label"]),
        sentence=words.explorer_views.funnel_sentence(rows, about, council=asked.council),
        table=_table(asked, subject, rows, at["label"]),
        notes=[
            words.explorer_views.FUNNEL,
            *filter(None, [words.explorer_views.funnel_spread(rows), _without(asked, rows)]),
            words.explorer.compared_at(at["label"], chosen=bool(asked.choice.period)),
        ],
        source=shared.source(asked, subject),
    )


def _without(asked: Asked, rows: list[shared.Row]) -> str:
    held = {row["area"] for row in rows}
    names = words.explorer_views.named(row["name"] for row in asked.members if row["area"] not in held)
    return f"Without a figure, or without the counts behind it: {names}." if names else ""


def _table(asked: Asked, subject: Subject, rows: list[shared.Row], label: str) -> Component:
    about = subject.about
    listed = [
        {
            "name": shared.named(row),
            "size": formats.number(row["denominator"]),
            "value": formats.measured(row["value"], about),
            **{key: formats.measured(row[key], about) for key in LIMITS},
            "place": words.explorer_views.funnel_place(row),
        }
        for row in rows
    ]
    base, unit = formats.text(about["denominator"]) or "Denominator", about["unit"]
    columns: list[components.Column] = [("name", "Council"), ("size", words.prose.capital(base), "number")]
    columns += [("value", words.prose.capital(unit), "number"), ("place", "Where it lies")]
    columns += [(key, name, "number") for key, name in LIMITS.items()]
    return components.data_table(columns, listed, caption=shared.subtitle(subject, label), show_caption=False)
