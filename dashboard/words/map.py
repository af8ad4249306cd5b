"""What a map shows, in words: classes, where our own council lies, where the high figures are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words.prose import listed, sentences

Facts = Mapping[str, Any]

PLACES = {
    5: ("the lowest", "the second lowest", "the middle", "the second highest", "the highest"),
    4: ("the lowest", "the second lowest", "the second highest", "the highest"),
    3: ("the lowest", "the middle", "the highest"),
    2: ("the lower", "the upper"),
}
"""Classes by how many there are, lowest first."""

DAYS = {
    "start": "Councils are drawn as they were when the period began; the figures were published for them.",
    "today": "Councils are drawn as they are today; the figures were published for them.",
}
"""What is said where councils are not drawn as they were at the end of the period."""

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def map_title(rows: Sequence[Facts], about: Facts, *, council: str, place: int | None, labels: Sequence[str]) -> str:
    """Finding of a map: "Birmingham is in the lowest of five classes, under 24%"; without a figure of ours, the range.

    ``labels`` are the classes in words, lowest first, and ``place`` is ours among them.
    """
    known = _known(rows)
    if not known or len(labels) == 1:
        name = formats.text(about["short_title"])
        return f"{name}: all councils are alike, at {labels[0]}" if known else f"{name}: no council has a figure"
    if place is None:
        return f"From {_at(known[0], about)} to {_at(known[-1], about)}"
    classes, label = len(labels), labels[place]
    return f"{council} is in {PLACES[classes][place]} of {NUMBERS[classes]} classes, {label}"


def map_sentence(rows: Sequence[Facts], top: Sequence[Facts], about: Facts, *, council: str, when: str) -> str:
    """How many councils have a figure, from where to where, our own, and where those of the highest class (top) lie."""
    known = _known(rows)
    if not known:
        return sentences(f"No council has a figure {when}")
    said = [f"{formats.count(len(known), len(rows))} councils have a figure {when}"]
    said.append(f"They go from {_at(known[0], about)} to {_at(known[-1], about)}")
    own = next((row for row in known if row["own"]), None)
    said.append(f"{council} has {formats.measured(own['value'], about)}" if own else f"{council} has no figure {when}")
    regions = Counter(formats.text(row["region"]) for row in top if row["region"]).most_common(2)
    several = len({row["region"] for row in known if row["region"]}) > 2
    if several and len(top) > 4 and (len(regions) == 1 or regions[0][1] > regions[1][1]):
        said.append(f"Of the {len(top)} in the highest class, {regions[0][1]} are in one region: {regions[0][0]}")
    return sentences(*said)


def map_notes(*, tiles: bool, tier: str, day: str, others: int, strays: Sequence[Facts]) -> list[str]:
    """What to know of a map: what is drawn, as of when, how many of the other tier are not, which have no place."""
    said = []
    if tiles:
        said.append(
            "One tile is one council, in blocks by region: no boundaries are loaded. Size and place say nothing."
        )
    if day in DAYS:
        said.append(DAYS[day])
    if others:
        left, drawn = ("districts", "counties") if tier == "upper" else ("counties", "districts")
        have = "one of the {} has" if others == 1 else "{:,} {} have"
        what = have.format(left) if others == 1 else have.format(others, left)
        said.append(f"The map is of {drawn} and councils that are not divided; {what} a figure too.")
    if strays:
        names = listed([formats.text(row["name"]) for row in strays[:6]])
        more = f", and {len(strays) - 6:,} more" if len(strays) > 6 else ""
        said.append(f"In the table and not on the map, as they have no boundary of that day: {names}{more}.")
    return said


def map_source(file: str) -> str:
    """Whose boundaries these are: what the ONS's licence asks to be said, and the file."""
    if not file:
        return ""
    return (
        f"Boundaries: {file.rsplit('/', 1)[-1]}; Office for National Statistics licensed under the Open Government "
        "Licence v.3.0, contains OS data © Crown copyright and database right."
    )


def _known(rows: Sequence[Facts]) -> list[Facts]:
    return sorted((row for row in rows if not formats.is_missing(row["value"])), key=lambda row: row["value"])


def _at(row: Facts, about: Facts) -> str:
    return f"{formats.measured(row['value'], about, unit=True)} ({row['name']})"
