"""Delivery and risk: milestones by state in the width of a word, what became of a promise, a matrix of risks."""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

from dashboard import words
from dashboard.components.parts import hidden
from dashboard.components.status import mark, status_pill

FIVE = range(1, 6)
# The colour a promise or recommendation borrows; what is over and done has none: complete is not green (DR-40).
_TONES = {"on_course": "green", "open": "green", "slipping": "amber", "missed": "red", "late": "red"}


def delivery_strip(counts: Mapping[str, int], *, overdue: int = 0) -> html.Span:
    """Milestones by state, shape and count each; the sentence for a screen reader."""
    parts = [
        html.Span(
            [mark(state, what.shape, plain=state == "complete"), f"{counts[state]:,}"], className="gt-strip__count"
        )
        for state, what in words.status.DELIVERY.items()
        if counts.get(state)
    ]
    return html.Span(
        parts or "–", className="gt-strip", role="img", **{"aria-label": words.plan.delivery(counts, overdue=overdue)}
    )


def commitment_pill(state: str) -> html.Span:
    """What became of a promise, as shape and word."""
    what = words.delivery.COMMITMENTS[state]
    return status_pill(_TONES.get(state, state), what.label, what.shape)


def recommendation_pill(state: str) -> html.Span:
    """Where a recommendation stands, as shape and word."""
    what = words.delivery.RECOMMENDATIONS[state]
    return status_pill(_TONES.get(state, state), what.label, what.shape)


def risk_matrix(risks: Iterable[Mapping[str, Any]], *, caption: str) -> html.Div:
    """Risks (risk, title, likelihood, impact) in a table of likelihood by impact; each leads to its place below.

    A cell is the darker the higher its score, and says the score: no colour stands for a judgement nobody made.
    """
    every = list(risks)
    head = [html.Th("Likelihood", scope="col"), *(html.Th(f"Impact {impact}", scope="col") for impact in FIVE)]
    body = []
    for likelihood in reversed(FIVE):
        cells = [
            _cell([risk for risk in every if (risk["likelihood"], risk["impact"]) == place], likelihood * place[1])
            for place in ((likelihood, impact) for impact in FIVE)
        ]
        body.append(html.Tr([html.Th(str(likelihood), scope="row"), *cells]))
    table = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)], className="gt-table gt-matrix"
    )
    return html.Div(table, className="gt-scroll", role="region", tabIndex=0, **{"aria-label": caption})


def _cell(risks: list[Mapping[str, Any]], score: int) -> html.Td:
    codes = [html.Li(html.A(risk["risk"], href=f"#{risk['risk']}", title=risk["title"])) for risk in risks]
    listed = [html.Ul(codes)] if codes else []
    return html.Td(
        [html.Span([hidden("score "), str(score)], className="gt-matrix__score"), *listed],
        style={"--gt-share": f"{score * 100 / 25:.0f}%"},
    )
