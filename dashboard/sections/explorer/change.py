"""Who improved most: every council compared in two periods some whole years apart."""

from dash.development.base_component import Component

from dashboard import charts, components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "change", "Change", 40
LEAST, MOST = 1, 8
SPAN = "Five years before"


def draw(asked: Asked) -> list[Component]:
    """Return one figure a measure: where each council was, where it is, the most improved first."""
    return [_one(asked, subject) for subject in asked.subjects[:MOST]]


def _one(asked: Asked, subject: Subject) -> Component:
    at, start = asked.at(subject), asked.start(subject)
    if at is None:
        return shared.nothing(asked, subject)
    if start is None:
        sentence = f"No period some whole years before {at['label']} can be compared with it."
        return components.no_figure(subject.about["short_title"], sentence)
    rows, about = asked.changes(subject), subject.about
    known = [row for row in rows if not formats.is_missing(row["change"])]
    drawn = shared.ends(known)
    span = {"start": start["label"], "end": at["label"]}
    without = [row["name"] for row in rows if formats.is_missing(row["change"])]
    broken = asked.broken(subject)
    notes = [words.explorer.change_broken(broken["label"], broken["event_date"])] if broken else []
    notes += shared.extract_of(drawn, known)
    notes += [words.explorer.no_change_for(without)] if without else []
    return components.figure(
        f"change-{subject.id}",
        charts.change(drawn, about, accent=asked.facts["accent"]),
        title=shared.headed(subject, words.explorer.change_title(rows, about, **span)),
        subtitle=shared.subtitle(subject, f"{start['label']} (ring) to {at['label']} (dot)"),
        sentence=words.explorer.change_sentence(
            rows, about, council=asked.council, group_name=asked.group["name"], **span
        ),
        table=_table(subject, drawn, **span),
        notes=notes,
        source=shared.source(asked, subject),
    )


def _table(subject: Subject, rows: list[shared.Row], *, start: str, end: str) -> Component:
    about = subject.about
    listed = [
        {
            "name": shared.named(row),
            "earlier": formats.measured(row["earlier_value"], about),
            "value": formats.measured(row["value"], about),
            "change": formats.change(row["change"], about, unit=False),
            "rank": "–" if formats.is_missing(row["rank"]) else f"{row['rank']:,}",
        }
        for row in rows
    ]
    columns: list[components.Column] = [("name", "Council"), ("earlier", start, "number"), ("value", end, "number")]
    columns.append(("change", "Change", "number"))
    if any(row["rank"] is not None for row in rows):
        columns.append(("rank", "Rank by improvement", "number"))
    caption = f"{about['short_title']}, {about['unit']}, {start} to {end}"
    return components.data_table(columns, listed, caption=caption, show_caption=False)
