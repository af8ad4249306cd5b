"""Numbers, dates and counts in words."""

import datetime
import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats

RECYCLING = {"unit": "per cent", "prefix": "", "suffix": "%", "decimals": 1}
BINS = {"unit": "per 100,000 collections", "prefix": "", "suffix": "", "decimals": 0}
SPEND = {"unit": "pounds", "prefix": "£", "suffix": "", "decimals": 0}


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (91.96, 1, "92.0"),
        (2.675, 2, "2.68"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.15, 1, "0.2"),
    ],
)
def test_rounding_is_half_up_in_decimals_not_half_to_even_in_binary(number, decimals, expected):
    assert formats.rounded(number, decimals) == Decimal(expected)


def test_an_infinite_number_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="expected a finite number"):
        formats.rounded(math.inf, 1)


@pytest.mark.parametrize(
    ("number", "how", "expected"),
    [
        (41.2, {"decimals": 1, "suffix": "%"}, "41.2%"),
        (1204, {}, "1,204"),
        (1_204_000, {"prefix": "£"}, "£1.2 million"),
        (1_204_000, {"prefix": "£", "exact": True}, "£1,204,000"),
        (999_949, {"prefix": "£"}, "£999,949"),
        (999_950, {"prefix": "£"}, "£1.0 million"),
        (2_500_000_000, {"prefix": "£"}, "£2.5 billion"),
        (-350_000, {"prefix": "£"}, "−£350,000"),
        (-0.04, {"decimals": 1}, "0.0"),
        (45.0, {"decimals": 1, "suffix": "%", "trim": True}, "45%"),
        (45.5, {"decimals": 1, "suffix": "%", "trim": True}, "45.5%"),
        (1_204_000, {}, "1,204,000"),
    ],
)
def test_numbers_carry_separators_signs_and_scale(number, how, expected):
    assert formats.number(number, **how) == expected


@pytest.mark.parametrize(
    ("value", "marker", "expected"),
    [
        (0.0, None, "0.0%"),
        (None, "c", "suppressed"),
        (math.nan, "c", "suppressed"),
        (None, "x", "not available"),
        (None, "z", "not applicable"),
        (None, "low", "close to zero"),
        (None, None, "not available"),
        (pd.NA, "c", "suppressed"),
        (41.2, "p", "41.2%"),
        (0.0, "low", "0.0%"),
    ],
)
def test_zero_suppressed_not_available_and_not_applicable_are_different_words(value, marker, expected):
    assert formats.measured(value, RECYCLING, marker=marker) == expected


def test_a_unit_follows_in_words_where_no_sign_shows_it():
    assert formats.measured(71, BINS, unit=True) == "71 per 100,000 collections"
    assert formats.measured(71, BINS) == "71"
    assert formats.measured(41.2, RECYCLING, unit=True) == "41.2%"
    assert formats.measured(12, {"unit": "count", "decimals": 0}, unit=True) == "12"


def test_a_row_of_a_frame_with_missing_cells_still_has_a_style():
    row = pd.Series({"unit": pd.NA, "prefix": pd.NA, "suffix": None, "decimals": pd.NA})
    assert formats.style(row) == {"decimals": 0, "prefix": "", "suffix": ""}
    assert formats.measured(3.6, row, unit=True) == "4"


@pytest.mark.parametrize(
    ("difference", "measure", "expected"),
    [
        (1.4, RECYCLING, "+1.4 percentage points"),
        (-0.9, RECYCLING, "−0.9 percentage points"),
        (0.04, RECYCLING, "no change"),
        (None, RECYCLING, "no comparison"),
        (-200_000, SPEND, "−£200,000"),
        (12, BINS, "+12 per 100,000 collections"),
        (1, RECYCLING | {"decimals": 0}, "+1 percentage point"),
        (1, {"unit": "homes"}, "+1 home"),
        (-2.5, {"unit": "per cent of profile", "decimals": 1}, "−2.5 percentage points"),
        (0.24, {"unit": "million pounds", "prefix": "£", "suffix": "m", "decimals": 2}, "+£0.24m"),
    ],
)
def test_changes_carry_a_sign_and_percentages_differ_in_points(difference, measure, expected):
    assert formats.change(difference, measure) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("homes", "1 home"),
        ("families", "1 family"),
        ("businesses", "1 business"),
        ("people", "1 person"),
        ("children per social worker", "1 child per social worker"),
        ("days per FTE", "1 day per FTE"),
        ("tonnes of CO2 equivalent", "1 tonne of CO2 equivalent"),
        ("times yearly pay", "1 times yearly pay"),
        ("per 1,000 residents", "1 per 1,000 residents"),
        ("thousand visits", "1 thousand visits"),
        ("kg per household", "1 kg per household"),
    ],
)
def test_one_of_a_unit_is_singular(unit, expected):
    assert formats.measured(1, {"unit": unit}, unit=True) == expected
    assert formats.measured(2, {"unit": unit}, unit=True) == f"2 {unit}"
    assert formats.measured(1, {"unit": unit, "decimals": 1}, unit=True) == f"1.0 {unit}"


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (0.0, "less than 1 in 10"),
        (0.0499, "less than 1 in 10"),
        (0.05, "about 1 in 10"),
        (0.58, "about 6 in 10"),
        (0.9499, "about 9 in 10"),
        (0.95, "more than 9 in 10"),
        (1.0, "more than 9 in 10"),
        (None, ""),
    ],
)
def test_a_probability_is_never_certain(chance, expected):
    assert formats.probability(chance) == expected


