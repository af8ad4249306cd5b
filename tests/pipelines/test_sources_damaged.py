"""Source files damaged in every way we could think of: loaded right, or refused with a sentence; all or nothing."""

import io
import math
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import observations, publish
from pipelines.problems import Problem, Refused
from tests.pipelines import damages, specimens
from tests.pipelines.conftest import SCHEMA, add_measures
from tests.pipelines.damages import Damaged
from tests.pipelines.publications import accounts
from tests.pipelines.specimens import Specimen

FEW, MANY = 60, 10_000
OWN = "E08000025"
LONGEST = 2_000
"""Characters of a sentence: one that repeats a megabyte of somebody's cell is none."""

NUMBERS = "value, numerator, denominator, lower, upper"
Facts = set[tuple]


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text("utf-8"))
        yield connection


@pytest.fixture(scope="module")
def whole(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Specimen]:
    return specimens.all_of(shared_data, tmp_path_factory.mktemp("specimens"))


def arrive(folder: Path, name: str, content: bytes, beside: dict[str, bytes]) -> Path:
    """Put a file and those beside it into an empty inbox, as files of one day."""
    box = folder / "inbox"
    box.mkdir(exist_ok=True)
    for old in box.iterdir():
        old.unlink()
    for one, text in (beside | {name: content}).items():
        (box / one).write_bytes(text)
    return box


def load(db: duckdb.DuckDBPyConnection, box: Path) -> Facts | None:
    """Return the figures that are loaded of an inbox, None where it is refused; every sentence is one."""
    for (table,) in db.execute("select table_name from duckdb_tables() where not temporary").fetchall():
        db.execute(f"delete from {table}")
    try:
        load_all(db, box)
    except Refused as refused:
        be_said(refused.problems, box)
        return None
    db.execute("delete from load_issue where rule = 'areas without a name'")
    accounts(db)
    for (message,) in db.execute("select message from load_issue").fetchall():
        be_a_sentence(message, box)
    rows = db.execute(f"select measure, area, period, breakdown, {NUMBERS}, marker from fact_observation").fetchall()
    assert all(number is None or math.isfinite(number) for row in rows for number in row[4:9])
    return set(rows)


def load_all(db: duckdb.DuckDBPyConnection, box: Path) -> None:
    """Load an inbox into an empty schema. Raises Refused."""
    add_measures(db, "ENV01", "ENV02")
    own = pd.DataFrame([{"area": f"E0800002{n}", "name": f"Council {n}"} for n in (5, 6, 7)])
    files = observations.discover([box])
    observations.load_files(db, files, taken={}, pack_areas=own, pack_groups=pd.DataFrame(), own_area=OWN)


def be_said(problems: list[Problem], box: Path) -> None:
    """Every problem is a sentence: file, what was found, what was expected."""
    assert problems
    for problem in problems:
        be_a_sentence(str(problem), box)
        assert problem.file
        assert problem.found.strip(), problem
        assert problem.expected.strip(), problem


def be_a_sentence(said: str, box: Path) -> None:
    assert "Traceback" not in said
    assert str(box.parent) not in said, said[:500]
    assert len(said) < LONGEST, f"{len(said)} characters: {said[:500]}"


def hold(arrived: Damaged, before: Facts, found: Facts) -> None:
    """Hold what is loaded of a damaged file against what may be asked of it."""
    if arrived.asked == damages.SAME:
        assert found in (before, set())
    elif arrived.asked == damages.SUBSET:
        assert found <= before
    elif arrived.asked == damages.TYPED:
        new = numbers(found) - numbers(before)
        assert all(any(is_of(number, text) for text in arrived.typed) for number in new), new


def numbers(facts: Facts) -> set[float]:
    return {number for row in facts for number in row[4:9] if number is not None}


