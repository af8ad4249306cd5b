"""Returns damaged in every way we could think of: never a traceback, never a figure nobody typed."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipelines import publish
from pipelines.problems import Refused
from pipelines.returns import COLUMNS, FIGURES
from pipelines.sources import returns
from tests.arrange import all_of
from tests.pipelines.test_returns import PERIOD, RETURN, council, reading_beside

FEW, MANY = 150, 10_000
TYPED = 42.5
CONTENTS: tuple[Any, ...] = (
    "", " ", "\u00a0", "n/a", "N/A", "tbc", "TBC.", "-", "–", "?", "x", "p", "nil", "none", "1,204", "1.204,5",
    "42,5",
    "42.5%", "£42", "$42", "42k", "1.2m", "4 2", "4e1", "1e309", "inf", "nan", "-inf", "1_000", "0x1F", "٤٢", "４２",
    "½",
    "=1+1", '=HYPERLINK("http://example.invalid")', "+42", "-42", "−42", "@SUM(A1)", "|calc", "'42", "<5", "< 5 ", ">5",
    "#REF!", "#N/A", "#DIV/0!", True, False, 0, -0.0, 1e300, 1e-300, 0.425, 41.25, 10**18, "DROP TABLE", "'; --",
    "_x000B_", "a" * 32_000, "42" * 200, "42.5 (est)", "42.5p", "42.5*", "42 or 43", "2026-09-30",
)  # fmt: skip


@pytest.fixture(scope="module")
def thornby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return council(tmp_path_factory.mktemp("damaged"))


@pytest.fixture(scope="module")
def known(thornby: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with reading_beside(publish.location(thornby / "warehouse")) as db:
        yield db


@pytest.fixture(scope="module")
def filled(thornby: Path) -> bytes:
    """The bytes of a return with one figure."""
    book = openpyxl.load_workbook(thornby / "inbox" / RETURN)
    book[FIGURES].cell(2, list(COLUMNS[FIGURES]).index("value") + 1).value = TYPED
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def flip_bytes(whole: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(whole)
    for _ in range(chance.randint(1, 20)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def cut(whole: bytes, chance: random.Random) -> bytes:
    return whole[: chance.randrange(len(whole))]


def damage_a_part(whole: bytes, chance: random.Random) -> bytes:
    """Change the text of one part inside the zip, drop it, or put another in its place."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    content = bytearray(parts[name])
    kind = chance.randrange(4)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        place = chance.randrange(len(content) + 1)
        parts[name] = bytes(content[:place])
    elif kind == 2:
        parts[name] = parts[chance.choice(sorted(parts))]
    else:
        for _ in range(chance.randint(1, 5)):
            content[chance.randrange(len(content))] = chance.choice(b'<>/"&=0129azA ')
        parts[name] = bytes(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return buffer.getvalue()


def write_anything(whole: bytes, chance: random.Random) -> bytes:
    """Type anything into any cells, and move, merge, hide and drop as people do."""
    book = openpyxl.load_workbook(io.BytesIO(whole))
    sheet = book[chance.choice([FIGURES, FIGURES, "Commentary", "Milestones"])]
    for _ in range(chance.randint(1, 6)):
        cell = sheet.cell(chance.randint(1, sheet.max_row + 2), chance.randint(1, sheet.max_column + 1))
        cell.value = chance.choice(CONTENTS)
        cell.number_format = chance.choice(["General", "0%", "0.0%", "d mmm yyyy", "@", "#,##0", "£#,##0"])
    what = chance.randrange(8)
    if what == 0:
        sheet.insert_cols(chance.randint(1, 8))
    elif what == 1:
        sheet.delete_cols(chance.randint(1, 8))
    elif what == 2:
        sheet.delete_rows(chance.randint(1, 4))
    elif what == 3:
        row, column = chance.randint(1, 5), chance.randint(1, 10)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column + 1)
    elif what == 4:
        sheet.sheet_state = "hidden"
        sheet.title = "Sheet1"
    return saved(book)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (flip_bytes, cut, damage_a_part, write_anything)


def look(path: Path, db: duckdb.DuckDBPyConnection, content: bytes) -> dict | None:
    """Return what is loaded of a damaged return: None where it is refused, or no return at all."""
    path.write_bytes(content)
    try:
        reading = returns.read(path, db)
    except Refused as refused:
        for problem in refused.problems:
            said = str(problem)
            assert "Traceback" not in said
            assert problem.expected
        return None
    if reading is None:
        return None
    return {(row["indicator"], row["period"]): row for row in all_of(db, reading.observations or "")}


def trial(number: int, path: Path, db: duckdb.DuckDBPyConnection, filled: bytes) -> None:
    chance = random.Random(number)
    damage = DAMAGES[number % len(DAMAGES)]
    found = look(path, db, damage(filled, chance))
    for row in (found or {}).values():
        assert row["indicator"] in ("WST01", "WST02", "WST03", "WST04", "ELSE", "SOON", "TAKEN")
        assert row["value"] is None or float(row["value"]) == float(row["value"])
        assert row["value"] is not None or row["marker"] in ("c", "x", "z")
    if damage is flip_bytes and found:
        # Bytes that still make a workbook with a good checksum are those that were saved.
        assert {row["value"] for row in found.values()} <= {"42.5"}


def test_a_damaged_return_is_read_or_refused(tmp_path: Path, known: duckdb.DuckDBPyConnection, filled: bytes) -> None:
    for number in range(FEW):
        trial(number, tmp_path / RETURN, known, filled)


@pytest.mark.whole
def test_ten_thousand_damaged_returns(tmp_path: Path, known: duckdb.DuckDBPyConnection, filled: bytes) -> None:
    for number in range(MANY):
        trial(number, tmp_path / RETURN, known, filled)


def test_the_undamaged_return_is_read(tmp_path: Path, known: duckdb.DuckDBPyConnection, filled: bytes) -> None:
    found = look(tmp_path / RETURN, known, filled)
    assert found is not None
    assert {key: row["value"] for key, row in found.items()} == {("WST01", PERIOD): "42.5"}


def test_a_cell_of_ten_megabytes_and_a_zip_bomb_take_little_memory(
    tmp_path: Path, known: duckdb.DuckDBPyConnection, filled: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in (
        ("xl/worksheets/sheet2.xml", b"<v>" + b"4" * 10_000_000 + b"</v>"),
        ("xl/media/picture.bin", b"\0" * 300_000_000),
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in parts.items():
                archive.writestr(part, text.replace(b"<v>42.5</v>", content) if part == name else text)
            if name not in parts:
                archive.writestr(name, content)
        whole = buffer.getvalue()
        del buffer, content
        tracemalloc.start()
        assert look(tmp_path / RETURN, known, whole) is None
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 200_000_000
