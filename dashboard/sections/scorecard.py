"""The scorecard as asked for: the rows of one reporting period, sifted, in order, grouped and in words.

The page draws what ``asked`` returns, the CSV and XLSX write it: whatever one of them shows, the others show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Any

import orjson

from dashboard import choices, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.scorecard.dimensions import dimensions
from dashboard.scorecard.lines import Line, coverage, line, order_words, step_word
from dashboard.scorecard.sieve import Members, Sieve, sieve
from dashboard.scorecard.sift import Choice, Dimensions, Group, Rows, Shown, choice, picked, shown
from dashboard.scorecard.table import Table, table
from dashboard.sections import terms


@dataclass(frozen=True)
class Scorecard:
    """A scorecard as asked for, with everything that is said about it."""

    reading: Reading
    sieve: Sieve
    choice: Choice
    filters: Dimensions
    groupings: Dimensions
    shown: Shown
    lines: Mapping[str, Line]
    step: str
    glossary: terms.Known

    def link(self, chosen: Choice | None = None, kind: str = "") -> str:
        """Return the URL of this scorecard or of another choice in the same period; ``kind`` csv or xlsx."""
        return links.scorecard(kind, **{**(chosen or self.choice).query, **self.reading.kept})

    @property
    def set(self) -> list[tuple[str, str, str]]:
        """Return the filters that are set: name in the URL, title, and value in words."""
        found = []
        for name, codes in self.choice.filters.items():
            options = self.filters[name].options
            found.append((name, self.filters[name].title, " or ".join(options[code].strip() for code in codes)))
        return found

    @property
    def title(self) -> str:
        """Return the line that says what is shown, of how many, and what for."""
        return words.scorecard.scorecard_title(
            len(self.shown.rows),
            self.shown.of,
            chosen=self.choice.selection,
            filters=[(title, value) for _, title, value in self.set],
            period=self.reading.label,
            one=self.reading.one,
            many=self.reading.many,
            step=self.step,
        )

    @property
    def count(self) -> str:
        """Return how many measures are shown of how many, and how many of them stand in more than one group."""
        many = self.reading.many
        counted = words.scorecard.scorecard_count(len(self.shown.rows), self.shown.of, one=self.reading.one, many=many)
        twice = f" ({self.shown.repeated:,} of them under more than one heading)" if self.shown.repeated else ""
        return f"{counted}{twice}"

    @property
    def order(self) -> str:
        """Return in words what the rows are grouped and ordered by."""
        return order_words(self.choice, self.groupings)

    @property
    def coverage(self) -> str:
        """Return how many of the measures shown are reported, not due, late and on target."""
        return coverage(self.sieve, self.shown.members, self.reading.labels)

    def counted(self, group: Group) -> str:
        """Return the counts of a group: "18 of 162 KPIs, 9 of 14 rated on target, 2 late"."""
        total = formats.count(len(group.rows), len(self.shown.rows))
        return f"{total} {self.reading.many}. {coverage(self.sieve, group.members, self.reading.labels)}"

    @property
    def table(self) -> Table:
        """Return exactly what is shown as a table for files, stamped with what it is."""
        facts, chosen = self.reading.facts, self.choice
        filters = words.scorecard.filters_words((title, value) for _, title, value in self.set)
        stamp = [
            ("council", "Council", facts["council"]),
            ("reporting_period", "Reporting period", self.reading.label),
            ("as_at", "As at", formats.day(facts["as_at"])),
            ("shown", "Shown", self.count),
            ("list", "List", words.scorecard.list_title(chosen.selection, step=self.step) or "none"),
            ("filters", "Filters", filters or "none"),
            ("order", "Order", self.order),
        ]
        if facts["demonstration"]:
            stamp.append(("demonstration", "Demonstration", "the council and every figure are invented"))
        grouping = self.groupings.get(chosen.group_by)
        return table(
            f"Scorecard, {self.reading.period}",
            stamp,
            [(group, [self.lines[row["measure"]] for row in group.rows]) for group in self.shown.groups],
            sieve=self.sieve,
            filters=self.filters,
            grouped_by=grouping.title if grouping else "",
        )


def asked(asked: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard that the parameters of a URL ask for; values it does not know are left out."""
    sheet = queries.scorecard.sheet.rows(period=links.as_one(asked.get("period")))[0]
    reading = choices.read(sheet["reading"])
    sifting = sieve(sheet["sift"])
    filters, groupings = dimensions(sifting, nodes=sheet["nodes"], statuses=reading.labels)
    chosen = choice(asked, filters, groupings)
    rows = measures(sheet["grid"], sifting, picked(sifting, chosen, filters))
    found = shown(sifting, rows, chosen, filters, groupings)
    step = step_word(reading.facts["reporting_type"])
    lines = {
        row["measure"]: line(
            row,
            row["series"] or [],
            period=reading.label,
            step=step,
            labels=reading.labels,
            weak=chosen.selection == "weak",
        )
        for row in found.rows
    }
    return Scorecard(
        reading, sifting, chosen, filters, groupings, found, lines, step, glossary=dict(sheet["words"] or [])
    )


def measures(grid: str, sifting: Sieve, members: Members) -> Rows:
    """Return some of the measures of ``queries.scorecard.sheet``, in the order of the scorecard."""
    names, *lines = grid.split("\n")
    # Only what is shown is read: reading all of a thousand measures takes longer than all else of eighty does.
    shown = compress(lines, map("1".__eq__, sifting.marks(members)))
    keys = orjson.loads(names)
    return [dict(zip(keys, values, strict=True)) for values in orjson.loads(f"[{','.join(shown)}]")]
