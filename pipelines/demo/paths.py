"""How a demonstration series moves: level, drift, season, shocks, steps and noise that remembers."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from pipelines.demo.series import OWN, Series, Span

SEASONS = {
    # Twelve weights, April to March, each adding up to nought so that a season never moves the year.
    "": (0.0,) * 12,
    "winter": (-0.4, -0.7, -0.9, -0.9, -0.7, -0.3, 0.1, 0.5, 0.9, 1.0, 0.8, 0.6),
    "summer": (0.4, 0.7, 0.9, 0.9, 0.7, 0.3, -0.1, -0.5, -0.9, -1.0, -0.8, -0.6),
    "growth": (0.6, 1.0, 1.0, 0.7, 0.4, 0.2, 0.1, -0.5, -1.0, -1.0, -0.9, -0.6),
    "term": (-0.2, 0.3, 0.4, -0.2, -1.0, 0.1, 0.2, 0.3, -0.2, 0.1, 0.1, 0.1),
    "autumn": (-0.4, -0.4, -0.4, -0.2, 0.6, 1.0, 0.7, 0.3, 0.1, -0.3, -0.5, -0.5),
    "festive": (-0.2, -0.1, 0.0, 0.1, 0.2, -0.2, 0.0, 0.4, 1.0, -0.6, -0.5, -0.1),
    "year_end": (-0.7, -0.5, -0.2, -0.2, -0.3, -0.1, 0.0, 0.1, -0.1, 0.3, 0.7, 1.0),
}


def path_of(series: Series, spans: list[Span]) -> list[float]:
    """Return the council's own latent values, one a period; year to date where the measure is cumulative."""
    random = series.random(OWN)
    if series.profile:
        return cumulative_path(series, spans, random)
    path = []
    for span, shake in zip(spans, wander(random, len(spans), series.number("persistence")), strict=True):
        years = (span.months[-1] - spans[0].months[-1]) / 12
        value = series.number("level") + series.number("drift") * years + series.number("noise") * shake
        value += season_of(series, span) + shock_of(series, span)
        if series.broken and span.end >= series.broken[0]:
            value += series.number("step")
        path.append(series.bounded(value))
    return path


def cumulative_path(series: Series, spans: list[Span], random: np.random.Generator) -> list[float]:
    """Return year-to-date values: each year's total spread by the profile, with some waywardness on the way."""
    years = sorted({span.financial_year for span in spans})
    noise = dict(zip(years, wander(random, len(years), series.number("persistence")), strict=True))
    path, reached = [], 0.0
    for span in spans:
        year, share = span.financial_year, series.share(span)
        total = series.number("level") + series.number("drift") * (year - years[0])
        total += series.number("noise") * noise[year]
        wayward = series.number("noise") * 2 * share * (1 - share) * float(random.standard_normal())
        value = total * share + wayward + shock_of(series, span)
        reached = value if share == series.profile[0] else max(reached, value)
        path.append(series.bounded(reached))
    return path


def wander(random: np.random.Generator, count: int, persistence: float) -> list[float]:
    """Return autocorrelated noise of mean 0 and standard deviation 1."""
    noise, last = [], 0.0
    for position, shock in enumerate(random.standard_normal(count)):
        last = float(shock) if position == 0 else persistence * last + sqrt(1 - persistence**2) * float(shock)
        noise.append(last)
    return noise


def season_of(series: Series, span: Span) -> float:
    """Return what the time of year adds to a series in a period."""
    weights = SEASONS[series.row["season"]]
    return series.number("season_size") * mean_over(span.months, lambda month: weights[(month - 3) % 12])


def shock_of(series: Series, span: Span) -> float:
    """Return what past events still add to a series in a period: whole at first, then fading evenly."""
    return sum(size * mean_over(span.months, fading(began, fades)) for began, size, fades in series.shocks)


def fading(began: int, fades: int) -> Callable[[int], float]:
    """Return how much of a shock is left in a month: nothing before it, then from the whole down to nothing."""
    return lambda month: max(0.0, 1 - (month - began) / fades) if month >= began else 0.0


def mean_over(months: tuple[int, ...], effect: Callable[[int], float]) -> float:
    """Return the mean of an effect over the months of a period."""
    return sum(effect(month) for month in months) / len(months)
