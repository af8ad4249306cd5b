"""Statuses and travel: always a shape and a word, never a colour alone."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import words
from dashboard.charts import glyph
from dashboard.components.parts import hidden

ARROWS = {"up": "↗", "down": "↘", "level": "→"}
_STRIP = 10


def mark(status: str, shape: str = "") -> html.Span:
    """The coloured shape of a status; the words stand beside it or in its parent's label."""
    known = status if status in words.STATUSES and words.STATUSES[status].rated else "none"
    known = "green" if status == "complete" else known
    return html.Span(glyph(status, shape), className=f"gt-mark gt-mark--{known}", **{"aria-hidden": "true"})


def status_pill(status: str, label: str = "", shape: str = "") -> html.Span:
    """A status as shape and word on its colour; ``label`` and ``shape`` come from dim_status."""
    rated = status in ("blue", "green", "amber", "red")
    symbol = html.Span(glyph(status, shape), className="gt-pill__mark", **{"aria-hidden": "true"})
    return html.Span(
        [symbol, label or words.status_label(status)], className=f"gt-pill gt-pill--{status if rated else 'none'}"
    )


def status_bar(
    counts: Mapping[str, int],
    *,
    one: str = "measure",
    many: str = "measures",
    labels: Mapping[str, str] | None = None,
) -> html.Div:
    """Statuses of a node as one stacked bar: shape and count in each part, the sentence for a screen reader (DR-39)."""
    parts = [
        html.Span(
            [html.Span(symbol, className="gt-bar__mark"), f"{n:,}"],
            className=f"gt-bar__part gt-bar__part--{name}",
            style={"flexGrow": n},
        )
        for name, symbol, n in _grouped(counts)
    ]
    sentence = words.rollup(counts, one=one, many=many, labels=labels)
    empty = [html.Span("–", className="gt-bar__part gt-bar__part--none", style={"flexGrow": 1})]
    return html.Div(parts or empty, className="gt-bar", role="img", **{"aria-label": sentence})


def status_strip(
    counts: Mapping[str, int],
    *,
    one: str = "measure",
    many: str = "measures",
    labels: Mapping[str, str] | None = None,
) -> html.Span:
    """Statuses of a node in the width of a word: one shape a measure, or shape and count above ten."""
    total = sum(counts.values())
    if total <= _STRIP:
        parts: list[Any] = [mark(status) for status, n in words.ordered(counts) for _ in range(n)]
    else:
        parts = [html.Span([mark(name), f"{n:,}"], className="gt-strip__count") for name, _, n in _grouped(counts)]
    sentence = words.rollup(counts, one=one, many=many, labels=labels)
    return html.Span(parts or "–", className="gt-strip", role="img", **{"aria-label": sentence})


def status_words(counts: Mapping[str, int], *, labels: Mapping[str, str] | None = None) -> html.P:
    """Counts in words under a bar: "9 on target · 2 near target · 3 not due"."""
    rated = {status: n for status, n in counts.items() if status in words.STATUSES and words.STATUSES[status].rated}
    others = {status: n for status, n in counts.items() if n and status not in rated}
    said = [f"{n:,} {words.status_label(status, labels).lower()}" for status, n in words.ordered(rated)]
    if len(others) == 1:
        said += [f"{n:,} {words.status_label(status, labels).lower()}" for status, n in others.items()]
    elif others:
        said.append(f"{sum(others.values()):,} not rated")
    return html.P(" · ".join(said) or "nothing measured yet", className="gt-counts")


def travel(direction: str, judgement: str, *, amount: str = "", than: str = "", show_words: bool = True) -> html.Span:
    """Direction of travel: the arrow is the value's, the word the judgement (DR-12); ``than`` names the comparison."""
    said = words.travel(direction, judgement)
    tone = {"improved": "better", "declined": "worse"}.get(judgement, "neutral")
    arrow = html.Span(ARROWS.get(direction, "–"), className="gt-travel__arrow", **{"aria-hidden": "true"})
    full = " ".join(part for part in (amount, said, than) if part)
    if show_words:
        return html.Span([arrow, f" {amount} " if amount else " ", said], className=f"gt-travel gt-travel--{tone}")
    return html.Span([arrow, hidden(full)], className=f"gt-travel gt-travel--{tone}", title=full)


def _grouped(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Rated statuses one by one, all others together: a name for the colour, a shape, a count."""
    rated = [
        (status, glyph(status), n) for status, n in words.ordered(counts) if words.STATUSES.get(status, _NONE).rated
    ]
    others = sum(n for status, n in counts.items() if not words.STATUSES.get(status, _NONE).rated)
    return rated + ([("none", glyph("none"), others)] if others else [])


_NONE = words.Status("", "outline")
