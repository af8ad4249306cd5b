"""The whole golden thread as an icicle: levels from left to right, measures at the end coloured by status."""

import textwrap
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SMALL, Drawing, layout
from dashboard.charts.palette import COLOURS, TEXT_ON, glyph

# A tint a level, light enough for ink text on each; the leaves carry the only colours.
TINTS = ("#DCE1E5", "#E4E8EB", "#EBEEF0", "#F0F2F4", "#F5F6F7", "#F8F9FA")
_PATTERNS = {"red": "/", "amber": "."}
_LINE_HEIGHT = 18


def icicle(nodes: pd.DataFrame, *, height: int = 760, width: int = 26, one: str = "measure", many: str = "") -> Drawing:
    """Draw the thread: id, parent ('' at the top), title, level (its name), href and, for measures, status (else null).

    ``id`` is the path, as a measure under two priorities is two leaves. ``width`` is how many characters fit a column;
    ``one`` and ``many`` are the council's words for a measure. ``customdata`` of a click holds the href.
    """
    rows = _by_status(words.rows(nodes))
    parents = {row["id"]: row["parent"] or "" for row in rows}
    inner = set(parents.values())
    leaves = _sums(parents, {node: int(node not in inner) for node in parents})
    statuses = [formats.text(row.get("status")) for row in rows]
    measures = _sums(parents, {row["id"]: int(bool(status)) for row, status in zip(rows, statuses, strict=True)})
    whole = sum(leaves[node] for node, above in parents.items() if not above) or 1
    labels, hovers, colours, edges = [], [], [], []
    for row, status in zip(rows, statuses, strict=True):
        count = "" if status else formats.plural(measures[row["id"]], one, many or f"{one}s")
        labels.append(_label(row, status, count, int((leaves[row["id"]] / whole * height - 6) // _LINE_HEIGHT), width))
        said = words.status_label(status) if status else count
        hovers.append(f"{formats.text(row['level'])}: <b>{formats.text(row['title'])}</b><br>{said}")
        tint = TINTS[min(row["id"].count("/"), len(TINTS) - 1)]
        colours.append(COLOURS.get(status, COLOURS["surface"]) if status else tint)
        # A status that is no judgement is an outline, as everywhere.
        edges.append(COLOURS["others"] if status and status not in COLOURS else COLOURS["surface"])
    icicle_trace = {
        "type": "icicle",
        "ids": list(parents),
        "parents": list(parents.values()),
        "labels": [formats.text(row["title"]) for row in rows],
        "text": labels,
        "texttemplate": "%{text}",
        "values": [int(node not in inner) for node in parents],
        "branchvalues": "remainder",
        "customdata": [row.get("href") for row in rows],
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "sort": False,
        "tiling": {"orientation": "h", "pad": 1},
        "leaf": {"opacity": 1},
        "pathbar": {"visible": False},
        "textposition": "middle left",
        "textfont": {"size": SMALL, "color": [TEXT_ON.get(status, COLOURS["ink"]) for status in statuses]},
        "marker": {
            "colors": colours,
            "line": {"color": edges, "width": 1},
            "pattern": {
                "shape": [_PATTERNS.get(status, "") for status in statuses],
                "fgcolor": "rgba(11,12,12,0.45)",
                "fillmode": "overlay",
                "size": 6,
                "solidity": 0.25,
            },
        },
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {
        "data": [icicle_trace] if rows else [],
        "layout": layout(height, margin=margin, uniformtext={"minsize": 12, "mode": "hide"}),
    }


def _label(row: dict[str, Any], status: str, count: str, lines: int, width: int) -> str:
    """As much of the title as the block has lines for; nothing where it is too thin to read."""
    if lines < 1:
        return ""
    title = f"{glyph(status)} {formats.text(row['title'])}" if status else formats.text(row["title"])
    if lines == 1:
        return textwrap.shorten(title, width, placeholder="…")
    wrapped = textwrap.wrap(title, width, max_lines=min(lines - bool(count), 4) or 1, placeholder="…")
    return "<br>".join([*wrapped, count] if count else wrapped)


def _by_status(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures after plan nodes and in the house's order of statuses, so that the leaves of a node read as its bar."""
    order = list(words.STATUSES)
    places = [order.index(status) + 1 if (status := formats.text(row.get("status"))) in order else 0 for row in rows]
    return [row for _, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]


def _sums(parents: dict[str, str], own: dict[str, int]) -> dict[str, int]:
    """Each node's number with those of all nodes below it."""
    sums = dict.fromkeys(parents, 0)
    for node, number in own.items():
        at = node
        while at:
            sums[at] = sums.get(at, 0) + number
            at = parents.get(at, "")
    return sums
