"""What the explorer finds, in words: verdicts by group, a way through a group over time, who improved most."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words.position import of_group
from dashboard.words.prose import capital, listed, sentences

Facts = Mapping[str, Any]

QUARTERS = {"A": "top quarter", "B": "second quarter", "C": "third quarter", "D": "bottom quarter"}


def quarter(place: Facts) -> str:
    """The quarter a place lies in: "top quarter"; empty where there are too few to tell, or nothing is better."""
    return QUARTERS.get(formats.text(place.get("quartile")), "")


def verdict(places: Iterable[tuple[str, Facts]]) -> str:
    """Whether the verdict depends on the group: pairs of a group's name and the council's place in it.

    "The verdict depends on the group: top quarter among similar councils, third quarter among statistical neighbours."
    """
    told = [(name, quarter(place)) for name, place in places if quarter(place)]
    if len(told) < 2:
        return ""
    found = dict.fromkeys(word for _, word in told)
    if len(found) == 1:
        return sentences(
            f"The verdict is the same among {listed(name for name, _ in told)}: {told[0][1]}",
        )
    parts = [f"{word} among {listed(name for name, of in told if of == word)}" for word in found]
    return sentences(f"The verdict depends on the group: {', '.join(parts)}")


def verdicts_title(differ: int, of: int, *, many: str) -> str:
    """Title of a list of verdicts: "The verdict depends on the group for 41 of 210 KPIs"."""
    if not of:
        return f"No {many} can be compared in all of these groups"
    return f"The verdict depends on the group for {formats.count(differ, of)} {many}"


def verdicts_sentence(rows: Sequence[Facts], groups: Mapping[str, str]) -> str:
    """How many of a list of verdicts (each with ``places`` by group) lie in the top and bottom quarter of each."""
    parts = []
    for code, name in groups.items():
        letters = [row["places"][code].get("quartile") for row in rows]
        top, bottom = letters.count("A"), letters.count("D")
        parts.append(f"{capital(name)}: {top:,} in the top quarter and {bottom:,} in the bottom quarter")
    return sentences(*parts)


def group_trend_title(rows: Sequence[Facts], *, council: str, group_name: str) -> str:
    """Finding of a trend against a group (a distribution over time, oldest first), by rank where there is one."""
    ranked = [row for row in rows if not formats.is_missing(row["rank"])]
    if len(ranked) > 1:
        first, last = ranked[0], ranked[-1]
        start = f"{_rank(first)} of {int(first['of_n']):,} {formats.in_period(first['label'])}"
        end = f"{_rank(last)} of {of_group(last['of_n'], group_name)} {formats.in_period(last['label'])}"
        return f"{council} from {start} to {end}"
    return f"{council} beside {group_name}"


def group_trend_sentence(rows: Sequence[Facts], about: Facts, *, council: str, group_name: str) -> str:
    """What a trend against a group shows: our own first and last figure, the group's median then and now, the band."""
    known = [row for row in rows if not formats.is_missing(row["value"])]
    own = f"{council} has no figure in these periods"
    if known:
        own = f"{council}: {_way(known, 'value', about)}"
    middle = f"The median of {group_name}, {council} among them: {_way(rows, 'q50', about)}" if rows else ""
    inside = sum(row["q25"] <= row["value"] <= row["q75"] for row in known)
    band = f"{council} lay within the middle half in {formats.count(inside, len(known))} periods" if known else ""
    return sentences(own, middle, band)


def change_title(rows: Sequence[Facts], about: Facts, *, start: str, end: str) -> str:
    """Who improved most: "Sandwell improved most: −3.2 percentage points, 2018/19 to 2024/25"."""
    known = [row for row in rows if not formats.is_missing(row["change"])]
    if not known:
        return f"No change can be told, {start} to {end}"
    best = known[0]
    moved = formats.change(best["change"], about)
    if formats.is_missing(best["improvement"]):
        return (
            f"{best['name']} rose most: {moved}, {start} to {end}"
            if best["change"] > 0
            else f"None rose, {start} to {end}"
        )
    if best["improvement"] <= 0:
        return f"None improved, {start} to {end}"
    firsts = [row["name"] for row in known if row["rank"] == 1]
    return f"{listed(firsts)} improved most: {moved}, {start} to {end}"


