"""What is known of the figures themselves, in words: when they come, what is missing, who answers (DR-38)."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital, listed, sentences

Facts = Mapping[str, Any]

RETURNS = {
    "in_time": "In time",
    "late": "Late",
    "overdue": "Overdue",
    "awaited": "Due later",
    "not_due": "Not due",
    "first": "No figure yet",
    "history": "Day not known",
}
"""State of a measure's return in one period to its heading, in the order of the table."""

RETURNS_MEAN = {
    "in_time": "came by its due day",
    "late": "came after it",
    "overdue": "the day has passed and no figure has come",
    "awaited": "the day is still to come",
    "not_due": "nothing is due for this period",
    "first": "nobody has returned one yet",
    "history": "it came with the first file, after its due day, so when it was returned is not known",
}

MARKED = {
    "": "A plain figure",
    "c": "Withheld: suppressed",
    "x": "No figure: not available",
    "z": "No figure: does not apply",
    "p": "Provisional",
    "r": "Revised",
    "e": "Estimated",
    "f": "Forecast",
    "b": "After a break in the series",
    "u": "Low reliability",
    "low": "Rounds to zero",
}
"""Marker of a figure to what it says, as a heading (DR-36)."""

SCORES = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")

SOURCES = {
    "tidy": "Tidy file",
    "returns": "Return workbook",
    "els": "ONS Explore Local Statistics",
    "ons_similar": "ONS similar areas",
    "geography": "Published geography",
    "lait": "DfE Local Authority Interactive Tool",
    "ees": "DfE Explore Education Statistics",
    "dfe_neighbours": "DfE statistical neighbours",
    "fingertips": "OHID Fingertips",
    "oflog": "Oflog",
    "ofsted": "Ofsted",
    "lgbf": "Local Government Benchmarking Framework",
    "hart": "List of KPIs in the manner of Hart",
    "trafford": "Theme file in the manner of Trafford",
    "revenue_outturn": "MHCLG revenue outturn",
}
"""Source that understood a file to its name; one not listed here keeps its code."""


def returns_in_time(counts: Mapping[str, int], period: str) -> str:
    """How many figures due for a period came in time: "113 of 131 figures due by now came in time; 12 late, 6 are…"."""
    came, late, overdue = (counts.get(state, 0) for state in ("in_time", "late", "overdue"))
    due = came + late + overdue
    if not due:
        return f"No figure has fallen due yet for {period}."
    parts = [f"{late:,} came late" if late else "", f"{overdue:,} {_are(overdue)} overdue" if overdue else ""]
    said = listed(parts)
    return sentences(
        f"{formats.count(came, due)} figures due by now for {period} came in time{f'; {said}' if said else ''}"
    )


def return_came(row: Facts) -> str:
    """When a late or overdue figure came: "20 October 2026, 11 days late"; "not yet, 11 days overdue"."""
    days = formats.plural(int(row["days"]), "day")
    if row["came"] == "overdue":
        return f"not yet, {days} overdue"
    return f"{formats.day(row['arrived_on'])}, {days} late"


