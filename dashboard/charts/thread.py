"""The whole golden thread as an icicle: levels from left to right, measures at the end coloured by status."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import Drawing, layout
from dashboard.charts.palette import COLOURS, TEXT_ON, glyph

# A tint a level, light enough for ink text on each; the leaves carry the only colours.
TINTS = ("#DCE1E5", "#E4E8EB", "#EBEEF0", "#F0F2F4", "#F5F6F7", "#F8F9FA")
_PATTERNS = {"red": "/", "amber": "."}
ROW = 22
"""Height at which a block still shows its label."""
TALLEST = 720
"""More would not fit one screen."""

Row = dict[str, Any]


def icicle(
    nodes: pd.DataFrame,
    *,
    even: str = "",
    height: int = 530,
    width: int = 24,
    one: str = "measure",
    many: str = "",
    labels: Mapping[str, str] | None = None,
) -> Drawing:
    """Draw the thread: id, parent ('' at the top), title, level (its name), href and, for measures, status (else null).

    ``id`` is the path, as a measure under two priorities is two leaves; ``measure``, its code, counts once in totals.
    Nodes of the level ``even`` are equally tall, so that each keeps its label however few measures it has.
    The chart grows above ``height`` where they are many, up to what fits a screen.
    ``width`` is how many characters fit a column; ``one``, ``many`` and ``labels`` are the
    council's words for measures and statuses. The ``customdata`` of a click holds the href.
    """
    rows = _by_status(words.prose.rows(nodes))
    parents = {row["id"]: row["parent"] or "" for row in rows}
    statuses = [row["status"] for row in rows]
    titles = [formats.text(row["title"]) for row in rows]
    counts = _counts(rows, parents)
    weights = _weights(rows, parents, even)
    named = {status: words.status.status_label(status, labels) for status in set(statuses)}
    texts, hovers = [], []
    for row, status, title in zip(rows, statuses, titles, strict=True):
        short, count = _shortened(title, width), counts.get(row["id"], 0)
        texts.append(f"{glyph(status)} {short}" if status else f"<b>{short}</b>  {count:,}")
        said = named[status] if status else formats.plural(count, one, many or f"{one}s")
        hovers.append(f"{row['level']}: <b>{title}</b><br>{said}")
    blocks = {
        "type": "icicle",
        "ids": list(parents),
        "parents": list(parents.values()),
        "labels": titles,
        "text": texts,
        "texttemplate": "%{text}",
        "values": weights,
        "branchvalues": "remainder",
        "customdata": [row.get("href") for row in rows],
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "sort": False,
        "tiling": {"orientation": "h", "pad": 0},
        "leaf": {"opacity": 1},
        "pathbar": {"visible": False},
        "textposition": "middle left",
        "textfont": {"size": 12, "color": [TEXT_ON.get(status, COLOURS["ink"]) for status in statuses]},
        "marker": _paint(rows, statuses),
    }
    return {
        "data": [blocks] if rows else [],
        "layout": layout(
            max(height, min(TALLEST, round(ROW * sum(weights)))),
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            uniformtext={"minsize": 12, "mode": "hide"},
        ),
    }


def _paint(rows: list[Row], statuses: list[str]) -> dict[str, Any]:
    """Measures in the colour and pattern of their status, plan nodes in the tint of their level."""
    colours = [
        # A status that is no judgement is a pale block, darker than any plan node.
        COLOURS.get(status, COLOURS["line"]) if status else TINTS[min(row["id"].count("/"), len(TINTS) - 1)]
        for row, status in zip(rows, statuses, strict=True)
    ]
    return {
        "colors": colours,
        "line": {"color": COLOURS["surface"], "width": [0 if status else 1 for status in statuses]},
        "pattern": {
            "shape": [_PATTERNS.get(status, "") for status in statuses],
            "fgcolor": "rgba(11,12,12,0.45)",
            # As overlay, Plotly takes all the colours for one and complains.
            "bgcolor": colours,
            "fillmode": "replace",
            "size": 6,
            "solidity": 0.25,
        },
    }


def _shortened(title: str, width: int) -> str:
    """A title cut to whole words, as ``textwrap.shorten`` does, which takes ten times as long to look for hyphens."""
    if len(title) <= width:
        return title
    if "-" in title:
        return textwrap.shorten(title, width, placeholder="…")
    return f"{title[: max(title.rfind(' ', 0, width), 0)]}…"


def _weights(rows: list[Row], parents: dict[str, str], even: str) -> list[float]:
    """The share of height each end of the thread has: one, or its part of the node of the level ``even`` above it.

    A branch beside such nodes, as of measures that serve an outcome and no priority, is as tall as one of them.
    """
    inner = set(parents.values())
    equal = {row["id"] for row in rows if row["level"] == even}
    holders = {above for node in equal for above in _above(node, parents)}

    @cache
    def share(node: str) -> str:
        """The block a node is part of: an even one, or a branch beside such, or '' where there are none."""
        above = parents.get(node, "")
        if node in equal or (node not in holders and above in holders):
            return node
        return share(above) if above else ""

    shares = {node: share(node) for node in parents if node not in inner}
    ends = Counter(shares.values())
    return [0.0 if node in inner else 1 / ends[shares[node]] if shares[node] else 1.0 for node in parents]


def _above(node: str, parents: dict[str, str]) -> list[str]:
    """The nodes above one, the nearest first."""
    found = []
    while node := parents.get(node, ""):
        found.append(node)
    return found


def _by_status(rows: list[Row]) -> list[Row]:
    """Measures after plan nodes and in the house's order of statuses, so that the leaves of a node read as its bar."""
    places = {status: place for place, status in enumerate(words.status.STATUSES, 1)}
    for row in rows:
        row["status"] = formats.text(row.get("status"))
    return sorted(rows, key=lambda row: places.get(row["status"], 0))


def _counts(rows: list[Row], parents: dict[str, str]) -> dict[str, int]:
    """How many measures are below each node: one that is there by two paths is one measure (BCC-14)."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["status"]:
            found[parents[row["id"]]].add(row.get("measure") or row["id"].rsplit("/", 1)[-1])
    for node, measures in list(found.items()):
        for above in _above(node, parents):
            found[above] |= measures
    return {node: len(found[node]) for node in parents}
