"""A measure over time against the group: our own line, the members faint, the median and the middle half."""

from dash.development.base_component import Component

from dashboard import charts, components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "trend", "Over time", 30
LEAST, MOST = 1, 8

LINES = 40
"""Members that are still drawn one by one; of a larger group the middle half says more."""


def draw(asked: Asked) -> list[Component]:
    """Return one figure a measure over the periods looked at."""
    return [_one(asked, subject) for subject in asked.subjects[:MOST]]


def _one(asked: Asked, subject: Subject) -> Component:
    rows = [row for row in asked.within(subject, asked.spread(subject)) if row["others"] >= asked.enough]
    if not rows:
        return shared.nothing(asked, subject)
    about, days = subject.about, {row["end_date"] for row in rows}
    few = len(asked.members) <= LINES
    members = [row for row in asked.history(subject) if not row["own"] and row["end_date"] in days] if few else []
    # The widest area last published: the United Kingdom stands last, and few measures have it.
    nation = [row for row in asked.published_history(subject) if row["type"] == "nation" and row["end_date"] in days]
    own = {"council": asked.council, "group_name": asked.group["name"]}
    notes = ["The grey band is the middle half of the group, from its lower to its upper quartile."]
    notes += ["Each faint line is one council of the group."] if members else []
    drawn = on_scale(nation, rows)
    if nation:
        name = nation[0]["name"]
        notes.append(
            f"The dotted line is {name} as published."
            if drawn
            else f"{name} as published is far above any one council: it stands in the table alone."
        )
    return components.figure(
        f"trend-{subject.id}",
        charts.group_trend(
            rows, about, own_name=asked.council, members=members, published=drawn, accent=asked.facts["accent"]
        ),
        title=shared.headed(subject, words.explorer.group_trend_title(rows, **own)),
        subtitle=shared.subtitle(subject, f"{rows[0]['label']} to {rows[-1]['label']}"),
        sentence=words.explorer.group_trend_sentence(rows, about, **own),
        table=_table(asked, subject, rows),
        notes=notes,
        source=shared.source(asked, subject),
    )


def on_scale(nation: list[shared.Row], rows: list[shared.Row]) -> list[shared.Row]:
    """Return a nation's figures where they can stand beside a council's: a nation's count is no yardstick for one."""
    highest = max(abs(row[end]) for row in rows for end in ("low", "high") if row[end] is not None)
    return nation if all(abs(row["value"] or 0) <= 2 * highest for row in nation) else []


def _table(asked: Asked, subject: Subject, rows: list[shared.Row]) -> Component:
    nation = {row["period"]: row for row in asked.published_history(subject) if row["type"] == "nation"}
    about = subject.about
    listed = [
        {
            "period": row["label"],
            "value": formats.measured(row["value"], about),
            "rank": "–" if formats.is_missing(row["rank"]) else formats.count(row["rank"], row["of_n"]),
            "q25": formats.measured(row["q25"], about),
            "q50": formats.measured(row["q50"], about),
            "q75": formats.measured(row["q75"], about),
            "nation": formats.measured(nation[row["period"]]["value"], about) if row["period"] in nation else "–",
        }
        for row in reversed(rows)
    ]
    columns: list[components.Column] = [("period", "Period"), ("value", asked.council, "number"), ("rank", "Rank")]
    columns += [("q25", "Lower quartile", "number"), ("q50", "Median", "number"), ("q75", "Upper quartile", "number")]
    if nation:
        columns.append(("nation", f"{next(iter(nation.values()))['name']} as published", "number"))
    return components.data_table(
        columns, listed, caption=f"{about['short_title']}, {about['unit']}", show_caption=False
    )
