"""Reads a framework pack, a folder or one workbook, and refuses it whole with every problem it has."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipelines import readers
from pipelines.framework import checks
from pipelines.framework.columns import Sheet
from pipelines.framework.settings import Settings
from pipelines.framework.sheets import COMPULSORY, SHEETS
from pipelines.problems import Problem, Refused

SETTINGS = "framework"


@dataclass(frozen=True)
class Pack:
    """A framework pack that passed every check: its settings, its rows by sheet, and the files it was read from."""

    path: Path
    settings: Settings
    rows: dict[str, list[Any]]
    files: tuple[Path, ...]


def read(path: Path) -> Pack:
    """Return the pack at ``path``: a folder with framework.toml and CSVs, or a workbook with the same sheets.

    Raises Refused with all problems at once: unreadable files, unknown columns, cells of the wrong kind, and whatever
    ``checks`` finds between the sheets.
    """
    problems: list[Problem] = []
    values, tables, files = _workbook(path) if path.is_file() else _folder(path, problems)
    settings = _settings(values, files[0], problems)
    rows: dict[str, list[Any]] = {}
    names: dict[str, str] = {}
    for sheet, (name, frame) in tables.items():
        names[sheet] = name
        rows[sheet] = valid_rows(frame, SHEETS[sheet], name, problems)
    for sheet in COMPULSORY:
        if sheet not in tables:
            problems.append(
                Problem(path.name, None, None, "sheet missing", f"no {sheet}.csv", "one, with a row per item")
            )
        elif not rows[sheet] and not problems:
            problems.append(Problem(names[sheet], None, None, "empty", "a header and no rows", "at least one row"))
    for sheet in SHEETS:
        rows.setdefault(sheet, [])
        names.setdefault(sheet, f"{sheet}.csv")
    if settings is not None:
        problems += checks.everything(settings, rows, names)
    if problems:
        raise Refused(problems)
    return Pack(path, settings, rows, files)  # type: ignore[arg-type]


def _folder(path: Path, problems: list[Problem]) -> tuple[dict, dict[str, tuple[str, pd.DataFrame]], tuple[Path, ...]]:
    toml = path / f"{SETTINGS}.toml"
    if not path.exists():
        raise Refused(
            [
                Problem(
                    str(path),
                    None,
                    None,
                    "pack missing",
                    "nothing there",
                    "a folder with framework.toml, or a workbook",
                )
            ]
        )
    if not toml.exists():
        raise Refused(
            [
                Problem(
                    str(path),
                    None,
                    None,
                    "not a framework pack",
                    "no framework.toml",
                    "framework.toml and CSVs in the folder",
                )
            ]
        )
    try:
        values = tomllib.loads(toml.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused([Problem(toml.name, None, None, "not readable as TOML", str(error), "TOML in UTF-8")]) from error
    tables = {}
    found = {file.stem: file for file in sorted(path.glob("*.csv"))}
    for sheet in SHEETS:
        if sheet in found:
            try:
                tables[sheet] = (found[sheet].name, readers.table(found[sheet]))
            except Refused as refused:
                problems += refused.problems
                tables[sheet] = (found[sheet].name, pd.DataFrame({"row": []}))
    return values, tables, (toml, *(found[sheet] for sheet in SHEETS if sheet in found))


def _workbook(path: Path) -> tuple[dict, dict[str, tuple[str, pd.DataFrame]], tuple[Path, ...]]:
    sheets = readers.sheets(path)
    if SETTINGS not in sheets:
        expected = 'a sheet "framework" with the columns setting and value'
        raise Refused([Problem(path.name, None, None, "not a framework pack", f"sheets {', '.join(sheets)}", expected)])
    settings = sheets[SETTINGS]
    missing = [column for column in ("setting", "value") if column not in settings.columns]
    if missing:
        raise Refused(
            [
                Problem(
                    f"{path.name}, sheet {SETTINGS}",
                    1,
                    None,
                    "column missing",
                    ", ".join(settings.columns.drop("row")),
                    "setting and value",
                )
            ]
        )
    values = _nested(dict(zip(settings["setting"], settings["value"], strict=True)))
    tables = {sheet: (f"{path.name}, sheet {sheet}", sheets[sheet]) for sheet in SHEETS if sheet in sheets}
    return values, tables, (path,)


def _nested(flat: dict[str, str]) -> dict[str, Any]:
    """Return ``{"levels.1.code": "outcome"}`` as framework.toml would give it: tables by name, lists by number."""
    tree: dict[str, Any] = {}
    for setting, value in flat.items():
        if not str(setting).strip() or not str(value).strip():
            continue
        *above, last = str(setting).strip().split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = {"yes": True, "no": False}.get(str(value).lower(), value)

    def lists(branch: Any) -> Any:
        if not isinstance(branch, dict):
            return branch
        if branch and all(key.isdigit() for key in branch):
            return [lists(branch[key]) for key in sorted(branch, key=int)]
        return {key: lists(value) for key, value in branch.items()}

    return lists(tree)


def _settings(values: dict, file: Path, problems: list[Problem]) -> Settings | None:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            setting = ".".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
            problems.append(Problem(file.name, None, setting, _rule(detail), _found(detail), _expected(detail)))
        return None


def valid_rows(frame: pd.DataFrame, model: type[Sheet], name: str, problems: list[Problem]) -> list[Any]:
    """Return the rows of a table (as ``readers.table`` gives it) that are good; what is wrong joins ``problems``."""
    known = set(model.model_fields)
    for column in frame.columns:
        if column not in known:
            near = checks.nearest(column, sorted(known - {"row"}))
            problems.append(Problem(name, 1, column, "unknown column", column or "a column without a heading", near))
    rows = []
    for cells in frame[[column for column in frame.columns if column in known]].to_dict("records"):
        try:
            rows.append(model.model_validate({column: cell for column, cell in cells.items() if not _blank(cell)}))
        except ValidationError as error:
            for detail in error.errors():
                column = str(detail["loc"][0]) if detail["loc"] else None
                problems.append(
                    Problem(name, int(cells["row"]), column, _rule(detail), _found(detail), _expected(detail))
                )
    return rows


def _blank(cell: object) -> bool:
    return (isinstance(cell, str) and not cell.strip()) or cell is None or cell != cell


def _rule(detail: ErrorDetails) -> str:
    return {
        "missing": "missing",
        "extra_forbidden": "unknown setting",
        "literal_error": "not one of the words known",
        "int_parsing": "not a whole number",
        "float_parsing": "not a number",
        "too_short": "missing",
    }.get(detail["type"], "not a date" if detail["type"].startswith("date") else "not understood")


def _found(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "nothing"
    found = detail["input"]
    return "nothing" if found is None or isinstance(found, dict | tuple) else f'"{str(found)[:80]}"'


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "a value"
    if detail["type"].startswith("date"):
        return "a date such as 2025-09-30"
    if detail["type"] == "bool_parsing":
        return "yes or no"
    if detail["type"] in ("int_parsing", "float_parsing"):
        return "a number such as 41.2, without commas or signs of unit"
    if detail["type"] == "extra_forbidden":
        return "a setting named in the README"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    return detail["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