@pytest.mark.parametrize(
    ("amount", "kind", "expected"),
    [
        (-3.0, "proportion", 0.0),
        (104.0, "proportion", 100.0),
        (-3.0, "count", 0.0),
        (104.0, "rate", 104.0),
        (-3.0, "mean", -3.0),
        (-3.0, None, -3.0),
        (None, "count", None),
    ],
)
def test_a_limit_is_drawn_where_values_can_lie(amount, kind, expected):
    assert formats.bounded(amount, {"value_type": kind, "per": 100}) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_places(place, expected):
    assert formats.ordinal(place) == expected


def test_counts_never_lose_their_n():
    assert formats.count(9, 1016) == "9 of 1,016"
    assert formats.plural(1, "measure") == "1 measure"
    assert formats.plural(2, "priority", "priorities") == "2 priorities"


@pytest.mark.parametrize(
    "moment", [datetime.date(2025, 9, 30), datetime.datetime(2025, 9, 30, 12), pd.Timestamp("2025-09-30"), "2025-09-30"]
)
def test_dates_are_written_out(moment):
    assert formats.day(moment) == "30 September 2025"
    assert formats.short_day(moment) == "30 Sep 2025"


@pytest.mark.parametrize("moment", [None, pd.NaT, ""])
def test_no_date_is_no_word(moment):
    assert formats.day(moment) == ""


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("July to September 2025", "in July to September 2025"),
        ("31 March 2025", "at 31 March 2025"),
        ("12 months to 15 November 2016", "in the 12 months to 15 November 2016"),
        ("academic year 2024/25", "in the academic year 2024/25"),
        ("2025/26", "in 2025/26"),
        ("2022 to 2024", "in 2022 to 2024"),
    ],
)
def test_a_period_stands_in_a_sentence(label, expected):
    assert formats.in_period(label) == expected


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_figure_reads_back_as_the_rounded_number(number, decimals):
    read = Decimal(formats.number(number, decimals=decimals).replace(",", "").replace(formats.MINUS, "-"))
    assert read == formats.rounded(number, decimals)


@given(st.floats(allow_nan=True, allow_infinity=False), st.sampled_from(["", "£"]), st.sampled_from(["", "%"]))
def test_no_figure_says_nan_or_none(number, prefix, suffix):
    said = formats.value(number, prefix=prefix, suffix=suffix)
    assert "nan" not in said.lower()
    assert "None" not in said
    assert "-" not in said


@pytest.mark.parametrize(
    ("title", "unit", "expected"),
    [
        ("Sickness days per FTE", "days per FTE", "Sickness days per FTE"),
        ("Trees planted", "trees", "Trees planted"),
        ("Missed bins", "per 100,000 collections", "Missed bins, per 100,000 collections"),
        ("Homeless applications", "homes", "Homeless applications, homes"),
        ("Working age", "", "Working age"),
    ],
)
def test_a_title_that_says_its_unit_does_not_say_it_twice(title: str, unit: str, expected: str) -> None:
    assert formats.titled({"short_title": title, "unit": unit}) == expected


@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | st.builds(lambda whole, places: whole / 10**places, st.integers(-(10**9), 10**9), st.integers(0, 7)),
    st.integers(0, 5),
)
def test_the_quick_way_to_digits_is_the_exact_one(number, decimals):
    assert formats.digits(number, decimals) == f"{formats.rounded(abs(number), decimals):,f}"
