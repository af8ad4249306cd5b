"""What is wrong with a file, said so that the person who sent it can mend it."""

from dataclasses import dataclass

LONGEST = 400
"""Characters of a text that are shown of what somebody typed: a sentence does not repeat a megabyte."""


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

    def __post_init__(self) -> None:
        """Show what was found so that a person can read it, whatever it was."""
        object.__setattr__(self, "found", shown(self.found))
        object.__setattr__(self, "expected", shown(self.expected, 2 * LONGEST))
        if self.column is not None:
            object.__setattr__(self, "column", shown(self.column, LONGEST // 4))

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
        self.problems = sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.row or 0, p.column or "", p.rule))
        super().__init__("\n".join(map(str, self.problems)))


def shown(text: str, longest: int = LONGEST) -> str:
    """Return a text with what cannot be printed written out, and its middle left out where it is too long to read."""
    if len(text) > longest:
        text = f"{text[: longest * 2 // 3]} … {text[-longest // 6 :]} ({len(text):,} characters)"
    if not text.isprintable():
        text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    return text if text.strip() else f"“{text}”"
