"""Small numbers: the worked example of DR-35, a slow rewrite, somebody who subtracts, the bytes of the public file."""

import struct
from collections import defaultdict
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import disclosure, facts, framework, observations
from pipelines.framework import tables as framework_tables
from pipelines.problems import Refused
from tests import arrange
from tests.pipelines.conftest import SCHEMA

COUNT = {"value_type": "count", "suffix": "", "suppress_below": "5"}
SHARE = {"value_type": "proportion", "suppress_below": "5"}
QUARTER = "2025-26Q1"
OLD, NEW = "returns_2026-05-20.csv", "returns_2026-10-20.csv"

Shown = dict[tuple[str, str], float | None]


def row(breakdown: str, value: object, period: str = QUARTER, **more: object) -> dict:
    return {"measure": "ENV01", "period": period, "breakdown": breakdown, "value": value, **more}


def whole(value: object, period: str = QUARTER, **more: object) -> dict:
    return row("total", value, period, **more)


def write(folder: Path, rows: list[dict], earlier: list[dict] = ()) -> Path:
    """Write an inbox: a file of ``rows``, and one of an earlier vintage where there are ``earlier`` ones."""
    (folder / "inbox").mkdir(parents=True)
    for name, content in ((OLD, earlier), (NEW, rows)):
        if content:
            arrange.write_csv(folder / "inbox" / name, [{"area": "X01000001"} | row for row in content])
    return folder / "inbox"


def load(folder: Path, inbox: Path, measures: list[dict]) -> duckdb.DuckDBPyConnection:
    """Load a pack with these measures and an inbox, as a build does before it derives anything."""
    links = [{"measure": measures[0]["measure"], "node": "P11"}]
    pack = framework.read(arrange.write_pack(folder / "pack", measures=measures, links=links))
    db = duckdb.connect(config=arrange.PLAIN)
    db.execute(SCHEMA.read_text("utf-8"))
    framework_tables.load(db, pack)
    areas = pd.DataFrame(arrange.AREAS)
    says = {"taken": {}, "pack_areas": areas, "pack_groups": pd.DataFrame(), "own_area": "X01000001"}
    observations.load_files(db, observations.discover([inbox]), **says)
    return db


def loaded(folder: Path, rows: list[dict], earlier: list[dict] = (), **definition: object) -> duckdb.DuckDBPyConnection:
    """Load these figures of ENV01 as it is defined, those of ``earlier`` in a file of an earlier vintage."""
    return load(folder, write(folder, rows, earlier), [arrange.measure("ENV01", **definition)])


def shown(db: duckdb.DuckDBPyConnection, where: str = "latest") -> Shown:
    """Return (period, breakdown) to value for what the public file has."""
    query = f"select period, breakdown, value from fact_observation where {where} order by all"
    return {(period, breakdown): value for period, breakdown, value in db.execute(query).fetchall()}


def values(db: duckdb.DuckDBPyConnection, *breakdowns: str) -> list[float | None]:
    found = shown(db)
    return [found[QUARTER, breakdown] for breakdown in breakdowns]


# What is withheld


@pytest.mark.parametrize(
    ("counts", "total", "expected"),
    [
        ((3, 12, 25), 40, [None, None, 25, 40]),
        ((3, 4, 33), 40, [None, None, 33, 40]),
        ((5, 12, 23), 40, [5, 12, 23, 40]),
        ((0, 15, 25), 40, [0, 15, 25, 40]),
        ((3, 0, 12, 25), 40, [None, 0, None, 25, 40]),
        ((1, 1, 12, 26), 40, [None, None, None, 26, 40]),
        ((1, 1, 1, 1, 1, 35), 40, [None] * 6 + [40]),
        ((3, 12, 25), None, [None, 12, 25]),
        ((1, 3), 4, [None, None, None]),
    ],
)
def test_a_single_small_number_takes_the_next_smallest_with_it(
    counts: tuple[int, ...], total: int | None, expected: list, tmp_path: Path
) -> None:
    """Two 1s beside a total are still told, as what is left of the total is 2; so are five 1s beside one of five."""
    rows = [row(f"age:{letter}", count) for letter, count in zip("abcdef", counts, strict=False)]
    rows += [] if total is None else [whole(total)]
    db = loaded(tmp_path, rows, **COUNT)
    assert values(db, *(r["breakdown"] for r in rows)) == expected


