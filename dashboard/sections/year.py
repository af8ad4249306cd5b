"""The council's year: a month a column with the days of each forum in it, and the dates to come as a list (SMBC-39)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]
Month = tuple[int, int]

NONE = "No meetings and no other dates are recorded in this council's framework."
CLEAR = (
    "Papers are published with five clear days before a meeting: working days that count neither the day of "
    "publication nor that of the meeting; weekends and bank holidays are no working days."
)


def draw(reading: Reading, asked: dict[str, str | None]) -> list[Component]:
    """Return the year at a glance and its dates, of one forum or one kind, those to come or those that were."""
    every = queries.framework.calendar.rows(forum=None, kind=None)
    if not every:
        return [components.nothing(NONE)]
    forums = {row["forum"]: row["forum_name"] for row in every if row["forum"]}
    kinds = {row["kind"] for row in every}
    forum = asked["forum"] if asked["forum"] in forums else None
    kind = asked["kind"] if asked["kind"] in kinds else None
    ahead = not all(row["past"] for row in every)
    when = asked["when"] if asked["when"] in ("ahead", "past") else "ahead" if ahead else "past"
    years = sorted({_year_of(row["starts_on"]) for row in every}, reverse=True)
    now = _year_of(reading.facts["as_at"])
    year = next((one for one in years if _label(one) == asked["year"]), now if now in years else years[0])
    rows = queries.framework.calendar.rows(forum=forum, kind=kind)
    shown = [row for row in rows if row["past"] == (when == "past")]
    boxes = [
        components.filter_box("when", "Dates", [("ahead", "To come"), ("past", "Past")], when),
        components.filter_box(
            "kind",
            "Kind",
            [(name, label) for name, label in words.framework.DAYS_OF_YEAR.items() if name in kinds],
            kind,
            every="Every kind",
        ),
        components.filter_box("forum", "Forum", sorted(forums.items(), key=lambda f: f[1]), forum, every="Every forum"),
    ]
    choice = components.filter_box("year", "Year", [(_label(one), _label(one)) for one in years], _label(year))
    return [
        # A phone has the list alone: twelve months side by side are too narrow there.
        html.Div(
            components.section(
                f"The year {_label(year)} at a glance",
                [components.filters([choice]), _wall(every, year)],
                note="The days of each month on which a forum meets, or something of the year falls.",
            ),
            className="gt-year",
        ),
        components.section(
            "Dates to come" if when == "ahead" else "Dates that were",
            [components.filters(boxes), _dates(shown if when == "ahead" else shown[::-1])],
            note=CLEAR,
        ),
    ]


def _year_of(day: date) -> int:
    """Return the first calendar year of the financial year a day lies in."""
    return day.year - (day.month < 4)


def _label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _wall(rows: Rows, year: int) -> Component:
    """Return the months of a financial year with the days of each forum and each kind of date."""
    months = [(year + (month < 4), month) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
    lines: dict[str, Rows] = {}
    for row in sorted(rows, key=lambda row: row["kind"] != "meeting"):
        name = row["title"] if row["kind"] == "meeting" else words.framework.DAYS_OF_YEAR[row["kind"]]
        if any(_days(row, month) for month in months):
            lines.setdefault(name, []).append(row)
    if not lines:
        return components.nothing(f"Nothing is recorded of {_label(year)}.")
    head = [html.Th("Forum or date", scope="col"), *(html.Th(f"{date(*month, 1):%b}", scope="col") for month in months)]
    body = [
        html.Tr([html.Th(name, scope="row"), *(_cell(of, month) for month in months)]) for name, of in lines.items()
    ]
    caption = f"Meetings and dates of {_label(year)}"
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(html.Tr(head)), html.Tbody(body)],
        className="gt-table gt-wall",
    )
    return html.Div(table, className="gt-scroll", role="region", tabIndex=0, **{"aria-label": caption})


def _cell(rows: Iterable[Facts], month: Month) -> html.Td:
    """Return the days of one line in one month; what each is stands behind it."""
    found = [(_days(row, month), row) for row in rows]
    said = [
        html.Abbr(days, title=f"{words.framework.date_span(row)}: {row['title']}", className="gt-wall__day")
        for days, row in found
        if days
    ]
    spaced: list[Any] = []
    for part in said:
        spaced += [" ", part] if spaced else [part]
    return html.Td(spaced, className="gt-wall__on" if said else None)


def _days(row: Facts, month: Month) -> str:
    """Return the day of a date in a month: "11"; of several days "1–28", "from 16", "all" or "to 8"."""
    start, end = row["starts_on"], row["ends_on"] or row["starts_on"]
    begins, ends = (start.year, start.month), (end.year, end.month)
    if begins == month == ends:
        return str(start.day) if start == end else f"{start.day}–{end.day}"
    if begins == month:
        return f"from {start.day}"
    if ends == month:
        return f"to {end.day}"
    return "all" if begins < month < ends else ""


def _dates(rows: Rows) -> Component:
    if not rows:
        return components.nothing("Nothing is in the calendar.")
    listed = [
        {
            "what": [_title(row), html.Span(_beneath(row), className="gt-under")],
            "when": words.framework.date_span(row),
            "period": row["period"] or "",
            "papers": formats.short_day(row["publish_by"]),
            "note": row["note"] or "",
        }
        for row in rows
    ]
    columns = [("what", "What"), ("when", "Date"), ("period", "Considers"), ("papers", "Papers published by")]
    columns += [("note", "Note")]
    columns = columns[:2] + [column for column in columns[2:] if any(row[column[0]] for row in listed)]
    table = components.data_table(columns, listed, caption="Dates of the year", show_caption=False)
    return html.Div(table, className="gt-dates")


def _title(row: Facts) -> Any:
    """Return what is done; a meeting is the way to its forum."""
    return _forum(row["forum"], row["title"]) if row["kind"] == "meeting" else row["title"]


def _beneath(row: Facts) -> Any:
    """Return the kind of date, and the forum that decides it, as the way to it."""
    kind = words.framework.DAYS_OF_YEAR[row["kind"]]
    if row["kind"] == "meeting" or not row["forum"]:
        return kind
    return [f"{kind}, ", _forum(row["forum"], row["forum_name"])]


def _forum(forum: str, name: str) -> Any:
    return components.link(name, links.framework(forum, view="forums"))
