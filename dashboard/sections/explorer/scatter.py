"""Two measures beside each other: the group's medians as a cross, better to the right and upwards."""

from operator import itemgetter

import pandas as pd
from dash.development.base_component import Component

from dashboard import charts, components, formats, queries, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import many, shared

NAME, LABEL, ORDER = "scatter", "Two {many}", 60
LEAST, MOST = 1, 2
PAIR, SPAN = True, False


def draw(asked: Asked) -> list[Component]:
    """Return one picture of two measures: the first chosen across, the one held against it (or the second) upwards."""
    across = asked.subjects[0]
    up = asked.against or next(iter(asked.subjects[1:2]), None)
    if up is None or up == across:
        sentence = f"Choose a second {asked.facts['measure_word']} to see {across.about['short_title']} beside it."
        return [components.no_figure(LABEL.format(**many.words_of(asked)), sentence)]
    if not asked.at(across) or not asked.at(up):
        return [_nothing(asked, across, up)]
    ends = [end for subject in (across, up) if (end := asked.window(subject)[1])]
    rows = queries.explorer_views.beside.rows(
        across=across.measure,
        across_breakdown=across.breakdown,
        up=up.measure,
        up_breakdown=up.breakdown,
        areas=asked.areas,
        own=asked.own,
        until=max(ends, default=None),
    )
    return [_figure(asked, across, up, rows) if rows else _nothing(asked, across, up)]


def _nothing(asked: Asked, across: Subject, up: Subject) -> Component:
    names = words.explorer_views.named(subject.about["short_title"] for subject in (across, up))
    sentence = f"Too few of {asked.group['name']} have published both {names} for periods that end within a year."
    return components.no_figure("No comparison", sentence)


def _figure(asked: Asked, across: Subject, up: Subject, rows: list[shared.Row]) -> Component:
    first = rows[0]
    judged = bool(first["x_side"])
    said = {"council": asked.council}
    named = many.named(asked, [end(rows, key=itemgetter(key)) for key in "xy" for end in (min, max)])
    return components.figure(
        "scatter",
        charts.scatter(
            pd.DataFrame(rows).assign(named=[row["area"] in named for row in rows]),
            across.about,
            up.about,
            medians=(first["x_median"], first["y_median"]) if judged else None,
            corners=words.explorer_views.beside_corners(across.about, up.about) if judged else None,
            own_name=asked.council,
            accent=asked.facts["accent"],
        ),
        title=words.explorer_views.beside_title(rows, across.about, up.about, group_name=asked.group["name"], **said),
        subtitle=(
            f"{across.about['short_title']}, {first['x_label']}, beside {up.about['short_title']}, {first['y_label']}; "
            "dashed lines are the medians of the others"
        ),
        sentence=words.explorer_views.beside_sentence(rows, across.about, up.about, **said),
        table=_table(across, up, rows),
        notes=[words.explorer_views.TOGETHER],
        source=many.source(asked, [across, up]),
    )


def _table(across: Subject, up: Subject, rows: list[shared.Row]) -> Component:
    listed = [
        {
            "name": shared.named(row),
            "x": formats.measured(row["x"], across.about),
            "y": formats.measured(row["y"], up.about),
            "where": words.explorer_views.beside_where(row, across.about, up.about) or "–",
        }
        for row in rows
    ]
    columns: list[components.Column] = [("name", "Council"), ("x", shared.with_unit(across.about), "number")]
    columns += [("y", shared.with_unit(up.about), "number"), ("where", "Where it lies")]
    caption = f"{across.about['short_title']} and {up.about['short_title']}"
    return components.data_table(columns, listed, caption=caption, show_caption=False)
