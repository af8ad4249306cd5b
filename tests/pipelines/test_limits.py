"""What a workbook may unpack to: what is far out is counted, however it is written, and what is empty is not."""

import re
from pathlib import Path

import pytest

from pipelines import limits
from pipelines.problems import Refused
from tests.pipelines import specimens
from tests.pipelines.test_sources_damaged import zipped

CELL = '<table:table-cell office:value-type="float" office:value="1"{}/>'
TEXT = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
EMPTY = "<table:table-cell{}/>"
COVERED = '<table:covered-table-cell office:value-type="float" office:value="1"{}/>'
WIDE = ' table:number-columns-repeated="16384"'


def row(cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{cells}</table:table-row>"


def sheet(*rows: str) -> str:
    column = f"<table:table-column{WIDE}/>"
    return f'<table:table table:name="a">{column}{"".join(rows)}</table:table>'


NOTHING = row(EMPTY.format(WIDE), 1_048_000)
"""The rest of a sheet, as LibreOffice writes it."""

LARGE = row(CELL.format(WIDE), 5_000)

CASES = {
    "cells and rows repeated": (sheet(LARGE), 16_384 * 5_000),
    "another prefix": (sheet(LARGE).replace("table:", "t:"), 16_384 * 5_000),
    "in apostrophes": (re.sub('repeated="([0-9]+)"', r"repeated='\1'", sheet(LARGE)), 16_384 * 5_000),
    "with line ends": (sheet(LARGE).replace(" table:number", "\n\ttable:number"), 16_384 * 5_000),
    "with blanks": (sheet(LARGE).replace("repeated=", "repeated = "), 16_384 * 5_000),
    "with noughts and signs": (sheet(LARGE).replace('="5', '="+00000000000005'), 16_384 * 5_000),
    "behind another number": (sheet(LARGE).replace(WIDE, f' x:number-columns-repeated="1"{WIDE}'), 16_384 * 5_000),
    "more digits than any sheet has": (sheet(row(CELL.format(WIDE.replace('"', '"9999999999')))), 999_999_999_916),
    "a gap before the last cell": (sheet(row(EMPTY.format(WIDE) + CELL.format(""), 5_000)), 16_385 * 5_000),
    "a gap between the cells": (
        sheet(row(TEXT.format("", "a") + EMPTY.format(WIDE) + TEXT.format("", "b"), 500)),
        16_386 * 500,
    ),
    "a gap before the last row": (sheet(row(CELL.format("") * 5), NOTHING, row(CELL.format(""))), 5 * 1_048_002),
    "one cell in many rows": (sheet(row(TEXT.format("", "a"), 4_000_001)), 4_000_001),
    "many cells in many rows": (sheet(row(TEXT.format("", "a") * 900, 5_000)), 900 * 5_000),
    "covered cells": (sheet(row(COVERED.format(WIDE), 5_000)), 16_384 * 5_000),
    "the second sheet": (sheet(row(CELL.format("")), NOTHING) + sheet(LARGE), 16_384 * 5_000),
    "the first sheet": (sheet(LARGE) + sheet(row(CELL.format(""))), 16_384 * 5_000),
    "a text that speaks of a sheet": (
        sheet(*[row(TEXT.format(WIDE, ":table :table&gt; &lt;a:table &gt; :table-row repeated="))] * 300),
        16_384 * 300,
    ),
}


@pytest.fixture(params=[1, 1_000_000], ids=["as wide rows", "as narrow rows"], autouse=True)
def wide(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of counting must say the same of every sheet, and pieces of some bytes be as good as megabytes."""
    monkeypatch.setattr(limits, "WIDE", request.param)
    monkeypatch.setattr(limits, "CHUNK", 5_000)


@pytest.mark.parametrize("case", CASES)
def test_what_is_far_out_is_refused_with_its_extent(tmp_path: Path, case: str) -> None:
    tables, cells = CASES[case]
    (tmp_path / "a.ods").write_bytes(specimens.ods_of(tables))
    with pytest.raises(Refused, match=rf"a\.ods: too large: found {cells:,} cells from the first to the last"):
        limits.be_a_workbook(tmp_path / "a.ods")


@pytest.mark.parametrize(
    "tables",
    [
        sheet(row(CELL.format("") * 9 + EMPTY.format(WIDE)), NOTHING) * 3,
        sheet(row(CELL.format("") + EMPTY.format(WIDE) + COVERED[:24] + WIDE + "/>", 3), NOTHING),
        sheet(row(CELL.format("") * 400) * 400, row(EMPTY.format("") * 20, 1_048_000)),
        sheet(row(TEXT.format("", "long " * 20_000)) * 30, row(CELL.format(""), 5_000)),
        sheet(row(TEXT.format("", "table-cell table-row repeated" * 999)), NOTHING),
        sheet(row(CELL.format(' table:number-columns-repeated="800"'), 5_000)),
        sheet(row("", 1_048_576), row("")),
        "",
    ],
    ids=["rest of a sheet", "covered", "empty cells", "long texts", "texts of tags", "4,000,000", "no cells", "none"],
)
def test_what_is_empty_counts_for_nothing(tmp_path: Path, tables: str) -> None:
    (tmp_path / "a.ods").write_bytes(specimens.ods_of(tables))
    limits.be_a_workbook(tmp_path / "a.ods")


@pytest.mark.parametrize(
    "place", ['r = "XFD1048576"', 'r="xfd1048576"', "r='XFD0000000001048576'", 'x:r="A1" r="XFD1048576"']
)
def test_a_place_is_a_place_however_it_is_written(tmp_path: Path, place: str) -> None:
    path = tmp_path / "a.xlsx"
    sheet1 = f"<worksheet><sheetData><row r='1'><c r='A1'/><c\n{place}><v>1</v></c></row></sheetData></worksheet>"
    path.write_bytes(zipped({"xl/worksheets/sheet1.xml": sheet1.encode()}))
    with pytest.raises(Refused, match=f"too large: found {16_384 * 1_048_576:,} cells"):
        limits.be_a_workbook(path)


@pytest.mark.parametrize(("name", "tag"), [("content.xml", "<a:table-row "), ("xl/worksheets/sheet1.xml", "<c ")])
def test_tags_that_are_never_closed_take_no_time(tmp_path: Path, name: str, tag: str) -> None:
    path = tmp_path / ("a.ods" if name == "content.xml" else "a.xlsx")
    path.write_bytes(zipped({name: b"<a>" + tag.encode() * 1_000_000}))
    limits.be_a_workbook(path)
