"""Pictures beside the titles of outcomes, drawn by us: never without the title, and silent (SMBC-61)."""

from urllib.parse import quote

from dash import html

_DRAWN = {
    "children": "M12 3.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M5 9l7 3 7-3M12 12v4l-4 5M12 16l4 5",
    "city": "M3 21V9l6-3v15M9 21V3l7 3v15M16 21v-9l5 2v7M2 21h20M12 10v.5M12 14v.5M6 13v.5",
    "council": "M3 9l9-6 9 6zM5 9v9M10 9v9M14 9v9M19 9v9M3 21h18",
    "health": "M12 20S3.5 14.5 3.5 8.8A4.6 4.6 0 0 1 12 6.6a4.6 4.6 0 0 1 8.5 2.2C20.5 14.5 12 20 12 20z",
    "home": "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
    "leaf": "M5 20C4 11 9 5 20 4c.5 10-4 15.5-12 14M5 20c2-5 5-8 9-10",
    "people": "M8.5 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M2.5 20a6 6 0 0 1 12 0M16 6a2.5 2.5 0 1 1 .5 5M17 14a5 5 0 0 1 4.5 6",
    "road": "M8 3L3 21M16 3l5 18M12 4v3M12 10.5v3M12 17v3",
    "shield": "M12 3l8 3v6c0 4.5-3.3 7.5-8 9-4.7-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5L15.5 10",
    "star": "M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z",
    "vision": "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12zM12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
    "work": "M3 8h18v12H3zM9 8V5h6v3M3 13h18M12 12v2",
}
EMBLEMS = tuple(_DRAWN)
"""What a pack may name in its column icon."""


def emblem(name: str) -> html.Span | None:
    """The picture of a plan node, in the colour of the text it stands beside; nothing where it names none."""
    if name not in _DRAWN:
        return None
    drawn = f'<path d="{_DRAWN[name]}" fill="none" stroke="#000" stroke-width="1.8" stroke-linejoin="round"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" stroke-linecap="round">{drawn}</svg>'
    # A mask takes the colour of the text, on a dark page and in forced colours too.
    url = f'url("data:image/svg+xml,{quote(svg, safe="/:= ")}")'
    return html.Span(className="gt-emblem", style={"--gt-emblem": url}, **{"aria-hidden": "true"})
