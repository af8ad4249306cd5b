"""OHID's own answers in a Fingertips export: limits, comparison with England, recent trend; worked out again from it.

The export is read with the csv module and loaded by production code: as one measure with its limits (FALLS), and once
more as a council would send it, counts and values only (COUNTS), so that our intervals stand where OHID's do not.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests import arrange
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison

SOURCE = "OHID Fingertips"
LIMITS = Comparison(SOURCE, "95% limits of a rate: Byar's, from count and denominator")
LIMITS998 = Comparison(SOURCE, "99.8% limits of a rate: Byar's, from count and denominator")
AGAINST_ENGLAND = Comparison(
    SOURCE, "area against England, by the published limits: better, similar, worse, not compared"
)
OURS_AGAINST_ENGLAND = Comparison(SOURCE, "area against England, by our limits from count and denominator")
DECILES_AGAINST_ENGLAND = Comparison(SOURCE, "deprivation decile against England, by the published limits")
TREND = Comparison(SOURCE, "recent trend: a significant one, none, or too few years")
DIRECTION = Comparison(SOURCE, "recent trend: its direction and judgement in words")

ROUNDED = "the count is published rounded to 5; a whole count within 2 of it gives the published answer"
ITSELF = "England as its own parent is compared with itself, and found similar; we compare no area with itself"
BACKWARDS = "the export says the reverse of what its own five values do; the years counted backwards give its word"

INDICATOR = "90284"
PER = 10_000
INTERVALS = "intervals_of('current_observation')"
ENGLAND = "E92000001"
# Barnsley and Sheffield under the codes they have had since 2025.
RECODED = {"E08000016": "E08000038", "E08000019": "E08000039"}
SETTINGS = """
[council]
name = "Birmingham City Council"
short_name = "Birmingham"
area = "E08000025"
accent = "#12436D"
""" + arrange.SETTINGS.partition('default = "list:thornby"\n')[2]
MEASURE = {
    "title": "Admissions for injuries",
    "unit": "per 10,000",
    "decimals": "1",
    "polarity": "lower",
    "tier": "outcome",
    "frequency": "annual",
    "period_type": "financial",
    "value_type": "rate",
    "per": str(PER),
}
VERDICTS = {"better": "Better", "similar": "Similar", "worse": "Worse", None: "Not compared"}
WORDS = {
    "increasing": "Increasing and getting worse",
    "decreasing": "Decreasing and getting better",
    "no_change": "No significant change",
    None: "Cannot be calculated",
}
LIMIT_NAMES = {
    0.95: ("Lower CI 95.0 limit", "Upper CI 95.0 limit"),
    0.998: ("Lower CI 99.8 limit", "Upper CI 99.8 limit"),
}
BREAKDOWNS = {"Persons": "total", "Male": "sex:male", "Female": "sex:female"}

COMPARED = "Compared to England value or percentiles"
RECENT = "Recent Trend"

Key = tuple[str, str, str]
Published = dict[Key, dict[str, str]]


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[tuple[Key, dict[str, str]]]:
    """Every row of the export with its key: area, period and breakdown of ours."""
    path = shared_data / "ohid-fingertips" / "la_hospital_admissions_2324.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(key_of(row), row) for row in csv.DictReader(file)]


def key_of(row: dict[str, str]) -> Key:
    decile = f"decile:{row['Sex']}, {row['Category Type']}, {row['Category']}"
    breakdown = decile if row["Category"] else BREAKDOWNS[row["Sex"]]
    return RECODED.get(row["Area Code"], row["Area Code"]), row["Time period"].replace("/", "-"), breakdown


@pytest.fixture(scope="module")
def export(rows: list[tuple[Key, dict[str, str]]]) -> Published:
    """Key to its first row. England is there twice, alike but for its parent and the comparison of it with itself."""
    found: Published = {}
    for key, row in rows:
        first = found.setdefault(key, row)
        may_differ = {"Parent Code", "Parent Name"} | (set() if row["Category"] else {COMPARED})
        assert {name for name in row if row[name] != first[name]} <= may_differ
    return found


@pytest.fixture(scope="module")
def db(export: Published, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[arrange.Derived]:
    """The warehouse of Birmingham with the export (FALLS), its counts without limits (COUNTS) and deciles (DECILES)."""
    folder = tmp_path_factory.mktemp("fingertips")
    measures = [
        MEASURE | {"measure": "FALLS", "takes": f"fingertips:{INDICATOR}"},
        MEASURE | {"measure": "COUNTS", "takes": ""},
        MEASURE | {"measure": "DECILES", "takes": ""},
    ]
    pack = arrange.write_pack(folder / "pack", SETTINGS, measures=measures, areas=[], groups=[])
    (folder / "returns").mkdir()
    arrange.write_csv(folder / "returns" / "returns_2025-05-01.csv", _returns(export))
    inboxes = [shared_data / "ohid-fingertips", shared_data / "uk-la-geography", folder / "returns"]
    with arrange.loaded(pack, inboxes) as connection:
        yield connection


def _returns(export: Published) -> Iterator[dict[str, str]]:
    """Yield the rows of a tidy file: every figure without its limits, and the deciles with them."""
    for (area, period, breakdown), row in export.items():
        if row["Value"]:
            figure = {"area": area, "period": period, "breakdown": breakdown, "value": row["Value"]}
            yield figure | {"measure": "COUNTS", "numerator": row["Count"], "denominator": row["Denominator"]}
            if breakdown.startswith("decile:"):
                lower, upper = (row[name] for name in LIMIT_NAMES[0.95])
                yield figure | {"measure": "DECILES", "lower": lower, "upper": upper}


def printed_alike(figure: float | None, text: str) -> bool:
    """Whether a figure is the printed one: within half of the last of its decimals, which are five or more.

    A fiftieth is added, for OHID takes the normal deviate to six decimals.
    """
    decimals = max(len(text.partition(".")[2]), 5)
    return figure is not None and abs(figure - float(text)) <= 0.52 * 10.0**-decimals


@pytest.fixture(scope="module")
def whole_counts(db: duckdb.DuckDBPyConnection, export: Published) -> dict[Key, int]:
    """Key to the one count within 2 of the published whose Byar limits, by our rule, are all the published ones."""
    valued = [(*key, float(row["Count"]), float(row["Denominator"])) for key, row in export.items() if row["Value"]]
    db.register("valued", pd.DataFrame(valued, columns=["area", "period", "breakdown", "count", "denominator"]))
    limits = ", ".join(
        f"interval_{side}('rate', {PER}, n, denominator, {confidence})"
        for confidence in LIMIT_NAMES
        for side in ("lower", "upper")
    )
    query = f"""
        select area, period, breakdown, n, {limits}
        from (select *, unnest(range(-2, 3)) + count as n from valued)
    """
    fitting: dict[Key, list[int]] = {}
    for area, period, breakdown, count, *figures in db.execute(query).fetchall():
        row = export[area, period, breakdown]
        texts = [row[name] for pair in LIMIT_NAMES.values() for name in pair]
        if all(printed_alike(figure, text) for figure, text in zip(figures, texts, strict=True) if text):
            fitting.setdefault((area, period, breakdown), []).append(int(count))
    return {key: counts[0] for key, counts in fitting.items() if len(counts) == 1}


@pytest.mark.parametrize(
    ("comparison", "confidence", "columns"), [(LIMITS, 0.95, "lower, upper"), (LIMITS998, 0.998, "lower998, upper998")]
)
def test_byar_limits_are_the_published_ones(
    db, export: Published, whole_counts, record_property, comparison: Comparison, confidence: float, columns: str
) -> None:
    query = f"select area, period, breakdown, {columns} from {INTERVALS} where measure = 'COUNTS' and method = 'Byar'"
    ours = {tuple(key): limits for *key, low, high in db.execute(query).fetchall() for limits in [(low, high)]}
    outcomes = {}
    for key, row in export.items():
        texts = [row[name] for name in LIMIT_NAMES[confidence]]
        if row["Value"] and all(texts):
            figures = ours.get(key, (None, None))
            alike = all(printed_alike(figure, text) for figure, text in zip(figures, texts, strict=True))
            rounded = whole_counts.get(key, int(row["Count"])) != int(row["Count"])
            outcomes[key] = EQUAL if alike else ROUNDED if rounded else UNEXPLAINED
    comparison.hold(outcomes, record_property)


def test_the_published_limits_are_loaded_as_they_are(db, export: Published) -> None:
    query = f"select area, period, breakdown, lower, upper, method from {INTERVALS} where measure = 'FALLS'"
    ours = {
        (area, period, breakdown): (low, high, method)
        for area, period, breakdown, low, high, method in db.execute(query).fetchall()
    }
    expected = {
        key: (*(float(row[name]) for name in LIMIT_NAMES[0.95]), "published")
        for key, row in export.items()
        if row["Value"] and not row["Category"]
    }
    assert ours == expected


def verdicts(db, measure: str) -> dict[Key, str]:
    """Return key to OHID's word for the verdict of against_nation; "Not compared" is no row of it."""
    query = f"""
        with bounded as (from {INTERVALS})
        select area, period, breakdown, comparison
        from against_nation('bounded')
        where measure = ?
    """
    return {
        (area, period, breakdown): VERDICTS[verdict]
        for area, period, breakdown, verdict in db.execute(query, [measure]).fetchall()
    }


