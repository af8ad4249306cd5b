"""Named blocks of ``sql/*.sql`` as functions: ``queries.measure.about(measure="ENV01")`` returns a frame.

A block begins with ``-- name: about``; the comment under it is its documentation; ``$measure`` is a parameter,
``= any($areas)`` takes a list, and ``($node is null or node = $node)`` makes one that may be None. Every parameter is
always given, so that a misspelt one is an error and not a filter that does nothing.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import warehouse

SQL = Path(__file__).with_name("sql")

_NAME = re.compile(r"^-- name: *(\w+) *$", re.MULTILINE)
_IGNORED = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Query:
    """One named block: its sentence, its statement and the parameters it takes."""

    subject: str
    name: str
    doc: str
    sql: str
    parameters: frozenset[str]

    def __call__(self, **given: Any) -> pd.DataFrame:
        """Return the rows in the snapshot this request reads. Raises TypeError for a missing or surplus parameter."""
        self._check(given)
        return warehouse.current().frame(self.sql, **given)

    def rows(self, **given: Any) -> list[dict[str, Any]]:
        """Return the same as dictionaries, None where a value is missing: the quick way for what is read row by row."""
        self._check(given)
        return warehouse.current().rows(self.sql, **given)

    def first(self, **given: Any) -> dict[str, Any] | None:
        """Return the first row as a dictionary, or None where there is no row."""
        return next(iter(self.rows(**given)), None)

    def told(self, **given: Any) -> Any:
        """Return the one document that is asked for, mostly rows; an empty list where there is no such document."""
        document = self.first(**given) or {}
        return next(iter(document.values()), None) or []

    def _check(self, given: dict[str, Any]) -> None:
        if given.keys() != self.parameters:
            takes = ", ".join(sorted(self.parameters)) or "no parameters"
            gave = ", ".join(sorted(given)) or "none"
            raise TypeError(f"queries.{self.subject}.{self.name} takes {takes}, but was given {gave}")


class Subject:
    """The queries of one file, as attributes."""

    def __init__(self, file: Path) -> None:
        self.queries = {query.name: query for query in parse(file.stem, file.read_text("utf-8"))}

    def __getattr__(self, name: str) -> Query:
        """Return the query called ``name``. Raises AttributeError."""
        try:
            return self.__dict__["queries"][name]
        except KeyError:
            raise AttributeError(f"no query is called {name}") from None


def parse(subject: str, text: str) -> list[Query]:
    """Return the named blocks of one file, in its order. Raises ValueError for a name used twice."""
    parts = _NAME.split(text)[1:]
    queries = [_query(subject, name, body) for name, body in zip(parts[::2], parts[1::2], strict=True)]
    names = [query.name for query in queries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{subject}.sql names two blocks {twice[0]}")
    return queries


def _query(subject: str, name: str, body: str) -> Query:
    lines = body.strip().splitlines()
    after = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    doc = " ".join(line.removeprefix("--").strip() for line in lines[:after])
    sql = "\n".join(lines[after:]).strip().removesuffix(";")
    return Query(subject, name, doc, sql, frozenset(_PARAMETER.findall(_IGNORED.sub("", sql))))


SUBJECTS = {file.stem: Subject(file) for file in sorted(SQL.glob("*.sql"))}


def __getattr__(name: str) -> Subject:
    """Return the subject called ``name``: one for each file of ``sql/``. Raises AttributeError."""
    try:
        return SUBJECTS[name]
    except KeyError:
        raise AttributeError(f"dashboard/sql has no file {name}.sql") from None
