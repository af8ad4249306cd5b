"""A page as the bytes that are sent: what Dash would write, without its pass over every part of every component."""

from typing import Any

import orjson
from dash import _callback
from dash.development.base_component import Component

from dashboard.markup import Writing, given

AS_DASH = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


def encoded(layout: Any) -> orjson.Fragment:
    """Return a layout as JSON, which Dash takes into its answer as it is. Raises TypeError."""
    writing = Writing()

    def plain(part: Any) -> Any:
        if not isinstance(part, Component):
            raise TypeError(f"A page holds a {type(part).__name__}, which has no form in JSON.")
        props = given(part)
        text = writing.inside(part)
        if text is not None:
            props |= {"children": None, "data-text": text}
        return {"props": props, "type": part._type, "namespace": part._namespace}

    return orjson.Fragment(orjson.dumps(layout, default=plain, option=AS_DASH))


def unescaped() -> None:
    """Have Dash write what a callback answers as JSON, and no more.

    Plotly, which it asks, writes each <, > and / as six letters, as if for the inside of a script: of a table as text
    that was three tenths of what is compressed. Where an answer does stand in a script, ahead.py sees to it.
    """
    _callback.to_json = _written


def _written(answer: Any) -> bytes:
    return orjson.dumps(answer, default=_as_dash, option=AS_DASH)


def _as_dash(part: Any) -> Any:
    if not isinstance(part, Component):
        raise TypeError(f"An answer holds a {type(part).__name__}, which has no form in JSON.")
    return part.to_plotly_json()