def test_areas_stand_against_england_as_published(db, rows, record_property) -> None:
    ours = verdicts(db, "FALLS")
    outcomes = {}
    for key, row in rows:
        if not row["Category"]:
            itself = key[0] == ENGLAND == row["Parent Code"] and row[COMPARED] == VERDICTS["similar"]
            equal = ours.get(key, VERDICTS[None]) == row[COMPARED]
            outcomes[key, row["Parent Code"]] = EQUAL if equal else ITSELF if itself else UNEXPLAINED
    AGAINST_ENGLAND.hold(outcomes, record_property)


def test_areas_stand_against_england_by_limits_of_ours(db, export: Published, whole_counts, record_property) -> None:
    ours = verdicts(db, "COUNTS")
    query = f"""
        select against_benchmark(
            interval_lower('rate', {PER}, $count, $denominator),
            interval_upper('rate', {PER}, $count, $denominator),
            $england,
            'lower'
        )
    """
    outcomes = {}
    for key, row in export.items():
        if row["Category"]:
            continue
        outcomes[key] = EQUAL if ours.get(key, VERDICTS[None]) == row[COMPARED] else UNEXPLAINED
        if outcomes[key] == UNEXPLAINED and key in whole_counts:
            england = float(export[ENGLAND, *key[1:]]["Value"])
            given = {"count": whole_counts[key], "denominator": float(row["Denominator"]), "england": england}
            if VERDICTS[db.execute(query, given).fetchone()[0]] == row[COMPARED]:
                outcomes[key] = ROUNDED
    OURS_AGAINST_ENGLAND.hold(outcomes, record_property)