def figure_lag(rows: Iterable[Facts], many: str) -> str:
    """How long figures take: "Half of 162 KPIs have their figure within 20 days of the period's end; the slowest…"."""
    found = list(rows)
    timed = sorted(int(row["days"]) for row in found if not formats.is_missing(row["days"]))
    if not found:
        return "No figure has been returned yet."
    if not timed:
        return (
            f"All figures of {len(found):,} {many} came with the first file of each, so how long they usually take "
            "is not known yet. The last column says how old the latest was when it was loaded."
        )
    middle = timed[(len(timed) - 1) // 2]
    rest = len(found) - len(timed)
    untold = f"Of {rest:,} more it is not known: all their figures came in one file" if rest else ""
    return sentences(
        f"Half of {len(timed):,} {many} have their figure within {formats.plural(middle, 'day')} of the period's end; "
        f"the slowest takes {formats.plural(timed[-1], 'day')}",
        untold,
    )


def figures_missing(rows: Iterable[Facts], many: str) -> str:
    """How many figures expected are there: "2,969 of 2,977 figures expected are there; 8 are missing from 8 KPIs."."""
    found = list(rows)
    expected, gone, without = (
        sum(int(row[name]) for row in found) for name in ("expected", "missing", "measures_missing")
    )
    if not expected:
        return "Nothing could be expected yet: no figure has been returned."
    there = f"{formats.count(expected - gone, expected)} figures expected are there"
    of = many if without != 1 else f"one of the {many}"
    return sentences(
        there, f"{gone:,} {_are(gone)} missing, of {f'{without:,} ' if without != 1 else ''}{of}" if gone else ""
    )


def figures_marked(rows: Iterable[Facts]) -> str:
    """How many figures carry a mark: "72 of 2,975 figures carry a mark: 60 revised, 5 provisional, 2 suppressed."."""
    found = list(rows)
    total = sum(int(row["figures"]) for row in found)
    marked = [row for row in found if row["marker"]]
    if not total:
        return "There is no figure yet."
    said = listed(f"{int(row['figures']):,} {_mark(row['marker'])}" for row in marked)
    count = sum(int(row["figures"]) for row in marked)
    carry = "carries" if count == 1 else "carry"
    return sentences(f"{formats.count(count, total)} figures {carry} a mark{f': {said}' if said else ''}")


def _mark(marker: str) -> str:
    return formats.MISSING.get(marker) or formats.QUALIFIERS[marker]


def quality_scored(rows: Iterable[Facts], unscored: int, many: str) -> str:
    """How far ratings and sign-offs go: "102 of 163 KPIs are scored, 102 of these signed off; 19 were challenged."."""
    found = [row for row in rows if row["newest"]]
    total = len(found) + unscored
    if not found:
        return f"None of {total:,} {many} has been scored for its six characteristics yet." if total else ""
    signed = sum(bool(row["signed_by"]) for row in found)
    asked = sum(bool(row["challenge"]) for row in found)
    were = "was" if asked == 1 else "were"
    return sentences(
        f"{formats.count(len(found), total)} {many} are scored",
        "All of the scores are signed off"
        if signed == len(found)
        else f"{formats.count(signed, len(found))} scores are signed off",
        f"{formats.plural(asked, 'score')} {were} challenged by the corporate team" if asked else "",
    )


def phantom_owners(rows: Iterable[Facts], ownerless: int, many: str) -> str:
    """Who answers and is known nowhere else: "None of 42 owners is a phantom: each is named elsewhere too."."""
    found = list(rows)
    strangers = [row for row in found if not row["known"]]
    lack = f"{formats.plural(ownerless, 'of them lacks', f'{many} lack')} an owner or a data owner" if ownerless else ""
    if not found:
        return sentences(f"No owner of {many} is named", lack)
    count = sum(int(row["measures"]) for row in strangers)
    named = f"Every one of {formats.plural(len(found), 'owner')} of {many} is named elsewhere too"
    if strangers:
        unknown = formats.count(len(strangers), len(found))
        named = f"{unknown} owners of {many} are named nowhere else; they answer for {count:,}"
    return sentences(named, lack or f"None of the {many} lacks an owner or a data owner")


def owner_known_as(row: Facts) -> str:
    """Where an owner is named besides: "a role; owner of 2 parts of the plan and 1 programme"; "nowhere"."""
    owned = listed(
        [
            formats.plural(row["parts"], "part of the plan", "parts of the plan") if row["parts"] else "",
            formats.plural(row["programmes"], "programme") if row["programmes"] else "",
        ]
    )
    return (
        "; ".join(part for part in ("a role" if row["a_role"] else "", owned and f"owner of {owned}") if part)
        or "nowhere"
    )


def files_loaded(rows: Iterable[Facts]) -> str:
    """What became of files: "38 of 81 files hold data. 624,253 rows read: 622,689 loaded and 1,564 left out."."""
    found = list(rows)
    held = [row for row in found if row["outcome"] == "loaded"]
    read, taken, refused = (sum(int(row[f"rows_{name}"]) for row in held) for name in ("read", "loaded", "refused"))
    left = f"and {refused:,} left out, each for a reason stated below" if refused else "and none left out"
    return sentences(
        f"{formats.count(len(held), len(found))} files hold data", f"{read:,} rows read: {taken:,} loaded {left}"
    )


def builds(rows: Iterable[Facts]) -> str:
    """How often a build was refused: "2 of the last 5 builds were refused."; a refusal changes nothing."""
    found = list(rows)
    refused = sum(row["snapshot"] is None for row in found)
    if len(found) == 1:
        return "This is the first build that is remembered; refused ones are listed here after the next good one."
    if not refused:
        return f"None of the last {formats.plural(len(found), 'build')} was refused."
    return sentences(
        f"Of the last {formats.plural(len(found), 'build')}, {refused:,} {'was' if refused == 1 else 'were'} refused",
        "A refused build changes nothing; who ran it was told every row and what stood there",
    )


def build_outcome(row: Facts) -> str:
    """What became of a build: "Published as 3f2a…" or "Refused"."""
    return f"Published as {row['snapshot']}" if row["snapshot"] else "Refused"


def refusal(row: Facts) -> str:
    """Which rule a file broke, and where: "inbox/july.csv: not a number, in 2 places, first in row 2"."""
    many = f", in {row['places']:,} places" if row["places"] > 1 else ""
    first = f", {'first ' if many else ''}in row {row['row']:,}" if row["row"] is not None else ""
    return f"{row['file']}: {row['rule']}{many}{first}"


def file_source(code: Any) -> str:
    """Name the source that understood a file; empty where none did."""
    name = formats.text(code)
    return SOURCES.get(name, name)


def file_issue(row: Facts, others: int = 0) -> str:
    """Word what was found in a file without its name and rows, which stand beside it, and how many are like it."""
    said = formats.text(row["message"]).removeprefix(formats.text(row["file"])).lstrip(",: ")
    said = said.removesuffix(f" ({row['rows']:,} rows).").rstrip(".")
    more = f"{others:,} more {'is' if others == 1 else 'are'} like it" if others else ""
    return sentences(capital(said), more)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
