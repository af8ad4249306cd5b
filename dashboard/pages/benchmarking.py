"""/benchmarking: any measures beside any councils, drawn as the URL says."""

from typing import Any

from dash import html, register_page

from dashboard import components, links, words
from dashboard.explorer import Asked, asked
from dashboard.sections import explorer, terms
from dashboard.sections.explorer import choosers

TITLE = "Benchmarking"
NONE = "No comparator has published any of this council's {many}."
WORDS = ("Rank", "Quartile", "Mean", "Median", "Polarity")
"""Words of its charts that open their meaning."""


def layout(**choices: Any) -> html.Div:
    """Draw the state of the explorer that the parameters of the URL ask for (DCC-07, WCC-42)."""
    state = asked(choices)
    if not state.measures or not state.groups:
        return html.Div(
            [components.page_title(TITLE), components.nothing(NONE.format(many=state.facts["measure_word_plural"]))]
        )
    view = explorer.chosen(state)
    return html.Div(
        [
            components.page_title(TITLE, lead=_lead(state, view)),
            choosers.bar(state, view),
            components.nothing(words.explorer.not_comparable(state.unknown)) if state.unknown else None,
            explorer.tabs(state),
            html.Div(_drawn(state, view), className="gt-explorer__view"),
            terms.listed(terms.known(), *WORDS),
            html.P(components.link("All figures, for Power BI, Excel or Python", links.connect())),
        ],
        className="gt-explorer",
    )


def _lead(state: Asked, view: Any) -> str:
    """Return what is looked at where nothing has been chosen yet."""
    if state.choice.measures or not view.LEAST:
        return ""
    first = state.measures[state.codes[0]]["short_title"]
    shown = "those of the plan" if getattr(view, "WHOLE", False) else first
    return words.explorer.first_measure(shown, of=len(state.measures), many=state.facts["measure_word_plural"])


def _drawn(state: Asked, view: Any) -> list[Any]:
    """Return the view, or what it still needs; what it leaves out is said above it."""
    one, many = state.facts["measure_word"], state.facts["measure_word_plural"]
    found = len(state.subjects)
    if found < view.LEAST:
        return [components.nothing(words.explorer.too_few(view.LEAST, explorer.label(state, view), one=one, many=many))]
    over = words.explorer.left_out(view.MOST, found, many=many)
    return [*([components.nothing(over)] if over else []), *view.draw(state)]


register_page(__name__, path="/benchmarking", title=TITLE, name=TITLE, order=4, in_nav=True)
