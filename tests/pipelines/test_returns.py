"""A return as an officer fills it in, and as it comes back: read whole, or refused with every cell that is wrong."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from pipelines import framework, inbox, periods, publish
from pipelines.__main__ import app
from pipelines.problems import Refused
from pipelines.returns import COLUMNS, COMMENTARY, FIGURES, MILESTONES, reading, template
from pipelines.sources import returns
from tests.arrange import all_of, measure, one, rebuilt, write_csv, write_pack
from tests.pipelines import specimens

RETURN = "City Operations_2026-10-20.xlsx"
TODAY = date(2026, 10, 31)
PERIOD = "2026-27Q2"
MEASURES = [
    measure("WST01", title="Household waste recycled", value_type="proportion", numerator="Tonnes recycled",
            denominator="Tonnes collected", per=100),
    measure("WST02", title="Missed bins", unit="per 100,000 collections", suffix="", frequency="monthly"),
    measure("WST03", title="Streets below standard", frequency="annual"),
    measure("WST04", title="Flytips cleared", unit="days", suffix="", service="S12"),
    measure("TAKEN", takes="els:Claimant Count"),
    measure("SOON", lifecycle="in_development"),
    measure("ELSE", directorate="", service=""),
]  # fmt: skip
LAST = [
    {"measure": "WST01", "period": "2026-27Q1", "value": 41.25},
    {"measure": "WST02", "period": "2026-M06", "value": 63},
    {"measure": "WST04", "period": "2026-27Q1", "value": -2.5},
]
STEPS = [
    {"milestone": "M1", "title": "New depot", "nodes": "D1|P11", "baseline": "2026-12-31", "as_at": "2026-06-30"},
    {"milestone": "M2", "title": "Old depot", "nodes": "P21", "baseline": "2026-12-31", "as_at": "2026-06-30"},
]


@dataclass
class Officer:
    """Somebody with the return of City Operations for July to September 2026 open in a spreadsheet.

    ``council`` holds what the source may ask: the pack's tables. Building a whole warehouse says the same, slowly.
    """

    folder: Path
    path: Path
    book: openpyxl.Workbook
    council: duckdb.DuckDBPyConnection

    def at(self, sheet: str, code: str, heading: str, period: str = PERIOD) -> Any:
        """Return the cell of a row and a heading, wherever both stand now."""
        page = self.book[sheet]
        head = next(row for row in page.iter_rows() if any(cell.value == COLUMNS[sheet][first(sheet)] for cell in row))
        columns = {cell.value: cell.column for cell in head}
        for row in range(head[0].row + 1, page.max_row + 1):
            if page.cell(row, columns[COLUMNS[sheet][first(sheet)]]).value == code and (
                "Period code" not in columns or page.cell(row, columns["Period code"]).value == period
            ):
                return page.cell(row, columns[heading])
        raise LookupError(code)

    def enter(self, code: str, content: Any, heading: str = "Figure", period: str = PERIOD) -> None:
        self.at(FIGURES, code, heading, period).value = content

    def send(self) -> duckdb.DuckDBPyConnection:
        """Save the return into the inbox and build; raises Refused."""
        self.book.save(self.path)
        return rebuilt(self.folder, TODAY)

    def read(self) -> dict[tuple[str, str], tuple]:
        """Save the return and let its source read it: measure and period to value, marker and note. Raises Refused."""
        self.book.save(self.path)
        reading = returns.read(self.path, self.council)
        assert reading is not None
        rows = all_of(self.council, f"{reading.observations} order by indicator, period")
        return {(row["indicator"], row["period"]): (number(row["value"]), row["marker"], row["note"]) for row in rows}

    def refused(self) -> list[str]:
        with pytest.raises(Refused) as refused:
            self.read()
        return [str(problem) for problem in refused.value.problems]


def number(text: str | None) -> float | None:
    return None if text is None else float(text)


def first(sheet: str) -> str:
    return next(iter(COLUMNS[sheet]))


@pytest.fixture(scope="module")
def thornby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council's folder: its pack, its earlier figures, the warehouse built of them, and the return it asks for."""
    return council(tmp_path_factory.mktemp("thornby"))


@pytest.fixture
def officer(thornby: Path, tmp_path: Path) -> Iterator[Officer]:
    shutil.copytree(thornby, tmp_path, dirs_exist_ok=True)
    # A copy: DuckDB gives a path that is open already the database it has, not the one published since.
    known = shutil.copy(publish.location(tmp_path / "warehouse"), tmp_path / "known.duckdb")
    with reading_beside(known) as db:
        path = tmp_path / "inbox" / RETURN
        yield Officer(tmp_path, path, openpyxl.load_workbook(path), db)


