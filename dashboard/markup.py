"""What stands still as HTML text: nothing in it ever changes by itself, and a page has hundreds of its parts.

Dash asks every part of a page at every change whether it is meant, which made a page of three thousand take half a
minute to draw in the place of another (measured); as text all of a card or a table is one part. ``assets/markup.js``
puts the text into its element, and ``assets/grid.js`` keeps its links inside the page.
"""

import re
from functools import lru_cache
from html import escape
from typing import Any

from dash import dcc
from dash.development.base_component import Component
from markupsafe import Markup

HTML = "dash_html_components"
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
    held = part.__dict__
    return {name: held[name] for name in _names(tuple(held))}


@lru_cache(maxsize=4096)
def _names(held: tuple[str, ...]) -> list[str]:
    return sorted(name for name in held if not name.startswith(("_", "available_")))


def as_text(part: Component) -> Markup:
    """Return a part that stands still, itself and all in it, as HTML to be put among text. Raises TypeError."""
    try:
        return Markup(Writing().element(part))
    except _Moving as moving:
        raise TypeError(f"{part} moves, or has something in it that does.") from moving


def still(part: Component) -> Component:
    """Return a part of the frame with what stands in it sent as text. Raises TypeError where some of it moves."""
    text = Writing().inside(part)
    if text is None:
        raise TypeError(f"{part} has nothing in it, or something that moves.")
    return type(part)(**given(part) | {"children": None, "data-text": text})


class Writing:
    """The parts of one page as text, each written once however many parts it stands in."""

    def __init__(self) -> None:
        self._written: dict[int, str | None] = {}

    def inside(self, part: Component) -> str | None:
        """Return what stands inside an element as HTML; None where that is mere words, and where some of it moves."""
        children = getattr(part, "children", None)
        # Words need no element of their own, and lists of words are rare.
        if part._namespace != HTML or children is None or type(children) is str:
            return None
        if not isinstance(children, (list, tuple, Component, Markup)):
            return None
        try:
            return self._inside(part, children)
        except _Moving:
            return None

    def element(self, part: Component) -> str:
        """Return an element with all in it as HTML. Raises _Moving."""
        # Not isinstance, which asks an abstract class, of all parts of every page.
        if type(part) is dcc.Link:
            tag = "a"
        elif part._namespace == HTML:
            tag = part._type.lower()
        else:
            raise _Moving
        props = given(part)
        children = props.pop("children", None)
        said = [_attribute(name, value) for name, value in props.items() if value is not None and value is not False]
        start = f"<{tag}{''.join(said)}>"
        return start if part._type in EMPTY else f"{start}{self._inside(part, children)}</{tag}>"

    def _inside(self, part: Component, children: Any) -> str:
        known = id(part)
        if known not in self._written:
            self._written[known] = None
            self._written[known] = self._children(children)
        text = self._written[known]
        if text is None:
            raise _Moving
        return text

    def _children(self, children: Any) -> str:
        # What there is most of first; the library of Markup escapes too, but makes an object of each text.
        if type(children) is str:
            return escape(children)
        if isinstance(children, (list, tuple)):
            return "".join([self._children(one) for one in children])
        # Quicker than asking an abstract class about thousands.
        if hasattr(children, "_namespace"):
            return self.element(children)
        if children is None or isinstance(children, bool):
            return ""
        return children if isinstance(children, Markup) else escape(str(children))


def _attribute(name: str, value: Any) -> str:
    if type(value) is str:
        return f'{_start(name)}"{escape(value)}"'
    if value is True:
        return _start(name)[:-1]
    if name == "style":
        value = ";".join(f"{_HUMP.sub('-', one).lower()}:{said}" for one, said in value.items())
    elif isinstance(value, dict):
        raise _Moving
    return f'{_start(name)}"{escape(str(value))}"'


@lru_cache(maxsize=1024)
def _start(name: str) -> str:
    return f" {NAMES.get(name, name).lower()}="
