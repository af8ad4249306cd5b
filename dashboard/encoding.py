"""A page as the bytes that are sent: what Dash would write, without its pass over every part of every component."""

from typing import Any

import orjson
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
