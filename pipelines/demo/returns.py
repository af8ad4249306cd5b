"""The council's own returns: what was sent on which day, what was corrected later, what was held back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from zlib import crc32

import numpy as np

from pipelines.demo.paths import path_of
from pipelines.demo.series import ARRIVALS, BASES, BREAKDOWNS, SEED, Series, Span, month_of

RETURN_DAY = 20
"""Day of the month on which directorates' returns are gathered into one file."""
FIRST_RETURN = date(2023, 4, RETURN_DAY)
CORRECTED = "Revised after late records were added"
HELD_BACK = "Too few to publish"


@dataclass(frozen=True)
class Figure:
    """One value with its parts: a ratio is exactly its parts, a count or a plain value has none."""

    value: float
    numerator: int | None = None
    denominator: int | None = None


def own_rows(
    series: Series, area: str, parts: dict[str, list[tuple[str, float]]], as_at: date
) -> Iterator[tuple[date, tuple]]:
    """Yield (day of the return, tidy row) for every value the council has sent, and sent again, by a day."""
    stop = date.fromisoformat(series.row["stop"]) if series.row["stop"] else as_at
    spans = series.spans(series.row["start"], min(stop, as_at))
    random = series.random(ARRIVALS)
    late = [random.random() < series.number("late") for _ in spans]
    slips = [series.number("revision") * float(slip) for slip in random.standard_normal(len(spans))]
    days = [arrival(span, int(series.measure["due_days"]), held) for span, held in zip(spans, late, strict=True)]
    bases = denominators(series, spans)
    slices = series.random(BREAKDOWNS)
    for place, (span, latent) in enumerate(zip(spans, path_of(series, spans), strict=True)):
        if days[place] > as_at:
            continue
        head = (series.code, area, span.code)
        if span.code in series.row["unavailable"].split("|"):
            yield days[place], (*head, "total", *nothing("x", series.row["unavailable_note"]))
            continue
        final = figure_of(series, latent, bases[place])
        first = figure_of(series, series.bounded(latent + slips[place]), bases[place])
        corrected = days[place + 1] if place + 1 < len(spans) and days[place + 1] <= as_at else None
        break_note = series.broken[1] if series.broken and begins_anew(series, spans, place) else ""
        for day, row in versions(series, first, final, days[place], corrected, break_note):
            yield day, (*head, "total", *row)
        for breakdown, row in breakdown_rows(series, final if corrected else first, parts, slices):
            yield days[place], (*head, breakdown, *row)


def versions(
    series: Series, first: Figure, final: Figure, day: date, corrected: date | None, break_note: str
) -> Iterator[tuple[date, tuple]]:
    """Yield (day, cells from value to note) of a value as first published and, if it was provisional, as confirmed."""
    marker = "b" if break_note else ""
    if too_small(series, final.numerator, final.denominator):
        yield day, nothing("c", HELD_BACK)
    elif not series.row["revision"]:
        yield day, (*cells(series, final), marker, break_note)
    else:
        yield day, (*cells(series, first), marker or "p", break_note)
        if corrected:
            changed = shown(series, first) != shown(series, final)
            marks = ("r", break_note or CORRECTED) if changed and not marker else (marker, break_note)
            yield corrected if corrected > day else next_return(day), (*cells(series, final), *marks)


