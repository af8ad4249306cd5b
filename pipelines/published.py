"""Measures that publishers define and no plan takes: rows of dim_measure outside the plan."""

import re
from collections.abc import Iterable
from itertools import pairwise
from statistics import median_low

import pandas as pd

from pipelines.framework.columns import FOREVER, LONG_AGO
from pipelines.periods import Period

DUE_DAYS = 550
"""A published statistic of a year comes out up to 18 months after it ends."""

MOST_DECIMALS = 6
"""Figures are shown with no more, however many their publisher writes."""

STEPS = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "annual"}


def code(source: str, indicator: str) -> str:
    """Return the measure code of a publisher's indicator: ``els-claimant-count``.

    A per cent sign is a word, for DfE has ``LAC_ceased_SGO`` and ``LAC_ceased_SGO%``.
    """
    words = indicator.lower().replace("%", " percent ")
    return f"{source}-{re.sub(r'[^a-z0-9]+', '-', words).strip('-')}"


def frequency(found: Iterable[Period]) -> str:
    """Return how often periods come: their kind where it says so, else the usual distance between their ends."""
    distinct = set(found)
    kinds = {period.type for period in distinct}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in ("month", "quarter", "half", "academic"):
        return {"month": "monthly", "quarter": "quarterly", "half": "half-yearly", "academic": "academic"}[kind]
    ends = sorted({period.month_index for period in distinct})
    steps = [after - before for before, after in pairwise(ends)]
    if not steps:
        return "irregular" if "snapshot" in kinds else "annual"
    return STEPS.get(median_low(steps), "irregular")


def period_type(found: Iterable[Period]) -> str | None:
    """Return the kind of period, if there is but one."""
    kinds = {period.type for period in found}
    return next(iter(kinds)) if len(kinds) == 1 else None


def rows(descriptions: pd.DataFrame, found: dict[str, set[Period]]) -> pd.DataFrame:
    """Return dim_measure rows for described indicators: ``descriptions`` has measure and any columns of dim_measure.

    They have no target and no plan, and a polarity, a kind of value or a say on quartiles only where their publisher
    gives one. Their frequency is the publisher's word for it, else that of their periods in ``found``.
    """
    told = descriptions.drop(columns=["indicator"])
    usual = {"polarity": "none", "per": 1.0, "quartiles": True, "seasonal": False}
    frame = told.assign(
        **{column: told[column].fillna(value) if column in told else value for column, value in usual.items()},
        decimals=told["decimals"].clip(upper=MOST_DECIMALS),
        valid_from=LONG_AGO,
        valid_to=FOREVER,
        period_type=[period_type(found[measure]) for measure in descriptions["measure"]],
        due_days=DUE_DAYS,
        aggregation="none",
        cumulative=False,
        scheme="intervention",
        lifecycle="live",
        visibility="public",
        headline=False,
        in_plan=False,
    )
    told = frame["frequency"] if "frequency" in frame else pd.Series([None] * len(frame), index=frame.index)
    frame["frequency"] = [
        word if isinstance(word, str) else frequency(found[measure])
        for word, measure in zip(told, frame["measure"], strict=True)
    ]
    return frame
