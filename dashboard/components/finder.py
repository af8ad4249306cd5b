"""A box that finds one of many things by its name and adds it to a list in the URL (assets/explorer.js)."""

from collections.abc import Iterable

import dash_bootstrap_components as dbc
import orjson
from dash import html


def finder(
    name: str, label: str, options: Iterable[tuple[str, str]], *, chosen: str = "", hint: str = "", one: bool = False
) -> html.Div:
    """A labelled box with a list of suggestions that writes ``name`` into the URL: pairs of code and words.

    What is found is added to the codes ``chosen`` already (joined by commas), or takes their place if ``one``. The
    suggestions travel as one text and become a datalist when the box is used: hundreds of them cost a page nothing.
    """
    box, words = f"find-{name}", f"find-{name}-said"
    data = {
        "data-finder": name,
        "data-options": orjson.dumps(list(options)).decode(),
        "data-chosen": chosen,
        "data-one": "yes" if one else "",
    }
    return html.Div(
        [
            html.Label(label, htmlFor=box, className="gt-filter__label"),
            html.Div(
                [
                    dbc.Input(
                        id=box,
                        type="text",
                        autocomplete="off",
                        placeholder=hint,
                        list=f"{box}-list",
                        class_name="gt-finder__box",
                    ),
                    html.Button("Set" if one else "Add", type="button", className="gt-finder__button"),
                ],
                className="gt-finder__row",
            ),
            html.Datalist(id=f"{box}-list"),
            html.Div(id=words, className="gt-finder__said", role="status"),
        ],
        className="gt-filter gt-finder",
        **data,
    )
