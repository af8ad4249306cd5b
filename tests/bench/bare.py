"""The page to compare with: Dash as its documentation shows it, one callback, one ``go.Figure``, no cache.

    python -m tests.bench.bare WAREHOUSE --port N     on the same server, with the same workers and threads

It answers the same addresses with a chart of the same shape, of rows the star itself is asked for.
"""

import argparse
import multiprocessing
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from flask import Flask
from flask_compress import Compress
from granian import Granian
from granian.constants import Interfaces

from dashboard.__main__ import THREADS
from dashboard.app import COMPRESSED
from tests.bench.actions import ACTIONS, STAR, Action, Rows, connected
from tests.bench.made import HEADLINES, OWN

WAREHOUSE = "BENCH_WAREHOUSE"
COLOURS = {"green": "#00703C", "amber": "#F47738", "red": "#D4351C", "no_target": "#B1B4B6"}


def create_app(warehouse: Path) -> Dash:
    """Return the bare page on a warehouse."""
    server = Flask("bare")
    server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    Compress(server)
    app = Dash("bare", server=server, title="Bare", update_title="", add_log_handler=False)
    star = connected(warehouse)
    codes = [f"M{number:04}" for number in range(HEADLINES)]
    links = html.Ul([html.Li(dcc.Link(code, href=f"/measures/{code}")) for code in codes], style={"columns": 10})
    app.layout = html.Main([dcc.Location(id="url"), html.H1(id="title"), html.Div(links), dcc.Graph(id="chart")])

    @app.callback(
        Output("title", "children"), Output("chart", "figure"), Input("url", "pathname"), Input("url", "search")
    )
    def draw(pathname: str, search: str) -> tuple[str, go.Figure]:
        # A cursor a callback, as DuckDB's documentation has it for threads.
        with star.cursor() as cursor:
            cursor.execute("use star")
            return drawn(cursor, pathname, search or "")

    return app


def create_server() -> Flask:
    """Return the WSGI application, for a server that is given its name."""
    return create_app(Path(os.environ[WAREHOUSE])).server


def drawn(cursor: Any, pathname: str, search: str) -> tuple[str, go.Figure]:
    """Return heading and chart of an address: whose page it is decides which blocks are asked and how they look."""
    part = pathname.strip("/").partition("/")[0]
    asked = dict(pair.split("=") for pair in search.lstrip("?").split("&") if pair)
    action, blocks, figure = FIGURES[f"{part}?basket" if "basket" in asked else part]
    given = action.parameters(0) | {
        "measure": asked.get("measure", pathname.rpartition("/")[2]),
        "word": asked.get("q", "").replace("%20", " "),
    }
    rows = {}
    for name in blocks:
        query = STAR[name]
        rows[name] = cursor.execute(query.sql, {key: given[key] for key in query.parameters}).df()
    return given["measure"], figure(**rows)


def trend(measure_series: Any, measure_peers: Any) -> go.Figure:
    """Return the council's line, its target, and the band of others."""
    figure = go.Figure()
    figure.add_scatter(x=measure_peers["end_date"], y=measure_peers["high"], line_width=0, showlegend=False)
    figure.add_scatter(x=measure_peers["end_date"], y=measure_peers["low"], fill="tonexty", line_width=0, name="others")
    figure.add_scatter(x=measure_peers["end_date"], y=measure_peers["mean"], name="mean of others")
    figure.add_scatter(x=measure_series["end_date"], y=measure_series["target"], name="target", line_shape="hv")
    figure.add_scatter(x=measure_series["end_date"], y=measure_series["value"], name="Aldermoor", mode="lines+markers")
    return figure


def ranked(ranked: Any) -> go.Figure:
    """Return a bar per council, the council's own in another colour."""
    colours = ["#0F5257" if own else "#B1B4B6" for own in ranked["area"] == OWN]
    return go.Figure(go.Bar(x=ranked["value"], y=ranked["name"], orientation="h", marker_color=colours))


def table(lines: Any) -> go.Figure:
    """Return a table with a row per measure."""
    columns = ["measure", "title", "label", "value", "previous", "year_value", "target", "status", "rank", "of_n"]
    cells = {"values": [lines[name] for name in columns]}
    return go.Figure(go.Table(header={"values": columns}, cells=cells))


def stacked(counts: Any) -> go.Figure:
    """Return a bar per node, divided by status."""
    figure = go.Figure(layout_barmode="stack")
    for status, rows in counts.groupby("status"):
        figure.add_bar(x=rows["now"], y=rows["title"], orientation="h", name=status, marker_color=COLOURS[status])
    return figure


def icicle(tree: Any, leaves: Any) -> go.Figure:
    """Return the plan as an icicle, a leaf for each measure below each node."""
    nodes: Rows = tree.to_dict("records")
    ends: Rows = leaves.to_dict("records")
    return go.Figure(
        go.Icicle(
            ids=["PLAN", *(row["node"] for row in nodes), *(f"{row['node']}/{row['measure']}" for row in ends)],
            labels=["Plan", *(row["title"] for row in nodes), *(row["title"] for row in ends)],
            parents=["", *(row["parent"] for row in nodes), *(row["node"] for row in ends)],
            marker_colors=["", *("" for _ in nodes), *(COLOURS[row["status"]] for row in ends)],
        )
    )


def listed(found: Any) -> go.Figure:
    """Return a table of what was found."""
    return go.Figure(go.Table(header={"values": ["kind", "title"]}, cells={"values": [found["kind"], found["title"]]}))


FIGURES: dict[str, tuple[Action, tuple[str, ...], Any]] = {
    "measures": (ACTIONS["M"], ("measure_series", "measure_peers"), trend),
    "benchmarking": (ACTIONS["B"], ("ranked",), ranked),
    "scorecard": (ACTIONS["S1000"], ("lines",), table),
    "scorecard?basket": (ACTIONS["S80"], ("lines",), table),
    "": (ACTIONS["O"], ("counts",), stacked),
    "thread": (ACTIONS["T"], ("tree", "leaves"), icicle),
    "search": (ACTIONS["Q"], ("found",), listed),
}
"""First part of an address to its action, the blocks asked and the chart made of them."""


def main() -> None:
    asked = argparse.ArgumentParser(description="Serve the bare page.")
    asked.add_argument("warehouse", type=Path)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    os.environ[WAREHOUSE] = str(given.warehouse)
    multiprocessing.set_start_method("spawn")
    Granian(
        "tests.bench.bare:create_server",
        factory=True,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=THREADS,
        log_level="warning",
    ).serve()


if __name__ == "__main__":
    main()
