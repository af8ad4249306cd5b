"""The demonstration council's figures: invented, seeded, and like life.

``series.csv`` in the pack says how each measure behaves (level, drift, season, noise, shocks, lateness, comparators);
this module turns it into tidy files, one per day on which a council would have received them. Only additions,
multiplications and square roots touch the numbers, so that the same pack gives the same bytes on every machine.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, sqrt
from pathlib import Path
from zlib import crc32

import numpy as np

SEED = 20261031
RETURN_DAY = 20
"""Day of the month on which directorates' returns are gathered into one file."""
FIRST_RETURN = date(2023, 4, RETURN_DAY)
COMPARATOR_DAYS = (date(2025, 9, 30), date(2026, 9, 30))
HEADER = (
    "measure",
    "area",
    "period",
    "breakdown",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "marker",
    "note",
)
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
STEP = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "financial": 12,
    "academic": 12,
    "calendar": 12,
    "rolling12": 12,
    "multi-year": 12,
}
LENGTH = STEP | {"multi-year": 36}
EVERY = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12, "academic": 12}
OWN, PEERS, BREAKDOWNS, ARRIVALS = range(4)


@dataclass(frozen=True)
class Span:
    """One period of a measure: its code, its last day and the months it is made of (year x 12 + month - 1)."""

    code: str
    end: date
    months: tuple[int, ...]


@dataclass(frozen=True)
class Series:
    """How one measure behaves, and what else the generator must know of it."""

    measure: dict[str, str]
    row: dict[str, str]
    shocks: tuple[tuple[int, float, int], ...]
    broken: tuple[date, str] | None

    @property
    def code(self) -> str:
        """Return the measure's code."""
        return self.row["measure"]

    @property
    def decimals(self) -> int:
        """Return the places written: the published ones and two more."""
        return int(self.measure["decimals"]) + 2

    def number(self, column: str, default: float = 0.0) -> float:
        """Return a parameter of series.csv, or the default where the cell is empty."""
        return float(self.row[column]) if self.row[column] else default

    def random(self, purpose: int) -> np.random.Generator:
        """Return this measure's own stream of random numbers for one purpose."""
        return np.random.default_rng([SEED, crc32(self.code.encode()), purpose])


def write(pack_folder: Path, out: Path) -> list[Path]:
    """Write the demonstration figures of a pack as tidy files into ``out`` and return their paths, oldest first."""
    settings = tomllib.loads((pack_folder / "framework.toml").read_text(encoding="utf-8"))["council"]
    as_at = date.fromisoformat(str(settings["as_at"]))
    areas = read_rows(pack_folder / "areas.csv")
    parts = read_parts(pack_folder)
    files: dict[str, list[tuple]] = defaultdict(list)
    for series in read_series(pack_folder):
        for day, row in own_rows(series, settings["area"], parts, as_at):
            files[f"returns_{day}.csv"].append(row)
        for day, row in comparator_rows(series, [a for a in areas if a["area"] != settings["area"]], as_at):
            files[f"comparators_{day}.csv"].append(row)
    out.mkdir(parents=True, exist_ok=True)
    return [write_file(out / name, files[name]) for name in sorted(files, key=lambda name: (name[-14:], name))]


