"""Tables and lists as HTML text: nothing in them ever changes by itself, and a page has thousands of their parts.

Dash asks every part of a page at every change whether it is meant, which made a page of three thousand take half a
minute to draw in the place of another (measured); as text all of a table is one part. ``assets/markup.js`` puts the
text into its element, and ``assets/grid.js`` keeps its links inside the page.
"""

import re
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from markupsafe import Markup, escape

WRITTEN = (html.Table, html.Ul, html.Ol)
"""What is sent as text wherever all of it stands still."""
NAMES = {"className": "class", "htmlFor": "for"}
EMPTY = {"Br", "Col", "Hr", "Img", "Wbr"}
"""Elements without an end."""
_HUMP = re.compile(r"(?=[A-Z])")


class _Moving(Exception):
    """A part that Dash must know: a choice, a chart, or something with a callback."""


def given(part: Component) -> dict[str, Any]:
    """Return what a component was given; the rest is what it knows of its kind.

    Dash keeps it in an order of chance: in one of its own, every process sends the same bytes.
    """
    return {name: part.__dict__[name] for name in sorted(part.__dict__) if not name.startswith(("_", "available_"))}


def written(part: Component) -> str | None:
    """Return what stands inside a table or list as HTML; None for any other part, and where some of it moves."""
    if not isinstance(part, WRITTEN):
        return None
    said: list[str] = []
    try:
        _children(part.children, said)
    except _Moving:
        return None
    return "".join(said)


def as_text(part: Component) -> Markup:
    """Return a part that stands still, itself and all in it, as HTML to be put among text. Raises TypeError."""
    said: list[str] = []
    try:
        _element(part, said)
    except _Moving as moving:
        raise TypeError(f"{part} moves, or has something in it that does.") from moving
    return Markup("".join(said))


def _children(children: Any, said: list[str]) -> None:
    if isinstance(children, str):
        said.append(escape(children))
    elif isinstance(children, (list, tuple)):
        for one in children:
            _children(one, said)
    # Quicker than asking an abstract class about thousands.
    elif hasattr(children, "_namespace"):
        _element(children, said)
    elif children is not None and not isinstance(children, bool):
        said.append(escape(children))


def _element(part: Component, said: list[str]) -> None:
    if isinstance(part, dcc.Link):
        tag = "a"
    elif part._namespace == "dash_html_components":
        tag = part._type.lower()
    else:
        raise _Moving
    said.append(f"<{tag}")
    children = None
    for name, value in given(part).items():
        if name == "children":
            children = value
        elif value is not None and value is not False:
            said.append(_attribute(name, value))
    said.append(">")
    if part._type not in EMPTY:
        _children(children, said)
        said.append(f"</{tag}>")


def _attribute(name: str, value: Any) -> str:
    if name == "style":
        value = ";".join(f"{_HUMP.sub('-', one).lower()}:{said}" for one, said in value.items())
    elif isinstance(value, dict):
        raise _Moving
    name = NAMES.get(name, name).lower()
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
