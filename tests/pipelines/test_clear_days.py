"""Five clear days before a meeting, and the bank holidays they skip (DCC-27, DR-47)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines import framework
from pipelines.framework import clear_days
from tests import arrange

FRAMEWORKS = Path(__file__).parents[2] / "data" / "frameworks"


def slow(held_on: date) -> date:
    """Walk back from the meeting and keep the first working day with five clear ones strictly between."""
    for days in range(1, 60):
        day = held_on - timedelta(days=days)
        between = [day + timedelta(days=n) for n in range(1, days)]
        clear = [one for one in between if one.isoweekday() not in (6, 7) and one not in clear_days.bank_holidays()]
        if len(clear) == 5 and clear_days.is_clear(day):
            return day
    raise LookupError(held_on)


@pytest.mark.parametrize(
    ("held_on", "expected"),
    [
        (date(2024, 11, 13), date(2024, 11, 5)),  # The example of DR-47.
        (date(2025, 4, 24), date(2025, 4, 14)),  # Good Friday and Easter Monday lie between.
        (date(2025, 1, 7), date(2024, 12, 27)),
        (date(2022, 9, 21), date(2022, 9, 12)),  # The day of the Queen's funeral was a bank holiday.
        (date(2026, 6, 2), date(2026, 5, 22)),
    ],
)
def test_worked_days(held_on: date, expected: date) -> None:
    assert clear_days.publish_by(held_on) == expected


def test_every_day_of_seven_years_against_a_slow_walk() -> None:
    days = [date(2020, 1, 15) + timedelta(days=n) for n in range(7 * 365)]
    assert [clear_days.publish_by(day) for day in days] == [slow(day) for day in days]


def test_every_year_of_the_packs_has_its_eight_bank_holidays() -> None:
    years = [day.year for day in clear_days.bank_holidays()]
    assert all(years.count(year) >= 8 for year in set(years))
    assert all(day.isoweekday() < 6 for day in clear_days.bank_holidays())
    for pack in sorted(FRAMEWORKS.iterdir()):
        assert {meeting.held_on.year for meeting in framework.read(pack).rows["meetings"]} <= set(years), pack.name


@pytest.mark.requirement("DCC-27")
def test_the_calendar_of_a_pack_holds_the_deadline_of_each_meeting(tmp_path: Path) -> None:
    meetings = [
        {"meeting": "M1", "forum": "CAB", "held_on": "2024-11-13"},
        {"meeting": "M2", "forum": "CAB", "held_on": "2025-04-24", "period": "2024-25Q4"},
    ]
    forums = [{"forum": "CAB", "name": "Cabinet", "cadence": "quarterly"}]
    db = arrange.derived(tmp_path, [], forums=forums, meetings=meetings)
    found = arrange.all_of(db, "select meeting, publish_by from dim_meeting order by meeting")
    assert [row["publish_by"] for row in found] == [date(2024, 11, 5), date(2025, 4, 14)]
