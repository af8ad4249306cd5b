"""What other authorities publish: the same measures some periods later, each authority in a place of its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

import numpy as np

from pipelines.demo.paths import season_of, wander
from pipelines.demo.returns import nothing
from pipelines.demo.series import PEERS, SEED, Series, Span

EARLIER, LATER = date(2025, 9, 30), date(2026, 9, 30)
"""Days of the two files of comparators: the second one adds periods, and corrects a few values of the first."""
HELD_BY_EARLIER = date(2025, 3, 31)
MISSING, CORRECTED = 0.012, 0.996
STANDING, CHANCE = 0.45, 0.893
"""How much of an authority's place is its own on all measures, and how much is this measure's; squares add up to 1."""
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
        standing = float(np.random.default_rng([SEED, crc32(area["area"].encode())]).standard_normal())
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
            cells = nothing("x") if fate < MISSING and not whole else (written(series, value), "", "", "", "", "", "")
            yield EARLIER if earlier else LATER, (*head, *cells)
            if earlier and fate > CORRECTED:
                yield LATER, (*head, written(series, series.bounded(value * 1.01)), "", "", "", "", "r", "")


def peer_value(series: Series, last: Span, span: Span, place: float) -> float:
    """Return one other authority's value: the common level and drift, its own place, the same season or profile."""
    years = (span.months[-1] - last.months[-1]) / 12
    value = series.number("peer_mean") + series.number("peer_drift") * years + series.number("peer_spread") * place
    return series.bounded(value * series.share(span) if series.profile else value + season_of(series, span))


def written(series: Series, value: float) -> str:
    """Return a value as written in a tidy file."""
    return f"{value:.{series.decimals}f}"