def is_of(number: float, text: str) -> bool:
    """Return whether a number is what a text says, or that times a power of ten, as shares and thousands are."""
    if not re.fullmatch(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*", text):
        return False
    typed = float(text)
    if typed == 0 or number == 0:
        return typed == number
    power = math.log10(abs(number / typed)) if number / typed > 0 else 0.5
    return abs(power - round(power)) < 1e-9


def trials(seeds: range, whole: list[Specimen], folder: Path, db: duckdb.DuckDBPyConnection) -> int:
    """Damage a specimen per seed and hold what becomes of it; return how many were loaded."""
    before: dict[str, Facts] = {}
    loaded = 0
    for seed in seeds:
        specimen = whole[seed % len(whole)]
        try:
            arrived = damages.damaged(specimen, random.Random(seed))
            found = load(db, arrive(folder, arrived.name, arrived.content, arrived.beside))
            loaded += found is not None
            if found is not None and arrived.asked != damages.ANY:
                if specimen.name not in before:
                    before[specimen.name] = undamaged(specimen, folder, db)
                hold(arrived, before[specimen.name], found)
        except Exception as error:
            raise AssertionError(f"trial {seed}, {specimen.name}") from error
    return loaded


def undamaged(specimen: Specimen, folder: Path, db: duckdb.DuckDBPyConnection) -> Facts:
    found = load(db, arrive(folder, specimen.name, specimen.content, specimen.beside))
    assert found is not None, f"{specimen.name} is refused as it is"
    return found


def test_a_damaged_file_is_loaded_right_or_refused(
    whole: list[Specimen], tmp_path: Path, db: duckdb.DuckDBPyConnection
) -> None:
    loaded = trials(range(FEW), whole, tmp_path, db)
    assert FEW / 10 < loaded < FEW * 2 / 3


@pytest.mark.whole
def test_any_column_may_be_full_of_anything(
    whole: list[Specimen], tmp_path: Path, db: duckdb.DuckDBPyConnection
) -> None:
    texts = ("", " ", "0", "-1", "x", "²", "nan", "1e309", "1_000", "0.1234567890123456789", "4" * 5_000, "total", "\0")
    for specimen in whole:
        for name, content in ({specimen.name: specimen.content} | specimen.beside).items():
            for text in texts if name.endswith(".csv") else ():
                for place, filled in enumerate(damages.columns_filled(content, text)):
                    files = {specimen.name: specimen.content} | specimen.beside | {name: filled}
                    try:
                        load(db, arrive(tmp_path, specimen.name, files.pop(specimen.name), files))
                    except Exception as error:
                        raise AssertionError(f"{specimen.name}: {name}, column {place}, {text[:30]!r}") from error


def test_statistics_that_hide_rows_of_a_parquet_file_are_noticed(whole: list[Specimen], tmp_path: Path) -> None:
    """They are right for counting, and leave everything out where a question asks for one period."""
    specimen = next(one for one in whole if one.name == "returns_2026-07-31.parquet")
    content = specimen.content
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    lying = content[:footer] + content[footer:].replace(b"2025-26Q", b"1925-26Q")
    box = arrive(tmp_path, specimen.name, lying, specimen.beside)
    with duckdb.connect() as db:
        db.execute(SCHEMA.read_text("utf-8"))
        with pytest.raises(Refused, match=r"not the same at each reading: found \d+ rows, then 0; expected a whole"):
            load_all(db, box)


def load_whole(folder: Path, box: Path) -> Facts:
    """Load an inbox as a build does, into a draft that is published or dropped."""
    with publish.draft(folder) as db:
        db.execute(SCHEMA.read_text("utf-8"))
        found = load(db, box)
        if found is None:
            raise Refused([])
        return found


def test_a_refused_file_leaves_the_warehouse_as_it_was(whole: list[Specimen], tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    good = arrive(tmp_path, whole[0].name, whole[0].content, whole[0].beside)
    before = load_whole(folder, good)
    published = publish.location(folder).read_bytes()
    cut = whole[0].content[: len(whole[0].content) // 2]
    with pytest.raises(Refused):
        load_whole(folder, arrive(tmp_path, whole[0].name, cut, {}))
    assert before
    assert publish.location(folder).read_bytes() == published
    assert [path.name for path in folder.iterdir()] == [publish.location(folder).name]


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def hostile() -> dict[str, bytes]:
    """Small files that would take gigabytes, and the sentence each is refused with, by name."""
    book = specimens.xlsx({"RO3_LA_Data": [["ONS Code", "Local authority"], ["E08000025", "42"]]})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = sheet.replace(b'r="B2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')
    nowhere = b'<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row></sheetData>'
    cell = '<table:table-cell office:value-type="float" office:value="1"{}/>'
    wide = cell.format(' table:number-columns-repeated="16384"')
    rows = f'<table:table table:name="a"><table:table-row table:number-rows-repeated="5000">{wide}</table:table-row>'
    gap = '<table:table-row table:number-rows-repeated="99999"><table:table-cell/></table:table-row>'
    return {
        "far.xlsx": zipped(parts | {"xl/worksheets/sheet1.xml": far}),
        "nowhere.xlsx": zipped(parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", nowhere)}),
        "bomb.xlsx": zipped(parts | {"xl/media/picture.bin": b"\0" * 201_000_000}),
        "repeated.ods": specimens.ods_of(f"{rows}</table:table>"),
        "gap.ods": specimens.ods_of(
            f"{rows.replace('5000', '1')}{gap}<table:table-row>{cell.format('')}</table:table-row></table:table>"
        ),
        "cell.csv": specimens.TIDY.encode() + b"ENV01,E08000025,2025-26Q4,1,total,,,,,," + b"x" * 10_000_000 + b"\n",
        "line.csv": b"measure,area,period,value\n" + b"4" * 30_000_000,
        "heading.csv": b"measure,area,period,value," + b"x" * 10_000_000 + b"\n",
        "quotes.csv": b'measure,area,period,value\n"' + b"\n" * 10_000_000,
        "columns.csv": b",".join(b"c%d" % n for n in range(20_000)) + b"\n",
        "deep.json": b'{"a":' * 500_000,
        "geo-metadata.json": b"[" * 500_000,
    }


CHILD = """
import re, sys
from pathlib import Path
import duckdb, pandas, pytest
from tests.pipelines import test_sources_damaged as damaged
with duckdb.connect() as db:
    db.execute(damaged.SCHEMA.read_text("utf-8"))
    for name, content in damaged.hostile().items():
        found = damaged.load(db, damaged.arrive(Path(sys.argv[1]), name, content, {}))
        print(name, "refused" if found is None else len(found))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
"""Its own peak: what getrusage says of a child begins with the memory of its parent."""


def test_small_files_that_would_take_all_memory_take_little(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, tmp_path], capture_output=True, text=True, check=True)
    *said, peak = done.stdout.splitlines()
    assert dict(line.split() for line in said) == dict.fromkeys(hostile(), "refused") | {"deep.json": "0"}
    assert int(peak) < 900, "megabytes"


@pytest.mark.whole
def test_ten_thousand_damaged_files(whole: list[Specimen], tmp_path: Path, db: duckdb.DuckDBPyConnection) -> None:
    for specimen in whole:
        undamaged(specimen, tmp_path, db)
    trials(range(MANY), whole, tmp_path, db)