def test_deciles_stand_against_england_as_published(db, export: Published, record_property) -> None:
    outcomes = {}
    for key, row in export.items():
        if row["Category"]:
            england = export[ENGLAND, key[1], BREAKDOWNS[row["Sex"]]]
            given = [
                float(text) if text else None for text in (*(row[name] for name in LIMIT_NAMES[0.95]), england["Value"])
            ]
            (verdict,) = db.execute(
                "select against_benchmark(?::double, ?::double, ?::double, 'lower')", given
            ).fetchone()
            outcomes[key] = EQUAL if VERDICTS[verdict] == row[COMPARED] else UNEXPLAINED
    DECILES_AGAINST_ENGLAND.hold(outcomes, record_property)


@pytest.fixture(scope="module")
def trends(db, export: Published) -> dict[tuple[str, str], tuple[str, str]]:
    """(area, breakdown) to the export's word for its recent trend, and ours in its words."""
    ours = {
        (area, breakdown): WORDS[trend]
        for area, breakdown, trend in db.execute(f"""
            with bounded as (from {INTERVALS} where measure in ('FALLS', 'DECILES'))
            select area, breakdown, trend
            from trends_of('bounded')
        """).fetchall()
    }
    return {
        (area, breakdown): (row[RECENT], ours.get((area, breakdown), WORDS[None]))
        for (area, _, breakdown), row in export.items()
        if row[RECENT]
    }


