"""Two vintages of one ELS dataset: exactly the cells that differ between the files are revised, and a build of an
earlier day gives the earlier warehouse back. The files are read here with nothing but the csv module."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines import build, published
from tests import arrange
from tests.conftest import FRAMEWORKS
from tests.pipelines.test_build import everything

PACK = FRAMEWORKS / "birmingham"
BIRMINGHAM = "E08000025"
NOW = date(2026, 6, 1)
"""The day the present files are taken to be of: their names, unlike those of the older ones, hold none."""
AS_AT = date(2026, 10, 31)
# Barnsley and Sheffield under the codes they had until 2025: where a file has both codes, the present one is current.
RECODED = {"E08000016", "E08000019"}

Cells = dict[tuple[str, str, str], float | None]


def calendar(text: str) -> str:
    return text[:4]


def financial(text: str) -> str:
    return f"{text[:4]}-{int(text[2:4]) + 1:02}"


def academic(text: str) -> str:
    return f"{financial(text)}AY"


PAIRS: dict[str, tuple[str, str | None, Callable[[str], str]]] = {
    "claimant count, years to an ISO interval": ("claimant-count_2024-11-15", "claimant-count_2025-10-01", calendar),
    "claimant count": ("claimant-count_2025-10-01", None, calendar),
    "GCSEs": ("gcses-in-english-and-maths_2026-01-12", None, academic),
    "absence, times in the period": ("persistent-absences-for-all-pupils_2024-04-08", None, academic),
    "poverty, other indicators": ("children-in-relative-poverty_2025-12-22", None, financial),
}
"""The earlier file, the later one (None: the present file) and how this dataset's years are called."""


def cells(path: Path, period: Callable[[str], str]) -> Cells:
    """Return (indicator, area, period) to the value of every row of a file, None where it is empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{name.lower(): cell for name, cell in row.items()} for row in csv.DictReader(file)]
    found: Cells = {}
    for row in rows:
        key = row["indicator"], row["areacd"], period(row["period"])
        value = float(row["observation"]) if row["observation"] else None
        assert found.setdefault(key, value) == value, "one cell, two values"
    return found


def send(shared_data: Path, name: str | None, older: str, inbox: Path) -> tuple[Path, date]:
    """Copy one vintage into the inbox under a name with its day."""
    folder = shared_data / "ons-explore-local-statistics"
    dataset, _, day = (name or f"{older.rpartition('_')[0]}_{NOW}").rpartition("_")
    source = folder / "vintages" / f"{name}.csv" if name else folder / dataset / f"{dataset}.csv"
    return Path(shutil.copyfile(source, inbox / f"{dataset}_{day}.csv")), date.fromisoformat(day)


def codes(indicators: set[str]) -> dict[str, str]:
    """Return measure to indicator: the pack's code where one of its measures takes it, else the publisher's."""
    with (PACK / "measures.csv").open(encoding="utf-8", newline="") as file:
        taken = {row["takes"].removeprefix("els:"): row["measure"] for row in csv.DictReader(file)}
    return {taken.get(name) or published.code("els", name): name for name in indicators}


def revised(old: Cells, new: Cells) -> dict:
    """Return the cells both files have that differ, each with its old and its new value.

    A file of floating-point numbers says 79.73899999999999 where another says 79.739: that is the same figure.
    """
    both = {key: (old[key], new[key]) for key in old.keys() & new.keys()}
    return {key: pair for key, pair in both.items() if said(pair[0]) != said(pair[1])}


def said(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


@pytest.mark.parametrize("pair", PAIRS)
def test_exactly_the_cells_that_differ_are_revised(pair: str, shared_data: Path, tmp_path: Path) -> None:
    older, newer, period = PAIRS[pair]
    files, days = zip(*(send(shared_data, name, older, tmp_path) for name in (older, newer)), strict=True)
    old, new = (cells(file, period) for file in files)
    changed = revised(old, new)
    names = codes({indicator for indicator, *_ in old | new})
    query = """
        select measure, area, period, former.value, later.value
        from fact_observation as former
        join fact_observation as later using (measure, area, period, breakdown)
        where former.vintage = ? and later.vintage = ? and revises(later.value, former.value)
    """
    with arrange.loaded(PACK, [tmp_path]) as db:
        found = db.execute(query, days).fetchall()
        listed = db.execute("select measure, period, old_value, new_value from mart_revision").fetchall()
        loaded = db.execute("select measure, area, period, value from fact_observation where latest").fetchall()
    assert {(names[m], area, period): (was, now) for m, area, period, was, now in found} == changed
    own = {(i, period): both for (i, area, period), both in changed.items() if area == BIRMINGHAM}
    assert {(names[m], period): (was, now) for m, period, was, now in listed} == own
    current = {(names[m], area, period): value for m, area, period, value in loaded if area not in RECODED}
    assert current == {key: value for key, value in (old | new).items() if key[1] not in RECODED}


@pytest.mark.parametrize("pair", [next(iter(PAIRS)), *(pytest.param(p, marks=pytest.mark.whole) for p in [*PAIRS][1:])])
def test_the_earlier_day_gives_the_earlier_warehouse_back_row_for_row(
    pair: str, shared_data: Path, tmp_path: Path
) -> None:
    older, newer, _ = PAIRS[pair]
    inbox, warehouse = tmp_path / "inbox", tmp_path / "warehouse"
    inbox.mkdir()
    _, first_day = send(shared_data, older, older, inbox)
    build.build(PACK, [inbox], warehouse, first_day)
    before = everything(warehouse)
    _, second_day = send(shared_data, newer, older, inbox)
    build.build(PACK, [inbox], warehouse, AS_AT)
    assert everything(warehouse)["fact_observation"] != before["fact_observation"]
    again = build.build(PACK, [inbox], warehouse, first_day)
    found = everything(warehouse)
    assert found.keys() == before.keys()
    assert [name for name in found if found[name] != before[name]] == []
    assert [name.rpartition("_")[2] for name in again.later] == [f"{second_day}.csv"]


def test_the_files_differ_as_their_readme_counts(shared_data: Path, tmp_path: Path) -> None:
    """1,768 of 9,816 claimant counts and 664 of 3,026 GCSE cells changed, and no absence (README of the data)."""
    counts = {}
    for name in ("claimant count", "GCSEs", "absence, times in the period"):
        older, newer, period = PAIRS[name]
        old, new = (cells(send(shared_data, file, older, tmp_path)[0], period) for file in (older, newer))
        counts[name] = len(revised(old, new)), len(old.keys() & new.keys())
    assert counts["claimant count"] == (1768, 9816)
    assert counts["GCSEs"] == (664, 3026)
    assert counts["absence, times in the period"][0] == 0