def write_file(path: Path, rows: list[tuple]) -> Path:
    """Write one tidy file with the columns ``HEADER`` and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


# --- what the pack says ---------------------------------------------------------------------------------------------


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV of the pack, header to cell."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_parts(pack_folder: Path) -> dict[str, list[tuple[str, float]]]:
    """Return the breakdowns of the pack: set to its (breakdown code, share of the whole)."""
    parts = defaultdict(list)
    for row in read_rows(pack_folder / "breakdowns.csv"):
        parts[row["set"]].append((f"{row['dimension']}:{row['value']}", float(row["share"])))
    return parts


def read_series(pack_folder: Path) -> list[Series]:
    """Return the series of the pack, in the order of series.csv."""
    measures = {row["measure"]: row for row in read_rows(pack_folder / "measures.csv")}
    events = read_rows(pack_folder / "events.csv")
    days = {row["event"]: date.fromisoformat(row["event_date"]) for row in events}
    breaks = {row["measure"]: (days[row["event"]], row["note"]) for row in events if row["kind"] == "break"}
    return [
        Series(measures[row["measure"]], row, read_shocks(row["shocks"], days), breaks.get(row["measure"]))
        for row in read_rows(pack_folder / "series.csv")
    ]


def read_shocks(text: str, days: dict[str, date]) -> tuple[tuple[int, float, int], ...]:
    """Return the shocks of a cell ``event:size:months|…`` as (month of the event, size, months it takes to fade)."""
    shocks = (shock.split(":") for shock in text.split("|") if shock)
    return tuple((month_of(days[event]), float(size), int(months)) for event, size, months in shocks)


# --- periods --------------------------------------------------------------------------------------------------------


def month_of(day: date) -> int:
    """Return a month as one number: year x 12 + month - 1."""
    return day.year * 12 + day.month - 1


def last_day(month: int) -> date:
    """Return the last day of a month given as a number."""
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def spans(measure: dict[str, str], start: date, day: str, until: date) -> list[Span]:
    """Return the periods of a measure from ``start`` that end on or before ``until``.

    ``day`` (MM-DD) is the day of an annual snapshot, or the last day of a rolling year.
    """
    kind = measure["period_type"]
    if kind == "snapshot" and day:
        years = (date.fromisoformat(f"{year}-{day}") for year in range(start.year, until.year + 1))
        return [Span(str(end), end, (month_of(end),)) for end in years if start <= end <= until]
    found = []
    step = EVERY[measure["frequency"]]
    length = LENGTH.get(kind, step)
    first = month_of(start)
    while (end := last_day(first + length - 1)) <= until:
        months = (first + length - 1,) if kind == "snapshot" else tuple(range(first, first + length))
        found.append(Span(code_of(kind, first, end), end, months))
        first += step
    return found


def code_of(kind: str, first: int, end: date) -> str:
    """Return the code of the period of a kind that begins in a month and ends on a day."""
    year, month = divmod(first, 12)
    financial = year if month >= 3 else year - 1
    pair = f"{financial}-{(financial + 1) % 100:02d}"
    return {
        "month": f"{year}-M{month + 1:02d}",
        "quarter": f"{pair}Q{(month - 3) % 12 // 3 + 1}",
        "half": f"{pair}H{(month - 3) % 12 // 6 + 1}",
        "financial": pair,
        "academic": f"{pair}AY",
        "calendar": str(year),
        "multi-year": f"{year}-{end.year}",
        "snapshot": str(end),
        "rolling12": f"{end}R12",
    }[kind]


def financial_year(span: Span) -> int:
    """Return the year in which the financial year of a period's last month begins."""
    return (span.months[-1] - 3) // 12


# --- how a series moves ---------------------------------------------------------------------------------------------


def wander(random: np.random.Generator, count: int, persistence: float) -> list[float]:
    """Return autocorrelated noise of mean 0 and standard deviation 1."""
    noise, last = [], 0.0
    for position, shock in enumerate(random.standard_normal(count)):
        last = float(shock) if position == 0 else persistence * last + sqrt(1 - persistence**2) * float(shock)
        noise.append(last)
    return noise


def mean_over(months: tuple[int, ...], effect) -> float:
    """Return the mean of an effect over the months of a period."""
    return sum(effect(month) for month in months) / len(months)


def season_of(series: Series, span: Span) -> float:
    """Return what the time of year adds to a series in a period."""
    weights = SEASONS[series.row["season"]]
    return series.number("season_size") * mean_over(span.months, lambda month: weights[(month - 3) % 12])


def shock_of(series: Series, span: Span) -> float:
    """Return what past events still add to a series in a period: whole at first, then fading evenly."""
    return sum(
        size * mean_over(span.months, lambda month: max(0.0, 1 - (month - began) / fades) if month >= began else 0.0)
        for began, size, fades in series.shocks
    )


def bounded(series: Series, value: float) -> float:
    """Return a value kept inside the series' floor and ceiling."""
    return min(max(value, series.number("floor", float("-inf"))), series.number("ceiling", float("inf")))


