"""Value for money in words: a cost beside what it buys (rows of mart_value), and the three Es of a service."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.position import of_group
from dashboard.words.prose import capital, listed, sentences, told

Facts = Mapping[str, Any]

THREE_ES = {"economy": "Economy", "efficiency": "Efficiency", "effectiveness": "Effectiveness"}
THREE_E_MEANING = (
    "Economy: what is spent. Efficiency: how much is done for it. Effectiveness: what comes of it. "
    "Value for money needs all three."
)
CAUTION = (
    "What is spent depends on need, wages and how spending is counted; the chart shows where to ask, "
    "not that one figure leads to the other."
)
_COSTS = {"lower": "lower cost", "higher": "higher cost", "same": "middle cost"}
_OUTCOMES = {
    "better": "better outcome",
    "worse": "worse outcome",
    "higher": "higher figure",
    "lower": "lower figure",
    "same": "middle outcome",
}
_GROUP = "comparators"


def quadrant(cost_side: str, outcome_side: str) -> str:
    """Where an area lies: "Lower cost, better outcome"; empty where it is not judged."""
    if cost_side not in _COSTS or outcome_side not in _OUTCOMES:
        return ""
    return f"{_COSTS[cost_side]}, {_OUTCOMES[outcome_side]}".capitalize()


def quadrant_of(row: Facts) -> str:
    """The same of a row of mart_value."""
    return quadrant(told(row, "cost_side"), told(row, "outcome_side"))


def quadrant_title(own: Facts, *, group_name: str = _GROUP) -> str:
    """The finding of the chart: "Lower cost, better outcome beside 14 similar councils"."""
    where = quadrant_of(own)
    if not where:
        return f"Beside {of_group(own['others'], group_name)}"
    return f"{where} beside {of_group(own['others'], group_name)}"


def quadrant_sentence(rows: Iterable[Facts], cost: Facts, outcome: Facts, *, council: str) -> str:
    """Sentence that stands for the chart: both figures beside the medians, and how many spend less and do better."""
    every = list(rows)
    own = next(row for row in every if row["own"])
    others = [row for row in every if not row["own"]]
    both = [row for row in others if (row["cost_side"], row["outcome_side"]) == ("lower", "better")]
    cheaper = "Of the others, " + (f"{len(both):,} {'has' if len(both) == 1 else 'have'}" if both else "none has")
    judged = told(own, "outcome_side") in ("better", "worse", "same")
    return sentences(
        f"{council}, {told(cost, 'short_title')}: {_beside(own, 'cost', cost)}",
        f"{told(outcome, 'short_title')}: {_beside(own, 'outcome', outcome)}",
        f"{cheaper} a lower cost and a better outcome than the medians" if quadrant_of(own) and judged else "",
    )


def _beside(own: Facts, which: str, measure: Facts) -> str:
    figure = formats.measured(own[f"{which}_value"], measure, unit=True)
    when = formats.in_period(own[f"{which}_label"])
    middle = formats.measured(own[f"{which}_median"], measure)
    rank, n = own[f"{which}_rank"], int(own["of_n"])
    order = "lowest" if which == "cost" else "best"
    place = "" if formats.is_missing(rank) else f", {_superlative(rank, order)} of {n:,}"
    return f"{figure} {when}, against a median of {middle}{place}"


def _superlative(rank: Any, order: str) -> str:
    return order if int(rank) == 1 else f"{formats.ordinal(rank)} {order}"


def value_place(measure: Facts, position: Facts | None, *, group_name: str = _GROUP) -> str:
    """A measure beside its comparators by itself (BCC-07): rank and quartile, or the median where nothing ranks."""
    name = told(measure, "short_title")
    if position is None:
        return f"{name}: no comparator has published it."
    figure = formats.measured(position["value"], measure, unit=True)
    group = of_group(position["of_n"], group_name)
    median = f"the median of the {formats.plural(int(position['others']), 'other')} is " + formats.measured(
        position["median"], measure
    )
    if formats.is_missing(position["rank"]):
        place = ""
    else:
        quartile = told(position, "quartile")
        place = f"{formats.ordinal(position['rank'])} of {group}" + (f", quartile {quartile}" if quartile else "")
    said = "; ".join(part for part in (place, median) if part)
    return f"{name}: {figure} {formats.in_period(position['label'])}; {said}."


def no_comparison(cost: Facts, outcome: Facts) -> str:
    """Why a pair has no chart: which figure is not there, else that nobody has published both."""
    without = [told(row, "short_title") for row in (cost, outcome) if formats.is_missing(row.get("value"))]
    if without:
        return f"No comparison: there is no figure yet for {listed(without)}."
    names = listed(told(row, "short_title") for row in (cost, outcome))
    return (
        f"No comparator has published both {names} for a period the council has figures for: "
        "only its own figures stand beside each other."
    )


def value_trend(measure: Facts) -> str:
    """A measure by itself: its latest figure, and how it moved on a year before."""
    name = told(measure, "short_title")
    if formats.is_missing(measure.get("value")):
        return f"{name}: no figure yet."
    figure = formats.measured(measure["value"], measure, unit=True)
    when = formats.in_period(measure["observed_label"])
    moved = formats.change(measure.get("year_change"), measure)
    year = "" if moved == "no comparison" else f", {moved} on a year earlier"
    return f"{name}: {figure} {when}{year}."


def three_e(counts: Mapping[str, Facts], *, one: str, many: str) -> str:
    """A service by the three Es: "Economy: 2 KPIs, 1 on target of 2 rated. Efficiency: none. …" (DCC-06)."""
    return sentences(
        *(f"{name}: {three_e_cell(counts.get(code), one=one, many=many)}" for code, name in THREE_ES.items())
    )


def three_e_cell(row: Facts | None, *, one: str, many: str) -> str:
    """One E of a service: "3 KPIs, 1 on target of 2 rated", or "none"."""
    if not row or not row["measures"]:
        return "none"
    counted = formats.plural(int(row["measures"]), one, many)
    rated = int(row["rated"])
    return f"{counted}, {int(row['on_target']):,} on target of {rated:,} rated" if rated else f"{counted}, none rated"


def three_e_missing(counts: Mapping[str, Facts]) -> str:
    """Which Es a service has no measure of: "No measure of economy and of efficiency"; empty where it has all."""
    none = [code for code in THREE_ES if not (counts.get(code) or {}).get("measures")]
    return f"Nothing on {listed(none)}" if none else ""


def values(pairs: int, owns: Iterable[Facts]) -> str:
    """What a page of pairs says: "8 pairs of a cost and what it buys. 6 beside comparators: 2 lower cost, …"."""
    placed = [quadrant_of(row) for row in owns]
    judged = [where for where in placed if where]
    counts = {where: judged.count(where) for where in dict.fromkeys(judged)}
    parts = [f"{n:,} {where[:1].lower()}{where[1:]}" for where, n in counts.items()]
    return sentences(
        capital(f"{formats.plural(pairs, 'pair')} of a cost and what it buys"),
        f"{len(judged):,} beside comparators: {'; '.join(parts)}" if parts else "",
    )
