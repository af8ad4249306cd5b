"""What a picture of many measures at once says around it: whose figures, which are missing, like with like in time."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dash.development.base_component import Component

from dashboard import components, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

Row = dict[str, Any]

FEW = 20
"""Councils that are all named where there is room; of more, only our own neighbours and the ends."""

MOST_SOURCES = 3
"""Sources that are named in full below a picture."""

ALIKE = (
    "Each {one} is compared at the latest period that enough of the group and we have both published{until}; "
    "the table says which."
)


def whole(asked: Asked, most: int) -> Asked:
    """Return the state with the measures of the plan, where a reader has chosen none: an overview needs many."""
    if asked.choice.measures:
        return asked
    codes = [code for code, row in asked.measures.items() if row["in_plan"]] or list(asked.measures)
    return replace(asked, choice=replace(asked.choice, measures=tuple(codes[:most])))


def unchosen(asked: Asked, shown: int) -> list[str]:
    """Return, as a note, that no measure was chosen and which are shown instead; nothing where some were."""
    if asked.choice.measures:
        return []
    of = sum(bool(row["in_plan"]) for row in asked.measures.values()) or len(asked.measures)
    return [words.explorer_views.unchosen(shown, of, **words_of(asked))]


def words_of(asked: Asked) -> dict[str, str]:
    """Return the council's words for a measure and for many."""
    return {"one": asked.facts["measure_word"], "many": asked.facts["measure_word_plural"]}


def nothing(asked: Asked) -> Component:
    """Return the frame of a picture that none of the measures chosen has figures for."""
    names = words.explorer_views.named(subject.about["short_title"] for subject in asked.subjects)
    sentence = f"Too few of {asked.group['name']} have published {names} for a period that can be compared."
    return components.no_figure("Nothing to compare", sentence)


def alike(asked: Asked) -> str:
    """Return that each measure is compared at its own latest period that both have (DR-24)."""
    return ALIKE.format(
        one=asked.facts["measure_word"], until=", up to the period chosen" if asked.choice.period else ""
    )


def without(asked: Asked, left: list[Subject]) -> list[str]:
    """Return which measures are not in the picture, as a note; nothing where all are."""
    names = words.explorer_views.named(subject.about["short_title"] for subject in left)
    return [f"Too few of {asked.group['name']} have published {names}."] if names else []


def source(asked: Asked, subjects: list[Subject]) -> str:
    """Return whose figures these are, the group and its version, and as at which day; of many sources the first."""
    council = asked.facts["council"]
    sources = list(dict.fromkeys(words.measure.source(subject.about, council=council) for subject in subjects))
    if len(sources) > MOST_SOURCES:
        names = list(dict.fromkeys(words.measure.source_name(subject.about, council=council) for subject in subjects))
        more = len(names) - MOST_SOURCES
        named = "; ".join([*names[:MOST_SOURCES], *([f"and {more:,} more"] if more > 0 else [])])
        sources = [f"Sources: {named}", f"Each {asked.facts['measure_word']} alone says its source and licence"]
    return words.prose.sentences(*sources, shared.grouped(asked))


def named(asked: Asked, ends: Iterable[Row] = ()) -> set[str]:
    """Return the areas to name: all of a small group, of a large one our own neighbours and the ``ends`` (DR-15)."""
    listed = next((code for code, group in asked.groups.items() if group["of_area"]), None)
    if len(asked.members) <= FEW:
        return set(asked.areas)
    around = asked.groups[listed]["areas"] if listed else []
    return {*around, *(row["area"] for row in ends)}
