"""docs/requirements.csv lists what the five councils' documents ask for, and of what no test proves, what it awaits."""

import ast
import csv
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "docs" / "requirements.csv"
COUNTS = {"BCC": 48, "SMBC": 62, "DCC": 28, "WCC": 44, "BCP": 34}


def register() -> list[dict[str, str]]:
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_requirement_is_listed_once_in_order() -> None:
    rows = register()
    expected = [f"{council}-{number:02d}" for council, count in COUNTS.items() for number in range(1, count + 1)]
    assert len(expected) == 216
    assert [row["id"] for row in rows] == expected
    assert all(row["requirement"].strip() for row in rows)


def test_what_no_test_proves_says_what_it_awaits_and_nothing_else_does() -> None:
    rows = register()
    known = {row["id"] for row in rows}
    proven = {
        node.value
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in known
    }
    assert {row["id"] for row in rows if row["awaits"]} == known - proven
