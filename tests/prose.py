"""What every sentence must be, whatever the facts, and rows of facts of every shape to try it on."""

import datetime
import math
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dashboard import formats, words

_FEW = settings().max_examples
MANY = settings(max_examples=4 * _FEW, deadline=None, suppress_health_check=list(HealthCheck))
"""For what joins many facts into a text: each combination is rare, so many are tried, thousands by make crawl."""
SOME = settings(MANY, max_examples=2 * _FEW)

# Whole words: governance holds a nan.
_MACHINE = re.compile(r"\b(None|nan|NaN|NaT|True|False)\b|<NA>")
_WRONG = ["{", "}", "()", "( ", " )", "--"]
_WRONG += ["  ", "..", " .", " ,", " ;", " :", ",,", ",.", ";.", ":.", "?.", "points points", "point points"]
_WRONG += ["all all", "the the", " of of ", " in in ", "last 1 "]
_MANY_OF_ONE = re.compile(
    r"(?<![\d.,])1 (measures|KPIs|figures|points|homes|days|groups|periods|cases|people|families|percentage points)\b"
)


def assert_is_fragment(said: str) -> None:
    """Fail unless the words can stand in a cell or a title: capital in front, nothing of the machine, no full stop."""
    assert said
    assert said == said.strip()
    for wrong in _WRONG:
        assert wrong not in said, said
    assert not _MACHINE.search(said), said
    assert not _MANY_OF_ONE.search(said), said
    assert said[0].isupper() or said[0].isdigit() or said[0] in f"£{formats.MINUS}", said
    assert said[-1] not in ".,;:", said


def assert_is_prose(said: str) -> None:
    """Fail unless the words are whole sentences, each with a capital in front and one stop at its end."""
    assert said.endswith("."), said
    for sentence in re.split(r"(?<=\.) ", said):
        assert_is_fragment(sentence[:-1])


RECYCLING = {
    "short_title": "Household waste recycled",
    "unit": "per cent",
    "prefix": "",
    "suffix": "%",
    "decimals": 1,
    "polarity": "higher",
    "frequency": "quarterly",
}
"""A plain measure, as dim_measure has it."""

# Rows are drawn from a seed: a strategy for each of forty cells would be twenty times slower, and shrink to no more
# than the seed's row says by itself.

Cells = Mapping[str, Any]


def rows_of(cells: Cells) -> st.SearchStrategy[dict[str, Any]]:
    """Rows in which each cell is known, not known in one of the ways of a frame, or not there at all."""
    return _seeded(lambda chance: _row(chance, cells))


