"""What the explorer's pictures of many things find, in words: heat map, spine, two measures, funnel, small panels."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words.explorer import quarter
from dashboard.words.position import of_group
from dashboard.words.prose import capital, listed, sentences, small, told

Facts = Mapping[str, Any]

TOGETHER = "That two figures lie together does not mean that one leads to the other; the chart shows where to ask."
NO_FUNNEL = "A funnel needs the counts behind each figure, which the publisher does not give for"
FUNNEL = (
    "Inside the limits a figure differs from the average by no more than chance would explain for a council of its "
    "size: 19 times in 20 within the 95% limits, 998 times in 1,000 within the 99.8% limits."
)
_LONG = 22
"""Letters of a period's label from which on its short one says enough: "academic year 2024/25" has 21."""
_FEW = 4
"""Names in a sentence; more are counted."""
_SIDES = {"better": "better", "worse": "worse", "higher": "higher", "lower": "lower", "same": "at the median"}
_BEYOND = {
    ("low", "higher"): "worse",
    ("low", "lower"): "better",
    ("high", "higher"): "better",
    ("high", "lower"): "worse",
}


def named(names: Iterable[str]) -> str:
    """A few names in a row, the rest counted: "A, B, C, D and 3 more"."""
    every = list(names)
    more = len(every) - _FEW
    return listed([*every[:_FEW], f"{more:,} more"] if more > 0 else every)


def unchosen(shown: int, of: int, *, one: str, many: str) -> str:
    """What an overview shows to who has chosen nothing: the plan's own measures, or the first of them."""
    all_of = f"all {formats.plural(of, one, many)}" if shown == of else f"the first {shown:,} of {of:,} {many}"
    return f"No {one} is chosen: these are {all_of} of the plan that others publish too."


def heat_title(rows: Mapping[str, Sequence[Facts]], *, group_name: str, one: str, many: str) -> str:
    """Finding of a heat map: by name of measure its cells (quartile, label), oldest first."""
    last = [cells[-1] for cells in rows.values()]
    if len(rows) == 1:
        name, cells = next(iter(rows.items()))
        first, latest = (f"{quarter(cell) or 'not judged'} in {told(cell, 'label')}" for cell in (cells[0], cells[-1]))
        ways = latest if len(cells) == 1 else f"{first}, {latest}"
        return f"{name} among {group_name}: {ways}"
    letters = [told(cell, "quartile") for cell in last]
    judged = [letter for letter in letters if letter]
    if not judged:
        return f"No quartile among {group_name}: none of these {many} is better high or low"
    if not {"A", "D"} & set(judged):
        return f"Neither top nor bottom quarter among {group_name} on any of {formats.plural(len(judged), one, many)}"
    top, bottom = (_on(letters.count(letter), len(judged)) for letter in "AD")
    return f"Top quarter among {group_name} on {top} {one if len(judged) == 1 else many}, bottom quarter on {bottom}"


def heat_sentence(rows: Mapping[str, Sequence[Facts]], *, council: str, years: Sequence[str]) -> str:
    """What a heat map shows: who is at the ends now, and what moved since the first year it shows."""
    last = {name: told(cells[-1], "quartile") for name, cells in rows.items()}
    ends = [
        f"{capital(words)} on {named(name for name, letter in last.items() if letter == end)}"
        for end, words in (("A", "top quarter"), ("D", "bottom quarter"))
        if end in last.values()
    ]
    moved = {
        name: (told(cells[0], "quartile"), told(cells[-1], "quartile"))
        for name, cells in rows.items()
        if told(cells[0], "quartile") and told(cells[-1], "quartile") and len(cells) > 1
    }
    better = [name for name, (then, now) in moved.items() if now < then]
    worse = [name for name, (then, now) in moved.items() if now > then]
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    ways = [
        f"in a better quarter than in the first year shown: {named(better)}" if better else "",
        f"in a worse {'one' if better else 'quarter than in the first year shown'}: {named(worse)}" if worse else "",
    ]
    return sentences(
        f"{council}, {span}",
        *(ends or ["In neither the top nor the bottom quarter on any of them"]),
        capital("; ".join(way for way in ways if way)),
    )


