"""Data quality: every count against the marts, the list behind each number, from a figure to its file and checksum."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
from dash import html

from dashboard import choices, links, words
from pipelines import builds, publish
from tests import arrange
from tests.layouts import hrefs, page, reading, text, walk

VIEWS = ("timeliness", "completeness", "ratings", "owners", "files")


@pytest.fixture(scope="module")
def db(demo_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as connection:
        yield connection


def rows_of(layout: Any, caption: str) -> list[list[str]]:
    tables = [part for part in walk(layout) if isinstance(part, html.Table) and text(part.children[0]) == caption]
    return [[text(cell) for cell in row.children] for table in tables for row in table.children[2].children]


def shown(**asked: str) -> Any:
    return page("data_quality")(**asked)


@pytest.mark.requirement("BCC-30")
def test_each_directorate_has_its_late_due_and_not_due_with_n_of_n(demo: None, db) -> None:
    """Counted again from the scorecard: due days, overdue returns, and the first file of each figure."""
    query = """
        select coalesce(dim_plan.short_title, 'No directorate'), status, mart_scorecard.due_on,
            (select min(vintage) from fact_observation as fact
             where fact.measure = mart_scorecard.measure and fact.period = observed_period
               and fact.area = (select area from warehouse) and breakdown = 'total')
        from mart_scorecard join current_measure using (measure) left join dim_plan on node = directorate
        where mart_scorecard.period = ? and in_plan and status <> 'in_development'
    """
    for period in [row["period"] for row in choices.reading().periods[:4]]:
        counted: dict[str, Counter[str]] = {}
        for directorate, status, due_on, first in db.execute(query, [period]).fetchall():
            state = {"overdue": "overdue", "due_awaiting": "awaited"}.get(status)
            state = state or ("not_due" if due_on is None else "late" if first > due_on else "in_time")
            counted.setdefault(directorate, Counter())[state] += 1
        total = sum(counted.values(), Counter())
        states = [state for state in words.data_quality.RETURNS if total[state]]
        found = {row[0]: row[1:] for row in rows_of(shown(period=period), "Returns by directorate")}
        assert found.keys() == counted.keys()
        for directorate, of in counted.items():
            assert found[directorate][:-1] == [str(of[state]) for state in states]
            due = of["in_time"] + of["late"] + of["overdue"]
            assert found[directorate][-1].startswith(f"{of['in_time']} of {due}," if due else "nothing due yet")
        due = total["in_time"] + total["late"] + total["overdue"]
        assert f"{total['in_time']} of {due} figures due by now" in text(shown(period=period))
        assert len(rows_of(shown(period=period), "Late or overdue")) == total["late"] + total["overdue"]


@pytest.mark.requirement("BCC-30")
def test_a_late_and_an_overdue_return_say_by_how_many_days(app: Any, tmp_path: Path) -> None:
    """Due 30 September after 30 days is 30 October: one came on 20 October for a quarter due on 10, one never."""
    measures = [arrange.measure("LATE", due_days=10), arrange.measure("NEVER", due_days=10), arrange.measure("GOOD")]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    first = [{"measure": m["measure"], "area": "X01000001", "period": "2026-27Q1", "value": 50} for m in measures]
    arrange.write_csv(inbox / "first_2026-07-08.csv", first)
    second = [{"measure": code, "period": "2026-27Q2", "value": 50} for code in ("LATE", "GOOD")]
    arrange.built(tmp_path, second, measures=measures).close()
    with reading(tmp_path / "warehouse"):
        listed = rows_of(shown(), "Late or overdue")
        assert [(row[0].split()[-1], *row[2:]) for row in listed] == [
            ("NEVER", "10 Oct 2026", "not yet, 21 days overdue"),
            ("LATE", "10 Oct 2026", "20 October 2026, 10 days late"),
        ]
        assert (
            "1 of 3 figures due by now for July to September 2026 came in time; 1 came late and 1 is overdue"
            in text(shown())
        )
        gaps = rows_of(shown(view="completeness"), "Periods without a figure")
        assert [(row[0].split()[-1], *row[1:]) for row in gaps] == [("NEVER", "1 of 2", "July to September 2026")]


def test_lag_is_the_median_of_days_to_the_first_file(demo: None, db) -> None:
    rows = rows_of(shown(list="all"), "Days from the end of a period to its figure")
    days: dict[str, list[int]] = {}
    for measure, lag in db.execute(
        "select measure, lag_days from mart_timeliness where lag_days is not null"
    ).fetchall():
        days.setdefault(measure, []).append(lag)
    found = {row[0].split()[-1]: row for row in rows}
    assert days.keys() <= found.keys()
    for measure, lags in days.items():
        assert abs(int(found[measure][1].split()[0]) - median(lags)) <= 0.5
        assert int(found[measure][2].split()[0]) == max(lags)
        assert int(found[measure][3]) == len(lags)
    usual = [int(row[1].split()[0]) for row in rows if row[1] != "not known"]
    assert usual == sorted(usual, reverse=True)


def test_what_came_with_the_first_file_is_neither_late_nor_in_time(app: Any, tmp_path: Path) -> None:
    """Three years of history in one file tell nothing of when they were returned; the quarter after that does."""
    history = [
        {"measure": "ENV01", "period": f"{y}-{y - 1999}Q{q}", "value": 50} for y in (2024, 2025) for q in (1, 2, 3, 4)
    ]
    soon = [arrange.measure("ENV01", due_days=10)]
    arrange.built(tmp_path, history, measures=soon).close()
    with reading(tmp_path / "warehouse"):
        assert rows_of(shown(), "Late in all periods") == []
    arrange.write_csv(
        tmp_path / "inbox" / "old_2026-07-01.csv",
        [row | {"area": "X01000001"} for row in history],
    )
    later = [{"measure": "ENV01", "period": f"2026-27Q{q}", "value": 50} for q in (1, 2)]
    arrange.built(tmp_path, later, measures=soon).close()
    with reading(tmp_path / "warehouse"):
        [[title, late, share]] = rows_of(shown(), "Late in all periods")
        assert (title, late, share) == ("City Operations", "2 of 2", "0 of 2, 0%")


@pytest.mark.requirement("BCC-08")
def test_gaps_and_late_returns_are_those_of_the_coverage_page(demo: None, db) -> None:
    gaps = db.execute("select rule, list(code) from mart_coverage where gap group by rule").fetchall()
    by_rule = {rule: set(codes) for rule, codes in gaps}
    listed = {row[0].split()[-1] for row in rows_of(shown(view="completeness", list="all"), "Periods without a figure")}
    assert listed == by_rule["return_missing"]
    owed = {row[0].split()[-1] for row in rows_of(shown(), "Late or overdue") if "overdue" in row[3]}
    assert owed == by_rule["return_overdue"]


def test_a_directorate_narrows_every_view(demo: None, db) -> None:
    codes = {
        directorate: set(measures)
        for directorate, measures in db.execute(
            "select directorate, list(measure) from current_measure where in_plan group by directorate"
        ).fetchall()
    }
    captions = {
        "timeliness": "Days from the end of a period to its figure",
        "completeness": "Figures to be read with care",
        "ratings": "Scores of data quality",
    }
    for view, caption in captions.items():
        every = rows_of(shown(view=view, list="all"), caption)
        narrowed = 0
        for directorate, measures in codes.items():
            rows = rows_of(shown(view=view, directorate=directorate, list="all"), caption)
            narrowed += len(rows)
            assert all(measures & set(row[0].split()) for row in rows)
        assert narrowed == len(every) > 0


def test_marks_are_counted_and_each_figure_with_one_is_listed(demo: None, db) -> None:
    query = """
        select marker, count(*) from current_observation join current_measure using (measure)
        where area = (select area from warehouse) and breakdown = 'total' and in_plan group by marker
    """
    counts = dict(db.execute(query).fetchall())
    total = sum(counts.values())
    layout = shown(view="completeness", list="all")
    found = {row[0]: row[1] for row in rows_of(layout, "Figures by mark")}
    assert found == {words.data_quality.MARKED[marker]: f"{n} of {total:,}" for marker, n in counts.items() if marker}
    listed = rows_of(layout, "Figures to be read with care")
    assert len(listed) == sum(n for marker, n in counts.items() if marker and marker != "r")
    assert links.revisions() in hrefs(layout)


@pytest.mark.requirement("SMBC-53")
def test_every_score_has_rating_sign_off_and_challenge(demo: None, db) -> None:
    layout = shown(view="ratings", list="all")
    found = {
        row[0].partition(" · ")[0].split()[-1] + row[0].partition(" · ")[2]: row
        for row in rows_of(layout, "Scores of data quality")
    }
    query = "select measure, label, rating, total, signed_by, challenge from mart_rating join dim_period using (period)"
    scores = db.execute(query).fetchall()
    assert len(scores) == len(found)
    for measure, label, rating, total, signed_by, challenge in scores:
        row = found[measure + label]
        assert row[1].startswith(f"{rating} {total} of 12 points")
        assert signed_by in row[3]
        assert row[4] == (challenge or "")


def test_an_owner_named_nowhere_else_is_a_phantom(app: Any, tmp_path: Path) -> None:
    measures = [
        arrange.measure("A", owner="Head of Waste", data_owner="Analyst"),
        arrange.measure("B", owner="Head of Nothing", data_owner="Analyst"),
        arrange.measure("C", owner="Head of Nothing", data_owner="Analyst"),
        arrange.measure("D"),
    ]
    roles = [{"role": "Head of Waste", "kind": "officer", "duties": "Waste."}]
    arrange.built(tmp_path, [], measures=measures, roles=roles).close()
    with reading(tmp_path / "warehouse"):
        layout = shown(view="owners")
        assert rows_of(layout, "Owners") == [
            ["Head of Nothing", "2", "0", "0", "nowhere"],
            ["Head of Waste", "1", "0", "0", "a role"],
        ]
        said = text(layout)
        assert "1 of 2 owners of measures are named nowhere else; they answer for 2." in said
        assert "1 of them lacks an owner or a data owner." in said
        assert "Household waste recycled : no owner and no data owner" in said
        assert links.coverage("list", gap="owner_unknown") in hrefs(layout)


def test_every_file_adds_up_and_shows_its_checksum(demo: None, db) -> None:
    layout = shown(view="files")
    rows = {row[0].split()[0]: row for row in rows_of(layout, "Files with data")}
    query = "select * from load_file where outcome = 'loaded'"
    files = arrange.all_of(db, query)
    assert len(files) == len(rows) > 40
    for file in files:
        row = rows[file["file"].rpartition("/")[2]]
        read, loaded, refused = (int(cell.replace(",", "")) for cell in row[3:6])
        assert (read, loaded, refused) == (file["rows_read"], file["rows_loaded"], file["rows_refused"])
        assert read == loaded + refused
        assert file["sha256"] in row[7]


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one file that says a figure twice, published after a build that was refused."""
    folder = tmp_path_factory.mktemp("one file")
    builds.note(folder / "warehouse", "public", refused_in_july())
    first = {"measure": "ENV01", "period": "2026-27Q1", "value": 40}
    arrange.built(folder, [first, {"measure": "ENV01", "period": "2026-27Q2", "value": 41}, first]).close()
    return folder / "warehouse"


