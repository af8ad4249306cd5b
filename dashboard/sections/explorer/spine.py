"""Spine chart: many measures at once, each on its own scale turned so that right is better."""

from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard import charts, components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import many, shared

NAME, LABEL, ORDER = "spine", "Spine chart", 55
LEAST, MOST = 1, 40
WHOLE = True
SPAN = False

Row = dict[str, Any]


def draw(asked: Asked) -> list[Component]:
    """Return one picture: of each measure the group's range and middle half, our own figure, the nation's."""
    opened, asked = asked, many.whole(asked, MOST)
    subjects = asked.subjects[:MOST]
    rows = {subject: row for subject in subjects if (row := _row(asked, subject))}
    if not rows:
        return [many.nothing(asked)]
    nation = next((row["nation"] for row in rows.values() if row["nation"]), "")
    placed = list(rows.values())
    notes = [
        *many.unchosen(opened, len(subjects)),
        many.alike(asked),
        f"The diamond is {asked.council}; the dark bar is the middle half of the group, the pale one reaches from the "
        "weakest of the others to the best, with their figures at either end.",
        *([f"The upright line is {nation} as published, never a mean of councils."] if nation else []),
        *_unjudged(placed),
        *many.without(asked, [subject for subject in subjects if subject not in rows]),
    ]
    return [
        components.figure(
            "spine",
            charts.spine(pd.DataFrame(placed), accent=asked.facts["accent"]),
            title=words.explorer_views.spine_title(placed, group_name=asked.group["name"], **many.words_of(asked)),
            subtitle=f"{asked.council} among {asked.group['name']}, the latest period compared of each",
            sentence=words.explorer_views.spine_sentence(
                placed,
                council=asked.council,
                **many.words_of(asked),
                how="each on its own scale with better to the right",
            ),
            table=_table(asked, rows, nation),
            notes=notes,
            source=many.source(asked, list(rows)),
        )
    ]


def _row(asked: Asked, subject: Subject) -> Row | None:
    at = asked.at(subject)
    if at is None:
        return None
    nation = next((row for row in asked.published(subject) if row["type"] == "nation"), None)
    # The track's middle is the median of all compared, our own among them, as its quartiles are.
    row = subject.about | at | {"council": asked.council, "median": at["q50"]}
    row |= {"national": nation["value"] if nation else None, "nation": nation["name"] if nation else ""}
    return row | {"said": words.explorer_views.place_said(row)}


def _unjudged(rows: list[Row]) -> list[str]:
    names = words.explorer_views.named(
        row["short_title"] for row in rows if not words.explorer_views.side_of(row) and row["value"] is not None
    )
    return [f"Neither high nor low is better, so right is only higher: {names}."] if names else []


def _table(asked: Asked, rows: dict[Subject, Row], nation: str) -> Component:
    listed = [
        {
            "title": shared.measure(asked, subject.about),
            "period": row["label"],
            "value": formats.measured(row["value"], row),
            "rank": "–" if formats.is_missing(row["rank"]) else formats.count(row["rank"], row["of_n"]),
            "quartile": formats.text(row["quartile"]) or "–",
            **{key: formats.measured(row[key], row) for key in ("low", "q25", "q50", "q75", "high")},
            "national": "–" if row["national"] is None else formats.measured(row["national"], row),
        }
        for subject, row in rows.items()
    ]
    columns: list[components.Column] = [
        shared.measures(asked),
        ("period", "Period"),
        ("value", asked.council, "number"),
    ]
    columns += [("rank", "Rank", "number"), ("quartile", "Quartile"), ("low", "Lowest of the others", "number")]
    columns += [("q25", "Lower quartile", "number"), ("q50", "Median", "number"), ("q75", "Upper quartile", "number")]
    columns.append(("high", "Highest of the others", "number"))
    if nation:
        columns.append(("national", f"{nation} as published", "number"))
    caption = f"{asked.council} among {asked.group['name']}"
    return components.data_table(columns, listed, caption=caption, show_caption=False)
