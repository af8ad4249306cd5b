"""/connect: the whole data set as files, and how Power BI, Excel and Python read them (WCC-25)."""

from typing import Any

from dash import html, register_page

from dashboard import components, links, queries, words
from dashboard.api import document
from dashboard.api.resources import RESOURCES


def layout(**_: Any) -> html.Div:
    """Draw the files and the ways to them."""
    facts = queries.plan.warehouse.first() or {}
    measure = _example()
    note = [html.P(words.connect.SIGNED_IN)] if facts["tier"] != "public" else []
    return html.Div(
        [
            components.page_title("Connect Power BI, Excel and Python", lead=words.connect.LEAD),
            *note,
            _contents(),
            components.section("The whole data set", _files(), id="files"),
            components.section("Power BI", _power_bi(), id="power-bi"),
            components.section("Excel", _excel(measure), id="excel"),
            components.section("Python", _python(measure), id="python"),
            components.section("How the tables join", _joins(), id="joins"),
            components.section(
                "Keeping up to date", [html.P(words.connect.FRESH), html.P(words.connect.MARKERS)], id="changes"
            ),
            components.notice(words.connect.TRIED),
        ],
        className="gt-connect",
    )


def _contents() -> html.Nav:
    places = [("files", "Files"), ("power-bi", "Power BI"), ("excel", "Excel"), ("python", "Python")]
    items = [html.Li(components.link(name, links.connect(anchor))) for anchor, name in places]
    items.append(html.Li(components.link("The API, for programs", links.api())))
    return html.Nav(html.Ul(items, className="gt-connect__contents"), **{"aria-label": "On this page"})


def _files() -> list[Any]:
    rows = [
        {
            "table": one.title,
            "holds": one.query.doc,
            "parquet": _file(f"{one.name}.parquet"),
            "csv": _file(f"{one.name}.csv"),
        }
        for one in RESOURCES
    ]
    columns = [("table", "Table"), ("holds", "What it holds"), ("parquet", "Parquet"), ("csv", "CSV")]
    return [
        html.P(
            [
                "All tables at once: ",
                _file("dataset.duckdb"),
                ", a DuckDB database with every column described, or ",
                _file("dataset.zip"),
                ", the Parquet files in one archive.",
            ]
        ),
        components.data_table(columns, rows, caption="Files of the whole data set", show_caption=False),
    ]


def _file(name: str) -> html.A:
    # assets/making.js: one that is not there yet is made with its progress beside it.
    return html.A(name, href=links.data_file(name), download=True, **{"data-file": name})


def _power_bi() -> list[Any]:
    lines = words.connect.POWER_BI.format(
        host=words.connect.HOST, file=links.data_file("observations.parquet").lstrip("/")
    )
    return [
        _steps(words.connect.STEPS_POWER_BI),
        components.snippet(lines, words.connect.HOST, label="Power Query, for Power BI"),
    ]


def _excel(measure: str) -> list[Any]:
    asked = links.resource("observations", measure=measure, format="csv", limit="10000")
    lines = words.connect.EXCEL.format(host=words.connect.HOST, file=links.data_file("status.csv").lstrip("/"))
    return [
        _steps(words.connect.STEPS_EXCEL),
        components.snippet(lines, words.connect.HOST, label="Power Query, for Excel"),
        html.P([words.connect.EXCEL_NOTE, " ", html.A(html.Code(asked), href=asked, rel="external"), "."]),
    ]


def _python(measure: str) -> list[Any]:
    parts = [
        ("With pandas: the council's figures against their targets.", words.connect.PANDAS, "Python with pandas"),
        ("With DuckDB: every council's latest figures of one measure.", words.connect.DUCKDB, "Python with DuckDB"),
        ("Page by page, with nothing but Python itself.", words.connect.PAGES, "Python alone"),
    ]
    drawn: list[Any] = []
    for sentence, lines, label in parts:
        filled = lines.format(
            host=words.connect.HOST,
            measure=measure,
            status=links.data_file("status.csv"),
            dataset=links.data_file("dataset.duckdb"),
            observations=links.resource("observations", measure=measure),
        )
        drawn += [html.P(sentence), components.snippet(filled, words.connect.HOST, label=label)]
    return drawn


def _example() -> str:
    """Return a measure of this council's that has figures of others, or any."""
    row = queries.api.example.first()
    return row["measure"] if row else "measure"


def _joins() -> Any:
    keys = {one.name: (one.key, tuple(name for name, _, _ in document.columns(one))) for one in RESOURCES}
    columns = [("many", "Many rows of"), ("one", "belong to one of")]
    return components.data_table(columns, words.connect.joins(keys), caption="How the tables join", show_caption=False)


def _steps(steps: tuple[str, ...]) -> html.Ol:
    return html.Ol([html.Li(step) for step in steps])


register_page(
    __name__,
    path="/connect",
    title="Connect Power BI, Excel and Python",
    name="Connect your own tools",
    menu="Library",
)
