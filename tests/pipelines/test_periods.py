"""Every period has a type, a first and a last day, one code and two labels (DR-29)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import periods
from pipelines.periods import PeriodError

DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))


@pytest.mark.requirement("WCC-24")
def test_quarter_one_of_2022_23_is_april_to_june_2022() -> None:
    quarter = periods.parse("2022-23Q1")
    assert (quarter.start, quarter.end) == (date(2022, 4, 1), date(2022, 6, 30))
    assert quarter.label == "April to June 2022"


def test_a_day_in_february_lies_in_quarter_four_and_in_the_year_before() -> None:
    found = {type: periods.of(date(2025, 2, 14), type).code for type in periods.REGULAR}
    assert found == {
        "month": "2025-M02",
        "quarter": "2024-25Q4",
        "half": "2024-25H2",
        "financial": "2024-25",
        "academic": "2024-25AY",
        "calendar": "2025",
    }
    assert periods.financial_year(date(2025, 2, 14)) == "2024/25"


@pytest.mark.parametrize(
    ("code", "type", "start", "end", "months", "label", "short_label", "financial_year"),
    [
        ("2025-M07", "month", "2025-07-01", "2025-07-31", 1, "July 2025", "Jul 2025", "2025/26"),
        ("2024-M02", "month", "2024-02-01", "2024-02-29", 1, "February 2024", "Feb 2024", "2023/24"),
        ("2025-26Q2", "quarter", "2025-07-01", "2025-09-30", 3, "July to September 2025", "Q2 2025/26", "2025/26"),
        ("2025-26Q4", "quarter", "2026-01-01", "2026-03-31", 3, "January to March 2026", "Q4 2025/26", "2025/26"),
        ("2025-26H1", "half", "2025-04-01", "2025-09-30", 6, "April to September 2025", "H1 2025/26", "2025/26"),
        ("2025-26H2", "half", "2025-10-01", "2026-03-31", 6, "October 2025 to March 2026", "H2 2025/26", "2025/26"),
        ("2025-26", "financial", "2025-04-01", "2026-03-31", 12, "2025/26", "2025/26", "2025/26"),
        ("1999-00", "financial", "1999-04-01", "2000-03-31", 12, "1999/00", "1999/00", "1999/00"),
        ("2011-12", "financial", "2011-04-01", "2012-03-31", 12, "2011/12", "2011/12", "2011/12"),
        ("2024-25AY", "academic", "2024-09-01", "2025-08-31", 12, "academic year 2024/25", "2024/25", "2025/26"),
        ("2024", "calendar", "2024-01-01", "2024-12-31", 12, "2024", "2024", "2024/25"),
        ("2022-2024", "multi-year", "2022-01-01", "2024-12-31", 36, "2022 to 2024", "2022–24", "2024/25"),
        ("1999-2001", "multi-year", "1999-01-01", "2001-12-31", 36, "1999 to 2001", "1999–01", "2001/02"),
        (
            "2012-2015FY",
            "multi-year",
            "2012-04-01",
            "2015-03-31",
            36,
            "2012/13 to 2014/15",
            "2012/13–14/15",
            "2014/15",
        ),
        (
            "2020-2025AY",
            "multi-year",
            "2020-09-01",
            "2025-08-31",
            60,
            "academic years 2020/21 to 2024/25",
            "2020/21–24/25",
            "2025/26",
        ),
        ("2025-03-31", "snapshot", "2025-03-31", "2025-03-31", 0, "31 March 2025", "31 Mar 2025", "2024/25"),
        (
            "2016-11-15R12",
            "rolling12",
            "2015-11-16",
            "2016-11-15",
            12,
            "12 months to 15 November 2016",
            "to Nov 2016",
            "2016/17",
        ),
    ],
)
def test_a_code_says_all_of_a_period(
    code: str, type: str, start: str, end: str, months: int, label: str, short_label: str, financial_year: str
) -> None:
    period = periods.parse(code)
    assert (period.code, period.type, period.months) == (code, type, months)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (period.label, period.short_label, period.financial_year) == (label, short_label, financial_year)
    assert period.month_index == period.end.year * 12 + period.end.month


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2011-11", "2011-12; a month is written 2011-M11"),
        ("2024/25", "the nearest form is 2025-26 (financial)"),
        ("2025-M13", "month must be in 1..12"),
        ("2025-26Q5", "the nearest form is 2025-26Q2 (quarter)"),
        ("2025-27Q1", "2025-26Q1"),
        ("2024-26AY", "2024-25AY"),
        ("2025-02-30", "day is out of range"),
        ("2024-2022", "several years are written like 2022-2024"),
        ("2024-2025FY", "several years are written like 2022-2025FY"),
        ("0000", "year 0 is out of range"),
        ("9999-00", "10000"),
        ("٢٠٢٤", "is no period"),
        ("", "is no period"),
        ("2025-M07 ", "the nearest form is 2025-M07 (month)"),
    ],
)
def test_any_other_text_is_a_sentence_with_the_nearest_form(text: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        periods.parse(text)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-09-01/P1Y", "2024-25AY"),
        ("2006-08-01T00:00:00/P1Y", "2006-07AY"),
        ("2006-08-01/P1Y", "2006-07AY"),
        ("2024-04-01/P1Y", "2024-25"),
        ("2001-01-01/P1Y", "2001"),
        ("2001", "2001"),
        ("2022-01-01/P3Y", "2022-2024"),
        ("2020-01-01/P5Y", "2020-2024"),
        ("2021-04-01/P3Y", "2021-2024FY"),
        ("2020-08-01/P5Y", "2020-2025AY"),
        ("2025-12-01/P1M", "2025-M12"),
        ("2025-01-01/P3M", "2024-25Q4"),
        ("2025-10-01/P6M", "2025-26H2"),
        ("2025-04-01/P12M", "2025-26"),
        ("2026-01-01", "2026-01-01"),
        ("2008-04-16", "2008-04-16"),
        ("2015-11-16/P1Y", "2016-11-15R12"),
        ("2020-02-29/P1Y", "2021-02-28R12"),
        ("2019-03-01/P1Y", "2020-02-29R12"),
    ],
)
def test_publishers_intervals_are_periods_of_ours(text: str, code: str) -> None:
    assert periods.from_iso_interval(text) == periods.parse(code)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2021-05-01/P3Y", "the nearest form is"),
        ("2025-02-01/P3M", "the nearest form is"),
        ("2025-12-15/P1M", "the nearest form is"),
        ("2024-09-01T12:00:00/P1Y", "is no interval"),
        ("2024-13-01/P1Y", "month must be in 1..12"),
        ("9999-04-01/P1Y", "out of range"),
        ("Q1 2025", "is no interval"),
        ("2024-25", "is no interval"),
        ("2024-01-01/P0Y", "the nearest form is"),
    ],
)
def test_an_interval_that_is_no_period_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        periods.from_iso_interval(text)
    assert sentence in str(refused.value)


@given(DAYS, st.sampled_from(periods.REGULAR))
def test_every_day_has_one_period_of_each_regular_type(day: date, type: str) -> None:
    period = periods.of(day, type)
    assert period.type == type
    assert period.start <= day <= period.end
    assert periods.parse(period.code) == period
    following = periods.of(period.end + timedelta(days=1), type)
    assert following.start == period.end + timedelta(days=1)


@given(DAYS)
def test_every_day_is_a_snapshot_and_the_end_of_twelve_months(day: date) -> None:
    snapshot = periods.parse(day.isoformat())
    assert (snapshot.start, snapshot.end, snapshot.months) == (day, day, 0)
    rolling = periods.parse(f"{day}R12")
    assert rolling.end == day
    assert 364 <= (rolling.end - rolling.start).days <= 365


@given(DAYS, st.integers(2, 20))
def test_every_interval_of_whole_calendar_years_reads_back(day: date, years: int) -> None:
    period = periods.from_iso_interval(f"{day.year}-01-01/P{years}Y")
    assert (period.start, period.end) == (date(day.year, 1, 1), date(day.year + years - 1, 12, 31))
    assert periods.parse(period.code) == period


@given(st.text(max_size=15))
def test_no_text_is_anything_but_a_period_or_a_sentence(text: str) -> None:
    for read in (periods.parse, periods.from_iso_interval, periods.from_label):
        try:
            period = read(text)
        except PeriodError:
            continue
        assert period.start <= period.end
        assert periods.parse(period.code) == period


def test_a_calendar_holds_every_period_in_order_of_last_day_then_length() -> None:
    found = list(periods.calendar(date(2024, 4, 1), date(2025, 3, 31)))
    by_type = {type: [p.code for p in found if p.type == type] for type in periods.REGULAR}
    assert len(by_type["month"]) == 12
    assert by_type["quarter"] == ["2024-25Q1", "2024-25Q2", "2024-25Q3", "2024-25Q4"]
    assert by_type["half"] == ["2024-25H1", "2024-25H2"]
    assert by_type["financial"] == ["2024-25"]
    assert by_type["academic"] == ["2023-24AY", "2024-25AY"]
    assert by_type["calendar"] == ["2024", "2025"]
    assert [(p.end, p.months) for p in found] == sorted((p.end, p.months) for p in found)


@pytest.mark.parametrize(
    ("code", "months", "expected"),
    [
        ("2025-M11", 2, "2026-M01"),
        ("2025-26Q4", 3, "2026-27Q1"),
        ("2025-26H1", 18, "2026-27H2"),
        ("2025-26", 12, "2026-27"),
        ("2024-25AY", 36, "2027-28AY"),
        ("2024", 24, "2026"),
        ("2022-2024", 12, "2023-2025"),
        ("2012-2015FY", 12, "2013-2016FY"),
        ("2020-2025AY", 60, "2025-2030AY"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-31"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2025-06-30R12", 12, "2026-06-30R12"),
        ("2025-11-15R12", 3, "2026-02-15R12"),
    ],
)
def test_a_later_period_is_of_the_same_kind(code, months, expected) -> None:
    assert periods.later(periods.parse(code), months).code == expected


@pytest.mark.parametrize("code", ["2022-2024", "2012-2015FY"])
def test_periods_of_several_years_move_by_whole_years(code: str) -> None:
    with pytest.raises(PeriodError, match="whole years"):
        periods.later(periods.parse(code), 3)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("2013/14", "2013-14"),
        ("1999/00", "1999-00"),
        ("2015", "2015"),
        ("2022/23 Q3", "2022-23Q3"),
        ("2018-19;Q1", "2018-19Q1"),
        ("Q2 2025/26", "2025-26Q2"),
        ("Q1 2022", "2021-22Q4"),
        ("2022 Q4", "2022-23Q3"),
        ("April 2023", "2023-M04"),
        ("May 2023", "2023-M05"),
        ("Nov 2023", "2023-M11"),
        ("Apr 2022-Mar 2023", "2023-03-31R12"),
        ("July 2022 to June 2023", "2023-06-30R12"),
        ("2015 - 17", "2015-2017"),
        ("1999 - 01", "1999-2001"),
        ("2015 - 2017", "2015-2017"),
        ("2020/21 - 24/25", "2020-2025FY"),
        ("2020/21-22/23", "2020-2023FY"),
        ("2020/21 - 2024/25", "2020-2025FY"),
        ("2022-12-31", "2022-12-31"),
        ("2009-13", "2009-2013FY"),
        ("1998-01", "1998-2001FY"),
        (" 2013/14 ", "2013-14"),
    ],
)
def test_labels_of_people_are_periods_of_ours(label: str, code: str) -> None:
    assert periods.from_label(label).code == code


def test_what_no_label_says_is_said_beside_it() -> None:
    assert periods.from_label("2023/24", academic=True).code == "2023-24AY"
    assert periods.from_label("2020/21 - 24/25", academic=True).code == "2020-2025AY"
    assert periods.from_label("2011-12").code == "2011-12"
    assert periods.from_label("2011-12", dashed="month").code == "2011-M12"
    assert periods.from_label("2023-04", dashed="month").code == "2023-M04"


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("2023-04", "a month is written 2023-M04"),
        ("2015 - 14", "no years that follow one another"),
        ("2023/25", "2023-24"),
        ("2023/24 Q5", "the nearest form is 2024/25 Q3 (quarter)"),
        ("Apr 2022-Apr 2023", "are not twelve months"),
        ("Sept 2023", "the nearest form is"),
        ("2022-13-01", "month must be in 1..12"),
        ("", "no label that we know"),
    ],
)
def test_a_label_that_names_no_period_is_refused_with_the_nearest_form(label: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        periods.from_label(label)
    assert sentence in str(refused.value)


@given(DAYS.filter(lambda day: day.year < 2190), st.sampled_from(periods.REGULAR), st.integers(1, 8))
def test_each_later_period_begins_where_the_one_before_it_ends(day, type, steps) -> None:
    period = periods.of(day, type)
    for _ in range(steps):
        following = periods.later(period, period.months)
        assert following.start == period.end + timedelta(days=1)
        period = following