@pytest.mark.parametrize(
    ("definition", "figure", "withheld"),
    [
        (SHARE, {"value": 5.0, "numerator": 2, "denominator": 40}, True),
        (SHARE, {"value": 5.0, "denominator": 40}, True),
        (SHARE, {"value": 95.0, "numerator": 38, "denominator": 40}, True),
        (SHARE, {"value": 95.0, "numerator": 38}, True),
        (SHARE, {"value": 100, "numerator": 40, "denominator": 40}, False),
        (SHARE, {"value": 0, "numerator": 0, "denominator": 40}, False),
        (SHARE, {"value": 12.5, "numerator": 5, "denominator": 40}, False),
        (SHARE, {"value": 87.5, "numerator": 35, "denominator": 40}, False),
        (SHARE | {"value_type": "rate", "per": "1000"}, {"value": 10, "numerator": 4, "denominator": 400}, True),
        (SHARE | {"value_type": "rate", "per": "1000"}, {"value": 990, "numerator": 396, "denominator": 400}, False),
        (SHARE | {"value_type": "mean"}, {"value": 10, "numerator": 40, "denominator": 4}, True),
        (SHARE | {"value_type": "mean"}, {"value": 8, "numerator": 40, "denominator": 5}, False),
        (COUNT, {"value": 4}, True),
        (COUNT, {"value": 5}, False),
        (COUNT, {"value": 0}, False),
        (COUNT | {"suppress_below": "10"}, {"value": 9}, True),
        (SHARE | {"value_type": "money"}, {"value": 4}, False),
    ],
)
def test_small_is_the_count_behind_the_figure(definition: dict, figure: dict, withheld: bool, tmp_path: Path) -> None:
    db = loaded(tmp_path, [{"measure": "ENV01", "period": QUARTER, "lower": 1, "upper": 99} | figure], **definition)
    found = arrange.one(db, "select value, numerator, denominator, lower, upper, marker from fact_observation")
    if withheld:
        assert found == dict.fromkeys(found) | {"marker": "c"}
    else:
        expected = {"numerator": None, "denominator": None, "lower": 1, "upper": 99, "marker": None} | figure
        assert found == expected


def test_the_publishers_own_c_is_covered_too(tmp_path: Path) -> None:
    rows = [row("age:a", "", marker="c", numerator="3"), row("age:b", 12), row("age:c", 25), whole(40)]
    db = loaded(tmp_path, rows, **COUNT)
    assert values(db, "age:a", "age:b", "age:c", "total") == [None, None, 25, 40]


def test_a_withheld_total_is_not_given_back_by_its_parts(tmp_path: Path) -> None:
    db = loaded(tmp_path, [row("age:a", 15), row("age:b", 25), whole("", marker="c")], **COUNT)
    assert values(db, "age:a", "age:b", "total") == [None, 25, None]


def test_a_total_nobody_gave_is_known_from_another_breakdown(tmp_path: Path) -> None:
    rows = [row("age:a", 3), row("age:b", 12), row("age:c", 25), row("sex:f", 18), row("sex:m", 22)]
    db = loaded(tmp_path, rows, **COUNT)
    assert values(db, "age:a", "age:b", "age:c", "sex:f", "sex:m") == [None, None, 25, 18, 22]


def test_what_a_publisher_left_beside_a_withheld_value_goes_for_every_measure(tmp_path: Path) -> None:
    beside = {"numerator": 3, "denominator": 40, "lower": 1, "upper": 9}
    db = loaded(tmp_path, [whole("", marker="C", **beside)])
    found = arrange.one(db, "select value, numerator, denominator, lower, upper, marker from fact_observation")
    assert found == dict.fromkeys(found) | {"denominator": 40, "marker": "c"}


def test_the_note_of_a_withheld_figure_goes_as_it_may_say_the_number(tmp_path: Path) -> None:
    db = loaded(tmp_path, [whole(3, note="Only three this quarter")], **COUNT)
    assert arrange.one(db, "select note from fact_observation") == {"note": disclosure.NOTE}


def test_the_years_quarters_do_not_give_one_back(tmp_path: Path) -> None:
    rows = [whole(count, f"2025-26Q{n}") for n, count in enumerate((10, 2, 30, 32), start=1)]
    db = loaded(tmp_path, [*rows, whole(74, "2025-26")], **COUNT)
    assert list(shown(db).values()) == [74, None, None, 30, 32]


