"""Dash's components, made with less work: a page has hundreds of them, the thread of a thousand measures thousands.

Dash looks through the attributes of every component it makes and gives it four lists of its own, which took a third of
a page's time. Here Dash checks the names of attributes once for each set of names, and a kind's lists are its own.
"""

from collections.abc import Callable
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

CHILDLESS = {dbc.Select}
LEAN = [kind for kind in vars(html).values() if isinstance(kind, type) and issubclass(kind, Component)]
LEAN += [dcc.Link, *CHILDLESS]
"""What pages are made of; all of these take their children first, if they have any."""
_slim: set[Any] = set()


def slim() -> None:
    """Have Dash make its components this way from now on."""
    for kind in LEAN:
        if kind not in _slim:
            kind.__init__ = _made(kind.__init__, kind not in CHILDLESS)
            _slim.add(kind)


def _made(make: Callable, has_children: bool) -> Callable:
    known: set[tuple[str, ...]] = set()

    def made(self: Any, children: Any = None, **props: Any) -> None:
        if has_children:
            props["children"] = children
        names = tuple(props)
        if names not in known:
            make(self, **props)
            _share(self)
            known.add(names)
        self.__dict__.update(props)

    return made


def _share(one: Any) -> None:
    """Move to its kind what says the same for all of it."""
    for name in [name for name in vars(one) if name.startswith(("_", "available_"))]:
        setattr(type(one), name, one.__dict__.pop(name))
