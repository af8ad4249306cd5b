"""What a page of several views needs: links between them, small panels on one scale, downloads by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dash import html


@dataclass(frozen=True)
class Panel:
    """One part of a breakdown: its name, its latest figure in words, its picture as a data URI and what that shows.

    ``picture`` is None where no period has a figure; ``note`` says how many have none, and why. ``ticks`` are height
    from the top and words of its scale, ``ends`` its first and last period.
    """

    title: str
    figure: str
    picture: str | None
    spoken: str
    note: str = ""
    ticks: Sequence[tuple[float, str]] = ()
    ends: tuple[str, str] = ("", "")


def tabs(views: Iterable[tuple[str, str, str]], chosen: str, label: str) -> html.Nav:
    """Links from view to view (name, words, href), the present one marked; assets/filters.js follows them in place."""
    items = [
        html.Li(html.A(words, href=href, id=f"view-{name}", **({"aria-current": "page"} if name == chosen else {})))
        for name, words, href in views
    ]
    return html.Nav(html.Ul(items), className="gt-views", **{"aria-label": label})


def panels(parts: Sequence[Panel]) -> html.Ul:
    """Small panels in as many columns as fit."""
    return html.Ul([_panel(part) for part in parts], className="gt-panels")


def downloads(files: Iterable[tuple[str, str]]) -> html.Ul:
    """Links to files (label, href), in one row."""
    links = [html.Li(html.A(label, href=href, download=True)) for label, href in files]
    return html.Ul(links, className="gt-figure__downloads")


def copy_link() -> html.Button:
    """Copy the address of what is shown; assets/take.js does, for the anchor of the part around it."""
    return html.Button("Copy link", type="button", className="gt-copy", **{"data-take": "link"})


def _panel(part: Panel) -> html.Li:
    head = html.P(
        [html.Span(part.title, className="gt-panel__title"), " ", html.Strong(part.figure)], className="gt-panel__head"
    )
    if part.picture is None:
        return html.Li([head, html.P(part.note, className="gt-panel__none")], className="gt-panel")
    scale = [html.Span(words, style={"top": f"{share:.1%}"}) for share, words in part.ticks]
    drawn = html.Div(
        [
            html.Div(scale, className="gt-panel__scale", **{"aria-hidden": "true"}),
            html.Img(src=part.picture, alt=part.spoken, className="gt-panel__picture"),
        ],
        className="gt-panel__plot",
    )
    ends = html.P([html.Span(end) for end in part.ends], className="gt-panel__ends", **{"aria-hidden": "true"})
    note = [html.P(part.note, className="gt-panel__note")] if part.note else []
    return html.Li([head, drawn, ends, *note], className="gt-panel")
