"""Pages as functions of their URL, and what stands on the layout they return."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import dash
from flask import Flask
from markupsafe import Markup

from dashboard.cache import in_process
from dashboard.warehouse import Snapshot, Warehouse
from tests import arrange

_KEPT = in_process(Flask("tests"))


def reading(warehouse: Path, tier: str = "public") -> AbstractContextManager[Snapshot]:
    """Ask this warehouse inside the block, as a served dashboard does: what was asked once is kept."""
    return _warehouse(warehouse, tier).reading()


@contextmanager
def small(folder: Path, figures: Iterable[dict] = arrange.FIGURES, **sheets: list[dict]) -> Iterator[None]:
    """Build a small council in a folder, of one measure and one figure unless told otherwise, and ask it."""
    arrange.built(folder, figures, **sheets).close()
    with reading(folder / "warehouse"):
        yield


# To open a file costs more than most tests ask of it; a warehouse finds a newer file of its folder by itself.
@lru_cache(maxsize=2)
def _warehouse(folder: Path, tier: str) -> Warehouse:
    return Warehouse(folder, tier, _KEPT)


def page(name: str) -> Callable[..., Any]:
    """Return the layout of a registered page."""
    return next(entry for module, entry in dash.page_registry.items() if module.endswith(f"pages.{name}"))["drawn"]


class Written(HTMLParser):
    """What a part that is text already says, and the address of each of its links."""

    def __init__(self, said: Markup) -> None:
        """Read it whole."""
        super().__init__()
        self.texts: list[str] = []
        self.hrefs: list[str] = []
        self.feed(said)

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an address."""
        self.hrefs += [value for name, value in attrs if name == "href" and value]


def texts(component: Any) -> list[str]:
    """Return every piece of text of a layout, in reading order."""
    if isinstance(component, Markup):
        return Written(component).texts
    if isinstance(component, str):
        return [component]
    if isinstance(component, (list, tuple)):
        return [text for part in component for text in texts(part)]
    children = getattr(component, "children", None)
    return texts(children) if children is not None else []


def text(component: Any) -> str:
    """Return the text of a layout in one line."""
    return " ".join(" ".join(texts(component)).split())


def hrefs(component: Any) -> list[str]:
    """Return the address of every link of a layout."""
    if isinstance(component, Markup):
        return Written(component).hrefs
    if isinstance(component, (list, tuple)):
        return [href for part in component for href in hrefs(part)]
    own = [component.href] if isinstance(getattr(component, "href", None), str) else []
    return own + (hrefs(component.children) if getattr(component, "children", None) is not None else [])


def walk(component: Any) -> Iterator[Any]:
    """Yield every component of a layout, in reading order."""
    if isinstance(component, (list, tuple)):
        for part in component:
            yield from walk(part)
    elif component is not None and not isinstance(component, str):
        yield component
        yield from walk(getattr(component, "children", None))
