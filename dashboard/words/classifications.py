"""What classifications say in words: how much is classed, which way it goes, and who has nothing of a class."""

from collections.abc import Iterable, Mapping

from dashboard import formats
from dashboard.words.prose import capital, listed, sentences, small

Counts = Mapping[str, int]
NAMED = 4
"""Deliverers without a class that are named; of more only the number is said."""


def classified(inside: int, outside: int, *, many: str, classes: int, period: str) -> str:
    """How many measures fall in a class: "7 classes. 66 of 124 KPIs in July 2026 fall in at least one; …"."""
    share = formats.count(inside, inside + outside) if outside else f"All {inside:,}"
    of = f"{share} {many} {formats.in_period(period)}"
    return sentences(formats.plural(classes, "class", "classes"), f"{of} fall in at least one; totals count each once")


def travelled(better: int, worse: int, total: int, *, many: str) -> str:
    """Which way the measures of a class went: "5 better and 3 worse than in the period before, of 12 KPIs."."""
    if not total:
        return ""
    if not better and not worse:
        return f"None of {total:,} {many} is better or worse than in the period before."
    return f"{better:,} better and {worse:,} worse than in the period before, of {total:,} {many}."


def uncovered(names: Iterable[str], cls: str, *, many: str) -> str:
    """Who has no measure of a class: "3 have none of economy: Parks, Waste and Youth."; empty where all have."""
    without = list(names)
    if not without:
        return ""
    named = f": {listed(without)}" if len(without) <= NAMED else ""
    return f"{capital(f'{len(without):,}')} {'has' if len(without) == 1 else 'have'} no {many} of {small(cls)}{named}."