def change_sentence(rows: Sequence[Facts], about: Facts, *, council: str, group_name: str, start: str, end: str) -> str:
    """How many of a group improved, and what became of our own council between two periods."""
    known = [row for row in rows if not formats.is_missing(row["change"])]
    judged = [row["improvement"] for row in known if not formats.is_missing(row["improvement"])]
    moves = judged or [row["change"] for row in known]
    up, down = ("improved", "got worse") if judged else ("rose", "fell")
    counted = (
        f"Of {of_group(len(known), group_name)} with a figure in both {start} and {end}, "
        f"{sum(move > 0 for move in moves):,} {up}, {sum(move < 0 for move in moves):,} {down} "
        f"and {sum(move == 0 for move in moves):,} stayed the same"
    )
    own = next((row for row in known if row["own"]), None)
    if own is None:
        return sentences(counted, f"{council} has no figure in one of the two")
    was, now = (formats.measured(own[key], about) for key in ("earlier_value", "value"))
    ranked = not formats.is_missing(own["rank"])
    where = f", {formats.ordinal(own['rank'])} of {len(judged):,} by improvement" if ranked else ""
    return sentences(counted, f"{council}: from {was} to {now}, {formats.change(own['change'], about)}{where}")


def change_broken(label: str, day: Any) -> str:
    """A caution where the definition changed between the two ends of a change (DR-34)."""
    return sentences(f"The series has a break on {formats.day(day)} ({label}): the two figures may not compare")


def no_change_for(names: Sequence[str]) -> str:
    """Councils left out of a change because one of the two figures is missing."""
    shown = listed(names) if len(names) <= 6 else f"{formats.plural(len(names), 'council')}"
    return sentences(f"No change can be told for {shown}: a figure is missing")


def first_measure(title: str, *, of: int, many: str) -> str:
    """What is looked at until a reader chooses: the first of so many measures."""
    return sentences(f"Add any of {of:,} {many} that other councils publish too. Shown until then: {title}")


def not_comparable(codes: Sequence[str]) -> str:
    """What was asked for and cannot be shown, because nobody else has published it, or it does not exist."""
    return sentences(f"Left out, as no comparator has published anything under this code: {listed(codes)}")


def compared_at(label: str, *, chosen: bool) -> str:
    """Which period is compared, said once for a chart: like with like in time (DR-24)."""
    why = "the last up to the period chosen" if chosen else "the latest that enough of them and we have published"
    return sentences(f"Compared {formats.in_period(label)}, {why}")


def left_out(shown: int, of: int, *, many: str) -> str:
    """What a view does not show: "The first 8 of 20 KPIs are drawn here"; empty where it shows all."""
    return sentences(f"The first {formats.count(shown, of)} {many} are drawn here") if of > shown else ""


def too_few(least: int, view: str, *, one: str, many: str) -> str:
    """What a view still needs before it can show anything."""
    return sentences(f"{view} needs {formats.plural(least, one, many)} or more: add one above")


def extract(shown: int, of: int) -> str:
    """What an extract of a long ranking holds: its two ends and our own neighbours in it."""
    return sentences(
        f"Of {of:,} councils with a figure {shown:,} are drawn: the first ten, the last ten, those around our own place"
    )


def _rank(row: Facts) -> str:
    return formats.ordinal(row["rank"])


def _way(rows: Sequence[Facts], key: str, about: Facts) -> str:
    first, last = rows[0], rows[-1]
    now = f"{formats.measured(last[key], about)} {formats.in_period(last['label'])}"
    if first is last:
        return now
    return f"{formats.measured(first[key], about)} {formats.in_period(first['label'])}, {now}"