def tables_of(cells: Cells, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to ``most`` such rows."""
    return _seeded(lambda chance: [_row(chance, cells) for _ in range(chance.randint(0, most))])


def _seeded(make: Callable[[random.Random], Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 2**31).map(lambda seed: make(random.Random(seed)))


def _row(chance: random.Random, cells: Cells) -> dict[str, Any]:
    row = {}
    for key, known in cells.items():
        fate = chance.random()
        if fate < 0.12:
            continue
        if fate < 0.24:
            row[key] = chance.choice([None, math.nan, pd.NaT, pd.NA])
        else:
            row[key] = known(chance) if callable(known) else chance.choice(known)
    return row


def number(chance: random.Random) -> float:
    """A figure: often one that stands on an edge, else of any size."""
    edge = [0, 0.0, 1, 1.0, -1.0, 0.04, 0.95, 2.0, 99.96, 100.0]
    return chance.choice(
        [*edge, chance.uniform(-1e7, 1e7), chance.uniform(-150, 150), round(chance.uniform(0, 100), 1)]
    )


def share(chance: random.Random) -> float:
    """A probability, its ends included."""
    return chance.choice([0.0, 1.0, chance.random()])


LABELS = [
    "July to September 2025",
    "31 March 2025",
    "12 months to 15 November 2016",
    "2025/26",
    "academic year 2024/25",
]
DATES = [datetime.date(2026, 10, 20), pd.Timestamp("2026-01-01"), "2025-06-30"]
TRUTHS = [True, False]
COUNTS = range(41)
_STYLES = [
    {"unit": "per cent", "prefix": "", "suffix": "%"},
    {"unit": "per cent of profile", "prefix": "", "suffix": ""},
    {"unit": "pounds", "prefix": "£", "suffix": ""},
    {"unit": "million pounds", "prefix": "£", "suffix": "m"},
    {"unit": "days per FTE", "prefix": "", "suffix": ""},
    {"unit": "people", "prefix": "", "suffix": ""},
    {"unit": "families", "prefix": None, "suffix": None},
    {"unit": "count", "prefix": math.nan, "suffix": pd.NA},
    {"unit": "per 100,000 households", "prefix": "", "suffix": ""},
    {"unit": "times yearly pay"},
    {},
]
_MEASURE = {
    "short_title": ["Measure"],
    "polarity": ["higher", "lower", "band", "none"],
    "decimals": [0, 1, 2],
    "frequency": ["monthly", "quarterly", "half-yearly", "annual", "academic", "irregular"],
    "period_type": ["month", "quarter", "rolling12", "multi-year", "snapshot"],
    "scheme": ["intervention", "tolerance", "brag", "direction", "two_state", "band", "own"],
    "tolerance": [0.0, 0.05, 0.1, 2.0],
    "tolerance_kind": ["relative", "absolute"],
    "band_low": [10.0, 95.0],
    "band_high": [20.0, 105.0],
    "band_margin": [0.0, 2.5, 5.0],
    "value_type": ["proportion", "rate", "count", "mean", "money"],
    "per": [1.0, 100.0],
    "tier_rated": TRUTHS,
}
_OWN_SCHEME = {
    "amber": ["intervention", "tolerance", "improved", "margin", "none"],
    "ahead": TRUTHS,
    "green_within": TRUTHS,
}
measures = _seeded(
    lambda chance: (
        chance.choice(_STYLES) | _row(chance, _MEASURE) | (_row(chance, _OWN_SCHEME) if chance.random() < 0.3 else {})
    )
)
_REASONS = ["no value", "no earlier value", "the earlier value is suppressed", "the earlier value is not available"]
_REASONS += ["the definition changed in between", "the figure is the year to date"]
_TRAVEL = {
    "change": number,
    "direction": ["up", "down", "level", "none"],
    "judgement": ["improved", "declined", "same", "neutral", "none"],
    "significant": TRUTHS,
    "reason": _REASONS,
}
headlines = rows_of(
    {
        "value": number,
        "marker": ["p", "r", "e", "f", "c", "x", "z", "low", "u", "b"],
        "status": [*words.status.STATUSES, *words.status.STATUSES, "blue", "green", "green", "amber", "red", "red"],
        "observed_status": [*words.status.STATUSES],
        "scheme": ["intervention", "tolerance", "brag", "direction", "two_state", "band"],
        "observed_period": ["2025-26Q2"],
        "observed_label": LABELS,
        "label": LABELS,
        "target": number,
        "intervention": number,
        "due_on": DATES,
        "revised_from": number,
        "previous_period": ["2025-26Q1", "2024-25Q2"],
        "year_period": ["2024-25Q2"],
        "year_value": number,
        **{f"{which}_{key}": known for which in ("previous", "year") for key, known in _TRAVEL.items()},
        "rank": range(1, 41),
        "of_n": [40],
        "quartile": "ABCD",
        "mean": number,
        "group_name": ["similar councils", "all metropolitan districts", "children's services family"],
        "position_period": LABELS,
        "at_risk": TRUTHS,
        "probability": share,
        "next_target": number,
        "next_label": LABELS,
        "projection": number,
        "projection_method": ["profile", "elapsed"],
        "year_target": number,
        "exception_report": ["given", "missing"],
        "red_run": COUNTS,
        "numerator": range(60),
        "denominator": range(120),
    }
)
JUDGEMENTS = ["improvement", "concern", "neutral", "common"]
variations = rows_of(
    {
        "points": COUNTS,
        "segment_points": COUNTS,
        "trial": TRUTHS,
        "label": LABELS,
        "variation": JUDGEMENTS,
        "side": ["above", "below", "rising", "falling"],
        "rule": range(5),
        "judgement": JUDGEMENTS,
        "assurance": ["pass", "fail", "hit_or_miss"],
        "target": number,
        "mean": number,
        "lower": number,
        "upper": number,
        "reason": ["", "", "", "cumulative", "overlapping periods", "annual", "seasonal", "no figures", "another"],
    }
)
outlooks = tables_of(
    {
        "step": [0, 1, 1, 2, 3],
        "ahead_period": ["2026-27Q1"],
        "ahead_label": LABELS,
        "points": COUNTS,
        "slope": number,
        "projected": number,
        "lower80": number,
        "upper80": number,
        "target": number,
        "probability": share,
        "reason": ["fewer than eight points", "cumulative", "overlapping periods", "seasonal", "no figure"],
    },
    most=3,
)
projections = rows_of(
    {
        "year": ["2025-26"],
        "year_to_date": number,
        "projection": number,
        "method": ["profile", "elapsed"],
        "year_target": number,
        "on_course": TRUTHS,
    }
)
significances = rows_of(
    {
        "comparison": ["better", "similar", "worse", "higher", "lower"],
        "comparison998": ["better", "similar", "worse", "higher", "lower"],
        "benchmark": number,
        "lower": number,
        "upper": number,
    }
)
qualities = rows_of(
    {
        "total": range(13),
        "rating": ["High", "Reasonable", "Limited", "None"],
        "capped": TRUTHS,
        "signed_by": ["Head of Waste"],
        "signed_on": DATES,
        "expected_periods": COUNTS,
        "missing_periods": COUNTS,
        "late_periods": COUNTS,
    }
)
breakdowns = tables_of(
    {"value": number, "label": ["Women", "Men", "Castle ward", "aged 65 and over"], "marker": ["c", "u", "x", "p"]},
    most=5,
)
revisions = rows_of(
    {
        "value": number,
        "revised_from": number,
        "label": LABELS,
        "vintage": DATES,
        "status": ["green", "amber", "red"],
        "status_from": ["green", "amber", "red"],
    }
)
positions = rows_of(
    {
        "value": number,
        "mean": number,
        "others": COUNTS,
        "rank": range(1, 17),
        "of_n": [16],
        "quartile": "ABCD",
        "label": LABELS,
        "group_name": ["similar councils", "children's services family"],
        "better": [["Ashby"], ["Ashby", "Boxford", "Corby", "Derby"], "Ashby|Boxford", []],
    }
)
commentaries = rows_of(
    {
        "exception": ["Crews were short."],
        "action": ["New rounds.", "Two crews"],
        "action_owner": ["Head of Waste"],
        "action_due": DATES,
    }
)
