"""The row at the foot of every figure and table: one disclosure with files, pictures and the link."""

from typing import Any

from dash import html

from dashboard import formats, links
from dashboard.takeaway.cells import parts_of, walk
from dashboard.takeaway.items import Item, items

ROW = "gt-take"


def offer(layout: Any, address: str, *, as_at: Any, embeds: bool) -> Any:
    """Return the layout of ``address`` with its rows added; ``embeds`` tells whether some site may frame a figure."""
    for item in items(layout):
        if not any(_is(one, ROW) for one in walk(item.frame)):
            _add(item, _row(item, address, as_at, embeds=embeds))
    return layout


def file_stem(item: str, address: str, as_at: Any) -> str:
    """Return the name of a file without its ending: page, item, as at which day."""
    page = links.slug(address.partition("?")[0]) or "overview"
    name = links.slug(item.removesuffix("-figure").removeprefix("table-"))
    day = formats.as_date(as_at)
    return "-".join(part for part in (page, name, day.isoformat() if day else "") if part)


def _row(item: Item, address: str, as_at: Any, *, embeds: bool) -> html.Details:
    """Return the row; assets/take.js draws the pictures and copies."""
    files = [
        html.A("CSV", href=links.take(item.id, "csv", address), download=""),
        html.A("Excel", href=links.take(item.id, "xlsx", address), download=""),
        *(html.A("CSV with every column", href=href, download="") for href in _own(item)),
    ]
    pictures = [("png", "PNG"), ("svg", "SVG")] if item.chart is not None else []
    does = [*pictures, ("link", "Copy link"), *([("embed", "Embed")] if embeds else [])]
    facts: dict[str, Any] = {
        "data-file": file_stem(item.id, address, as_at),
        "data-anchor": item.id,
        "data-as-at": formats.day(as_at),
    }
    if embeds:
        facts |= {"data-embed": links.embed(item.id, address), "data-title": item.title}
    named: dict[str, Any] = {"aria-label": f"Download: {item.title}"}
    buttons = [_button(words, {"data-take": name}) for name, words in does]
    return html.Details([html.Summary("Download", **named), *files, *buttons], className=ROW, **facts)


def _button(words: str, does: dict[str, Any]) -> html.Button:
    return html.Button(words, type="button", **does)


def _own(item: Item) -> list[str]:
    """Take the figure's own files out of the list they stood in: they hold columns the page does not show."""
    lists = [one for one in walk(item.frame) if _is(one, "gt-figure__downloads")]
    if not lists:
        return []
    for part in walk(item.frame):
        inside = getattr(part, "children", None)
        if isinstance(inside, list) and any(one in lists for one in inside):
            part.children = [one for one in inside if one not in lists]
    return [link.href for link in parts_of(lists, html.A)]


def _add(item: Item, row: html.Details) -> None:
    foot = next((one for one in walk(item.frame) if _is(one, "gt-figure__foot")), None)
    place = item.frame if foot is None else foot
    inside = place.children if isinstance(place.children, list) else [place.children]
    place.children = [*inside, row]


def _is(part: Any, name: str) -> bool:
    return name in (getattr(part, "className", None) or "").split()