def test_stock_counts_do_not_add_up_and_need_no_cover(tmp_path: Path) -> None:
    rows = [whole(count, f"2025-26Q{n}") for n, count in enumerate((10, 2, 30, 32), start=1)]
    db = loaded(tmp_path, [*rows, whole(32, "2025-26")], aggregation="last", **COUNT)
    assert list(shown(db).values()) == [32, 10, None, 30, 32]


@pytest.mark.parametrize(
    ("to_date", "expected"),
    [
        ((10, 12, 30, 32), [10, None, 30, None]),
        ((3, 15, 15, 40), [None, 15, 15, 40]),
        ((10, 12, 14, 40), [10, None, None, 40]),
        ((10, 12, 16, 40), [10, None, 16, 40]),
        ((0, 4, 8, 8), [0, None, 8, 8]),
    ],
)
def test_years_to_date_do_not_give_back_what_lies_between(
    to_date: tuple[int, ...], expected: list, tmp_path: Path
) -> None:
    rows = [whole(count, f"2025-26Q{n}") for n, count in enumerate(to_date, start=1)]
    db = loaded(tmp_path, [*rows, whole(2000, "2026-27Q1")], cumulative="yes", **COUNT)
    assert list(shown(db).values()) == [*expected, 2000]


def test_an_earlier_vintage_does_not_give_back_what_was_corrected(tmp_path: Path) -> None:
    """B stood at 12 when nothing was small and covers A now: what was published of it before tells A."""
    before = [row("age:a", 6), row("age:b", 12), row("age:c", 22), whole(40)]
    after = [row("age:a", 3), row("age:b", 12), row("age:c", 25), whole(40)]
    db = loaded(tmp_path, after, before, **COUNT)
    assert values(db, "age:a", "age:b", "age:c", "total") == [None, None, 25, 40]
    assert set(shown(db, "not latest").values()) == {None}


def test_a_first_figure_that_was_small_is_withheld_with_all_of_its_vintage(tmp_path: Path) -> None:
    before = [row("age:a", 3), row("age:b", 12), row("age:c", 25), whole(40)]
    after = [row("age:a", 12), row("age:b", 12), row("age:c", 25), whole(49)]
    db = loaded(tmp_path, after, before, **COUNT)
    assert values(db, "age:a", "age:b", "age:c", "total") == [12, 12, 25, 49], "today's figures give nothing away"
    assert set(shown(db, "not latest").values()) == {None}


def test_an_earlier_total_is_tried_on_the_parts_as_well(tmp_path: Path) -> None:
    """Against today's total of 27 the two withheld leave 7; against the total first published they leave 2."""
    before = [row("age:a", 1), row("age:b", 1), row("age:c", 20), row("age:d", 30), whole(52)]
    db = loaded(tmp_path, [whole(57)], before, **COUNT)
    assert values(db, "age:a", "age:b", "age:c", "age:d", "total") == [None, None, None, 30, 57]
    assert shown(db, "not latest") == {(QUARTER, "total"): 52}


def test_a_first_small_quarter_is_not_given_back_by_the_year_first_published(tmp_path: Path) -> None:
    rest = [whole(count, f"2025-26Q{n}") for n, count in enumerate((10, 12, 18), start=2)]
    before = [whole(3, "2025-26Q1"), *rest, whole(43, "2025-26")]
    db = loaded(tmp_path, [whole(12, "2025-26Q1"), whole(52, "2025-26")], before, **COUNT)
    assert list(shown(db).values()) == [52, 12, 10, 12, 18]
    assert shown(db, "not latest") == {("2025-26", "total"): None, ("2025-26Q1", "total"): None}


def test_a_measure_that_withholds_may_await_its_first_return(tmp_path: Path) -> None:
    measures = [arrange.measure("ENV01"), arrange.measure("ENV02", **COUNT)]
    db = load(tmp_path, write(tmp_path, [whole(3)]), measures)
    assert values(db, "total") == [3]


def test_the_strictest_definition_holds_for_all_figures(tmp_path: Path) -> None:
    definitions = [
        arrange.measure("ENV01", **COUNT, valid_to="2025-03-31"),
        arrange.measure("ENV01", **COUNT | {"suppress_below": "10"}, valid_from="2025-04-01"),
    ]
    rows = [whole(7, "2024-25Q1"), whole(7, "2025-26Q1"), whole(10, "2025-26Q2")]
    db = load(tmp_path, write(tmp_path, rows), definitions)
    assert list(shown(db).values()) == [None, None, 10]