def arrival(span: Span, due_days: int, late: bool) -> date:
    """Return the day a value is received: with the last return before it is due, a month later where it is late."""
    due = span.end + timedelta(days=due_days)
    month = month_of(due) - (due.day < RETURN_DAY)
    month = max(month, month_of(span.end) + 1) + late
    return max(date(month // 12, month % 12 + 1, RETURN_DAY), FIRST_RETURN)


def next_return(day: date) -> date:
    """Return the day of the return after the one on a day."""
    month = month_of(day) + 1
    return date(month // 12, month % 12 + 1, RETURN_DAY)


def begins_anew(series: Series, spans: list[Span], place: int) -> bool:
    """Tell whether a period is the first of a new definition."""
    day = series.broken[0] if series.broken else date.max
    return spans[place].end >= day and (place == 0 or spans[place - 1].end < day)


def denominators(series: Series, spans: list[Span]) -> list[int]:
    """Return what each value is divided by; the same all year where the measure is cumulative; 0 without one."""
    random = series.random(BASES)
    scatter = 0.0 if series.profile else series.number("denominator_scatter")
    found = []
    for span in spans:
        years = (span.months[-1] - spans[0].months[-1]) / 12
        if series.profile:
            years = span.financial_year - spans[0].financial_year
        growth = 1 + series.number("denominator_drift") / 100 * years
        size = series.number("denominator") * growth * (1 + scatter * float(random.standard_normal()))
        found.append(floor(size + 0.5))
    return found


def figure_of(series: Series, latent: float, base: int) -> Figure:
    """Return the figure a latent value gives rise to."""
    if series.row["kind"] == "count":
        return Figure(floor(latent + 0.5))
    if series.row["kind"] == "value":
        return Figure(round(latent, series.decimals))
    scale = series.number("scale")
    top = floor(latent * base / scale + 0.5)
    if is_share(series):
        top = min(top, base)
    return Figure(scale * top / base, top, base)


def is_share(series: Series) -> bool:
    """Tell whether the numerator is a part of the denominator."""
    return series.number("ceiling") == series.number("scale") == 100


def shown(series: Series, figure: Figure) -> str:
    """Return a value as the measure publishes it."""
    return f"{figure.value:.{series.measure['decimals']}f}"


def cells(series: Series, figure: Figure) -> tuple:
    """Return value, numerator, denominator, lower and upper as written in a tidy file."""
    if series.row["kind"] == "count":
        return figure.value, "", "", "", ""
    half = series.number("interval")
    limits = [f"{figure.value + sign * half:.{series.decimals}f}" if half else "" for sign in (-1, 1)]
    parts = ("", "") if figure.numerator is None else (figure.numerator, figure.denominator)
    return f"{figure.value:.{series.decimals}f}", *parts, *limits


def nothing(marker: str, note: str = "") -> tuple:
    """Return the cells from value to note of a value there is none of, with the marker that says why (DR-36)."""
    return "", "", "", "", "", marker, note


def breakdown_rows(
    series: Series, whole: Figure, parts: dict[str, list[tuple[str, float]]], random: np.random.Generator
) -> Iterator[tuple[str, tuple]]:
    """Yield (breakdown code, cells from value to note); the parts add up to the whole, small ones are suppressed."""
    for name in filter(None, series.row["breakdowns"].split("|")):
        codes, shares = zip(*parts[name], strict=True)
        # Drawn once for each measure and the same in every period: a ward that is worse stays worse.
        lasting = np.random.default_rng([SEED, crc32(f"{series.code}{name}".encode())])
        lean = [1 + series.number("breakdown_spread") * float(z) for z in lasting.standard_normal(len(codes))]
        lean = [max(0.2, x + 0.02 * float(z)) for x, z in zip(lean, random.standard_normal(len(codes)), strict=True)]
        if whole.denominator is None:
            tops = share_out(int(whole.value), [share * x for share, x in zip(shares, lean, strict=True)])
            rows = [(top, "", "", "", "", "", "") for top in tops]
            bases = [None] * len(tops)
        else:
            bases = share_out(whole.denominator, list(shares))
            most = bases if is_share(series) else None
            tops = share_out(whole.numerator or 0, [base * x for base, x in zip(bases, lean, strict=True)], most)
            figures = [
                Figure(series.number("scale") * t / b, t, b) if b else None for t, b in zip(tops, bases, strict=True)
            ]
            rows = [(*cells(series, f)[:3], "", "", "", "") if f else nothing("z") for f in figures]
        hidden = held_back(series, tops, bases)
        yield from zip(codes, (nothing("c") if h else row for h, row in zip(hidden, rows, strict=True)), strict=True)


def share_out(total: int, weights: list[float], most: list[int] | None = None) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to the total, none above its most."""
    limits = most or [total] * len(weights)
    exact = [total * weight / sum(weights) for weight in weights]
    given = [min(floor(x), limit) for x, limit in zip(exact, limits, strict=True)]
    order = sorted(range(len(weights)), key=lambda i: (given[i] - exact[i], i))
    while sum(given) < total:
        for i in order:
            given[i] += sum(given) < total and given[i] < limits[i]
    return given


def too_small(series: Series, top: int | None, base: int | None) -> bool:
    """Tell whether a count is too small to publish, or so near the whole that the rest is (DR-35)."""
    rest = base - top if is_share(series) and base is not None and top is not None else None
    return any(count is not None and 0 < count < series.number("suppress") for count in (top, rest))


def held_back(series: Series, tops: list[int], bases: list[int] | list[None]) -> list[bool]:
    """Tell which parts to hold back: the small ones and, where that is a single one, the next smallest with it."""
    hidden = [too_small(series, top, base) for top, base in zip(tops, bases, strict=True)]
    if sum(hidden) == 1:
        rest = [i for i in range(len(tops)) if not hidden[i]]
        hidden[min(rest, key=lambda i: (tops[i], i))] = True
    return hidden
