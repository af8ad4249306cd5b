"""docs/requirements.csv lists what the five councils' documents ask for, one line each, and nothing else."""

import csv
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "docs" / "requirements.csv"
COUNTS = {"BCC": 48, "SMBC": 62, "DCC": 28, "WCC": 44, "BCP": 34}


def test_every_requirement_is_listed_once_in_order() -> None:
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [f"{council}-{number:02d}" for council, count in COUNTS.items() for number in range(1, count + 1)]
    assert len(expected) == 216
    assert [row["id"] for row in rows] == expected
    assert all(row["requirement"].strip() for row in rows)
