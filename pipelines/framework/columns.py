"""What a cell of a framework pack may hold, and what every sheet has in common."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipelines import periods

FOREVER = date(9999, 12, 31)
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class Ref:
    """Beside a column: its codes must be those of a kind of thing (node, measure, basket, …)."""

    kind: str


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]*", text):
        raise ValueError("a code of letters, digits, dots, colons and hyphens")
    return text


def _yes(cell: object) -> object:
    return {"yes": True, "no": False}.get(str(cell).strip().lower(), cell)


def _list(cell: object) -> object:
    return tuple(part.strip() for part in str(cell).split("|") if part.strip()) if cell else ()


def _period(text: str) -> str:
    return periods.parse(text).code


Code = Annotated[str, AfterValidator(_code)]
Yes = Annotated[bool, BeforeValidator(_yes)]
Many = Annotated[tuple[str, ...], BeforeValidator(_list)]
PeriodCode = Annotated[str, AfterValidator(_period)]
Strength = Literal["direct", "indirect"]
Audience = Literal["public", "member", "officer"]
Icon = Literal[
    "children", "city", "council", "health", "home", "leaf", "people", "road", "shield", "star", "vision", "work"
]


class Sheet(BaseModel):
    """One row of a sheet, with the number of the row it came from; ``key`` is what a row is one of."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: ClassVar[tuple[str, ...]]

    row: int = Field(exclude=True)

    @classmethod
    def references(cls) -> dict[str, str]:
        """Return column to the kind of thing its codes name."""
        return {
            column: mark.kind
            for column, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Ref)
        }
