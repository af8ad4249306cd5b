"""What is wrong with a file, said so that the person who sent it can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one place of one file."""

    file: str
    row: int | None
    column: str | None
    rule: str
    found: str
    expected: str
    rows: int = 1

    def __str__(self) -> str:
        """Return the sentence a person reads: file, row, column, found, expected."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        more = f" ({self.rows:,} rows)" if self.rows > 1 else ""
        return f"{place}: {self.rule}: found {self.found}; expected {self.expected}{more}."


class Refused(Exception):
    """Input that cannot be taken; carries every problem found, in order of file and row."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column or "", p.rule))
        super().__init__("\n".join(map(str, self.problems)))
