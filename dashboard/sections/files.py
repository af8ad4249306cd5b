"""The files of the last build: what each became, what was left out of it and why, and its checksum."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]

_SHORT = 10
_BUILDS = 5
"""Builds that are listed, of those that are remembered."""


def files(reading: Reading, asked: dict[str, str | None]) -> list[Component]:
    """Return every file of the last build with its rows, and every reason rows were left out (lineage, DR-37)."""
    rows = queries.data_quality.files.rows()
    issues = queries.data_quality.issues.rows()
    if not rows:
        return [components.nothing("No file has been loaded."), *_builds()]
    held = [row for row in rows if row["outcome"] == "loaded"]
    note = (
        f"{words.data_quality.files_loaded(rows)} Built on {formats.day(reading.facts['built_at'])}. The history of a "
        f"{reading.one} names file and row of every figure; the checksum tells whether a file you hold is the one that "
        "was read."
    )
    return [
        *_builds(),
        components.section("Files of the last build", _table(reading, held) if held else [], note=note),
        *_issues(issues),
        *_unread([row for row in rows if row["outcome"] != "loaded"]),
    ]


def _table(reading: Reading, rows: Rows) -> Component:
    listed = [
        {
            "file": _name(row),
            "source": words.data_quality.file_source(row["source"]),
            "vintage": formats.short_day(row["vintage"]) or "no figures",
            "read": f"{row['rows_read']:,}",
            "loaded": f"{row['rows_loaded']:,}",
            "refused": f"{row['rows_refused']:,}",
            "figures": _own(reading, row),
            "checksum": _checksum(row["sha256"]),
        }
        for row in rows
    ]
    columns: list[components.Column] = [("file", "File"), ("source", "Source"), ("vintage", "Vintage")]
    columns += [("read", "Rows read", "number"), ("loaded", "Loaded", "number"), ("refused", "Left out", "number")]
    columns += [("figures", "This council's figures", "number"), ("checksum", "Checksum")]
    table = components.data_table(columns, listed, caption="Files with data", show_caption=False)
    return html.Div(table, className="gt-files")


def _name(row: Facts) -> Component:
    """Return a file's name at its own place on the page, the folder it lay in below."""
    folder, _, name = row["file"].rpartition("/")
    return html.Span(
        [name, html.Span(folder, className="gt-under")], id=links.file_anchor(row["file"]), className="gt-file"
    )


def _own(reading: Reading, row: Facts) -> Any:
    if not row["figures"]:
        return "none"
    of = formats.plural(row["measures"], reading.one, reading.many)
    return [f"{row['figures']:,}", html.Span(f" of {of}", className="gt-under")]


def _checksum(digest: str) -> Component:
    """Return the beginning of a checksum, which opens to the whole of it."""
    return html.Details([html.Summary(digest[:_SHORT], title=digest), html.Code(digest)], className="gt-checksum")


def _issues(rows: Rows) -> list[Component]:
    """Return what was left out or otherwise worth knowing, the most rows first."""
    title = "What was left out, and why"
    if not rows:
        return [components.section(title, components.nothing("Nothing was left out of any file."))]
    alike: dict[tuple[str, str, int], Rows] = {}
    for place, row in enumerate(rows):
        # What left out no rows is told once for all places of a file that break the same rule.
        alike.setdefault((row["file"], row["rule"], place if row["rows"] else -1), []).append(row)
    listed = [
        {
            "file": components.link(row["file"].rpartition("/")[2], links.load_file(row["file"]), className="gt-file"),
            "rows": f"{row['rows']:,}" if row["rows"] else "none",
            "why": words.data_quality.file_issue(row, len(others)),
        }
        for row, *others in alike.values()
    ]
    columns: list[components.Column] = [
        ("file", "File"),
        ("rows", "Rows", "number"),
        ("why", "What was found, and what was expected"),
    ]
    table = components.data_table(columns, listed, caption=title, show_caption=False)
    note = "A file with figures that cannot be right is refused whole, and the warehouse stays as it was."
    return [components.section(title, html.Div(table, className="gt-issues"), note=note)]


def _builds() -> list[Component]:
    """Return the last builds, the newest first: what was loaded, or which file was refused for breaking which rule."""
    rows, refusals = queries.data_quality.builds.rows(), queries.data_quality.refusals.rows()
    listed = [
        {
            "ended": f"{formats.short_day(row['ended_at'])}, {row['ended_at']:%H:%M} UTC",
            "outcome": words.data_quality.build_outcome(row),
            "files": _count(row["files"]),
            "observations": _count(row["observations"]),
            "left_out": _count(row["left_out"]),
            "why": [html.Div(words.data_quality.refusal(one)) for one in refusals if one["ended_at"] == row["ended_at"]]
            if row["snapshot"] is None
            else "",
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("ended", "When"),
        ("outcome", "What became of it"),
        ("files", "Files", "number"),
    ]
    columns += [("observations", "Observations", "number"), ("left_out", "Rows left out", "number")]
    if any(row["snapshot"] is None for row in rows[:_BUILDS]):
        columns.append(("why", "Refused for"))
    title = "The last builds"
    table = components.data_table(columns, listed, caption=title, show_caption=False)
    return [components.section(title, html.Div(table, className="gt-builds"), note=words.data_quality.builds(rows))]


def _count(number: Any) -> str:
    return "–" if number is None else f"{number:,}"


def _unread(rows: Rows) -> list[Component]:
    """Return, folded, the files that hold nothing for the warehouse."""
    if not rows:
        return []
    items = [html.Li(row["file"], id=links.file_anchor(row["file"]), className="gt-file") for row in rows]
    said = f"{formats.plural(len(rows), 'file')} without data: notes, descriptions and metadata"
    return [html.Details([html.Summary(said), html.Ul(items)], className="gt-no-gaps")]