# What is said of it


def test_what_was_withheld_is_counted_for_each_file(tmp_path: Path) -> None:
    db = loaded(tmp_path, [row("age:a", 3), row("age:b", 12), row("age:c", 25), whole(40)], **COUNT)
    issue = arrange.one(db, "select file, row, rule, rows, message from load_issue")
    assert issue == {
        "file": f"inbox/{NEW}",
        "row": 2,
        "rule": "withheld (DR-35)",
        "rows": 2,
        "message": f"inbox/{NEW}, row 2, column value: withheld (DR-35): found figures too small to publish, or that "
        "would give one back; expected no count from 1 up to its measure's suppress_below; their values are withheld "
        "(2 rows).",
    }
    assert arrange.one(db, "select rows_loaded from load_file where rows_read > 0 and vintage is not null") == {
        "rows_loaded": 4
    }


def test_values_without_the_counts_behind_them_are_named_not_passed_over(tmp_path: Path) -> None:
    other = whole(50, area="X01000002")
    db = loaded(tmp_path, [whole(5.0), other, whole(50, "2025-26Q2", denominator=40)], **SHARE)
    issue = arrange.one(db, "select row, rule, rows from load_issue")
    assert issue == {"row": 2, "rule": "not judged (DR-35)", "rows": 1}


def test_a_pack_that_withholds_says_what_its_numbers_are(tmp_path: Path) -> None:
    pack = arrange.write_pack(tmp_path, measures=[arrange.measure("ENV01", suppress_below="5")])
    with pytest.raises(Refused) as refused:
        framework.read(pack)
    assert [(p.row, p.column, p.rule) for p in refused.value.problems] == [
        (2, "value_type", "suppress_below without a kind of value")
    ]


def test_it_costs_nothing_where_nothing_is_to_be_withheld(empty_db: duckdb.DuckDBPyConnection) -> None:
    """Not even the table of rows is there to be looked at."""
    rows = facts.Sorted(("value",), [], {})
    assert disclosure.withhold(empty_db, rows, {}, "X01000001") == (rows, [])


# Nobody gets at it

SECRET = 3.141592653589793
WORDS = "exactly-three-point-one-four"


def held(db: duckdb.DuckDBPyConnection, number: float) -> set[str]:
    """Return every table that holds a number in some column."""
    query = "select table_name, column_name from duckdb_columns() where data_type = 'DOUBLE' and not internal"
    return {
        table
        for table, column in db.execute(query).fetchall()
        if db.execute(f'select count(*) from {table} where "{column}" = ?', [number]).fetchone()[0]
    }


@pytest.mark.parametrize(("suppress", "found"), [("", True), ("5", False)])
def test_a_withheld_number_is_nowhere_in_the_public_file(suppress: str, found: bool, tmp_path: Path) -> None:
    """The same build without suppression finds it: the test looks in the right place."""
    head = {"measure": "ENV01", "period": QUARTER}
    small = head | {"value": 7.853981633974483, "numerator": SECRET, "denominator": 40, "lower": SECRET, "note": WORDS}
    rows = [small, whole(75, "2025-26Q2", numerator=30, denominator=40)]
    earlier = [small | {"value": 50, "numerator": 20}]
    write(tmp_path, [], earlier)
    definition = arrange.measure("ENV01", **SHARE | {"suppress_below": suppress})
    db = arrange.built(tmp_path, rows, measures=[definition])
    assert bool(held(db, SECRET)) is found
    assert bool(held(db, 7.853981633974483)) is found
    db.close()
    files = [path.read_bytes() for path in (tmp_path / "warehouse").iterdir()]
    assert any(WORDS.encode() in content for content in files) is found
    assert any(struct.pack("<d", SECRET) in content for content in files) is found


THRESHOLDS = (3, 5, 6, 8, 10)
KINDS = ("count", "proportion", "rate")


