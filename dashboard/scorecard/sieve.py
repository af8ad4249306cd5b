"""Which measures of a period have which codes: sets of measures, each one whole number with a bit a measure. Pure.

A thousand measures have some twenty codes each. As whole numbers, "red, of this basket and under that outcome" is two
steps of the processor, and every count of every filter takes a millionth of a second; row by row they took a third of
the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Members = int
"""A set of measures: the first bit is the first measure in the order of the scorecard."""

NODE = "node"
"""The dimension of all plan nodes; filters by outcome, directorate and service share it."""
LIST = "list"


@dataclass(frozen=True)
class Sieve:
    """The measures of one period by dimension and code; ``labels`` name the codes that are the council's own words."""

    size: int
    members: Mapping[str, Mapping[str, Members]]
    labels: Mapping[str, Mapping[str, str]]

    @property
    def all(self) -> Members:
        """Return every measure."""
        return (1 << self.size) - 1

    def having(self, dimension: str, codes: Iterable[str]) -> Members:
        """Return the measures that have any of the codes."""
        of = self.members.get(dimension, {})
        found = 0
        for code in codes:
            found |= of.get(code, 0)
        return found

    def listed(self, name: str) -> Members:
        """Return the measures on one of the lists; all of them where none is named."""
        return self.having(LIST, [name]) if name else self.all

    def marks(self, members: Members) -> str:
        """Return a set as a text with "1" at the place of each member, "0" at that of any other."""
        return f"{members:0{self.size}b}"


def sieve(rows: Iterable[Mapping[str, Any]]) -> Sieve:
    """Return what ``queries.scorecard.sheet`` tells of who has which code, in order, as a sieve."""
    size = 0
    members: dict[str, dict[str, Members]] = {}
    labels: dict[str, dict[str, str]] = {}
    for row in rows:
        dimension, code, size = row["dimension"], row["code"], len(row["members"])
        members.setdefault(dimension, {})[code] = int(row["members"], 2)
        if row["label"] is not None:
            labels.setdefault(dimension, {})[code] = row["label"]
    return Sieve(size, members, labels)