def path_of(series: Series, periods: list[Span]) -> list[float]:
    """Return the council's own latent values, one a period; year to date where the measure is cumulative."""
    random = series.random(OWN)
    if series.row["profile"]:
        return cumulative_path(series, periods, random)
    noise = wander(random, len(periods), series.number("persistence"))
    path = []
    for span, shake in zip(periods, noise, strict=True):
        years = (span.months[-1] - periods[0].months[-1]) / 12
        value = series.number("level") + series.number("drift") * years + series.number("noise") * shake
        value += season_of(series, span) + shock_of(series, span)
        if series.broken and span.end >= series.broken[0]:
            value += series.number("step")
        path.append(bounded(series, value))
    return path


def cumulative_path(series: Series, periods: list[Span], random: np.random.Generator) -> list[float]:
    """Return year-to-date values: each year's total spread by the profile, with some waywardness on the way."""
    shares = [float(share) / 100 for share in series.row["profile"].split("|")]
    years = sorted({financial_year(span) for span in periods})
    noise = dict(zip(years, wander(random, len(years), series.number("persistence")), strict=True))
    path, reached = [], 0.0
    for span in periods:
        year = financial_year(span)
        total = (
            series.number("level") + series.number("drift") * (year - years[0]) + series.number("noise") * noise[year]
        )
        place = (span.months[-1] - 3) % 12 * len(shares) // 12
        left = shares[place] * (1 - shares[place])
        value = total * shares[place] + series.number("noise") * 2 * left * float(random.standard_normal())
        value += shock_of(series, span)
        reached = value if place == 0 else max(reached, value)
        path.append(bounded(series, reached))
    return path


# --- the council's own returns --------------------------------------------------------------------------------------


def own_rows(
    series: Series, area: str, parts: dict[str, list[tuple[str, float]]], as_at: date
) -> Iterator[tuple[date, tuple]]:
    """Yield (day of the return, tidy row) for every value the council has sent, and sent again, by a day."""
    until = min(as_at, date.fromisoformat(series.row["stop"])) if series.row["stop"] else as_at
    periods = spans(series.measure, date.fromisoformat(series.row["start"]), series.row["day"], until)
    random = series.random(ARRIVALS)
    arrivals = [
        arrival(span, int(series.measure["due_days"]), random.random() < series.number("late")) for span in periods
    ]
    wobbles = [float(z) for z in random.standard_normal(len(periods))]
    slices = series.random(BREAKDOWNS)
    bases = denominators(series, periods)
    for position, (span, latent) in enumerate(zip(periods, path_of(series, periods), strict=True)):
        if arrivals[position] > as_at:
            continue
        head = (series.code, area, span.code)
        if span.code in series.row["unavailable"].split("|"):
            yield arrivals[position], (*head, "total", "", "", "", "", "", "x", series.row["unavailable_note"])
            continue
        final = figures(series, latent, bases[position])
        marker, note = break_mark(series, periods, position)
        corrected = position + 1 < len(periods) and arrivals[position + 1] <= as_at
        if series.row["revision"]:
            first = figures(
                series, bounded(series, latent + series.number("revision") * wobbles[position]), bases[position]
            )
            yield arrivals[position], (*head, "total", *cells(series, *first), marker or "p", note)
            if corrected and shown(series, first[0]) != shown(series, final[0]):
                later = max(arrivals[position + 1], arrivals[position])
                why = note or "Revised after late records were added"
                yield (
                    next_return(later, arrivals[position]),
                    (*head, "total", *cells(series, *final), marker or "r", why),
                )
            elif corrected:
                later = max(arrivals[position + 1], arrivals[position])
                yield next_return(later, arrivals[position]), (*head, "total", *cells(series, *final), marker, note)
            final = final if corrected else first
        elif hidden(series, final[1]):
            yield arrivals[position], (*head, "total", "", "", "", "", "", "c", "Too few to publish")
        else:
            yield arrivals[position], (*head, "total", *cells(series, *final), marker, note)
        for breakdown, row in breakdown_rows(series, final, parts, slices):
            yield arrivals[position], (*head, breakdown, *row)


