"""Clear days before a meeting: working days between publication and meeting, neither of them counted (DR-47)."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

BANK_HOLIDAYS = Path(__file__).with_name("bank_holidays.csv")
"""Bank holidays in England, one a row, as GOV.UK lists them; a year that is not in it counts weekends only."""

CLEAR = 5


@cache
def bank_holidays() -> frozenset[date]:
    """Return the bank holidays known."""
    with BANK_HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return frozenset(date.fromisoformat(row["day"]) for row in csv.DictReader(file))


def is_clear(day: date) -> bool:
    """Tell whether a day counts: no Saturday, no Sunday, no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays()


def publish_by(held_on: date, clear: int = CLEAR) -> date:
    """Return the last day on which papers can be published: ``clear`` clear days lie between it and the meeting.

    The day is a working one itself: papers put up on a Sunday are no earlier for the public than on the Friday.
    """
    day = held_on
    for _ in range(clear + 1):
        day -= timedelta(days=1)
        while not is_clear(day):
            day -= timedelta(days=1)
    return day
