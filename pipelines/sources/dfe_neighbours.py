"""DfE's statistical neighbours as CSV, in the three shapes they go about in; each list is a version of its own.

    a row per council         its DfE number, and those of its neighbours in columns SN1, SN_1 …, closeness beside them
    a column per council      names and no codes; below each council its neighbours, nearest first

The version is the year in the file's name. Numbers and names are today's councils, as in LAIT (``lait_areas.csv``).
"""

import re
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import areas, readers
from pipelines.problems import Problem, Refused
from pipelines.readers import MOST_PROBLEMS
from pipelines.sources import Reading

SOURCE = "dfe_neighbours"
FAMILY = "DfE statistical"
METHOD = "DfE statistical neighbours, closest first: alike in what shapes children's outcomes, not in how well they do"
FORMATS = {"DfE statistical neighbours": ("old_la_code", "la_name", "SN_1", "SN_1P", "SN_2", "SN_2P")}

NUMBERS = ("old_la_code", "la num", "la number", "la_number")
NEIGHBOUR = "SN_?([0-9]+)"
UNDATED = "undated"
ENOUGH = 5
"""A header of so many councils' names, and of little else, is a list of neighbours and nothing else we know."""


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Return one group per council, its members in order of closeness (DR-15); ``db`` is not needed.

    Raises Refused for numbers and names that are no council's.
    """
    if path.suffix.lower() != ".csv":
        return None
    header = readers.header(path)
    by_number = {int(match[1]): place for place, name in enumerate(header) if (match := re.fullmatch(NEIGHBOUR, name))}
    number = next((place for place, name in enumerate(header) if name.lower() in NUMBERS), None)
    if number is not None and len(by_number) > 1:
        return _by_number(path, number, by_number)
    names = [name for name in header if name]
    if len(names) >= ENOUGH and sum(areas.code_of(name) is not None for name in names) > len(names) / 2:
        return _by_name(path)
    return None


def version(path: Path) -> str:
    """Return the year in a file's name, or "undated"."""
    years = re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", path.stem)
    return years[-1] if years else UNDATED


def _by_number(path: Path, number: int, ranked: dict[int, int]) -> Reading:
    """Return the groups of a list with a row per council; the rows of words between them are no councils."""
    codes = _codes()
    rows = list(readers.records(path))[1:]
    listed = [(row, cells) for row, cells in rows if re.fullmatch("[0-9]+", cells[number].strip())]
    silent = [row for row, cells in rows if any(map(str.strip, cells)) and (row, cells) not in listed]
    pairs, problems = [], []
    for row, cells in listed:
        found = {rank: cells[place].strip() for rank, place in ranked.items() if cells[place].strip()}
        for said in (cells[number].strip(), *found.values()):
            if said not in codes:
                problems.append(Problem(path.name, row, None, "unknown DfE number", said, "a number DfE gave"))
        pairs += [(codes.get(cells[number].strip()), codes.get(near), rank) for rank, near in found.items()]
    if problems:
        raise Refused(problems[:MOST_PROBLEMS])
    left_out = [
        Problem(path.name, row, None, "no council", "a row without a DfE number", "a council's row; left out")
        for row in silent
    ]
    return Reading(SOURCE, len(listed) + len(left_out), groups=_groups(path, pairs), problems=left_out)


def _by_name(path: Path) -> Reading:
    """Return the groups of a list with a column per council."""
    rows = [(row, [cell.strip() for cell in cells]) for row, cells in readers.records(path)]
    councils, below = rows[0][1], [(row, cells) for row, cells in rows[1:] if any(cells)]
    named = [(row, name) for row, cells in (rows[0], *below) for name in cells if name]
    codes = {name: areas.code_of(name) for name in {name for _, name in named}}
    problems = [
        Problem(path.name, row, None, "unknown council", name, f"a council's name{areas.nearest_name(name)}")
        for row, name in dict.fromkeys(named)
        if codes[name] is None
    ]
    if problems:
        raise Refused(problems[:MOST_PROBLEMS])
    pairs = [
        (codes[council], codes[cells[place]], rank)
        for rank, (_, cells) in enumerate(below, start=1)
        for place, council in enumerate(councils)
        if council and cells[place]
    ]
    return Reading(SOURCE, len(below), groups=_groups(path, pairs))


def _groups(path: Path, pairs: list[tuple[str | None, str | None, int]]) -> pd.DataFrame:
    """Return the columns of groups.csv for (council, neighbour, rank)."""
    year = version(path)
    columns = ["of_area", "area", "rank"]
    groups = pd.DataFrame(pairs, columns=columns).assign(
        name=f"statistical neighbours (DfE, {year})", family=FAMILY, version=year, method=METHOD
    )
    groups["group"] = [f"dfe-sn-{year}:{council}" for council in groups["of_area"]]
    return groups.sort_values(["group", "rank"], ignore_index=True)


def _codes() -> dict[str, str]:
    """Return DfE number to GSS code."""
    table = readers.table(Path(__file__).with_name("lait_areas.csv"))
    return dict(zip(table["number"], table["area"], strict=True))
