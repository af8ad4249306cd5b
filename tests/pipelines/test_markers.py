"""Nought, withheld, not available, not due: wherever a reader meets them (DR-36). Published and revised (DR-37)."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from random import Random

import dash
import duckdb
import pytest

from dashboard.app import create_app
from dashboard.settings import Settings
from tests import arrange
from tests.dashboard.test_pages import text, walk
from tests.layouts import reading

EARLIER = [f"20{y}-{y + 1}Q{q}" for y in (22, 23, 24, 25) for q in (1, 2, 3, 4)][:-1]
BEFORE, NOW, AFTER = "2025-26Q4", "2026-27Q1", "2026-27Q2"
FOUR = ("NOUGHT", "WITHHELD", "MISSING", "NOTDUE")
OTHERS = [area["area"] for area in arrange.AREAS[1:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four measures, about 40 before and 50 after; now nought, 3 (fewer than 5), not available, and none due."""
    counts = {"value_type": "count", "suffix": "", "unit": "cases", "decimals": "0", "suppress_below": "5"}
    measures = [arrange.measure(code, **counts) for code in FOUR[:3]]
    measures.append(arrange.measure("NOTDUE", **counts | {"frequency": "annual"}))
    now = {"NOUGHT": {"value": 0}, "WITHHELD": {"value": 3}, "MISSING": {"value": "", "marker": "x"}}
    rows = [{"measure": code, "period": NOW} | cells for code, cells in now.items()]
    rows += [{"measure": code, "period": p, "value": v} for code in FOUR[:3] for p, v in ((BEFORE, 40), (AFTER, 50))]
    rows += [
        {"measure": code, "period": period, "value": 38 + number % 5}
        for code in FOUR[:3]
        for number, period in enumerate(EARLIER)
    ]
    rows += [{"measure": "NOTDUE", "period": "2025-26", "value": 40}]
    peers = [{"value": 0}, {"value": 2}, {"value": "", "marker": "x"}, *({"value": v} for v in (10, 20, 30, 40))]
    rows += [
        {"measure": code, "area": area, "period": NOW} | cells
        for code in FOUR[:3]
        for area, cells in zip(OTHERS, peers, strict=True)
    ]
    targets = [
        {"measure": code, "period": period, "target": 30, "intervention": 20}
        for code in FOUR
        for period in (BEFORE, NOW, AFTER, "2025-26", "2026-27")
    ]
    folder = tmp_path_factory.mktemp("markers")
    arrange.built(folder, rows, date(2026, 7, 31), measures=measures, targets=targets).close()
    return folder