@contextmanager
def reading_beside(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect as a build does for its sources: they read a warehouse, and stage in another database."""
    with duckdb.connect() as db:
        db.execute(f"attach '{warehouse}' as known (read_only)")
        db.execute("set search_path = 'memory.main,known.main'")
        yield db


def council(folder: Path, **sheets: list[dict]) -> Path:
    """Build a council's warehouse, and write the return it asks for into its inbox."""
    pack = write_pack(folder / "pack", **{"measures": MEASURES, "milestones": STEPS} | sheets)
    files = folder / "inbox"
    files.mkdir()
    write_csv(files / "earlier_2026-07-20.csv", [{"area": "X01000001"} | row for row in LAST])
    with rebuilt(folder, TODAY) as db:
        template.write(framework.read(pack), "D1", periods.parse(PERIOD), files / RETURN, db)
    return folder


def figures(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple]:
    rows = all_of(db, "select * from fact_observation where file like '%.xlsx' order by measure, period")
    return {(row["measure"], row["period"]): (row["value"], row["marker"], row["note"]) for row in rows}


def test_a_return_asks_for_what_is_due_and_nothing_else(officer: Officer) -> None:
    page = officer.book[FIGURES]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [(row[0], row[2]) for row in rows] == [
        ("WST01", PERIOD),
        ("WST02", "2026-M07"),
        ("WST02", "2026-M08"),
        ("WST02", "2026-M09"),
        ("WST04", PERIOD),
    ]
    assert rows[0][5:7] == [41.25, "April to June 2026"]
    assert [row[0].value for row in officer.book[MILESTONES].iter_rows(min_row=2)] == ["M1"]


def test_only_the_cells_to_be_filled_in_are_open(officer: Officer) -> None:
    page = officer.book[FIGURES]
    assert page.protection.sheet
    assert not officer.at(FIGURES, "WST01", "Figure").protection.locked
    assert officer.at(FIGURES, "WST01", "Code").protection.locked
    assert not officer.at(FIGURES, "WST01", "Numerator").protection.locked
    assert officer.at(FIGURES, "WST04", "Numerator").protection.locked
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert any("not available" in formula for formula in lists.values())


def test_what_an_officer_enters_is_what_the_warehouse_holds(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    officer.enter("WST02", 70, period="2026-M07")
    officer.enter("WST02", "tbc", period="2026-M08")
    officer.enter("WST04", -1.5)
    officer.enter("WST04", "provisional", "Mark")
    officer.enter("WST04", "Two crews short", "Note")
    officer.at(COMMENTARY, "WST01", "Going well").value = "More food waste collected."
    officer.at(COMMENTARY, "WST01", "Action due").value = "30/11/2026"
    officer.at(COMMENTARY, "WST01", "Exception report").value = "yes"
    officer.at(MILESTONES, "M1", "Now expected").value = datetime(2027, 2, 28)
    officer.at(MILESTONES, "M1", "Per cent done").value = "60%"
    with officer.send() as db:
        assert figures(db) == {
            ("WST01", PERIOD): (42.5, None, None),
            ("WST02", "2026-M07"): (70, None, None),
            ("WST04", PERIOD): (-1.5, "p", "Two crews short"),
        }
        said = one(db, "select * from fact_commentary")
        assert (said["going_well"], said["action_due"], said["exception"], said["written_on"]) == (
            "More food waste collected.",
            date(2026, 11, 30),
            True,
            date(2026, 10, 20),
        )
        step = one(db, "select * from mart_delivery where milestone = 'M1'")
        assert (step["forecast"], step["percent"], step["slip_days"]) == (date(2027, 2, 28), 60, 59)
        file = one(db, "select * from load_file where file like '%.xlsx'")
        assert (file["rows_read"], file["rows_loaded"], file["rows_refused"]) == (4, 3, 1)
        assert one(db, "select status from mart_scorecard where measure = 'WST01' and period = ?", PERIOD)


def rename(officer: Officer) -> None:
    officer.book[FIGURES].title = "our numbers (final) v2"


def move(officer: Officer) -> None:
    officer.book.move_sheet(FIGURES, 3)


def insert_columns(officer: Officer) -> None:
    # Inserted in the middle, as people do for their own sums; openpyxl moves the cells as a spreadsheet would.
    officer.book[FIGURES].insert_cols(5, 2)
    officer.book[FIGURES].cell(1, 5).value = "checked by"


def insert_rows_above(officer: Officer) -> None:
    officer.book[FIGURES].insert_rows(1, 3)
    officer.book[FIGURES].cell(1, 1).value = "City Operations, second quarter"


def sort_rows(officer: Officer) -> None:
    page = officer.book[FIGURES]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value


def hide_row(officer: Officer) -> None:
    officer.book[FIGURES].row_dimensions[2].hidden = True


def shout(officer: Officer) -> None:
    for cell in officer.book[FIGURES][1]:
        cell.value = f"  {cell.value.upper()} "


def drop_the_code_of_the_period(officer: Officer) -> None:
    officer.book[FIGURES].delete_cols(3)


@pytest.mark.parametrize(
    "done",
    [rename, move, insert_columns, insert_rows_above, sort_rows, hide_row, shout, drop_the_code_of_the_period],
)
def test_whatever_was_done_to_the_workbook_it_is_read(officer: Officer, done: Callable[[Officer], None]) -> None:
    officer.enter("WST01", 42.5)
    officer.enter("WST02", 70, period="2026-M07")
    done(officer)
    assert officer.read() == {("WST01", PERIOD): (42.5, None, None), ("WST02", "2026-M07"): (70, None, None)}


@pytest.mark.parametrize(
    ("typed", "shown", "loaded"),
    [
        ("42.5%", "General", (42.5, None, None)),
        (0.425, "0.0%", (42.5, None, None)),
        (" 42.5\u00a0", "General", (42.5, None, None)),
        ("42.5 (two rounds estimated)", "General", (42.5, None, "two rounds estimated")),
        ("n/a", "General", (None, "x", "returned as “n/a”")),
        ("Not applicable", "General", (None, "z", None)),
        ("<5", "General", (None, "c", "returned as “<5”")),
    ],
)
def test_a_cell_means_what_its_writer_meant(officer: Officer, typed: Any, shown: str, loaded: tuple) -> None:
    officer.enter("WST01", typed)
    officer.at(FIGURES, "WST01", "Figure").number_format = shown
    assert officer.read() == {("WST01", PERIOD): loaded}


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("WST01", 0.425, "less than a 50th of it"),
        ("WST01", 4250, "more than 50 times the last figure"),
        ("WST01", 41.25, "the last figure again, to all decimals"),
        ("WST04", 2.5, "another sign than the last figure"),
        ("WST01", "about 42", "not a figure"),
        ("WST01", "42 or 43", "not a figure"),
        ("WST01", "1.2m", "not a figure"),
        ("WST01", True, "not a figure"),
        ("WST01", datetime(2026, 2, 1), "took what was typed for a date"),
        ("WST01", "#DIV/0!", "a formula in the cell has failed"),
        ("WST04", "42%", "which is not per cent"),
        ("WST01", "=40+2", "formula without a result"),
    ],
)
def test_what_is_wrong_or_doubtful_is_asked_with_its_cell(officer: Officer, code: str, typed: Any, said: str) -> None:
    officer.enter(code, typed)
    (problem,) = officer.refused()
    cell = officer.at(FIGURES, code, "Figure")
    assert said in problem
    assert f"sheet Figures, row {cell.row}, column {cell.column_letter}:" in problem


