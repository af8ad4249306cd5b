"""How far our figures agree with the answers publishers give themselves: counted row by row, printed, kept in README.

A comparison is declared once, at the top of its test module, and held once, in one test:

    LIMITS = Comparison("OHID Fingertips", "95% limits of a rate, ours from count and denominator")

    def test_limits_are_the_published_ones(db, record_property) -> None:
        outcomes = {(area, period): EQUAL if ... else "the count was rounded to 5" for ...}
        LIMITS.hold(outcomes, record_property)

``outcomes`` has every row compared: its key, which nothing else has, and EQUAL or the reason it differs. A reason is a
cause the test checks in that very row, worded as README prints it: never a tolerance wide enough to hide one. What no
cause explains is UNEXPLAINED. ``hold`` fails on a single such row, naming the first of them, and where README's row
under "Agreement with published answers" is not what was counted; the failure says the row to write there. The numbers
travel in the test's report, so that the summary at the end of a run has them from every worker process.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
TITLE = "## Agreement with published answers"
HEAD = "| source | what is compared | rows | equal | not equal, and why |"
EQUAL = "equal"
UNEXPLAINED = "unexplained"
PROPERTY = "agreement"
MOST_NAMED = 10


@dataclass(frozen=True)
class Comparison:
    """One thing a publisher's answer is compared for: the publisher, and what in words."""

    source: str
    what: str

    def hold(self, outcomes: Mapping[object, str], record_property: Callable[[str, object], None]) -> None:
        """Put the count into the test's report, then fail where a row is unexplained or README says otherwise."""
        counts = Counter(outcomes.values())
        record_property(PROPERTY, [self.source, self.what, dict(counts)])
        strays = [key for key, outcome in outcomes.items() if outcome == UNEXPLAINED]
        if strays:
            named = "\n".join(map(str, strays[:MOST_NAMED]))
            pytest.fail(f"{self.source}, {self.what}: {len(strays)} rows differ without a cause:\n{named}")
        if not counts:
            pytest.fail(f"{self.source}, {self.what}: nothing was compared")
        line = row(self.source, self.what, counts)
        if line not in published_rows():
            pytest.fail(f"README.md, {TITLE!r}: write the row\n{line}")


def row(source: str, what: str, counts: Mapping[str, int]) -> str:
    """Return README's row: ``counts`` is outcome to rows; reasons stand in order of their number."""
    total = sum(counts.values())
    reasons = sorted(((n, reason) for reason, n in counts.items() if reason != EQUAL), key=lambda r: (-r[0], r[1]))
    why = "; ".join(f"{n:,}: {reason}" for n, reason in reasons)
    return f"| {source} | {what} | {total:,} | {counts.get(EQUAL, 0):,} | {why} |"


def published_rows() -> list[str]:
    """Return the rows of README's table of agreement, without its head."""
    section = README.read_text("utf-8").partition(f"{TITLE}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ") and line != HEAD and "---" not in line]


def summary(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """Yield a line per comparison in the reports of a run, and one per reason, in order of source."""
    found = {
        (source, what): counts
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY
        for source, what, counts in [value]
    }
    for (source, what), counts in sorted(found.items()):
        yield f"{source}: {what}: {counts.get(EQUAL, 0):,} of {sum(counts.values()):,} equal"
        for reason, number in sorted(counts.items()):
            if reason != EQUAL:
                yield f"    {number:,}: {reason}"