@cache
def tables() -> dict[tuple[str, str], tuple[int, list[tuple], tuple]]:
    """Return (measure, month) to threshold, parts and total of 1,500 invented tables, each part (n, denominator, c).

    A total is the sum of its parts, or absent (None), or withheld by the publisher.
    """
    random = Random(35)
    made = {}
    for k in THRESHOLDS:
        for kind in KINDS:
            for number in range(100):
                parts = []
                for _ in range(random.randint(1, 7)):
                    n = random.choice((0, 1, 1, 2, k - 1, k, k + 1, random.randint(0, 30), random.randint(0, 9)))
                    spare = random.choice((0, 1, 2, k, random.randint(0, 40), 60, 80))
                    parts.append((n, n + spare, random.random() < 0.05))
                total = (sum(p[0] for p in parts), sum(p[1] for p in parts), random.random() < 0.05)
                period = f"{2010 + number // 12}-M{number % 12 + 1:02}"
                made[f"{kind}-{k}", period] = k, parts, total if random.random() < 0.93 else None
    return made


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[bool]]:
    """(measure, month) to whether each part, and then the total, is withheld in the warehouse."""
    rows = []
    for (measure, period), (_, parts, total) in tables().items():
        named = [(f"age:{letter}", part) for letter, part in zip("abcdefg", parts, strict=False)]
        for breakdown, (n, base, theirs) in named + ([("total", total)] if total else []):
            figure = {"value": n} if measure.startswith("count") else {"numerator": n, "denominator": base}
            if "denominator" in figure:
                figure["value"] = 100 * n / base if base else 0
            head = {"measure": measure, "period": period, "breakdown": breakdown}
            rows.append(head | (figure if not theirs else {"marker": "c"}))
    measures = [
        arrange.measure(f"{kind}-{k}", frequency="monthly", value_type=kind, suppress_below=k, per=100)
        for k in THRESHOLDS
        for kind in KINDS
    ]
    folder = tmp_path_factory.mktemp("tables")
    db = load(folder, write(folder, rows), measures)
    query = """
        select measure, period, list(value is null order by breakdown) from fact_observation
        group by measure, period order by all
    """
    return {(measure, period): hidden for measure, period, hidden in db.execute(query).fetchall()}


def clerk(kind: str, k: int, parts: list[tuple], total: tuple | None) -> list[bool]:
    """Return what a patient clerk withholds of a table: each part, and then the total where there is one."""

    def small(part: tuple) -> bool:
        n, base, theirs = part
        return theirs or 0 < n < k or (kind == "proportion" and 0 < base - n < k)

    hidden = [small(part) for part in parts]
    # A publisher's c tells nobody how small it is; it is chosen first all the same, being withheld already.
    queue = sorted((i for i in range(len(parts)) if not hidden[i]), key=lambda i: (parts[i][0] == 0, parts[i][0], i))
    if total is None:
        return hidden
    if small(total):
        if not any(hidden):
            hidden[queue[0]] = True
        return [*hidden, True]
    while any(hidden) and queue:
        left = total[0] - sum(part[0] for part, gone in zip(parts, hidden, strict=True) if not gone)
        others = total[1] - sum(part[1] for part, gone in zip(parts, hidden, strict=True) if not gone) - left
        told = 0 < left < k or 0 < left <= sum(hidden) or (kind == "proportion" and 0 < others < k)
        if sum(hidden) > 1 and not told:
            break
        hidden[queue.pop(0)] = True
    return [*hidden, False]


def test_a_patient_clerk_withholds_the_same(published: dict[tuple[str, str], list[bool]]) -> None:
    expected = {key: clerk(key[0].split("-")[0], *table) for key, table in tables().items()}
    wrong = {key: (tables()[key], expected[key], published[key]) for key in expected if expected[key] != published[key]}
    assert len(expected) == 1500
    assert not wrong, list(wrong.items())[:3]
    assert sum(any(hidden) for hidden in expected.values()) > 500


def test_nobody_works_out_a_withheld_count_by_subtraction(published: dict[tuple[str, str], list[bool]]) -> None:
    """Whoever has the total and the parts shown knows what the others come to; that leaves each more than one value."""
    tried = 0
    for key, (k, parts, total) in tables().items():
        hidden = published[key]
        if total is None or hidden[-1] or not any(hidden):
            continue
        gone = [part for part, withheld in zip(parts, hidden, strict=False) if withheld]
        if len(gone) == len(parts) == 1:
            assert gone[0][2], "one part is the whole: withheld by its publisher, whose total says it"
            continue
        left = total[0] - sum(n for (n, _, _), withheld in zip(parts, hidden, strict=False) if not withheld)
        least = 0 if 0 in (n for n, _, _ in gone) or key[0].startswith("proportion") else 1
        possible = [n for n in range(least, left + 1) if left - n >= least * (len(gone) - 1)]
        tried += 1
        assert len(gone) >= 2, key
        if len(gone) < len(parts):
            assert not 0 < left < k, key
            assert left == 0 or len(possible) > 1, key
    assert tried > 500


