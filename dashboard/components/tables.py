"""Tables: a caption, scoped headings, figures aligned to the right, a frame that scrolls and takes focus."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard import formats, words
from dashboard.charts import sparkline
from dashboard.components.parts import hidden, link
from dashboard.components.status import mark, status_pill, travel

Row = Mapping[str, Any]
Column = tuple[str, str] | tuple[str, str, str]
"""Key, heading and, for figures, "number"."""

_FIGURES = (
    ("latest", "Latest", ""),
    ("target", "Target", ""),
    ("status", "Status", ""),
    ("previous", "Previous", "On the previous period"),
    ("year", "Year", "On a year earlier"),
    ("trend", "Trend", ""),
    ("rank", "Rank", ""),
)
"""Columns of a table of measures: class, heading and, where that is short for something, what a screen reader says."""


def data_table(columns: Sequence[Column], rows: Any, *, caption: str, show_caption: bool = True) -> html.Div:
    """A table of words: rows (mappings or a frame) by column key; the first column heads its row.

    On a phone each row of a table too wide for it stands as a block, every cell behind the name of its column. The
    roles keep it a table to a screen reader then, which reads those names from the headings.
    """
    kinds = ["gt-number" if _counted(column) else None for column in columns]
    head = [
        html.Th(column[1], scope="col", role="columnheader", className=kind)
        for column, kind in zip(columns, kinds, strict=True)
    ]
    body = []
    for row in words.prose.rows(rows):
        cells = [
            html.Td(_cell(row.get(column[0])), role="cell", className=kind, **{"data-label": column[1]})
            for column, kind in zip(columns[1:], kinds[1:], strict=True)
        ]
        first = html.Th(_cell(row.get(columns[0][0])), scope="row", role="rowheader", className=kinds[0])
        body.append(html.Tr([first, *cells], role="row"))
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className=None if show_caption else "visually-hidden"),
                html.Thead(html.Tr(head, role="row"), role="rowgroup"),
                html.Tbody(body, role="rowgroup"),
            ],
            className="gt-table gt-table--stack" if _wide(columns) else "gt-table",
            role="table",
        ),
        className="gt-scroll",
        role="region",
        tabIndex=0,
        **{"aria-label": caption},
    )


def measure_rows(
    rows: Any,
    *,
    caption: str,
    href: Callable[[str], str],
    one: str = "measure",
    history: Mapping[str, Sequence[Any]] | None = None,
    labels: Mapping[str, str] | None = None,
    serves: Mapping[str, Any] | None = None,
) -> html.Div:
    """One measure a row: value and period, target, status, both travels, a sparkline and its rank.

    ``rows`` are mart_scorecard joined with dim_measure and, for its words, dim_status (status_label, shape); ``one`` is
    the council's word for a measure; ``href`` makes the link of a measure's code; ``history`` gives its values, oldest
    first; ``serves`` adds a column with what each is aligned to.
    """
    serving = [("serves", "Serves", "")] if serves is not None else []
    head = [
        html.Th(
            [html.Span(shown, **{"aria-hidden": "true"}), hidden(full)] if full else shown,
            scope="col",
            role="columnheader",
            className=f"gt-measures__{name}",
        )
        for name, shown, full in [("measure", words.prose.capital(one), ""), *serving, *_FIGURES]
    ]
    body = [
        _measure_row(
            row, href, (history or {}).get(row["measure"]), labels, None if serves is None else serves[row["measure"]]
        )
        for row in words.prose.rows(rows)
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr(head, role="row"), role="rowgroup"),
                html.Tbody(body, role="rowgroup"),
            ],
            className="gt-table gt-measures",
            role="table",
        ),
        className="gt-measures-frame",
    )


def measure_lines(rows: Any, *, href: Callable[[str], str], empty: str) -> Any:
    """Measures to look at, one a line: shape, title, value, target and, if given, the words of column ``detail``."""
    lines = []
    for row in words.prose.rows(rows):
        status = formats.text(row.get("status"))
        detail = formats.text(row.get("detail"))
        target = row.get("target")
        aim = "" if formats.is_missing(target) else f"target {formats.measured(target, row, trim=True)}"
        lines.append(
            html.Li(
                link(
                    [
                        mark(status, formats.text(row.get("shape"))),
                        hidden(f"{formats.text(row.get('status_label')) or words.status.status_label(status)}: "),
                        html.Span(formats.text(row["short_title"]), className="gt-line__title"),
                        html.Span([html.Strong(_figure(row)), " ", html.Span(aim)], className="gt-line__value"),
                        html.Span(words.prose.capital(detail), className="gt-line__detail"),
                    ],
                    href(row["measure"]),
                    className="gt-line gt-line--measure",
                )
            )
        )
    return html.Ul(lines, className="gt-lines") if lines else html.P(empty, className="gt-nothing")


def milestones(rows: Any, *, caption: str = "Milestones") -> html.Div:
    """Milestones of mart_delivery: what, who, where it stands in words."""
    listed = [
        {
            "title": row["title"],
            "owner": formats.text(row.get("owner")),
            "due": formats.short_day(row.get("baseline")),
            "status": status_pill(
                formats.text(row["status"]),
                words.status.DELIVERY[row["status"]].label,
                words.status.DELIVERY[row["status"]].shape,
            ),
            "stands": words.status.milestone(row),
        }
        for row in words.prose.rows(rows)
    ]
    columns = (
        ("title", "Milestone"),
        ("owner", "Owner"),
        ("due", "Agreed date"),
        ("status", "Status"),
        ("stands", "Where it stands"),
    )
    return data_table(columns, listed, caption=caption, show_caption=False)


def _measure_row(
    row: Row,
    href: Callable[[str], str],
    series: Sequence[Any] | None,
    labels: Mapping[str, str] | None,
    serves: Any = None,
) -> html.Tr:
    status = formats.text(row.get("status"))
    label = formats.text(row.get("status_label")) or words.status.status_label(status, labels)
    valued = not formats.is_missing(row.get("value"))
    period = formats.text(row.get("observed_label")) if valued else ""
    qualifier = formats.qualifier(row.get("marker")) if valued else ""
    said = ", ".join(part for part in (period, qualifier) if part)
    target = row.get("target")
    named = formats.text(row["short_title"])
    unit = formats.unit_beside(row)
    title: list[Any] = [link(named, href(row["measure"]))]
    title += [html.Span(f" {unit}", className="gt-measures__unit")] if unit else []
    quartile = formats.text(row.get("quartile"))
    rank = [] if formats.is_missing(row.get("rank")) else [formats.count(row["rank"], row["of_n"])]
    rank += [" ", html.Span([hidden("quartile "), quartile], className="gt-quartile")] if rank and quartile else []
    cells = [] if serves is None else [("serves", serves)]
    cells += [
        (
            "latest",
            [
                html.Span(_figure(row), className="gt-measures__figure" if valued else "gt-measures__none"),
                html.Span(said, className="gt-measures__period"),
            ],
        ),
        ("target", "–" if formats.is_missing(target) else formats.measured(target, row, trim=True)),
        ("status", status_pill(status, label, formats.text(row.get("shape")))),
        ("previous", _travel(row, "previous", "on the previous period")),
        ("year", _travel(row, "year", "on a year earlier")),
        (
            "trend",
            html.Img(
                src=sparkline(series, target=None if formats.is_missing(target) else target),
                alt=_spoken(series, row),
                width=96,
                height=24,
                className="gt-spark",
            )
            if series
            else "",
        ),
        ("rank", rank or "–"),
    ]
    return html.Tr(
        [
            html.Th(title, scope="row", role="rowheader", className="gt-measures__measure"),
            *(html.Td(cell, role="cell", className=f"gt-measures__{name}") for name, cell in cells),
        ],
        role="row",
    )


def _figure(row: Row) -> str:
    """The value in words; where there is none, the reason only if a marker gives one: the status says the rest."""
    if formats.is_missing(row.get("value")) and formats.text(row.get("marker")) not in formats.MISSING:
        return "no figure"
    return formats.measured(row.get("value"), row, marker=row.get("marker"))


def _travel(row: Row, which: str, than: str) -> html.Span:
    direction = formats.text(row.get(f"{which}_direction"))
    amount = formats.change(row.get(f"{which}_change"), row) if direction in ("up", "down") else ""
    judgement = formats.text(row.get(f"{which}_judgement"))
    return travel(direction, judgement, amount=amount, than=than, brief=True)


def _spoken(series: Sequence[Any], row: Row) -> str:
    known = [amount for amount in series if not formats.is_missing(amount)]
    if not known:
        return "No figures yet"
    first, last = (formats.measured(amount, row) for amount in (known[0], known[-1]))
    return f"{formats.plural(len(known), 'figure')}, from {first} to {last}"


def _counted(column: Column) -> bool:
    return "number" in column[2:]


def _wide(columns: Sequence[Column]) -> bool:
    """Tell whether a table does not fit a phone: three columns do where the last two are figures."""
    return len(columns) > 3 or (len(columns) == 3 and not all(_counted(column) for column in columns[1:]))


def _cell(cell: Any) -> Any:
    """Return what a cell shows: None where there is nothing, which a phone leaves out with the column's name."""
    if hasattr(cell, "to_plotly_json") or isinstance(cell, list):
        return cell
    return None if formats.is_missing(cell) or cell == "" else cell