def test_what_looks_doubtful_is_loaded_once_it_is_confirmed(officer: Officer) -> None:
    officer.enter("WST01", 0.425)
    officer.enter("WST01", "yes", "Confirmed")
    assert officer.read() == {("WST01", PERIOD): (0.425, None, None)}


def test_parts_must_agree_with_the_figure(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    officer.enter("WST01", 900, "Numerator")
    officer.enter("WST01", 800, "Denominator")
    said = " ".join(officer.refused())
    assert "more than its denominator" in said
    assert "112.5, as the numerator over the denominator is" in said


def test_every_problem_is_in_one_report_and_nothing_is_loaded(officer: Officer) -> None:
    officer.enter("WST01", "about 42")
    officer.enter("WST04", "lots")
    officer.enter("WST02", 5, period="2026-M07")
    officer.enter("WST02", "maybe", "Mark", "2026-M07")
    officer.at(MILESTONES, "M1", "Done on").value = "soon"
    officer.at(COMMENTARY, "WST04", "Exception report").value = "perhaps"
    before = publish.location(officer.folder / "warehouse").read_bytes()
    assert len(officer.refused()) == 5
    with pytest.raises(Refused) as refused:
        officer.send()
    assert len(refused.value.problems) == 5
    assert publish.location(officer.folder / "warehouse").read_bytes() == before


def test_merged_cells_are_refused_where_nobody_can_tell_what_they_mean(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    cell = officer.at(FIGURES, "WST01", "Figure")
    officer.book[FIGURES].merge_cells(f"{cell.column_letter}2:{cell.column_letter}3")
    assert any("merged cells" in problem for problem in officer.refused())


def test_a_row_twice_with_two_figures_is_refused(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    page = officer.book[FIGURES]
    copied = [cell.value for cell in page[2]]
    page.append([*copied[:8], 43, *copied[9:]])
    assert any("two figures for one measure and period" in problem for problem in officer.refused())


def test_an_unknown_code_is_answered_with_the_nearest(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    officer.at(FIGURES, "WST01", "Code").value = "WST1"
    assert any("the nearest is WST" in problem for problem in officer.refused())


def test_two_returns_for_one_period_are_a_revision_by_the_later(officer: Officer) -> None:
    officer.enter("WST01", 42.5)
    officer.send().close()
    officer.path = officer.path.with_name("City Operations again_2026-10-25.xlsx")
    officer.enter("WST01", 42.9)
    with officer.send() as db:
        assert one(
            db, "select value, revised_from from mart_status where measure = 'WST01' and period = ?", PERIOD
        ) == {
            "value": 42.9,
            "revised_from": 42.5,
        }


def test_a_period_a_meeting_has_considered_is_changed_only_knowingly(tmp_path: Path) -> None:
    forums = [{"forum": "CAB", "name": "Cabinet", "cadence": "quarterly"}]
    meetings = [{"meeting": "CAB1", "forum": "CAB", "held_on": "2026-10-15", "period": PERIOD}]
    path = council(tmp_path, forums=forums, meetings=meetings) / "inbox" / RETURN
    with reading_beside(publish.location(tmp_path / "warehouse")) as db:
        officer = Officer(tmp_path, path, openpyxl.load_workbook(path), db)
        officer.enter("WST01", 42.5)
        (problem,) = officer.refused()
        assert "a meeting has already considered this period" in problem
        assert "say why under Note" in problem
        officer.enter("WST01", "yes", "Confirmed")
        officer.enter("WST01", "A round was counted twice", "Note")
        assert officer.read() == {("WST01", PERIOD): (42.5, None, "A round was counted twice")}


def test_the_copy_for_the_sender_has_the_right_cells_marked(officer: Officer, tmp_path: Path) -> None:
    officer.enter("WST01", "about 42")
    officer.enter("WST04", '=HYPERLINK("http://example.invalid","x")')
    officer.book.save(officer.path)
    marked = tmp_path / "marked.xlsx"
    pack = str(officer.folder / "pack")
    result = CliRunner().invoke(app, ["check", str(officer.path), "--framework", pack, "--marked", str(marked)])
    assert result.exit_code == 1
    assert "2 cells marked" in result.stdout
    book = openpyxl.load_workbook(marked)
    coloured = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "00FFDD00"
    }
    wrong = {officer.at(FIGURES, code, "Figure").coordinate for code in ("WST01", "WST04")}
    assert coloured == {(FIGURES, cell) for cell in wrong}
    assert "not a figure" in book[FIGURES][officer.at(FIGURES, "WST01", "Figure").coordinate].comment.text
    listed = [[cell.value for cell in row] for row in book["Problems"].iter_rows(min_row=2)]
    assert {row[0] for row in listed} == {f"{FIGURES} {cell}" for cell in wrong}
    assert all(cell.data_type != "f" for row in book["Problems"].iter_rows() for cell in row)


def test_a_return_saved_as_another_kind_of_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "return.ods"
    path.write_bytes(specimens.ods({"Guidance": [["Fill in"]], FIGURES: [list(COLUMNS[FIGURES].values())]}))
    with pytest.raises(Refused, match=r"return\.ods, sheet Figures: .* saved as \.ods; expected .* saved as \.xlsx"):
        reading.be_saved_as_a_return(path)


def test_a_workbook_that_unpacks_without_end_is_refused(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.limits.MOST_BYTES", 10_000)
    (problem,) = officer.refused()
    assert "too large" in problem


def test_the_command_writes_a_return_and_says_how_much_it_asks(officer: Officer, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    options = ["--framework", str(officer.folder / "pack"), "--warehouse", str(officer.folder / "warehouse")]
    result = CliRunner().invoke(
        app, ["template", "--directorate", "S12", "--period", PERIOD, "--out", str(out), *options]
    )
    assert (result.exit_code, result.stdout.strip()) == (0, f"{out} asks for 1 figure.")
    assert CliRunner().invoke(app, ["template", "--directorate", "X", "--period", PERIOD, "--out", "x"]).exit_code == 1
    wrong = CliRunner().invoke(app, ["template", "--directorate", "S12", "--period", "soon", "--out", "x", *options])
    assert wrong.exit_code == 2
    assert inbox.vintage(out) == date.today()
