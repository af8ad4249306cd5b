"""DfE's own answers in Explore Education Statistics files: shares, rates and means, limits of Progress 8, quintiles."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import floor, sqrt
from pathlib import Path

import duckdb
import pytest

from tests import arrange
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison
from tests.reference.test_fingertips import RECODED, SETTINGS

SOURCE = "DfE Explore Education Statistics"
RATIOS = Comparison(SOURCE, "percentage, rate or mean: numerator over denominator, rounded half up")
PROGRESS = Comparison(SOURCE, "95% limits of Progress 8")
QUINTILES = Comparison(SOURCE, "quintile of a council, 16 and 17 year olds")

ROUNDED = "counts are published rounded, to 10 above councils, to 0.1 for workers; counts within that give the figure"
UNRELIABLE = "one council's count is marked unreliable; the published rate above is that of the other councils"
HALF = "an exact half, published rounded down"
SPREAD = "a mean's limits need the spread of pupils' scores, not published; one spread a year gives all of the year's"
TIED = "a published percentage that several councils share, ranked by DfE on more digits; ours keeps ties together"
ODD = "151 councils: the odd one out is in DfE's best fifth, in our worst"

FOLDER = "dfe-explore-education-statistics"
RATIO_FILES = (
    "EES_ytd_data.csv",
    "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
    "cla_number_and_rate_per_10k_children.csv",
    "csww_indicators_2017_to_2025.csv",
    "d5_cpps_at31march_by_duration_2013_to_2025.csv",
    "ks4_la.csv",
    "timeliness_20_week.csv",
)
YOUNG = {"2023": "UD_NEETNK_LA_dashboard_2023_final.csv", "2025": "UD_NEETNK_LA_dashboard_final.csv"}
YOUNG_COLUMNS = {
    "NEET_not_known_percent": ("NEET_NK_quintile", "lower"),
    "NEET_percent": ("NEET_quintile", "lower"),
    "Notknown_percent": ("Notknown_quintile", "lower"),
    "TOTAL_participating_in_education_and_training_percent": ("Participation_ET_quintile", "higher"),
    "September_guarantee_Offer_made_percent": ("Sep_guarantee_quintile", "higher"),
}
ABOVE = ("E92", "E12", "E13")
"""Nation, region, and the halves of London."""

PROGRESS_YEARS = {"2018-19AY", "2021-22AY", "2022-23AY", "2023-24AY"}


def warehouse(shared_data: Path, folder: Path, files: tuple[str, ...], measures: list[dict]) -> arrange.Derived:
    """Return Birmingham's warehouse with these of DfE's files."""
    inbox = folder / "dfe"
    inbox.mkdir(parents=True)
    for file in files:
        (inbox / file).symlink_to(shared_data / FOLDER / file)
    pack = arrange.write_pack(folder / "pack", SETTINGS, measures=measures, areas=[], groups=[])
    return arrange.loaded(pack, [inbox, shared_data / "uk-la-geography"])


@pytest.fixture(scope="module")
def db(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse with every file that has numerators and denominators beside its figures."""
    folder = tmp_path_factory.mktemp("ees")
    with warehouse(shared_data, folder, RATIO_FILES, [arrange.MEASURE]) as connection:
        yield connection


def test_figures_are_their_numerators_over_their_denominators(db, record_property) -> None:
    query = """
        select
            measure,
            area,
            period,
            breakdown,
            rounded(value, decimals) as published,
            rounded(per * current_observation.numerator / current_observation.denominator, decimals) as ours,
            current_observation.numerator,
            current_observation.denominator,
            per,
            decimals
        from current_observation
        join current_measure using (measure)
        where value is not null
          and current_observation.numerator is not null
          and current_observation.denominator > 0
    """
    reliable = of_reliable_councils(db)
    outcomes = {
        tuple(row[column] for column in ("measure", "area", "period", "breakdown")): cause_of(row, reliable)
        for row in arrange.all_of(db, query)
    }
    RATIOS.hold(outcomes, record_property)


def of_reliable_councils(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], float]:
    """Return (measure, region or nation, period) to the figure of its councils together, where one is marked u."""
    query = """
        select
            measure,
            above.area,
            period,
            rounded(
                any_value(per) * sum(found.numerator)
                / sum(found.denominator) filter (found.numerator is not null),
                any_value(decimals)
            ) as figure
        from current_observation as found
        join current_measure using (measure)
        join dim_area as council using (area)
        join dim_area as above
            on above.name in (council.region, council.nation)
           and above.type in ('region', 'nation')
        where left(council.area, 3) not in ('E92', 'E12', 'E13')
        group by all
        having count_if(found.marker = 'u') > 0
    """
    return {(measure, area, period): figure for measure, area, period, figure in db.execute(query).fetchall()}


