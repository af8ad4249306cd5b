"""Where the council stands among its comparators, in words (rows of mart_position)."""

import re
from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences, told, yes

Facts = Mapping[str, Any]

_QUARTILES = {"A": "quartile A, the best", "B": "quartile B", "C": "quartile C", "D": "quartile D, the weakest"}

# Names of groups that are several councils by themselves, and can be counted.
_MANY = re.compile(r"councils|authorities|districts|boroughs|counties|areas|neighbours|comparators|places|others", re.I)
# The verdict, and where the interval lies to the benchmark's value.
_VERDICTS = {
    "better": ("Better than", "does not reach it"),
    "worse": ("Worse than", "does not reach it"),
    "higher": ("Higher than", "lies above it"),
    "lower": ("Lower than", "lies below it"),
    "similar": ("Similar to", "includes it"),
}


def benchmark_title(facts: Facts, *, group_name: str = "comparators", label: str = "", newer: bool = False) -> str:
    """Title of a comparison: "9th of 16 similar councils, 2023/24"; ``newer`` if our own latest is later."""
    period = f", {label}" if label else ""
    later = " (latest published for comparators)" if newer and label else ""
    if formats.is_missing(facts.get("value")):
        return f"No figure to compare with {group_name}{period}{later}"
    if formats.is_missing(facts.get("rank")):
        return f"Compared with {group_name}{period}{later}"
    return f"{_place(facts, group_name)}{period}{later}"


def benchmark_sentence(
    measure: Facts, facts: Facts, *, council: str, group_name: str = "comparators", label: str = "", newer: bool = False
) -> str:
    """Sentence that stands for the ranked bars: own value, place, quartile, mean with its n, range (DR-16 to 18)."""
    when = formats.in_period(label) if label else "in this period"
    if formats.is_missing(facts.get("value")):
        return sentences(f"{council} has no figure {when} to compare with {group_name}")
    later = ", the latest published for comparators" if newer and label else ""
    own = f"{council}: {formats.measured(facts['value'], measure, unit=True)} {when}{later}"
    place = "" if formats.is_missing(facts.get("rank")) else f"{_place(facts, group_name)}, where 1st is best"
    quartile = _QUARTILES.get(told(facts, "quartile"), "")
    return sentences(
        own, f"{place}; {quartile}" if place and quartile else place, _mean(measure, facts), _range(measure, facts)
    )


def of_group(n: Any, name: str) -> str:
    """A number of councils of a group: "16 similar councils", "36 metropolitan districts", "11 (audit family)"."""
    words = name.removeprefix("all ")
    return f"{int(n):,} {words}" if _MANY.search(words) else f"{int(n):,} ({words})"


def significance_sentence(about: Facts, row: Facts, benchmark_name: str) -> str:
    """A value against a benchmark by its interval (a row of mart_significance, DR-22); empty where not compared."""
    verdict = _VERDICTS.get(told(row, "comparison"))
    if verdict is None or formats.is_missing(row.get("benchmark")):
        return ""
    word, where = verdict
    figure = formats.measured(row["benchmark"], about, unit=True)
    return sentences(f"{word} {benchmark_name}, {figure}{_interval(about, row, where)}", _stricter(row))


def _interval(about: Facts, row: Facts, where: str) -> str:
    if any(formats.is_missing(row.get(end)) for end in ("lower", "upper")):
        return ""
    low, high = (formats.measured(row[end], about) for end in ("lower", "upper"))
    return f": the 95% interval, {low} to {high}, {where}"


def _stricter(row: Facts) -> str:
    """What the 99.8% interval adds, where it is known and the 95% interval found a difference."""
    plain, strict = (told(row, key) for key in ("comparison", "comparison998"))
    if plain == "similar" or strict not in _VERDICTS:
        return ""
    return "So it is at 99.8%" if strict == plain else "At the stricter 99.8% the two are similar"


def _place(facts: Facts, group_name: str) -> str:
    return f"{formats.ordinal(facts['rank'])} of {of_group(facts['of_n'], group_name)}"


def _mean(measure: Facts, facts: Facts) -> str:
    others = 0 if formats.is_missing(facts.get("others")) else int(facts["others"])
    if not others:
        return "No other council has a figure"
    if yes(facts.get("withheld")) or formats.is_missing(facts.get("mean")):
        return f"No mean is shown because only {formats.plural(others, 'other has', 'others have')} figures"
    decimals = formats.style(measure)["decimals"]
    gap = formats.rounded(facts["value"], decimals) - formats.rounded(facts["mean"], decimals)
    mean = f"the mean of the {formats.plural(others, 'other')}, {formats.measured(facts['mean'], measure)}"
    if gap == 0:
        return f"The same as {mean}"
    difference = formats.change(float(gap), measure)[1:]
    return f"{difference} {'above' if gap > 0 else 'below'} {mean}"


def _range(measure: Facts, facts: Facts) -> str:
    if formats.is_missing(facts.get("low")) or formats.is_missing(facts.get("high")):
        return ""
    low, high = (formats.measured(facts[end], measure) for end in ("low", "high"))
    return f"The others range from {low} to {high}" if low != high else f"The others are all at {low}"
