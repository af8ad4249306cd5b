"""Hart's KPI tiles, with invented figures."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.problems import Refused
from pipelines.sources import hart
from tests.arrange import write_csv
from tests.pipelines.conftest import Load

ROW = {
    "k": "RB07",
    "d": "Time taken to process new claims",
    "u": "Finance, Revs and Bens",
    "y": "19.08",
    "lq": "20",
    "tq": "21.5",
    "t": "23",
    "s": "lg",
    "p": "",
    "n": "141001 – £5k spent",
}


def test_three_figures_a_row_are_three_periods(load: Load, empty_db, inbox: Path) -> None:
    rows = [ROW, ROW | {"k": "HS08", "y": "57", "lq": "-5", "tq": "", "t": "50", "p": "%", "n": "No notes"}]
    write_csv(inbox / "hart_kpis_2014-11-07.csv", rows)
    (inbox / "hart_kpis_2014-11-07.json").write_text("[]", "utf-8")
    summary = load(pack_areas=pd.DataFrame(), own_area="E07000089")
    assert (summary.rows_loaded, summary.rows_refused) == (6, 0)
    query = "select measure, period, value, marker, note, row from fact_observation order by measure, period"
    assert empty_db.execute(query).fetchall() == [
        ("hart-hs08", "2013-14", 57, None, None, 3),
        ("hart-hs08", "2014-15Q1", -5, None, None, 3),
        ("hart-hs08", "2014-15Q2", None, "x", None, 3),
        ("hart-rb07", "2013-14", 19.08, None, None, 2),
        ("hart-rb07", "2014-15Q1", 20, None, None, 2),
        ("hart-rb07", "2014-15Q2", 21.5, None, "141001 – £5k spent", 2),
    ]
    query = "select measure, unit, suffix, decimals, polarity, frequency from dim_measure where not in_plan order by 1"
    assert empty_db.execute(query).fetchall() == [
        ("hart-hs08", "per cent", "%", 0, "none", "quarterly"),
        ("hart-rb07", "number", "", 2, "none", "quarterly"),
    ]
    assert empty_db.execute("select distinct area, vintage from fact_observation").fetchall() == [
        ("E07000089", date(2014, 11, 7))
    ]
    assert empty_db.execute("select count(*) from fact_target").fetchone() == (0,), "targets are the pack's"
    query = "select outcome, source from load_file where file like '%.json'"
    assert empty_db.execute(query).fetchall() == [("unread", "hart")]


@pytest.mark.parametrize(
    ("day", "this", "last", "year"),
    [
        (date(2014, 11, 7), "2014-15Q2", "2014-15Q1", "2013-14"),
        (date(2014, 9, 30), "2014-15Q1", "2013-14Q4", "2013-14"),
        (date(2014, 10, 1), "2014-15Q2", "2014-15Q1", "2013-14"),
        (date(2014, 7, 1), "2014-15Q1", "2013-14Q4", "2013-14"),
        (date(2014, 4, 1), "2013-14Q4", "2013-14Q3", "2012-13"),
        (date(2015, 2, 1), "2014-15Q3", "2014-15Q2", "2013-14"),
    ],
)
def test_this_quarter_is_the_last_that_had_ended(day: date, this: str, last: str, year: str) -> None:
    assert hart.periods_of(day) == {"tq": this, "lq": last, "y": year}


def test_figures_are_shown_with_six_decimals_at_most(load: Load, empty_db, inbox: Path) -> None:
    write_csv(inbox / "hart_kpis_2014-11-07.csv", [ROW | {"tq": "21.123456789"}])
    load(pack_areas=pd.DataFrame(), own_area="E07000089")
    assert empty_db.execute("select decimals from dim_measure where not in_plan").fetchall() == [(6,)]
    assert empty_db.execute("select max(value) from fact_observation").fetchone() == (21.123456789,)


def test_tiles_of_no_day_are_refused(tmp_path: Path) -> None:
    with duckdb.connect() as db, pytest.raises(Refused, match="no date in the name"):
        hart.read(write_csv(tmp_path / "hart_kpis.csv", [ROW]), db)


def test_another_file_is_not_harts(tmp_path: Path) -> None:
    with duckdb.connect() as db:
        assert hart.read(write_csv(tmp_path / "kpis_2014-11-07.csv", [ROW | {"x": "1"}]), db) is None
        assert hart.read(tmp_path / "hart_kpis_2014-11-07.json", db) is None