def cause_of(row: dict, reliable: dict[tuple[str, str, str], float]) -> str:
    """Return why a published figure is not its numerator over its denominator."""
    if row["published"] == row["ours"]:
        return EQUAL
    workers = row["measure"] in ("ees-turnover-rate-fte", "ees-caseload-fte")
    if within(row, 0.05 if workers else 5 if row["area"][:3] in ABOVE else 0):
        return ROUNDED
    if row["published"] == reliable.get((row["measure"], row["area"], row["period"])):
        return UNRELIABLE
    units = Fraction(row["per"]) * Fraction(row["numerator"]) / Fraction(row["denominator"]) * 10 ** row["decimals"]
    if units % 1 == Fraction(1, 2) and row["published"] == floor(units) / 10 ** row["decimals"]:
        return HALF
    return UNEXPLAINED


def within(row: dict, slack: float) -> bool:
    """Whether a numerator and a denominator, each off by no more than the slack, give the published figure."""
    if not 0 < slack < row["denominator"]:
        return False
    half_a_unit = 0.5 * 10.0 ** -row["decimals"]
    ratios = [
        row["per"] * (row["numerator"] + up) / (row["denominator"] + down)
        for up in (-slack, slack)
        for down in (-slack, slack)
    ]
    return min(ratios) - half_a_unit <= row["published"] <= max(ratios) + half_a_unit


def test_limits_of_progress_8_are_the_published_ones(db, record_property) -> None:
    query = """
        select
            bounded.*,
            period,
            current_observation.denominator as pupils,
            current_observation.lower as published_lower,
            current_observation.upper as published_upper,
            value_type
        from intervals_of('current_observation') as bounded
        join current_observation using (measure, area, period, breakdown)
        join current_measure using (measure)
        where measure like 'ees-avg-p8score%'
    """
    rows = arrange.all_of(db, query)
    spreads = defaultdict(list)
    for row in rows:
        # Limits have two decimals, pupils above councils are rounded to 10.
        slack = 5 if row["area"][:3] in ABOVE else 0
        half = (row["upper"] - row["lower"]) / 2
        low, high = ((half + side * 0.01) * sqrt(row["pupils"] + side * slack) / 1.96 for side in (-1, 1))
        spreads[row["period"]].append((low, high))
    assert spreads.keys() == PROGRESS_YEARS, "no Progress 8 in the years of the pandemic, nor in 2024/25"
    fits = {year: max(low for low, _ in found) <= min(high for _, high in found) for year, found in spreads.items()}
    outcomes = {}
    for row in rows:
        published = (row["lower"], row["upper"]) == (row["published_lower"], row["published_upper"])
        explained = published and row["method"] == "published" and row["value_type"] == "mean" and fits[row["period"]]
        outcomes[row["measure"], row["area"], row["period"]] = SPREAD if explained else UNEXPLAINED
    PROGRESS.hold(outcomes, record_property)


@pytest.fixture(scope="module")
def young(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple[str, str], int]]:
    """Year to (column, council) to our quintile, 5 the best, from a warehouse of each file alone."""
    measures = [
        arrange.MEASURE
        | {"measure": f"M{n}", "frequency": "annual", "period_type": "calendar", "polarity": polarity}
        | {"takes": f"ees:{column}"}
        for n, (column, (_, polarity)) in enumerate(YOUNG_COLUMNS.items(), start=1)
    ]
    columns = {f"M{n}": column for n, column in enumerate(YOUNG_COLUMNS, start=1)}
    found = {}
    for year, file in YOUNG.items():
        with warehouse(shared_data, tmp_path_factory.mktemp(f"young{year}"), (file,), measures) as db:
            rows = db.execute("select measure, area, quintile from mart_current where quintile is not null").fetchall()
        found[year] = {(columns[code], area): quintile for code, area, quintile in rows if code in columns}
    return found


def test_quintiles_are_the_published_ones(young, shared_data: Path, record_property) -> None:
    outcomes = {}
    for year, file in YOUNG.items():
        with (shared_data / FOLDER / file).open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["geographic_level"] == "Local authority"]
        for column, (quintile, polarity) in YOUNG_COLUMNS.items():
            given = {
                row["new_la_code"]: (float(row[column]), int(row[quintile])) for row in rows if row[quintile] in "12345"
            }
            # Published quintiles count from the best, but for participation and the guarantee in 2023.
            best = 5 if year == "2023" and polarity == "higher" else 1
            for area, (figure, published) in given.items():
                theirs = 6 - published if best == 1 else published
                ours = young[year].get((column, RECODED.get(area, area)))
                better = sum(
                    (other > figure) if polarity == "higher" else (other < figure) for other, _ in given.values()
                )
                alike = sum(other == figure for other, _ in given.values())
                possible = {6 - ntile(place, len(given)) for place in range(better + 1, better + alike + 1)}
                explained = (
                    TIED if theirs in possible and len(possible) > 1 else ODD if {theirs} == possible else UNEXPLAINED
                )
                outcomes[year, column, area] = EQUAL if theirs == ours else explained
    QUINTILES.hold(outcomes, record_property)


def ntile(place: int, n: int) -> int:
    """Return the fifth of a place among n, the first fifths taking one more where n does not divide by five."""
    small, more = divmod(n, 5)
    whole = more * (small + 1)
    return (place - 1) // (small + 1) + 1 if place <= whole else more + (place - whole - 1) // small + 1
