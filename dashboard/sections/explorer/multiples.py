"""Small panels: one measure by council, or many measures each with our own line, over the group's median."""

from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboard import charts, components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import many, shared

NAME, LABEL, ORDER = "multiples", "Small charts", 45
LEAST, MOST = 1, 24

COUNCILS = 48
"""Panels a page of councils has room for."""
PERIODS = 24
"""Periods a panel has room for; a reader can choose earlier ones."""

Row = dict[str, Any]
Scale = tuple[float, float, list[tuple[float, str]]]


@dataclass(frozen=True)
class Line:
    """What one panel draws: a figure a period, oldest first, over the group's median."""

    title: str
    about: Row
    periods: list[Row]
    """Rows of the group's distribution: label, short_label, q50."""
    cells: list[Row]
    """value and marker of each period."""
    own: bool = True

    @property
    def values(self) -> list[Any]:
        """Return the figures alone."""
        return [cell["value"] for cell in self.cells]

    @property
    def median(self) -> list[Any]:
        """Return the group's median in each period."""
        return [row["q50"] for row in self.periods]

    @property
    def said(self) -> list[str]:
        """Return the figures in words, or why there is none."""
        return [formats.measured(cell["value"], self.about, marker=cell["marker"]) for cell in self.cells]


def draw(asked: Asked) -> list[Component]:
    """Return small panels: of one measure a panel a council on one scale, of several a panel a measure on its own."""
    if len(asked.subjects) == 1:
        return [_councils(asked, asked.subjects[0])]
    return [_measures(asked, asked.subjects[:MOST])]


def _periods(asked: Asked, subject: Subject) -> list[Row]:
    """Return the periods drawn, all of one kind: the last that enough of the others have a figure for."""
    at = asked.at(subject)
    rows = [
        row
        for row in asked.within(subject, asked.spread(subject))
        if at and row["others"] >= asked.enough and (row["type"], row["months"]) == (at["type"], at["months"])
    ]
    return rows[-PERIODS:]


def _councils(asked: Asked, subject: Subject) -> Component:
    periods, about = _periods(asked, subject), subject.about
    if not periods:
        return shared.nothing(asked, subject)
    order = sorted(asked.figures(subject), key=lambda row: not row["own"])[:COUNCILS]
    held = {(row["area"], row["period"]): row for row in asked.history(subject)}
    lines = [
        Line(
            f"▶ {row['name']}" if row["own"] else row["name"],
            about,
            periods,
            [held.get((row["area"], one["period"]), _NONE) for one in periods],
            row["own"],
        )
        for row in order
    ]
    low, high, ticks = charts.scale([*(line.values for line in lines), lines[0].median], about)
    span = _span(periods)
    left = words.explorer.left_out(len(order), len(asked.members), many="councils")
    return components.figure(
        f"multiples-{subject.id}",
        components.panels([_panel(asked, line, (low, high, ticks)) for line in lines]),
        title=shared.title(asked, subject),
        subtitle=f"{shared.subtitle(subject, span)}. All panels have one scale; the grey line is the group's median",
        sentence=shared.sentence(asked, subject),
        table=_by_council(order, lines, periods, caption=shared.subtitle(subject, span)),
        notes=[*([left] if left else []), *shared.notes(asked, subject)],
        source=shared.source(asked, subject),
    )


_NONE: Row = {"value": None, "marker": None}


def _measures(asked: Asked, subjects: list[Subject]) -> Component:
    lines = {
        subject: Line(
            shared.with_unit(subject.about), subject.about, periods, [row | {"marker": None} for row in periods]
        )
        for subject in subjects
        if (periods := _periods(asked, subject))
    }
    if not lines:
        return many.nothing(asked)
    places = [subject.about | (asked.at(subject) or {}) for subject in lines]
    return components.figure(
        "multiples",
        components.panels(
            [_panel(asked, line, charts.scale([line.values, line.median], line.about)) for line in lines.values()]
        ),
        title=words.explorer_views.spine_title(places, group_name=asked.group["name"], **many.words_of(asked)),
        subtitle=f"{asked.council} over the median of {asked.group['name']} in grey; each panel has its own scale",
        sentence=words.explorer_views.spine_sentence(
            places, council=asked.council, **many.words_of(asked), how="each over time beside the group's median"
        ),
        table=_by_measure(asked, list(lines.values())),
        notes=[many.alike(asked), *many.without(asked, [subject for subject in subjects if subject not in lines])],
        source=many.source(asked, list(lines)),
    )


def _panel(asked: Asked, line: Line, scale: Scale) -> components.Panel:
    low, high, ticks = scale
    known = any(value is not None for value in line.values)
    colour = asked.facts["accent"] if line.own else charts.COLOURS["series-5"]
    drawn = charts.panel(line.values, line.median, low, high, [place for place, _ in ticks], accent=colour)
    return components.Panel(
        title=line.title,
        figure=line.said[-1] if known else "",
        picture=drawn if known else None,
        spoken=words.explorer_views.panel_spoken(line.values, line.periods, line.about),
        note="" if known else f"{line.said[-1].capitalize()} in every period",
        ticks=tuple(ticks),
        ends=(line.periods[0]["short_label"], line.periods[-1]["short_label"]),
    )


def _span(periods: list[Row]) -> str:
    first, last = periods[0]["label"], periods[-1]["label"]
    return last if first == last else f"{first} to {last}"


def _by_council(councils: list[Row], lines: list[Line], periods: list[Row], *, caption: str) -> Component:
    """Return a row a council, then the group's median, a column a period, the latest first."""
    listed = [
        {"name": shared.named(row)} | dict(zip((one["period"] for one in periods), line.said, strict=True))
        for row, line in zip(councils, lines, strict=True)
    ]
    about = lines[0].about
    listed.append(
        {"name": "Median of the group"} | {row["period"]: formats.measured(row["q50"], about) for row in periods}
    )
    columns: list[components.Column] = [("name", "Council")]
    columns += [(row["period"], row["short_label"], "number") for row in reversed(periods)]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _by_measure(asked: Asked, lines: list[Line]) -> Component:
    """Return a row a measure and period, the latest first: the measures have not the same periods."""
    listed = [
        {
            "title": shared.measure(asked, line.about),
            "period": row["label"],
            "value": said,
            "median": formats.measured(row["q50"], line.about),
        }
        for line in lines
        for row, said in reversed(list(zip(line.periods, line.said, strict=True)))
    ]
    columns: list[components.Column] = [
        shared.measures(asked),
        ("period", "Period"),
        ("value", asked.council, "number"),
    ]
    columns.append(("median", "Median of the group", "number"))
    caption = f"{asked.council} and the median of {asked.group['name']}"
    return components.data_table(columns, listed, caption=caption, show_caption=False)
