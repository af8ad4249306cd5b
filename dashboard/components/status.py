"""Statuses and travel: always a shape and a word, never a colour alone."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import html

from dashboard import words
from dashboard.charts import GLYPHS, STATUS_SHAPES, glyph
from dashboard.components.parts import hidden

ARROWS = {"up": "↗", "down": "↘", "level": "→"}
_STRIP = 10


def mark(status: str, shape: str = "", *, plain: bool = False) -> html.Span:
    """The shape of a status, in its colour unless ``plain``; the words stand beside it or in its parent's label."""
    known = "green" if status == "complete" else status if _rated(status) else "none"
    drawn = shape if shape in GLYPHS else STATUS_SHAPES.get(status, "outline")
    tone = "" if plain else f" gt-mark--{known}"
    # The character stays in the text for whoever copies it; assets/layout.css draws the shape, alike in every font.
    return html.Span(glyph(status, shape), className=f"gt-mark gt-mark--{drawn}-shape{tone}", **{"aria-hidden": "true"})


def status_pill(status: str, label: str = "", shape: str = "") -> html.Span:
    """A status as shape and word on its colour; ``label`` and ``shape`` come from dim_status."""
    tone = status if _rated(status) else "none"
    return html.Span(
        [mark(status, shape, plain=True), label or words.status.status_label(status)],
        className=f"gt-pill gt-pill--{tone}",
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
            [mark(name, plain=True), f"{n:,}"],
            className=f"gt-bar__part gt-bar__part--{name}",
            style={"flexGrow": n},
        )
        for name, n in _grouped(counts)
    ]
    sentence = words.status.rollup(counts, one=one, many=many, labels=labels)
    empty = [html.Span("–", className="gt-bar__part gt-bar__part--none", style={"flexGrow": 1})]
    return html.Div(parts or empty, className="gt-bar", role="img", **{"aria-label": sentence})


def status_strip(
    counts: Mapping[str, int],
    *,
    one: str = "measure",
    many: str = "measures",
    labels: Mapping[str, str] | None = None,
    drawn: Callable[[str], Any] = mark,
) -> html.Span:
    """Statuses of a node in the width of a word: one shape a measure, or shape and count above ten.

    ``drawn`` gives the shape of a status, to whoever has written it already.
    """
    total = sum(counts.values())
    if total <= _STRIP:
        parts: list[Any] = [drawn(status) for status, n in words.status.ordered(counts) for _ in range(n)]
    else:
        parts = [html.Span([drawn(name), f"{n:,}"], className="gt-strip__count") for name, n in _grouped(counts)]
    sentence = words.status.rollup(counts, one=one, many=many, labels=labels)
    return html.Span(parts or "–", className="gt-strip", role="img", **{"aria-label": sentence})


def status_words(counts: Mapping[str, int], *, labels: Mapping[str, str] | None = None) -> html.P:
    """Counts in words under a bar: "9 on target · 2 near · 3 not due"."""
    rated = {status: n for status, n in counts.items() if _rated(status)}
    others = {status: n for status, n in counts.items() if n and status not in rated}
    said = [f"{n:,} {_short(status, labels)}" for status, n in words.status.ordered(rated)]
    if len(others) == 1:
        said += [f"{n:,} {_short(status, labels)}" for status, n in others.items()]
    elif others:
        said.append(f"{sum(others.values()):,} not rated")
    return html.P(" · ".join(said) or "nothing measured yet", className="gt-counts")


def travel(direction: str, judgement: str, *, amount: str = "", than: str = "", brief: bool = False) -> html.Span:
    """Direction of travel: the arrow is the value's, the word the judgement (DR-12); ``than`` names the comparison.

    ``brief`` shows the verdict alone ("better") and keeps the full words for hover and screen readers.
    """
    moving = direction in ARROWS
    tone = {"improved": "better", "declined": "worse"}.get(judgement, "neutral") if moving else "neutral"
    arrow = html.Span(ARROWS.get(direction, "–"), className="gt-travel__arrow", **{"aria-hidden": "true"})
    said = words.measure.travel(direction, judgement)
    full = " ".join(part for part in (amount and f"{amount},", said, than) if part)
    if not brief:
        return html.Span([arrow, " ", full], className=f"gt-travel gt-travel--{tone}")
    verdict = tone if tone != "neutral" else "same" if direction == "level" else ""
    shown = html.Span(f" {verdict}", className="gt-travel__verdict", **{"aria-hidden": "true"})
    # The amount stays a part of its own: files take the number from it.
    spoken = html.Span([amount, full.removeprefix(amount)], className="visually-hidden") if amount else hidden(full)
    return html.Span([arrow, shown, spoken], className=f"gt-travel gt-travel--{tone}", title=full)


def _short(status: str, labels: Mapping[str, str] | None) -> str:
    """A label without the word its neighbour has just said: "near" beside "on target"."""
    label = words.status.status_label(status, labels).lower()
    return label.removesuffix(" target").removesuffix(" of") if status in ("blue", "amber", "red") else label


def _rated(status: str) -> bool:
    return status in words.status.STATUSES and words.status.STATUSES[status].rated


def _grouped(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Rated statuses one by one, then all others together as "none"."""
    rated = [(status, n) for status, n in words.status.ordered(counts) if _rated(status)]
    others = sum(n for status, n in counts.items() if not _rated(status))
    return rated + ([("none", others)] if others else [])