def plainly(word: str) -> str:
    """Return a trend's word without its direction."""
    return "a trend" if word in (WORDS["increasing"], WORDS["decreasing"]) else word


def test_a_trend_is_found_where_ohid_finds_one(trends, record_property) -> None:
    outcomes = {
        key: EQUAL if plainly(theirs) == plainly(ours) else UNEXPLAINED for key, (theirs, ours) in trends.items()
    }
    TREND.hold(outcomes, record_property)


def test_the_direction_of_a_trend_is_that_of_its_values(export: Published, trends, record_property) -> None:
    outcomes = {}
    for (area, breakdown), (theirs, ours) in trends.items():
        outcomes[area, breakdown] = EQUAL if theirs == ours else UNEXPLAINED
        if theirs != ours:
            years = latest_five(export, area, breakdown)
            backwards = trend_of(years[::-1])
            falls = float(years[-1]["Value"]) < float(years[0]["Value"])
            contradicted = theirs == (WORDS["increasing"] if falls else WORDS["decreasing"])
            if contradicted and theirs == backwards and ours == trend_of(years):
                outcomes[area, breakdown] = BACKWARDS
    DIRECTION.hold(outcomes, record_property)


def latest_five(export: Published, area: str, breakdown: str) -> list[dict[str, str]]:
    """Return the five latest rows of a series that have a value, oldest first."""
    series = sorted(
        (period, row["Value"], row) for (a, period, b), row in export.items() if (a, b) == (area, breakdown)
    )
    return [row for _, value, row in series if value][-5:]


def trend_of(years: list[dict[str, str]]) -> str:
    """Return OHID's word for five figures with limits in the order given, by DR-14 in plain Python."""
    points = []
    for t, row in enumerate(years, start=1):
        lower, upper = (float(row[name]) for name in LIMIT_NAMES[0.95])
        points.append((t, float(row["Value"]), (3.92 / (upper - lower)) ** 2))
    slope, spread, weight = slope_of(points)
    partial = [slope_of([point for point in points if point != dropped])[0] for dropped in points]
    steady = all((other > 0) == (slope > 0) for other in partial)
    if not (slope**2 * spread / weight > 9.54953570608324 and steady):
        return WORDS["no_change"]
    return WORDS["increasing" if slope > 0 else "decreasing"]


def slope_of(points: list[tuple[int, float, float]]) -> tuple[float, float, float]:
    """Return weighted slope, spread of the years and sum of weights of (t, y, w)."""
    weight = sum(w for t, y, w in points)
    wt = sum(w * t for t, y, w in points)
    spread = weight * sum(w * t * t for t, y, w in points) - wt**2
    slope = (weight * sum(w * t * y for t, y, w in points) - wt * sum(w * y for t, y, w in points)) / spread
    return slope, spread, weight


def test_a_missing_year_is_passed_over_as_ohid_passes_over_it(export: Published, trends) -> None:
    gaps = {}
    for (area, breakdown), words in trends.items():
        years = latest_five(export, area, breakdown)
        if len(years) == 5 and int(years[0]["Time period"][:4]) < 2019:
            gaps[area, breakdown] = words
    assert len(gaps) >= 10, "councils whose 2022/23 was not presented"
    assert all(plainly(theirs) == plainly(ours) != WORDS[None] for theirs, ours in gaps.values())
    assert any(plainly(theirs) == "a trend" for theirs, _ in gaps.values())