@pytest.fixture(scope="module")
def db(folder: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(folder / "warehouse" / "public.duckdb", read_only=True)


def four(db: duckdb.DuckDBPyConnection, columns: str, table: str, where: str = "true") -> dict[str, tuple]:
    """Return measure to columns of its row, for the measures of the four that have one."""
    rows = db.execute(f"select measure, {columns} from {table} where {where}").fetchall()
    return {measure: tuple(rest) for measure, *rest in rows}


@pytest.mark.requirement("WCC-08")
def test_each_has_a_status_of_its_own(db) -> None:
    assert four(db, "value, marker, status", "mart_status", f"period = '{NOW}'") == {
        "NOUGHT": (0, None, "red"),
        "WITHHELD": (None, "c", "suppressed"),
        "MISSING": (None, "x", "not_available"),
    }


def test_on_the_scorecard_what_is_not_due_is_the_fourth(db) -> None:
    found = four(db, "status, rated, value, observed_period", "mart_scorecard", f"period = '{NOW}'")
    assert found == {
        "NOUGHT": ("red", True, 0, NOW),
        "WITHHELD": ("suppressed", False, None, NOW),
        "MISSING": ("not_available", False, None, NOW),
        "NOTDUE": ("not_due", False, 40, "2025-26"),
    }


def test_only_nought_counts_in_the_roll_up(db) -> None:
    row = arrange.one(
        db, "select rated, not_rated, red, percent_green from mart_parent where node = '' and period = ?", NOW
    )
    assert row == {"rated": 1, "not_rated": 3, "red": 1, "percent_green": 0}


def test_nought_has_a_distance_to_its_target_and_the_others_none(db) -> None:
    found = four(db, "variance, variance_percent", "mart_status", f"period = '{NOW}'")
    assert found == {"NOUGHT": (-30, -100), "WITHHELD": (None, None), "MISSING": (None, None)}


def test_travel_to_and_from_each(db) -> None:
    columns = "previous_value, previous_change, previous_judgement, previous_reason"
    assert four(db, columns, "mart_travel", f"period = '{NOW}'") == {
        "NOUGHT": (40, -40, "declined", None),
        "WITHHELD": (40, None, "none", "no value"),
        "MISSING": (40, None, "none", "no value"),
    }
    assert four(db, columns, "mart_travel", f"period = '{AFTER}'") == {
        "NOUGHT": (0, 50, "improved", None),
        "WITHHELD": (None, None, "none", "the earlier value is suppressed"),
        "MISSING": (None, None, "none", "the earlier value is not available"),
    }


def test_nought_is_ranked_and_averaged_and_the_others_are_not(db) -> None:
    """Of the seven others one is nought, one withheld, one not available: four figures and a nought are compared."""
    found = four(
        db, "value, rank, of_n, others, mean", "mart_position", f"period = '{NOW}' and \"group\" = 'list:thornby'"
    )
    assert found == {"NOUGHT": (0, 5, 6, 5, 20)}


def test_a_control_chart_has_a_point_at_nought_and_none_for_the_others(db) -> None:
    assert four(db, "value, side", "mart_spc", f"period = '{NOW}'") == {"NOUGHT": (0, "below")}
    assert four(db, "count(*)", "mart_spc", "true group by measure") == {
        "NOUGHT": (18,),
        "WITHHELD": (17,),
        "MISSING": (17,),
    }


@pytest.mark.requirement("WCC-08")
@pytest.mark.parametrize(
    ("measure", "own", "crosses", "words"),
    [
        ("NOUGHT", [0.0], [], "0 cases"),
        ("WITHHELD", [], ["April to June 2026: suppressed"], "Suppressed"),
        ("MISSING", [], ["April to June 2026: not available"], "Not available"),
        ("NOTDUE", [], [], "Not due"),
    ],
)
def test_in_the_chart_the_table_and_the_words(
    measure: str, own: list, crosses: list[str], words: str, folder: Path
) -> None:
    create_app(Settings(warehouse=folder / "warehouse"))
    layout = next(page for name, page in dash.page_registry.items() if name.endswith("pages.measure"))["drawn"]
    with reading(folder / "warehouse"):
        drawn = layout(measure=measure, period=NOW)
    chart = next(part.figure for part in walk(drawn) if isinstance(part, dash.dcc.Graph))
    traces = {trace["name"]: trace for trace in chart["data"]}
    points = dict(zip(traces["own"]["x"], traces["own"]["y"], strict=True))
    assert [y for x, y in points.items() if x == "2026-06-30" and y is not None] == own
    assert list(traces.get("missing", {}).get("customdata", [])) == crosses
    assert words in text(drawn)


@pytest.mark.requirement("WCC-08")
def test_in_the_csv(folder: Path) -> None:
    client = create_app(Settings(warehouse=folder / "warehouse")).server.test_client()
    found = {}
    for code in FOUR:
        rows = csv.DictReader(io.StringIO(client.get(f"/measures/{code}/trend.csv", buffered=True).text))
        now = [row for row in rows if row["period"] == NOW]
        if now:
            found[code] = (now[0]["value"], now[0]["marker"], now[0]["status"])
    assert found == {
        "NOUGHT": ("0.0", "", "red"),
        "WITHHELD": ("", "c", "suppressed"),
        "MISSING": ("", "x", "not_available"),
    }


# Published and revised


def send(folder: Path, day: date | str, rows: list[dict]) -> None:
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    arrange.write_csv(folder / "inbox" / f"sent_{day}.csv", [{"area": "X01000001"} | row for row in rows])


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Q1 published as 92.4 in July and corrected to 91.1 in October."""
    folder = tmp_path_factory.mktemp("revised")
    q1 = {"measure": "ENV01", "period": "2025-26Q1"}
    send(folder, "2025-07-20", [q1 | {"value": 92.4, "marker": "p"}])
    send(folder, "2025-10-20", [q1 | {"value": 91.1, "marker": "r"}, q1 | {"period": "2025-26Q2", "value": 93}])
    targets = [{"measure": "ENV01", "period": p, "target": 92, "intervention": 85} for p in ("2025-26Q1", "2025-26Q2")]
    return arrange.built(folder, [], date(2025, 10, 31), targets=targets)


def test_the_revision_that_changes_a_status_is_one_line(revised) -> None:
    assert arrange.all_of(revised, "from mart_revision") == [
        {
            "measure": "ENV01",
            "period": "2025-26Q1",
            "old_vintage": date(2025, 7, 20),
            "new_vintage": date(2025, 10, 20),
            "old_value": 92.4,
            "new_value": 91.1,
            "old_status": "green",
            "new_status": "amber",
            "changed_status": True,
        }
    ]


def test_todays_figure_is_marked_and_says_what_it_was(revised) -> None:
    row = arrange.one(revised, "select value, marker, revised_from, status from mart_status where period = '2025-26Q1'")
    assert row == {"value": 91.1, "marker": "r", "revised_from": 92.4, "status": "amber"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-07-19", []),
        ("2025-07-20", [("2025-26Q1", 92.4, "p")]),
        ("2025-10-19", [("2025-26Q1", 92.4, "p")]),
        ("2025-10-20", [("2025-26Q1", 91.1, "r"), ("2025-26Q2", 93, None)]),
    ],
)
def test_a_report_of_a_day_prints_what_stood_on_that_day(day: str, expected: list, revised) -> None:
    query = "select period, value, marker from as_published(?::date) order by period"
    assert revised.execute(query, [day]).fetchall() == expected


def test_the_status_as_published_is_kept_beside_it(revised) -> None:
    query = "select status from as_published(date '2025-08-01') join mart_published using (measure, period, vintage)"
    assert revised.execute(query).fetchall() == [("green",)]


def test_somebody_who_kept_every_file_finds_the_same_revisions(tmp_path: Path) -> None:
    """1,200 series of one to four vintages: values that stay, change, arrive late and are taken back."""
    random = Random(37)
    days = [date(2025, 7, 20) + timedelta(days=30 * n) for n in range(6)]
    sent: dict[date, list[dict]] = {day: [] for day in days}
    measures = [arrange.measure(f"M{number:02}") for number in range(60)]
    quarters = [f"{2020 + n // 4}-{2021 + n // 4 - 2000}Q{n % 4 + 1}" for n in range(20)]
    targets, expected, stood = [], set(), {}
    probe = days[3] + timedelta(days=3)
    for measure in measures:
        for period in quarters:
            key = (measure["measure"], period)
            targets.append({"measure": key[0], "period": period, "target": 60, "intervention": 50})
            last, last_day = None, None
            for day in sorted(random.sample(days, random.randint(1, 4))):
                value = random.choice((last, 55, 65, round(random.uniform(40, 80), 3), None))
                cells = {"value": "", "marker": "x"} if value is None else {"value": value, "marker": ""}
                sent[day].append({"measure": key[0], "period": period} | cells)
                if last is not None and value != last:
                    expected.add((*key, last_day, day, last, value, colour(last), colour(value)))
                if day <= probe:
                    stood[key] = value
                last, last_day = value, day
    for day, rows in sent.items():
        send(tmp_path, day, rows)
    db = arrange.built(tmp_path, [], date(2026, 3, 1), measures=measures, targets=targets)
    columns = "measure, period, old_vintage, new_vintage, old_value, new_value, old_status, new_status"
    assert set(db.execute(f"select {columns} from mart_revision").fetchall()) == expected
    assert len(expected) > 800
    found = db.execute("select measure, period, value from as_published(?)", [probe]).fetchall()
    assert {(measure, period): value for measure, period, value in found} == stood
    now = db.execute("select measure, period, value from as_published(date '2099-01-01') order by all").fetchall()
    assert now == db.execute("select measure, period, value from current_observation order by all").fetchall()


def colour(value: float | None) -> str:
    """Return the status of a value with target 60 and intervention level 50, as shown to one decimal."""
    if value is None:
        return "not_available"
    tenths = int(value * 10 + 0.5 + 1e-9)
    return "green" if tenths >= 600 else "amber" if tenths >= 500 else "red"