def refused_in_july() -> builds.Build:
    refusal = builds.Refusal(file="inbox/july.csv", rule="not a number", row=4, places=2)
    return builds.Build(ended_at=datetime(2026, 7, 1, 9, 30), refusals=[refusal])


@pytest.mark.requirement("WCC-08")
def test_from_a_figure_to_its_file_row_and_checksum(app: Any, one_file: Path) -> None:
    with reading(one_file):
        history = page("measure")(measure="ENV01", view="history")
        listed = rows_of(history, "Every figure of Household waste recycled")
        assert [row[-1] for row in listed] == ["returns_2026-10-20.csv , row 3", "returns_2026-10-20.csv , row 2"]
        way = links.load_file("inbox/returns_2026-10-20.csv")
        assert way in hrefs(history)
        files = shown(view="files")
        assert way.partition("#")[2] in {getattr(part, "id", None) for part in walk(files)}


def test_what_was_left_out_is_said_with_its_reason(app: Any, one_file: Path) -> None:
    with reading(one_file):
        layout = shown(view="files")
        [[file, rows, why]] = rows_of(layout, "What was left out, and why")
        assert (file, rows) == ("returns_2026-10-20.csv", "1")
        assert why.startswith("Row 4: left out: found a row that says again what another row says")
        assert "3 rows read: 2 loaded and 1 left out, each for a reason stated below." in text(layout)


def test_a_refused_build_is_on_the_page_after_the_next_good_one(app: Any, one_file: Path) -> None:
    with reading(one_file):
        layout = shown(view="files")
        good, bad = rows_of(layout, "The last builds")
        assert good[1].startswith("Published as ")
        assert good[2:] == ["1", "2", "1", ""]
        assert bad == [
            "1 Jul 2026, 09:30 UTC",
            "Refused",
            "–",
            "–",
            "–",
            "inbox/july.csv: not a number, in 2 places, first in row 4",
        ]
        assert "Of the last 2 builds, 1 was refused." in text(layout)


def test_a_council_without_figures_gets_sentences(app: Any, tmp_path: Path) -> None:
    arrange.built(tmp_path, []).close()
    expected = {
        "timeliness": "No figure has fallen due yet",
        "completeness": "There is no figure yet.",
        "ratings": "None of 1 measures has been scored",
        "owners": "No owner of measures is named.",
        "files": "No file has been loaded.",
    }
    assert expected.keys() == set(VIEWS)
    with reading(tmp_path / "warehouse"):
        for view, sentence in expected.items():
            said = text(shown(view=view))
            assert sentence in said
            assert "nan" not in said.lower().split()
