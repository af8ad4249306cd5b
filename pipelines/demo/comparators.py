"""What other authorities publish: the same measures some periods later, each authority in a place of its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import exp, floor
from zlib import crc32

import numpy as np

from pipelines.demo.paths import season_of, wander
from pipelines.demo.returns import figure_of, nothing
from pipelines.demo.series import PEERS, SEED, Series, Span

EARLIER, LATER = date(2025, 9, 30), date(2026, 9, 30)
"""Days of the two files of comparators: the second one adds periods, and corrects a few values of the first."""
HELD_BY_EARLIER = date(2025, 3, 31)
MISSING, CORRECTED = 0.012, 0.996
STANDING, CHANCE = 0.45, 0.893
"""How much of an authority's place is its own on all measures, and how much is this measure's; squares add up to 1."""
SMALLEST, LARGEST, SIZES = 0.35, 2.6, 0.5
"""How much smaller and larger than the council the others are, and how widely they spread, as a logarithm."""
NATION = "nation"
"""Type of the area whose figures are the common level itself, as a national office would publish them."""


def comparator_rows(series: Series, areas: list[dict[str, str]], as_at: date) -> Iterator[tuple[date, tuple]]:
    """Yield (day of the file, tidy row) of other authorities' values, some periods behind the council's own."""
    if not series.row["peer_mean"]:
        return
    spans = series.spans(series.row["peer_start"], as_at - timedelta(days=int(series.measure["due_days"])))
    spans = spans[: len(spans) - int(series.row["peer_lag"])]
    random = series.random(PEERS)
    good = {"higher": 1, "lower": -1}.get(series.measure["polarity"], 0)
    for area in areas:
        itself = np.random.default_rng([SEED, crc32(area["area"].encode())])
        standing = float(itself.standard_normal())
        size = min(max(exp(SIZES * float(itself.standard_normal())), SMALLEST), LARGEST)
        place = STANDING * good * standing + CHANCE * float(random.standard_normal())
        shakes = wander(random, len(spans), 0.7)
        fates = random.random(len(spans))
        if area["type"] == series.row["peer_excludes"]:
            continue
        for span, shake, fate in zip(spans, shakes, fates, strict=True):
            earlier = span.end <= HELD_BY_EARLIER
            head = (series.code, area["area"], span.code, "total")
            whole = area["type"] == NATION
            value = peer_value(series, spans[-1], span, 0.0 if whole else place + 0.3 * shake)
            cells = nothing("x") if fate < MISSING and not whole else counted(series, value, 0.0 if whole else size)
            yield EARLIER if earlier else LATER, (*head, *cells)
            if earlier and fate > CORRECTED:
                yield LATER, (*head, *counted(series, series.bounded(value * 1.01), size, "r"))


def peer_value(series: Series, last: Span, span: Span, place: float) -> float:
    """Return one other authority's value: the common level and drift, its own place, the same season or profile."""
    years = (span.months[-1] - last.months[-1]) / 12
    value = series.number("peer_mean") + series.number("peer_drift") * years + series.number("peer_spread") * place
    return series.bounded(value * series.share(span) if series.profile else value + season_of(series, span))


def counted(series: Series, value: float, size: float, marker: str = "") -> tuple:
    """Return the cells from value to note: with the counts behind a share or a rate where they are published.

    They are not behind the estimate of a survey, nor where they are too small to say the figure to its last decimal
    or would have to be withheld.
    """
    base = floor(series.number("denominator") * size + 0.5)
    least = series.number("scale") * 10 ** int(series.measure["decimals"])
    if series.row["kind"] != "ratio" or series.row["interval"] or series.measure["suppress_below"] or base < least:
        return written(series, value), "", "", "", "", marker, ""
    figure = figure_of(series, value, base)
    return written(series, figure.value), figure.numerator, base, "", "", marker, ""


def written(series: Series, value: float) -> str:
    """Return a value as written in a tidy file."""
    return f"{value:.{series.decimals}f}"