def spine_title(rows: Sequence[Facts], *, group_name: str, one: str, many: str) -> str:
    """Finding of a spine (value, q50, polarity, quartile): how many are better than the median."""
    sides = [side for row in rows if (side := side_of(row))]
    if not sides:
        return f"Beside {group_name}: none of these {many} is better high or low"
    top = sum(told(row, "quartile") == "A" for row in rows)
    better = f"{_on(sides.count('better'), len(sides))} {one if len(sides) == 1 else many}"
    return f"Better than the median of {group_name} on {better}, in the top quarter on {top or 'none'}"


def spine_sentence(rows: Sequence[Facts], *, council: str, one: str, many: str, how: str) -> str:
    """What a picture of many measures shows: which are in the top and in the bottom quarter, which we have none of."""
    top, bottom = (
        named(told(row, "short_title") for row in rows if told(row, "quartile") == letter) for letter in "AD"
    )
    without = [told(row, "short_title") for row in rows if formats.is_missing(row.get("value"))]
    return sentences(
        f"{council} on {formats.plural(len(rows), one, many)}, {how}",
        f"Top quarter: {top}" if top else f"No {one} is in the top quarter",
        f"Bottom quarter: {bottom}" if bottom else f"No {one} is in the bottom quarter",
        f"No figure of our own: {named(without)}" if without else "",
    )


def side_of(row: Facts) -> str:
    """On which side of the group's median a figure lies: better, worse or same; empty where nothing is judged."""
    sign = {"higher": 1, "lower": -1}.get(told(row, "polarity"))
    if sign is None or formats.is_missing(row.get("value")) or formats.is_missing(row.get("q50")):
        return ""
    gap = sign * (row["value"] - row["q50"])
    return "better" if gap > 0 else "worse" if gap < 0 else "same"


def place_said(row: Facts) -> str:
    """Figure and place of a measure in one line: "41.2%, 9th of 16, quartile C, 2023/24"."""
    figure = formats.measured(row.get("value"), row, marker=row.get("marker"))
    rank = "" if formats.is_missing(row.get("rank")) else f"{formats.ordinal(row['rank'])} of {int(row['of_n']):,}"
    letter = told(row, "quartile")
    quartile = f"quartile {letter}" if letter else ""
    return ", ".join(part for part in (figure, rank, quartile, when_said(row)) if part)


def when_said(row: Facts) -> str:
    """A period's label where it is short enough to stand in a line with others, else its short one."""
    label = told(row, "label")
    return label if len(label) <= _LONG else told(row, "short_label") or label


def beside_corners(across: Facts, up: Facts) -> tuple[str, str, str, str]:
    """What lies in each corner of two measures: top left, top right, bottom left, bottom right."""
    low_x, high_x = _ways(across)
    low_y, high_y = _ways(up)
    return _corner(low_x, high_y), _corner(high_x, high_y), _corner(low_x, low_y), _corner(high_x, low_y)


def beside_where(row: Facts, across: Facts, up: Facts) -> str:
    """Where a council lies: "Better on both", "Better on recycling, worse on waste"; empty where it is not judged."""
    x, y = (_SIDES.get(told(row, key), "") for key in ("x_side", "y_side"))
    if not x or not y:
        return ""
    if x == y:
        return f"{x} on both".capitalize()
    first, second = (told(measure, "short_title") for measure in (across, up))
    return capital(f"{x} on {first}, {y} on {second}")


def beside_title(rows: Sequence[Facts], across: Facts, up: Facts, *, council: str, group_name: str) -> str:
    """Finding of two measures beside each other: where the council lies among the others."""
    own = next((row for row in rows if row["own"]), None)
    others = sum(not row["own"] for row in rows)
    if own is None:
        return f"{of_group(others, group_name)}, without {council}, which has not both figures"
    where = beside_where(own, across, up)
    beside = f"beside {of_group(others, group_name)}"
    return f"{where}, {beside}" if where else capital(beside)


def beside_sentence(rows: Sequence[Facts], across: Facts, up: Facts, *, council: str) -> str:
    """Sentence that stands for a scatter: both own figures against the medians, and how many are better on both."""
    own = next((row for row in rows if row["own"]), None)
    others = [row for row in rows if not row["own"]]
    judged = [row for row in others if (told(row, "x_side"), told(row, "y_side")) == ("better", "better")]
    can = all(told(measure, "polarity") in ("higher", "lower") for measure in (across, up)) and len(others) >= 5
    are = "is" if len(judged) == 1 else "are"
    both = f"Of the {formats.plural(len(others), 'other')}, {len(judged):,} {are} better than the median on both"
    return sentences(
        *(_against(own or rows[0], key, about, council, own is not None) for key, about in (("x", across), ("y", up))),
        both if can else "",
    )


