"""A cost beside what it buys: two measures as charts.scatter draws them, the quarters in words of value for money."""

import pandas as pd

from dashboard import words
from dashboard.charts.frame import Drawing
from dashboard.charts.palette import COLOURS
from dashboard.charts.scatter import Row, scatter

_COLUMNS = {"cost_value": "x", "outcome_value": "y"}


def quadrant(rows: pd.DataFrame, cost: Row, outcome: Row, *, own_name: str, accent: str = COLOURS["accent"]) -> Drawing:
    """Draw places (rows of mart_value with ``name``) by cost to the right and outcome upwards; up is always better.

    ``cost`` and ``outcome`` are rows of dim_measure. The axis of an outcome where lower is better runs downwards.
    """
    own = next((row for row in rows.to_dict("records") if row["own"]), None)
    judged = own is not None and bool(words.value.quadrant_of(own))
    top, bottom = ("better", "worse") if outcome["polarity"] in ("higher", "lower") else ("higher", "lower")
    return scatter(
        rows.rename(columns=_COLUMNS),
        cost,
        outcome,
        medians=(own["cost_median"], own["outcome_median"]) if own and judged else None,
        corners=(
            words.value.quadrant("lower", top),
            words.value.quadrant("higher", top),
            words.value.quadrant("lower", bottom),
            words.value.quadrant("higher", bottom),
        )
        if judged
        else None,
        own_name=own_name,
        turned=False,
        accent=accent,
    )
