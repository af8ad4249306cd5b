"""Files are opened in one place, as text, and what is wrong with them is a sentence."""

import datetime
from pathlib import Path

import pytest

from pipelines import readers
from pipelines.problems import Refused
from tests.pipelines.workbooks import Cell, write_workbook

GOOD = "measure,note\nENV01,fine\nENV02,\n"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(path: Path) -> list[tuple]:
    return list(readers.table(path).itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        "\ufeff" + GOOD,
        GOOD.rstrip("\n"),
        "measure,note\r\nENV01,fine\nENV02,\r\n",
        'measure,note\n ENV01 ,"fine"\nENV02,""\n',
        "measure,note,\nENV01,fine,\nENV02,,\n",
    ],
    ids=["lf", "crlf", "cr", "bom", "no last newline", "mixed", "spaces and quotes", "empty last column"],
)
def test_a_csv_is_read_as_text_whatever_its_dialect(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "a.csv", content)
    assert rows(path) == [("ENV01", "fine", 2), ("ENV02", "", 3)]
    assert readers.header(path)[:2] == ["measure", "note"]


def test_text_stays_text_and_blank_lines_keep_their_number(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'code,value\n007,"1,204"\n\n,,\n'.replace(",,", ",") + '[c],"two\nlines"\n')
    assert rows(path) == [("007", "1,204", 2), ("[c]", "two\nlines", 5)]


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        (b"", ["a.csv: empty: found no rows; expected a header row and rows below it."]),
        (
            b"a,b\n1,2\n3\n4,5,6\n",
            ["row 3: ragged row: found 1 columns", "row 4: ragged row: found 3 columns; expected 2"],
        ),
        (b"a,b\n1,2\n3", ["row 3: ragged row: found 1 columns", "the file may have been cut off here"]),
        (b'a,b\n1,2\n3,"cut off he', ["row 3: broken quotation", 'a quotation mark (") that is never closed']),
        (b'a,b\n1,"x"y\n', ["row 2: broken quotation"]),
        (b"a,b\n1,\xa32\n", ["row 2: not UTF-8 text: found byte 0xA3", "CSV UTF-8"]),
        ("a,b\n1,2\n".encode("utf-16"), ["found UTF-16 text"]),
        (b"PK\x03\x04\x14\x00\xff\xfe", ["a workbook or zip file under another name"]),
        (b"a,,b\n1,2,3\n", ["row 1, column number 2: column without a name"]),
        (b"a,b,a\n1,2,3\n", ["row 1, column a: column twice"]),
        (b"a,row\n1,2\n", ["reserved column name"]),
    ],
)
def test_what_is_wrong_with_a_csv_is_said_with_file_row_found_and_expected(
    tmp_path: Path, content: bytes, sentences: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        readers.table(write(tmp_path / "a.csv", content))
    for sentence in ["a.csv", *sentences]:
        assert sentence in str(refused.value)


def test_a_quotation_mark_that_swallows_the_file_is_found(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,b\n1,"x\n' + "2,3\n" * 100_000)
    with pytest.raises(Refused, match="row 2: broken quotation"):
        readers.table(path)


@pytest.mark.parametrize("name", ["folder.csv", "folder.xlsx"])
def test_a_folder_or_nothing_in_the_place_of_a_file_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(Refused, match="not a file: found a folder"):
        readers.table(tmp_path / name)
    with pytest.raises(Refused, match="found nothing there"):
        readers.table(tmp_path / f"no-{name}")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook as people make them: numbers, dates, yes and no, gaps, an empty sheet."""
    header = ["measure", "target", "set_on", "rated"]
    first = ["ENV01", 2024.0, datetime.date(2025, 4, 1), True]
    measures = [header, [], first, [" ENV02 ", 41.25]]
    return write_workbook(tmp_path / "pack.xlsx", {"measures": measures, "empty": [], "notes": [["note"]]})


def test_a_workbook_reads_like_a_csv(workbook: Path) -> None:
    found = readers.sheets(workbook)
    assert list(found) == ["measures", "notes"]
    assert list(found["measures"].itertuples(index=False, name=None)) == [
        ("ENV01", "2024", "2025-04-01", "yes", 3),
        ("ENV02", "41.25", "", "", 4),
    ]
    assert found["notes"].empty
    assert list(found["notes"].columns) == ["note", "row"]
    assert readers.table(workbook).equals(found["measures"])
    assert readers.header(workbook) == ["measure", "target", "set_on", "rated"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (1e14, "100000000000000"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (2.5e300, "2.5e+300"),
        (False, "no"),
        (" a ", "a"),
        (datetime.datetime(2025, 4, 1), "2025-04-01"),
        (datetime.datetime(2025, 4, 1, 9, 30), "2025-04-01T09:30:00"),
    ],
)
def test_a_cell_of_a_workbook_reads_as_it_would_in_a_csv(tmp_path: Path, cell: Cell, said: str) -> None:
    write_workbook(tmp_path / "a.xlsx", {"a": [[], [cell, "b"]]})
    assert readers.lines(tmp_path / "a.xlsx", "a") == {"a": [(2, [said, "b"])]}


def test_problems_of_a_workbook_name_its_sheet(tmp_path: Path) -> None:
    write_workbook(tmp_path / "bad.xlsx", {"one": [["a", "a"]], "two": [["a", "a"]]})
    with pytest.raises(Refused) as refused:
        readers.sheets(tmp_path / "bad.xlsx")
    assert [problem.file for problem in refused.value.problems] == ["bad.xlsx, sheet one", "bad.xlsx, sheet two"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"plain text"])
def test_a_broken_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused, match=r"a\.xlsx: not readable as a workbook"):
        readers.table(write(tmp_path / "a.xlsx", content))


def test_a_workbook_without_content_is_a_sentence(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", {"nothing": []})
    with pytest.raises(Refused, match="no sheet with content"):
        readers.table(tmp_path / "a.xlsx")