def arrival(span: Span, due_days: int, late: bool) -> date:
    """Return the day a value is received: with the last return before it is due, a month later where it is late."""
    due = span.end + timedelta(days=due_days)
    month = month_of(due) if due.day >= RETURN_DAY else month_of(due) - 1
    month = max(month, month_of(span.end) + 1) + late
    return max(date(month // 12, month % 12 + 1, RETURN_DAY), FIRST_RETURN)


def next_return(day: date, after: date) -> date:
    """Return a day for a correction that is later than the value it corrects."""
    if day > after:
        return day
    month = month_of(after) + 1
    return date(month // 12, month % 12 + 1, RETURN_DAY)


def denominators(series: Series, periods: list[Span]) -> list[int]:
    """Return what each value is divided by; 0 where the measure has no denominator; the same all year if cumulative."""
    size = series.number("denominator")
    random = series.random(OWN + 10)
    scatter = 0.0 if series.measure["cumulative"] == "yes" else series.number("denominator_scatter")
    found = []
    for span in periods:
        steps = financial_year(span) - financial_year(periods[0])
        years = steps if series.row["profile"] else (span.months[-1] - periods[0].months[-1]) / 12
        growth = 1 + series.number("denominator_drift") / 100 * years
        found.append(floor(size * growth * (1 + scatter * float(random.standard_normal())) + 0.5))
    return found


def figures(series: Series, latent: float, base: int) -> tuple[float, int | None, int | None]:
    """Return (value, numerator, denominator) for a latent value: a ratio is exactly its parts, a count is whole."""
    scale = series.number("scale")
    if series.row["kind"] == "count":
        return float(floor(latent + 0.5)), None, None
    if series.row["kind"] == "value":
        return round(latent, series.decimals), None, None
    top = floor(latent * base / scale + 0.5)
    if series.row["ceiling"] == "100":
        top = min(top, base)
    return scale * top / base, top, base


def shown(series: Series, value: float) -> str:
    """Return a value as the measure publishes it."""
    return f"{value:.{int(series.measure['decimals'])}f}"


def cells(series: Series, value: float, top: int | None, base: int | None) -> tuple:
    """Return value, numerator, denominator, lower and upper as written in a tidy file."""
    if series.row["kind"] == "count":
        return int(value), "", "", "", ""
    half = series.number("interval")
    limits = [f"{value + sign * half:.{series.decimals}f}" if half else "" for sign in (-1, 1)]
    return f"{value:.{series.decimals}f}", "" if top is None else top, "" if base is None else base, *limits


def hidden(series: Series, top: int | None) -> bool:
    """Tell whether a count is too small to publish (DR-35)."""
    return top is not None and 0 < top < series.number("suppress")


def break_mark(series: Series, periods: list[Span], position: int) -> tuple[str, str]:
    """Return marker and note of a period: b with the reason on the first value of a new definition, else empty."""
    if series.broken is None or periods[position].end < series.broken[0]:
        return "", ""
    first = position == 0 or periods[position - 1].end < series.broken[0]
    return ("b", series.broken[1]) if first else ("", "")


# --- breakdowns -----------------------------------------------------------------------------------------------------


def share_out(total: int, weights: list[float], most: list[int] | None = None) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to the total, none above its most."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    given = [floor(x) if most is None else min(floor(x), limit) for x, limit in zip(exact, most or exact, strict=True)]
    order = sorted(range(len(weights)), key=lambda i: (given[i] - exact[i], i))
    while sum(given) < total:
        for i in order:
            if sum(given) < total and (most is None or given[i] < most[i]):
                given[i] += 1
    return given


def breakdown_rows(
    series: Series, whole: tuple[float, int | None, int | None], parts: dict[str, list[tuple[str, float]]], random
) -> Iterator[tuple[str, tuple]]:
    """Yield (breakdown code, cells from value to note); cells add up to the whole and small ones are suppressed (DR-35)."""
    for dimension in filter(None, series.row["breakdowns"].split("|")):
        names, shares = zip(*parts[dimension], strict=True)
        # Drawn afresh for each measure, the same in every period: a ward that is worse stays worse.
        lasting = np.random.default_rng([SEED, crc32(f"{series.code}{dimension}".encode())])
        lean = [1 + series.number("breakdown_spread") * float(z) for z in lasting.standard_normal(len(names))]
        lean = [max(0.2, x + 0.02 * float(z)) for x, z in zip(lean, random.standard_normal(len(names)), strict=True)]
        if whole[1] is None:
            tops = share_out(int(whole[0]), [s * x for s, x in zip(shares, lean, strict=True)])
            bases = [None] * len(names)
        else:
            bases = share_out(whole[2], list(shares))
            most = bases if series.row["ceiling"] == "100" else None
            tops = share_out(whole[1], [b * x for b, x in zip(bases, lean, strict=True)], most)
        secret = too_small(series, tops)
        for name, top, base, kept_back in zip(names, tops, bases, secret, strict=True):
            if kept_back:
                yield name, ("", "", "", "", "", "c", "")
            elif base is None:
                yield name, (top, "", "", "", "", "", "")
            elif base == 0:
                yield name, ("", "", "", "", "", "z", "")
            else:
                yield name, (f"{series.number('scale') * top / base:.{series.decimals}f}", top, base, "", "", "", "")


def too_small(series: Series, tops: list[int]) -> list[bool]:
    """Tell which cells to suppress: the small ones and, where that is a single one, the next smallest with it."""
    secret = [hidden(series, top) for top in tops]
    if sum(secret) == 1:
        rest = [i for i in range(len(tops)) if not secret[i]]
        secret[min(rest, key=lambda i: (tops[i], i))] = True
    return secret


# --- comparators ----------------------------------------------------------------------------------------------------


def comparator_rows(series: Series, areas: list[dict[str, str]], as_at: date) -> Iterator[tuple[date, tuple]]:
    """Yield (day of the file, tidy row) of other authorities' published values, some periods behind the council's own."""
    if not series.row["peer_mean"]:
        return
    periods = spans(series.measure, date.fromisoformat(series.row["peer_start"]), series.row["day"], as_at)
    periods = [s for s in periods if s.end + timedelta(days=int(series.measure["due_days"])) <= as_at]
    periods = periods[: len(periods) - int(series.row["peer_lag"])]
    random = series.random(PEERS)
    good = {"higher": 1, "lower": -1}.get(series.measure["polarity"], 0)
    for area in areas:
        # A well-run authority tends to do well on many measures, so a part of its place is its own.
        quality = float(np.random.default_rng([SEED, crc32(area["area"].encode())]).standard_normal())
        place = 0.45 * good * quality + 0.893 * float(random.standard_normal())
        noise = wander(random, len(periods), 0.7)
        gaps = random.random(len(periods))
        if area["type"] == series.row["peer_excludes"]:
            continue
        for span, shake, gap in zip(periods, noise, gaps, strict=True):
            behind = span.end <= date(2025, 3, 31)
            day = COMPARATOR_DAYS[0] if behind else COMPARATOR_DAYS[1]
            head = (series.code, area["area"], span.code, "total")
            if gap < 0.012:
                yield day, (*head, "", "", "", "", "", "x", "")
                continue
            value = peer_value(series, periods, span, place, shake)
            yield day, (*head, f"{value:.{series.decimals}f}", "", "", "", "", "", "")
            if behind and gap > 0.996:
                again = bounded(series, value * 1.01)
                yield COMPARATOR_DAYS[1], (*head, f"{again:.{series.decimals}f}", "", "", "", "", "r", "")


def peer_value(series: Series, periods: list[Span], span: Span, place: float, shake: float) -> float:
    """Return one other authority's value: the common level and drift, its own place, its own noise, the same season."""
    years = (span.months[-1] - periods[-1].months[-1]) / 12
    value = series.number("peer_mean") + series.number("peer_drift") * years
    value += series.number("peer_spread") * (place + 0.3 * shake)
    if series.row["profile"]:
        shares = [float(share) / 100 for share in series.row["profile"].split("|")]
        return bounded(series, value * shares[(span.months[-1] - 3) % 12 * len(shares) // 12])
    return bounded(series, value + season_of(series, span))
