"""What a cell of a page says, read from its components: the words a reader meets, the number or date behind them."""

import re
from collections.abc import Iterator
from typing import Any

from dash import html

from dashboard.formats import Day, Figure

Known = Figure | Day


def walk(part: Any) -> Iterator[Any]:
    """Yield every component and every piece of text of a layout, in reading order."""
    # Without recursion: a layout is deep, and every page is walked while somebody waits for it.
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (list, tuple)):
            waiting.extend(reversed(one))
        elif one is not None:
            yield one
            if not isinstance(one, str):
                waiting.append(getattr(one, "children", None))


def parts_of(part: Any, kind: Any) -> list[Any]:
    """Return the components of a kind, in reading order."""
    return [one for one in walk(part) if isinstance(one, kind)]


def words_of(part: Any) -> str:
    """Return what a screen reader would say of a part: hidden words too, a picture by its name, no decoration."""
    said = " ".join(" ".join(_said(part)).split())
    return re.sub(r" (?=[,.;:)])|(?<=\() ", "", said)


def known_in(part: Any) -> Known | None:
    """Return the number or date a cell is about: the one it begins with, or the only one in it."""
    found = list(_known(part))
    if len(found) == 1 or (found and words_of(part).startswith(" ".join(found[0].split()))):
        return found[0]
    return None


def _said(part: Any) -> Iterator[str]:
    if isinstance(part, (list, tuple)):
        # Texts beside each other are one sentence; a component is a word of its own.
        yield from _joined([list(_said(one)) if not isinstance(one, str) else one for one in part])
    elif isinstance(part, (str, int, float)) and not isinstance(part, bool):
        yield str(part)
    elif part is not None and not _decorative(part):
        name = getattr(part, "aria-label", None) if getattr(part, "role", None) == "img" else None
        if isinstance(part, html.Img):
            yield getattr(part, "alt", None) or ""
        elif name:
            yield name
        else:
            yield from _said(getattr(part, "children", None))


def _joined(pieces: list[Any]) -> Iterator[str]:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            yield text
            text = ""
            yield from piece
    yield text


def _known(part: Any) -> Iterator[Known]:
    if isinstance(part, (list, tuple)):
        for one in part:
            yield from _known(one)
    elif isinstance(part, (Figure, Day)):
        yield part
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield Figure(str(part), part)
    elif part is not None and not isinstance(part, str) and not _decorative(part):
        yield from _known(getattr(part, "children", None))


def _decorative(part: Any) -> bool:
    return getattr(part, "aria-hidden", None) == "true"