def funnel_title(rows: Sequence[Facts], about: Facts, *, council: str, group_name: str) -> str:
    """Finding of a funnel (rows with place as in mart_funnel): whether our own figure is more than chance."""
    own = next((row for row in rows if row["own"]), None)
    average = f"the average of {of_group(len(rows), group_name)}"
    if own is None:
        return f"{capital(average)}, without {council}, whose counts are not given"
    side, _, limit = told(own, "place").partition(" ")
    if side == "within":
        return f"Inside the limits of chance around {average}"
    word = _BEYOND.get((side, told(about, "polarity")), "higher" if side == "high" else "lower")
    return f"{capital(word)} than {average}, beyond the {limit}% limit"


def funnel_sentence(rows: Sequence[Facts], about: Facts, *, council: str) -> str:
    """Sentence that stands for a funnel: own figure and size, the average, and who lies beyond which limit."""
    own = next((row for row in rows if row["own"]), None)
    base = told(about, "denominator") or "denominator"
    figure = ""
    if own:
        size = f"{small(base)}: {formats.number(own['denominator'])}"
        figure = f"{council}: {formats.measured(own['value'], about, unit=True)}; {size}"
    beyond = {
        limit: [told(row, "name") for row in rows if told(row, "place").endswith(f" {limit}")]
        for limit in ("99.8", "95")
    }
    outside = [
        f"beyond the 99.8% limits: {named(beyond['99.8'])}" if beyond["99.8"] else "",
        f"{'beyond the 95% limits only' if beyond['99.8'] else 'beyond the 95% limits'}: {named(beyond['95'])}"
        if beyond["95"]
        else "",
    ]
    said = capital("; ".join(part for part in outside if part))
    return sentences(
        figure,
        f"The average of all together is {formats.measured(rows[0]['pooled'], about)}",
        said or "All lie within the limits",
    )


def funnel_spread(rows: Sequence[Facts]) -> str:
    """A caution where more lie outside the 95% limits than inside: they differ by more than chance alone."""
    outside = sum(told(row, "place") != "within" for row in rows)
    if 2 * outside <= len(rows):
        return ""
    return (
        f"{formats.count(outside, len(rows))} lie beyond the 95% limits: these councils differ by more than chance, as "
        "in whom they serve and how they count, so to lie outside says less."
    )


def funnel_place(row: Facts) -> str:
    """Where a council lies in a funnel, in words: "above the 99.8% limit", "within the limits"."""
    side, _, limit = told(row, "place").partition(" ")
    return "Within the limits" if side == "within" else f"{'Above' if side == 'high' else 'Below'} the {limit}% limit"


def panel_spoken(values: Sequence[Any], periods: Sequence[Facts], about: Facts) -> str:
    """What a small panel shows to who cannot see it: its first and last figure, the group's median then."""
    known = [(value, row) for value, row in zip(values, periods, strict=True) if not formats.is_missing(value)]
    if not known:
        return "No figures in these periods"
    ends = known[:1] if len(known) == 1 else [known[0], known[-1]]
    said = [f"{formats.measured(value, about)} {formats.in_period(told(row, 'label'))}" for value, row in ends]
    return f"{' to '.join(said)}; the group's median then {formats.measured(ends[-1][1]['q50'], about)}"


def _against(row: Facts, key: str, about: Facts, council: str, ours: bool) -> str:
    name, when = told(about, "short_title"), formats.in_period(told(row, f"{key}_label"))
    middle = formats.measured(row[f"{key}_median"], about)
    if not ours:
        return f"{name} {when}: a median of {middle}"
    return f"{council}, {name}: {formats.measured(row[key], about, unit=True)} {when}, against a median of {middle}"


def _ways(measure: Facts) -> tuple[str, str]:
    """What the left or lower and the right or upper end of a turned axis mean."""
    return ("worse", "better") if told(measure, "polarity") in ("higher", "lower") else ("lower", "higher")


def _corner(across: str, up: str) -> str:
    return f"{across} on both".capitalize() if across == up else f"{across.capitalize()} →, {up} ↑"


def _on(part: int, whole: int) -> str:
    return f"all {whole:,}" if part == whole else f"none of {whole:,}" if not part else formats.count(part, whole)
