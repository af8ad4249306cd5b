"""DfE's lists of statistical neighbours, on small files and on the published ones."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import sources
from pipelines.problems import Refused
from pipelines.sources import Reading, dfe_neighbours
from tests.arrange import write_csv
from tests.pipelines.conftest import Load

FOLDER = "dfe-explore-education-statistics"
WIDE = "old_la_code,la_name,region_ind,SN_1,SN_1P,SN_2,SN_2P\n330,Birmingham,5,892,Close ,306,Close\n"
OLD = (
    "LA num,LA Name,LA number,GOInd,SN1,SNP,SN2,SNP,\n"
    "330,Birmingham,330,5,892,Close,306,Not Close,\n,,,,,,,,\n,Old SNs:,,,,,,,\n"
    "837,Bournemouth (Pre LG),837,7,882,Close,,,\n"
)
NAMES = (
    'Birmingham,Bedford Borough,Durham,"Herefordshire","Kingston Upon Hull, City of"\r\n'
    "Nottingham,Bexley,Halton,Shropshire,Sandwell\r\nManchester,,,,\r\n,,,,\r\n"
)


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def read(db: duckdb.DuckDBPyConnection, path: Path, text: str) -> Reading:
    path.write_text(text, "utf-8-sig", newline="")
    reading = dfe_neighbours.read(path, db)
    assert reading is not None
    assert reading.groups is not None
    return reading


def members(reading: Reading) -> list[tuple]:
    assert reading.groups is not None
    return list(reading.groups[["group", "of_area", "area", "rank"]].itertuples(index=False, name=None))


def test_a_row_per_council_lists_its_neighbours(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = read(db, tmp_path / "sn_model_2025_wide.csv", WIDE)
    assert members(reading) == [
        ("dfe-sn-2025:E08000025", "E08000025", "E06000018", 1),
        ("dfe-sn-2025:E08000025", "E08000025", "E09000008", 2),
    ]
    assert reading.rows == 1


def test_the_old_shape_repeats_a_name_and_ends_in_an_empty_column(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    reading = read(db, tmp_path / "Groupings_April_2021.csv", OLD)
    assert [(of_area, area) for _, of_area, area, _ in members(reading)] == [
        ("E06000028", "E06000033"),
        ("E08000025", "E06000018"),
        ("E08000025", "E09000008"),
    ]
    (problem,) = reading.problems
    assert (reading.rows, problem.row, problem.rows) == (3, 4, 1)


def test_a_column_per_council_lists_them_by_name(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = read(db, tmp_path / "stat_neighbours.csv", NAMES)
    assert members(reading) == [
        ("dfe-sn-undated:E06000010", "E06000010", "E08000028", 1),
        ("dfe-sn-undated:E06000019", "E06000019", "E06000051", 1),
        ("dfe-sn-undated:E06000047", "E06000047", "E06000006", 1),
        ("dfe-sn-undated:E06000055", "E06000055", "E09000004", 1),
        ("dfe-sn-undated:E08000025", "E08000025", "E06000018", 1),
        ("dfe-sn-undated:E08000025", "E08000025", "E08000003", 2),
    ]
    assert reading.rows == 2


def test_versions_are_kept_apart(load: Load, empty_db, inbox: Path) -> None:
    (inbox / "sn_2025.csv").write_text(WIDE)
    (inbox / "sn_2021.csv").write_text(WIDE.replace("892", "352"))
    load()
    query = """
        select version, family, name, area from dim_group join bridge_group_area using ("group")
        where rank = 1 order by version
    """
    assert empty_db.execute(query).fetchall() == [
        ("2021", "DfE statistical", "statistical neighbours (DfE, 2021)", "E08000003"),
        ("2025", "DfE statistical", "statistical neighbours (DfE, 2025)", "E06000018"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WIDE.replace("892", "1"), "row 2: unknown DfE number: found 1;"),
        (WIDE.replace("330,B", "999,B"), "row 2: unknown DfE number: found 999;"),
        (NAMES.replace("Bexley", "Bexly"), "row 2: unknown council: found Bexly; .* the nearest is Bexley"),
    ],
)
def test_who_is_nobody_is_refused(db: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(db, tmp_path / "sn_2025.csv", text)


def test_other_files_are_no_lists_of_neighbours(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for row in ({"old_la_code": "330", "value": "1"}, {"measure": "A", "area": "E08000025", "period": "2024"}):
        assert dfe_neighbours.read(write_csv(tmp_path / "a.csv", [row]), db) is None


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[dict[str, dict[tuple[str, int], str]]]:
    """Each list by file name: (council, rank) to neighbour."""
    with duckdb.connect() as db:
        found = {}
        for path in sorted((shared_data / FOLDER).glob("*.csv")):
            if "eighbour" in path.name or path.name.startswith("sn_"):
                names = [name for name, reader in sources.readers() if reader(path, db) is not None]
                assert names == ["dfe_neighbours"]
                groups = dfe_neighbours.read(path, db).groups
                found[path.name] = {
                    (of, rank): near
                    for of, rank, near in zip(groups["of_area"], groups["rank"], groups["area"], strict=True)
                }
        yield found


def test_five_hundred_published_neighbours_are_the_loaded_ones(published, shared_data: Path) -> None:
    assert {name: len(pairs) for name, pairs in published.items()} == {
        "New_Statistical_Neighbour_Groupings_April_2021.csv": 1560,
        "sn_model_2025_wide.csv": 1530,
        "stat_neighbours.csv": 1530,
    }
    with (Path(dfe_neighbours.__file__).with_name("lait_areas.csv")).open(encoding="utf-8") as file:
        codes = {row["number"]: row["area"] for row in csv.DictReader(file)}
    pick, cells = random.Random(6), []
    for name, first, step in (
        ("New_Statistical_Neighbour_Groupings_April_2021.csv", 5, 2),
        ("sn_model_2025_wide.csv", 4, 2),
    ):
        with (shared_data / FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row[0].isdigit()]
        cells += [(name, row[0], rank, row[first + step * (rank - 1)]) for row in rows for rank in range(1, 11)]
    for name, number, rank, near in pick.sample(cells, 500):
        assert published[name][codes[number], rank] == codes[near]


def test_names_and_numbers_mean_the_same_councils(published) -> None:
    """Ten others each, of the councils that the list by number has."""
    named = published["stat_neighbours.csv"]
    councils = {of for of, _ in named}
    assert councils == {of for of, _ in published["sn_model_2025_wide.csv"]}
    for council in councils:
        ten = {named[council, rank] for rank in range(1, 11)}
        assert len(ten) == 10
        assert council not in ten
        assert ten <= councils
