"""The scorecard as a table for files: the rows, order and words of the page, then the raw values behind them. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dashboard import formats, words
from dashboard.formats import Figure
from dashboard.scorecard.lines import Line
from dashboard.scorecard.sieve import Sieve
from dashboard.scorecard.sift import Dimension, Dimensions, Group
from dashboard.tabular import Column, Table

Cell = Callable[[Line], Any]

SHOWN: Sequence[tuple[Column, Cell]] = (
    (Column("title", "Measure", width=34), lambda line: line.title),
    (Column("measure", "Code", width=9), lambda line: line.code),
    (Column("unit", "Unit", width=14), lambda line: formats.text(line.row.get("unit"))),
    (Column("value", "Value", "figure"), lambda line: _figure(line, "value", line.value)),
    (Column("figure_of", "Period of the figure", width=22), lambda line: line.period),
    (Column("qualifier", "Note on the figure", width=14), lambda line: line.qualifier),
    (Column("target", "Target", "figure"), lambda line: _figure(line, "target", line.target_words)),
    (Column("status", "Status", width=15), lambda line: line.status_label),
    (Column("status_note", "Note on the status", width=18), lambda line: line.status_note),
    (Column("previous", "On the previous period", width=18), lambda line: line.previous.words),
    (Column("year", "On a year earlier", width=18), lambda line: line.year.words),
    (Column("trend", "Trend", width=28), lambda line: line.trend_words),
    (Column("quartile", "Quartile", width=9), lambda line: line.quartile),
    (Column("place", "Rank", width=10), lambda line: line.place),
    (Column("outlook", "Outlook", width=16), lambda line: line.outlook_words),
    (Column("owner", "Owner", width=24), lambda line: line.owner),
    (Column("commentary", "Commentary", width=18), lambda line: line.commentary_words),
)
"""What the page shows, in its words."""

RAW = (
    ("value_unrounded", "Value, unrounded", "value"),
    ("lower", "Lower limit", "lower"),
    ("upper", "Upper limit", "upper"),
    ("target_unrounded", "Target, unrounded", "target"),
    ("intervention", "Intervention level", "intervention"),
    ("variance", "Variance (+ is favourable)", "variance"),
    ("variance_percent", "Variance, per cent", "variance_percent"),
    ("previous_value", "Value of the previous period", "previous_value"),
    ("previous_change", "Change on the previous period", "previous_change"),
    ("year_value", "Value a year earlier", "year_value"),
    ("year_change", "Change on a year earlier", "year_change"),
    ("periods_off_target", "Periods off target in a row", "red_run"),
    ("next_target", "Next target", "next_target"),
    ("probability", "Probability of meeting it", "probability"),
    ("rank", "Rank, number", "rank"),
    ("of_n", "Rank, of how many", "of_n"),
)
"""The values behind the words, as the warehouse has them: name, heading, column of the mart."""

CODES = (
    ("marker", "Marker", "marker"),
    ("status_code", "Status, code", "status"),
    ("figure_of_code", "Period of the figure, code", "observed_period"),
    ("compared_in", "Period of the comparison", "position_period"),
)


def table(
    title: str,
    stamp: Iterable[tuple[str, str, str]],
    groups: Iterable[tuple[Group, Sequence[Line]]],
    *,
    sieve: Sieve,
    filters: Dimensions,
    grouped_by: str = "",
) -> Table:
    """Return groups of lines as a table; ``grouped_by`` heads the column of the groups where there are any."""
    held = [(one.title, name, _held(one, sieve)) for name, one in filters.items() if name != "status"]
    lead = [Column("group", f"Group: {words.prose.small(grouped_by)}", width=24)] if grouped_by else []
    columns = [
        *lead,
        *(column for column, _ in SHOWN),
        *(Column(name, heading, "number", raw=True) for name, heading, _ in RAW),
        *(Column(name, heading, raw=True) for name, heading, _ in CODES),
        Column("due_on", "Due on", "date", raw=True),
        *(Column(name, title, raw=True, width=24) for title, name, _ in held),
    ]
    listed = [(group, line) for group, lines in groups for line in lines]
    rows = [
        [*([group.title] if grouped_by else []), *_cells(line), *(cells[line.row["place"]] for _, _, cells in held)]
        for group, line in listed
    ]
    return Table(title, list(stamp), columns, rows, [line.status_tone for _, line in listed])


def _held(one: Dimension, sieve: Sieve) -> list[str]:
    """Return for the place of each measure the labels it has in a dimension."""
    found: list[list[str]] = [[] for _ in range(sieve.size)]
    for code, members in one.members(sieve).items():
        for place, mark in enumerate(sieve.marks(members)):
            if mark == "1":
                found[place].append(one.options[code].strip())
    return ["; ".join(labels) for labels in found]


def _cells(line: Line) -> list[Any]:
    row = line.row
    return [
        *(cell(line) for _, cell in SHOWN),
        *(row.get(key) for _, _, key in RAW),
        *(row.get(key) or "" for _, _, key in CODES),
        formats.as_date(row.get("due_on")),
    ]


def _figure(line: Line, key: str, words: str) -> str:
    amount = line.row.get(key)
    return words if formats.is_missing(amount) else Figure(words, amount)