def test_no_two_years_to_date_shown_are_a_small_number_apart(tmp_path: Path) -> None:
    random = Random(30)
    rows, truth = [], {}
    for year in range(100, 200):
        to_date = 0
        for ward in "abc":
            for quarter in range(1, 5):
                to_date += random.choice((0, 1, 4, 5, 6, random.randint(0, 12)))
                period = f"2{year}-{(year + 1) % 100:02}Q{quarter}"
                truth[period, f"ward:{ward}"] = to_date
                rows.append(row(f"ward:{ward}", to_date, period))
            to_date = 0
    db = loaded(tmp_path, rows, cumulative="yes", **COUNT)
    runs = defaultdict(lambda: [0.0])
    for (period, ward), value in shown(db).items():
        if value is not None:
            runs[period[:7], ward].append(value)
    gaps = [after - before for run in runs.values() for before, after in combinations(run, 2)]
    assert len(truth) == 1200
    assert min(gaps) == 0
    assert not [gap for gap in gaps if 0 < gap < 5]
    kept = [after - before for run in runs.values() for before, after in pairwise(run)]
    assert len(kept) > 500, "and most of it is shown"


def lines(cells: list[tuple[str, str]]) -> list[dict[tuple[str, str], int]]:
    """Return every sum of a grid of quarters and wards as cell to sign, each coming to nought."""
    periods, wards = ({cell[i] for cell in cells} for i in (0, 1))
    across = [{(p, "total"): -1} | {(p, w): 1 for w in wards if w != "total"} for p in periods]
    year = next(p for p in periods if "Q" not in p)
    return across + [{(year, w): -1} | {(p, w): 1 for p in periods if p != year} for w in wards]


def test_quarters_and_wards_together_do_not_give_one_back(tmp_path: Path) -> None:
    """Neither by one line nor by any number of them: without a cell the sums say one thing less (200 grids of 25)."""
    random = Random(42)
    rows, grids = [], []
    for year in range(100, 300):
        counts = {
            (f"2{year}-{(year + 1) % 100:02}Q{q}", f"ward:{w}"): random.choice(
                (0, 2, 4, 6, 7, 9, random.randint(5, 60))
            )
            for q in range(1, 5)
            for w in "abcd"
        }
        grid = dict(counts)
        for (period, ward), n in counts.items():
            for key in ((period[:7], ward), (period, "total"), (period[:7], "total")):
                grid[key] = grid.get(key, 0) + n
        grids.append(list(grid))
        rows += [row(breakdown, n, period) for (period, breakdown), n in grid.items()]
    public = shown(loaded(tmp_path, rows, **COUNT))
    hidden = 0
    for grid in grids:
        order = sorted(cell for cell in grid if public[cell] is None)
        hidden += len(order)
        system = np.array([[line.get(cell, 0) for cell in order] for line in lines(grid)], dtype=float)
        rank = np.linalg.matrix_rank(system) if order else 0
        for number, cell in enumerate(order):
            assert np.linalg.matrix_rank(np.delete(system, number, axis=1)) == rank, f"{cell} is given back"
    assert 1000 < hidden < 2500


def test_a_council_under_its_old_code_is_one_council(empty_db: duckdb.DuckDBPyConnection) -> None:
    """What stood under the code it had before is an earlier figure of the same council."""
    empty_db.execute("update dim_measure set value_type = 'count', suppress_below = 5 where measure = 'ENV01'")
    empty_db.execute("create type measure_code as enum ('ENV01')")
    empty_db.execute("""
        create temp table sorted as
        select
            'ENV01'::measure_code as measure, area, '2025' as period, 'total' as breakdown,
            value::double as value, vintage, 'a.csv' as file, row
        from (values ('OLD', 12, date '2025-05-01', 1), ('NEW', 3, date '2025-06-01', 2))
            as t(area, value, vintage, row)
    """)
    rows = facts.Sorted(("value",), [], {})
    disclosure.withhold(empty_db, rows, {"OLD": "NEW", "NEW": "NEW"}, "NEW")
    assert empty_db.execute("select value, marker from sorted").fetchall() == [(None, "c"), (None, "c")]
